import CorvidGrammar
import Synchronization
import Tracing

/// A span of a ``TraceFile``, written when it ends.
final class TraceSpan: Span {
    private struct State {
        var name: String
        var attributes = SpanAttributes()
        var events: [SpanEvent] = []
        var status: SpanStatus?
        var isEnded = false
    }

    let context: ServiceContext
    private let kind: SpanKind
    private let position: TracePosition
    private let parent: String?
    private let start: UInt64
    private let output: TraceOutput
    private let state: Mutex<State>

    init(
        name: String, kind: SpanKind, position: TracePosition, parent: String?, context: ServiceContext, start: UInt64,
        output: TraceOutput
    ) {
        self.context = context
        self.kind = kind
        self.position = position
        self.parent = parent
        self.start = start
        self.output = output
        state = Mutex(State(name: name))
    }

    var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    var isRecording: Bool { state.withLock { !$0.isEnded } }

    func setStatus(_ status: SpanStatus) { state.withLock { $0.status = status } }
    func addEvent(_ event: SpanEvent) { state.withLock { $0.events.append(event) } }
    func addLink(_ link: SpanLink) {}

    func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.type"] = "\(type(of: error))"
        attributes["exception.message"] = "\(error)"
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
    }

    func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let end = instant().nanosecondsSinceEpoch
        let final: State? = state.withLock { state in
            guard !state.isEnded else { return nil }
            state.isEnded = true
            return state
        }
        if let final { output.write(json(final, end: end)) }
    }

    private func json(_ state: State, end: UInt64) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(key: "traceId", value: .text(position.trace)), .init(key: "spanId", value: .text(position.span)),
        ]
        if let parent { members.append(.init(key: "parentSpanId", value: .text(parent))) }
        members += [
            .init(key: "name", value: .text(state.name)), .init(key: "kind", value: .text("\(kind)")),
            .init(key: "startTimeUnixNano", value: .integer(start)),
            .init(key: "endTimeUnixNano", value: .integer(end)),
            .init(key: "attributes", value: Self.json(state.attributes)),
        ]
        if !state.events.isEmpty {
            let events = state.events.map { event in
                JSONValue.object([
                    "name": .text(event.name), "timeUnixNano": .integer(event.nanosecondsSinceEpoch),
                    "attributes": Self.json(event.attributes),
                ])
            }
            members.append(.init(key: "events", value: .array(events)))
        }
        let status: JSONValue =
            switch state.status {
            case nil: .text("unset")
            case let status?: .text(status.code == .error ? "error" : "ok")
            }
        members.append(.init(key: "status", value: status))
        if let message = state.status?.message { members.append(.init(key: "message", value: .text(message))) }
        return .object(members)
    }

    private static func json(_ attributes: SpanAttributes) -> JSONValue {
        var members: [JSONValue.Member] = []
        attributes.forEach { key, value in members.append(.init(key: key, value: json(value))) }
        return .object(members.sorted { $0.key.lexicographicallyPrecedes($1.key) })
    }

    private static func json(_ attribute: SpanAttribute) -> JSONValue {
        switch attribute {
        case .int32(let value): .integer(value)
        case .int64(let value): .integer(value)
        case .int32Array(let values): .array(values.map { .integer($0) })
        case .int64Array(let values): .array(values.map { .integer($0) })
        case .double(let value): .number(value)
        case .doubleArray(let values): .array(values.map { .number($0) })
        case .bool(let value): .bool(value)
        case .boolArray(let values): .array(values.map { .bool($0) })
        case .string(let value): .text(value)
        case .stringArray(let values): .array(values.map { .text($0) })
        case .stringConvertible(let value): .text(value.description)
        case .stringConvertibleArray(let values): .array(values.map { .text($0.description) })
        default: .null
        }
    }
}
