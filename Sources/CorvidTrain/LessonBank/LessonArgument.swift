import CorvidGrammar

/// A value of a call in a lesson: as it is, or filled from slots.
indirect enum LessonArgument: Sendable {
    case literal(JSONValue)
    /// All that a slot holds: a number where the parameter is one.
    case slot(Int)
    case text(LessonText)
    case array([LessonArgument])
    case object([(key: [UInt8], value: LessonArgument)])

    init(_ value: JSONValue, slots: inout LessonSlots) throws {
        switch value {
        case .string(let bytes):
            guard bytes.contains(UInt8(ascii: "{")) || bytes.contains(UInt8(ascii: "[")) else {
                self = .literal(value)
                return
            }
            let text = try LessonText(String(decoding: bytes, as: UTF8.self), slots: &slots)
            if let slot = text.onlySlot {
                self = .slot(slot)
            } else {
                self = text.slots.isEmpty ? .literal(value) : .text(text)
            }
        case .array(let values): self = .array(try values.map { try LessonArgument($0, slots: &slots) })
        case .object(let members):
            self = .object(try members.map { ($0.key, try LessonArgument($0.value, slots: &slots)) })
        default: self = .literal(value)
        }
    }

    var slots: Set<Int> {
        switch self {
        case .literal: []
        case .slot(let slot): [slot]
        case .text(let text): text.slots
        case .array(let values): values.reduce(into: []) { $0.formUnion($1.slots) }
        case .object(let members): members.reduce(into: []) { $0.formUnion($1.value.slots) }
        }
    }
}

/// Fills the arguments of calls, numbers by reference.
struct LessonArgumentFiller {
    var filling: LessonFilling
    let references: LessonReferences
    /// Places that calls have named.
    private var used: Set<Int> = []
    private(set) var usesReferences = false

    init(_ filling: LessonFilling, _ references: LessonReferences) {
        self.filling = filling
        self.references = references
    }

    /// The value as tools see it, and as it is written; nil where a slot cannot be filled.
    mutating func fill(
        _ argument: LessonArgument, schema: JSONValue?, _ random: inout Randomness
    ) -> (plain: JSONValue, written: JSONValue)? {
        switch argument {
        case .literal(let value): return literal(value, schema)
        case .slot(let slot):
            guard let value = filling.value(slot, &random) else { return nil }
            let type = schema?["type"]?.text
            guard let number = value.number, let text = number.decimal, type != "string" else {
                let string = JSONValue.string(value.bytes)
                return (string, string)
            }
            guard type != "boolean", type != nil || Self.isNumeral(value.bytes) else {
                return (.string(value.bytes), .string(value.bytes))
            }
            guard schema?["enum"] == nil, let entry = references.entry(of: slot, value: number) else {
                return (.number(text), .number(text))
            }
            return reference(entry)
        case .text(let template):
            guard let text = filling.text(template, &random) else { return nil }
            let string = JSONValue.string(text.bytes)
            return (string, string)
        case .array(let values):
            var plain: [JSONValue] = []
            var written: [JSONValue] = []
            for value in values {
                guard let filled = fill(value, schema: schema?["items"], &random) else { return nil }
                plain.append(filled.plain)
                written.append(filled.written)
            }
            return (.array(plain), .array(written))
        case .object(let members):
            var plain: [JSONValue.Member] = []
            var written: [JSONValue.Member] = []
            for member in members {
                let inner = schema?["properties"]?.members?.first { $0.key == member.key }?.value
                guard let filled = fill(member.value, schema: inner, &random) else { return nil }
                plain.append(.init(key: member.key, value: filled.plain))
                written.append(.init(key: member.key, value: filled.written))
            }
            return (.object(plain), .object(written))
        }
    }

    private static func isNumeral(_ bytes: [UInt8]) -> Bool {
        bytes.first.map { 0x30...0x39 ~= $0 || $0 == 0x2D } ?? false
    }

    private mutating func literal(_ value: JSONValue, _ schema: JSONValue?) -> (plain: JSONValue, written: JSONValue) {
        switch value {
        case .number(let text):
            guard schema?["enum"] == nil, let number = LessonNumber(text),
                let entry = references.free(number, used: used, allowsOrdinals: true)
                    ?? references.free(number, allowsOrdinals: true)
            else { return (value, value) }
            return reference(entry)
        case .array(let values):
            let filled = values.map { literal($0, schema?["items"]) }
            return (.array(filled.map(\.plain)), .array(filled.map(\.written)))
        case .object(let members):
            let filled = members.map {
                ($0.key, literal($0.value, schema?["properties"]?[String(decoding: $0.key, as: UTF8.self)]))
            }
            return (
                .object(filled.map { .init(key: $0.0, value: $0.1.plain) }),
                .object(filled.map { .init(key: $0.0, value: $0.1.written) })
            )
        default: return (value, value)
        }
    }

    private mutating func reference(_ entry: LessonReferences.Entry) -> (plain: JSONValue, written: JSONValue) {
        used.insert(entry.place)
        usesReferences = true
        return (.number(entry.text), .text("@\(entry.place)"))
    }
}
