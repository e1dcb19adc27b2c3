/// In a log: `{"event": "toolStarted", "data": {…}}`.
extension AgentEvent: Codable {
    private enum Key: String, CodingKey { case event, data }
    private enum CallKey: String, CodingKey { case callID, name, decision, index, arguments, failures, limit }

    /// The event's name in logs and JSON output.
    public var name: String {
        switch self {
        case .started: "started"
        case .toolsChosen: "toolsChosen"
        case .compacted: "compacted"
        case .concluding: "concluding"
        case .requested: "requested"
        case .routed: "routed"
        case .textDelta: "textDelta"
        case .callStarted: "callStarted"
        case .callDelta: "callDelta"
        case .replied: "replied"
        case .loopDetected: "loopDetected"
        case .approvalAsked: "approvalAsked"
        case .approvalDecided: "approvalDecided"
        case .toolStarted: "toolStarted"
        case .toolFinished: "toolFinished"
        case .toolWithdrawn: "toolWithdrawn"
        case .finished: "finished"
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: Key.self)
        try keyed.encode(name, forKey: .event)
        func members(_ write: (inout KeyedEncodingContainer<CallKey>) throws -> Void) rethrows {
            var data = keyed.nestedContainer(keyedBy: CallKey.self, forKey: .data)
            try write(&data)
        }
        switch self {
        case .started(let value): try keyed.encode(value, forKey: .data)
        case .toolsChosen(let value): try keyed.encode(value, forKey: .data)
        case .compacted(let value): try keyed.encode(value, forKey: .data)
        case .concluding(let limit): try members { try $0.encode(limit, forKey: .limit) }
        case .requested(let value): try keyed.encode(value, forKey: .data)
        case .routed(let value): try keyed.encode(value, forKey: .data)
        case .textDelta(let text): try keyed.encode(text, forKey: .data)
        case .callStarted(let index, let name):
            try members {
                try $0.encode(index, forKey: .index)
                try $0.encode(name, forKey: .name)
            }
        case .callDelta(let index, let arguments):
            try members {
                try $0.encode(index, forKey: .index)
                try $0.encode(arguments, forKey: .arguments)
            }
        case .replied(let value): try keyed.encode(value, forKey: .data)
        case .loopDetected(let value): try keyed.encode(value, forKey: .data)
        case .approvalAsked(let value): try keyed.encode(value, forKey: .data)
        case .approvalDecided(let callID, let decision):
            try members {
                try $0.encode(callID, forKey: .callID)
                try $0.encode(decision, forKey: .decision)
            }
        case .toolStarted(let callID, let name):
            try members {
                try $0.encode(callID, forKey: .callID)
                try $0.encode(name, forKey: .name)
            }
        case .toolFinished(let value): try keyed.encode(value, forKey: .data)
        case .toolWithdrawn(let name, let failures):
            try members {
                try $0.encode(name, forKey: .name)
                try $0.encode(failures, forKey: .failures)
            }
        case .finished(let value): try keyed.encode(value, forKey: .data)
        }
    }

    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: Key.self)
        func value<T: Decodable>() throws -> T { try keyed.decode(T.self, forKey: .data) }
        func member<T: Decodable>(_ key: CallKey) throws -> T {
            try keyed.nestedContainer(keyedBy: CallKey.self, forKey: .data).decode(T.self, forKey: key)
        }
        switch try keyed.decode(String.self, forKey: .event) {
        case "started": self = .started(try value())
        case "toolsChosen": self = .toolsChosen(try value())
        case "compacted": self = .compacted(try value())
        case "concluding": self = .concluding(try member(.limit))
        case "requested": self = .requested(try value())
        case "routed": self = .routed(try value())
        case "textDelta": self = .textDelta(try value())
        case "callStarted": self = .callStarted(index: try member(.index), name: try member(.name))
        case "callDelta": self = .callDelta(index: try member(.index), arguments: try member(.arguments))
        case "replied": self = .replied(try value())
        case "loopDetected": self = .loopDetected(try value())
        case "approvalAsked": self = .approvalAsked(try value())
        case "approvalDecided":
            self = .approvalDecided(callID: try member(.callID), decision: try member(.decision))
        case "toolStarted": self = .toolStarted(callID: try member(.callID), name: try member(.name))
        case "toolFinished": self = .toolFinished(try value())
        case "toolWithdrawn": self = .toolWithdrawn(name: try member(.name), failures: try member(.failures))
        case "finished": self = .finished(try value())
        case let name:
            throw DecodingError.dataCorruptedError(
                forKey: .event, in: keyed, debugDescription: "\"\(name)\" is no event of this version")
        }
    }
}
