import CorvidGrammar
import Synchronization
import Tracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A tracer that writes every finished span as one line of JSON: trace and span identifiers as in W3C Trace Context,
/// name, kind, start and end in nanoseconds since 1970, attributes, events, status.
struct TraceFile: Tracer {
    private let output: TraceOutput
    private static let isBootstrapped = Mutex(false)

    /// Sends the process's spans to the file from here on. A process has one tracer: later calls change nothing.
    ///
    /// - Throws: ``CommandFailure`` when the file cannot be written.
    static func bootstrap(_ path: String) throws(CommandFailure) {
        let isFirst = isBootstrapped.withLock { isBootstrapped in
            defer { isBootstrapped = true }
            return !isBootstrapped
        }
        if isFirst { InstrumentationSystem.bootstrap(TraceFile(output: try TraceOutput(path))) }
    }

    func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> TraceSpan {
        var context = context()
        let parent = context[TracePosition.Key.self]
        let position = TracePosition(
            trace: parent?.trace ?? TracePosition.random(bytes: 16), span: TracePosition.random(bytes: 8))
        context[TracePosition.Key.self] = position
        return TraceSpan(
            name: operationName, kind: kind, position: position, parent: parent?.span, context: context,
            start: instant().nanosecondsSinceEpoch, output: output)
    }

    func forceFlush() {}

    func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {}

    func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {}
}

/// Where in a trace a span stands.
struct TracePosition: Sendable {
    enum Key: ServiceContextKey { typealias Value = TracePosition }

    /// 32 hexadecimal digits.
    var trace: String
    /// 16 hexadecimal digits.
    var span: String

    static func random(bytes: Int) -> String {
        (0..<bytes).map { _ in
            let byte = UInt8.random(in: 0...255)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// The file that spans go to, a line with each write.
final class TraceOutput: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws(CommandFailure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(
                ExitStatus.cannotCreate, "\(path): the trace cannot be written (\(String(cString: strerror(errno))))")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// A trace is no reason to stop a run: what cannot be written is lost.
    func write(_ line: JSONValue) {
        let bytes = line.serialized + [UInt8(ascii: "\n")]
        _ = bytes.withUnsafeBytes { bytes in
            #if canImport(Glibc)
                Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            #else
                Darwin.write(descriptor, bytes.baseAddress, bytes.count)
            #endif
        }
    }
}
