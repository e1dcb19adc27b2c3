package import Corvid
package import CorvidGrammar

/// A tool of a record, with the results that its calls have.
package struct CannedTool: Sendable {
    package var function: OfferedFunction
    /// The first result whose arguments are those of the call; arguments are compared as ``CallScore`` does.
    package var results: [(arguments: JSONValue, text: String)]
    /// The result of other calls; nil: they fail.
    package var otherwise: String?

    /// Reads a function with `results`: an array of `{"arguments": {…}, "result": …}`, or an object whose keys are
    /// arguments written as JSON; and `otherwise`, the result of all other calls.
    init(_ fields: RecordFields, _ names: inout FunctionNames) throws(EvaluationError) {
        function = try OfferedFunction(fields, &names)
        results = []
        otherwise = fields["otherwise"].map(Self.text)
        guard let given = fields["results"] ?? fields["result"] else {
            guard otherwise != nil else { throw fields.error("results", "is missing") }
            return
        }
        if let entries = given.array {
            for (index, entry) in entries.enumerated() {
                let entry = try RecordFields(entry, fields.place, path: "\(fields.path(of: "results"))[\(index)]")
                results.append((try EvaluationRecord.arguments(entry), Self.text(try entry.required("result"))))
            }
        } else if let members = given.members {
            for member in members {
                let key = String(decoding: member.key, as: UTF8.self)
                if key == "*" {
                    otherwise = Self.text(member.value)
                    continue
                }
                guard let arguments = try? JSONValue(parsing: member.key), arguments.members != nil else {
                    throw fields.error("results", "the key \(key) is no JSON object of arguments")
                }
                results.append((arguments, Self.text(member.value)))
            }
        } else if let text = given.text {
            otherwise = text
        } else {
            throw fields.error("results", "expected an array or an object, found \(given.kind)")
        }
    }

    private static func text(_ value: JSONValue) -> String {
        value.text ?? String(decoding: value.serialized, as: UTF8.self)
    }

    /// The tool as an agent has it.
    package var tool: any Tool {
        let defaults = (function.definition.parameters["properties"]?.members ?? []).compactMap { property in
            property.value["default"].map { JSONValue.Member(key: property.key, value: $0) }
        }
        return DynamicTool(function.definition) { [results, otherwise] arguments, _ in
            let call = Self.completed(arguments, with: defaults)
            for result in results
            where CallScore.matches(call, Self.completed(result.arguments, with: defaults), listsMembers: false) {
                return ToolOutput(result.text)
            }
            guard let otherwise else {
                throw ToolError("There is nothing for \(String(decoding: arguments.serialized, as: UTF8.self)).")
            }
            return ToolOutput(otherwise)
        }
    }

    /// Arguments with the defaults of those that were left out.
    private static func completed(_ arguments: JSONValue, with defaults: [JSONValue.Member]) -> JSONValue {
        let given = arguments.members ?? []
        return .object(given + defaults.filter { standard in !given.contains { $0.key == standard.key } })
    }
}
