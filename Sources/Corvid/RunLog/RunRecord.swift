import CorvidGrammar

/// One line of a run log.
public struct RunRecord: Sendable, Hashable {
    /// From 0, without gaps.
    public var number: Int
    /// Milliseconds that the run has taken so far. A replay does not compare them.
    public var milliseconds: Int
    public var event: AgentEvent

    public init(number: Int, milliseconds: Int, event: AgentEvent) {
        self.number = number
        self.milliseconds = milliseconds
        self.event = event
    }

    /// `{"n": 3, "ms": 120, "event": "toolStarted", "data": {…}}` in one line, without its end.
    public var line: [UInt8] {
        get throws {
            guard case .object(let members) = try JSONValueEncoder().encode(event) else { return [] }
            return JSONValue.object(
                [
                    .init(key: Array("n".utf8), value: .integer(number)),
                    .init(key: Array("ms".utf8), value: .integer(milliseconds)),
                ] + members
            ).serialized
        }
    }

    /// - Throws: `AgentError` with what is wrong with the line.
    public init(line: some Sequence<UInt8>) throws {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: Array(line))
        } catch {
            throw AgentError(.runLog, "not JSON: \(error)")
        }
        guard let number = json["n"]?.int, let milliseconds = json["ms"]?.int else {
            throw AgentError(.runLog, "\"n\" or \"ms\" is missing or no integer")
        }
        do {
            self.init(
                number: number, milliseconds: milliseconds,
                event: try JSONValueDecoder().decode(AgentEvent.self, from: json))
        } catch let error as DecodingError {
            throw AgentError(.runLog, error.summary)
        }
    }
}
