import CorvidGrammar

extension Mutator {
    /// Spoils a JSON text so that it stays JSON: values and keys change, go, or come twice.
    mutating func mutate(json text: inout [UInt8]) {
        guard var value = try? JSONValue(parsing: text) else { return mutate(text: &text) }
        for _ in 0...below(3) { spoil(&value) }
        text = value.serialized
    }

    /// Goes down to some value and spoils it.
    private mutating func spoil(_ value: inout JSONValue) {
        switch value {
        case .object(var members) where !members.isEmpty && chance(7, in: 8):
            let index = below(members.count)
            switch below(8) {
            case 0: members.remove(at: index)
            case 1: members.append(members[index])
            case 2: members[index].key = members[below(members.count)].key
            case 3: members[index].value = members[below(members.count)].value
            default: spoil(&members[index].value)
            }
            value = .object(members)
        case .array(var values) where !values.isEmpty && chance(7, in: 8):
            let index = below(values.count)
            switch below(8) {
            case 0: values.remove(at: index)
            case 1: values.append(values[index])
            case 2: values[index] = values[below(values.count)]
            default: spoil(&values[index])
            }
            value = .array(values)
        case .string(var bytes) where chance(3, in: 4):
            switch below(4) {
            case 0: bytes = Array(bytes.dropFirst(below(bytes.count + 1)))
            case 1: bytes += bytes
            case 2: bytes = []
            default:
                // Still valid UTF-8.
                let additions = ["\u{0}", "\u{2581}", "\u{1F600}", "\u{301}", "(", "[", "\\", "*", "{9999}", "##", "/"]
                bytes += additions[below(additions.count)].utf8
            }
            value = .string(bytes)
        case .bool(let flag) where chance(3, in: 4): value = .bool(!flag)
        default: value = replacement()
        }
    }

    private mutating func replacement() -> JSONValue {
        switch below(8) {
        case 0: return .null
        case 1: return .bool(true)
        case 2: return .array([])
        case 3: return .object([])
        case 4: return .text("x")
        case 5: return .number(["-1", "1e400", "0.5", "-0", "1e-400"][below(5)])
        default: return .integer(interestingInteger(near: 1000))
        }
    }
}
