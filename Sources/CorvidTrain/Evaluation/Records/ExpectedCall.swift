import Corvid
package import CorvidGrammar

/// A call that is right, with all values that are.
package struct ExpectedCall: Sendable, Hashable {
    /// What one argument may be.
    package struct Value: Sendable, Hashable {
        package var alternatives: [JSONValue]
        /// Objects among the alternatives list alternatives for each of their members in turn.
        package var listsMembers: Bool
        /// The argument may be left out.
        package var isOptional: Bool

        package init(_ alternatives: [JSONValue], listsMembers: Bool = false, isOptional: Bool = false) {
            self.alternatives = alternatives
            self.listsMembers = listsMembers
            self.isOptional = isOptional
        }

        /// Alternatives as the Berkeley function-calling leaderboard lists them: an empty text among them means that the
        /// argument may be left out.
        static func listed(_ alternatives: [JSONValue]) -> Value {
            Value(alternatives, listsMembers: true, isOptional: alternatives.contains(.text("")))
        }
    }

    package struct Argument: Sendable, Hashable {
        package var name: [UInt8]
        package var value: Value
    }

    /// As the record has it.
    package var name: String
    package var arguments: [Argument]

    package init(name: String, arguments: [Argument]) {
        self.name = name
        self.arguments = arguments
    }

    package subscript(_ name: [UInt8]) -> Value? { arguments.first { $0.name == name }?.value }

    /// Reads `{"name", "arguments", "allowed"}`, where `allowed` lists alternatives by argument, or the leaderboard's
    /// `{"name of the function": {"argument": [alternatives]}}`.
    init(_ fields: RecordFields) throws(EvaluationError) {
        let members = fields.value.members ?? []
        if fields["name"] == nil, members.count == 1, let listed = members[0].value.members {
            name = String(decoding: members[0].key, as: UTF8.self)
            arguments = []
            for member in listed {
                guard let alternatives = member.value.array else {
                    throw fields.error(
                        "\(name).\(String(decoding: member.key, as: UTF8.self))",
                        "expected an array of alternatives, found \(member.value.kind)")
                }
                arguments.append(Argument(name: member.key, value: .listed(alternatives)))
            }
            return
        }
        let named = fields["function"] == nil ? fields : try fields.object("function")
        name = try named.text("name")
        arguments = (try EvaluationRecord.arguments(named).members ?? []).map { member in
            if member.value.members?.count == 1, let alternatives = member.value["allowed"]?.array {
                return Argument(name: member.key, value: .listed(alternatives))
            }
            return Argument(name: member.key, value: Value([member.value]))
        }
        if let allowed = fields["allowed"] { try allow(allowed, fields.path(of: "allowed"), fields.place) }
    }

    /// Replaces what arguments may be by what `allowed` lists for them.
    mutating func allow(
        _ allowed: JSONValue, _ path: String, _ place: EvaluationRecord.Place
    ) throws(EvaluationError) {
        let fields = try RecordFields(allowed, place, path: path)
        for member in fields.value.members ?? [] {
            guard let alternatives = member.value.array else {
                throw fields.error(
                    String(decoding: member.key, as: UTF8.self),
                    "expected an array of alternatives, found \(member.value.kind)")
            }
            arguments.removeAll { $0.name == member.key }
            arguments.append(Argument(name: member.key, value: .listed(alternatives)))
        }
    }
}
