package import Corvid
import CorvidGrammar

/// Whether calls are the expected ones, by the rules of the Berkeley function-calling leaderboard's check of syntax
/// trees (https://gorilla.cs.berkeley.edu/leaderboard): the function, every required argument, no unknown one, types, and
/// values among those allowed; texts without regard to case, blanks and punctuation; calls in any order.
///
/// Beyond those rules an optional argument may be given its default, and one that the schema requires though the
/// expected call is silent about it may have any value.
package enum CallScore {
    /// - Parameter calls: by the names under which the functions were offered.
    /// - Returns: nil where they are right, otherwise what is wrong.
    package static func fault(
        in calls: [ToolCall], expecting expected: [ExpectedCall], of functions: [OfferedFunction]
    ) -> String? {
        if expected.isEmpty { return calls.isEmpty ? nil : "called \(calls[0].name) where no call was expected" }
        guard calls.count == expected.count else {
            return "made \(calls.count) \(calls.count == 1 ? "call" : "calls"), expected \(expected.count)"
        }
        if calls.count == 1 { return fault(in: calls[0], expecting: expected[0], of: functions) }
        let fits = expected.map { one in calls.map { fault(in: $0, expecting: one, of: functions) == nil } }
        guard let lonely = unmatched(fits) else { return nil }
        let faults = calls.compactMap { fault(in: $0, expecting: expected[lonely], of: functions) }
        let reason = faults.first { !$0.hasPrefix("called ") } ?? faults.first ?? "all belong to others"
        return "no call is the expected \(expected[lonely].name): \(reason)"
    }

    /// - Returns: nil where the call is right, otherwise what is wrong.
    package static func fault(
        in call: ToolCall, expecting expected: ExpectedCall, of functions: [OfferedFunction]
    ) -> String? {
        guard let function = functions.first(where: { $0.name == expected.name }) else {
            return "\(expected.name) was not offered"
        }
        guard call.name == function.definition.name else { return "called \(call.name), expected \(expected.name)" }
        let parameters = function.definition.parameters
        let required = (parameters["required"]?.array ?? []).compactMap(\.utf8)
        let given = call.arguments.members ?? []
        for name in required where !given.contains(where: { $0.key == name }) {
            return "\(text(name)) is required and missing"
        }
        let properties = parameters["properties"]?.members ?? []
        for argument in given {
            let schema = properties.first { $0.key == argument.key }?.value
            guard schema != nil || properties.isEmpty else { return "\(text(argument.key)) is no argument" }
            guard let allowed = expected[argument.key] else {
                if required.contains(argument.key) { continue }
                if let standard = schema?["default"], matches(argument.value, standard, listsMembers: false) {
                    continue
                }
                return "\(text(argument.key)) was given, and nothing asks for it"
            }
            if let fault = fault(of: argument.value, allowed, schema) { return "\(text(argument.key)) \(fault)" }
        }
        for argument in expected.arguments where !given.contains(where: { $0.key == argument.name }) {
            if argument.value.isOptional { continue }
            let standard = properties.first { $0.key == argument.name }?.value["default"]
            if let standard, argument.value.alternatives.contains(where: { matches(standard, $0, listsMembers: false) })
            {
                continue
            }
            return "\(text(argument.name)) is missing"
        }
        return nil
    }

    private static func fault(of value: JSONValue, _ allowed: ExpectedCall.Value, _ schema: JSONValue?) -> String? {
        // A value of the type of an allowed one is of no wrong type, whatever the schema says.
        let isOfType =
            hasType(value, schema)
            || allowed.alternatives.contains { $0.kind == value.kind && $0 != .text("") }
        guard isOfType else { return "is \(value.kind), expected \(schema?["type"]?.text ?? "another type")" }
        if allowed.alternatives.contains(where: { matches(value, $0, listsMembers: allowed.listsMembers) }) {
            return nil
        }
        let found = text(value.serialized)
        return "is \(found), expected \(allowed.alternatives.map { text($0.serialized) }.joined(separator: " or "))"
    }

    private static func hasType(_ value: JSONValue, _ schema: JSONValue?) -> Bool {
        let names = schema?["type"]?.text.map { [$0] } ?? schema?["type"]?.array?.compactMap(\.text) ?? []
        return names.isEmpty
            || names.contains { name in
                switch (name, value) {
                case ("string", .string), ("number", .number), ("boolean", .bool), ("array", .array),
                    ("object", .object), ("null", .null):
                    true
                case ("integer", .number(let digits)): Int(digits) != nil
                default: false
                }
            }
    }

    /// - Parameter listsMembers: the members of an expected object are lists of alternatives.
    static func matches(_ value: JSONValue, _ expected: JSONValue, listsMembers: Bool, depth: Int = 0) -> Bool {
        switch (value, expected) {
        case (.string(let one), .string(let other)): return standardized(one) == standardized(other)
        case (.number(let one), .number(let other)):
            guard let one = Double(one), let other = Double(other) else { return false }
            return one == other
        case (.array(let one), .array(let other)):
            return one.count == other.count
                && zip(one, other).allSatisfy { matches($0, $1, listsMembers: listsMembers, depth: depth + 1) }
        case (.object(let one), .object(let other)):
            guard depth < 64 else { return false }
            for member in one {
                guard let expected = other.first(where: { $0.key == member.key })?.value else { return false }
                let alternatives = listsMembers ? expected.array ?? [expected] : [expected]
                guard
                    alternatives.contains(where: {
                        matches(member.value, $0, listsMembers: listsMembers, depth: depth + 1)
                    })
                else { return false }
            }
            return other.allSatisfy { member in
                one.contains { $0.key == member.key }
                    || listsMembers && member.value.array?.contains(.text("")) == true
            }
        default: return value == expected
        }
    }

    /// A text as it is compared: in lower case, without blanks and `,./-_*^`, apostrophes as quotation marks.
    package static func standardized(_ text: [UInt8]) -> [UInt8] {
        let dropped = Array(" ,./-_*^".utf8)
        let kept = text.filter { !dropped.contains($0) }
        return String(decoding: kept, as: UTF8.self).lowercased().utf8.map {
            $0 == UInt8(ascii: "'") ? UInt8(ascii: "\"") : $0
        }
    }

    /// The first row that cannot have a column of its own where it has `true`; nil when all can.
    private static func unmatched(_ fits: [[Bool]]) -> Int? {
        var owner = [Int?](repeating: nil, count: fits.first?.count ?? 0)
        func place(_ row: Int, _ tried: inout Set<Int>) -> Bool {
            for column in owner.indices where fits[row][column] && tried.insert(column).inserted {
                if owner[column].map({ place($0, &tried) }) ?? true {
                    owner[column] = row
                    return true
                }
            }
            return false
        }
        return fits.indices.first { row in
            var tried: Set<Int> = []
            return !place(row, &tried)
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
