import Corvid
import CorvidGrammar

/// Arguments in notations other than one JSON object: each parameter by itself, in the schema's order.
struct WrittenArguments {
    let schema: ToolSchema
    let options: JSONSchema.Options
    let notation: CallSyntax.Notation

    init(_ schema: ToolSchema, options: JSONSchema.Options, notation: CallSyntax.Notation) throws {
        self.schema = schema
        self.options = options
        self.notation = notation
        let composing = ["allOf", "anyOf", "oneOf", "not", "if", "$ref", "patternProperties", "minProperties"]
        for keyword in composing where schema.value[keyword] != nil {
            throw ModelError(
                .badSchema,
                "The parameters of the tool \(schema.tool.name) use \(keyword) at the top, which this model's way of writing "
                    + "calls cannot follow.")
        }
    }

    private struct Parameter {
        var name: String
        var value: JSONValue
        var isRequired: Bool
    }

    private var parameters: [Parameter] {
        let required = (schema.value["required"]?.array ?? []).compactMap(\.utf8)
        return (schema.value["properties"]?.members ?? []).map { member in
            Parameter(
                name: String(decoding: member.key, as: UTF8.self), value: member.value,
                isRequired: required.contains(member.key))
        }
    }

    func expression() throws -> Grammar.Expression {
        switch notation {
        case .json: return .schema(try JSONSchema(schema.value, options: options))
        case .tags:
            return .sequence(
                try parameters.map { parameter in
                    let written = Grammar.Expression.sequence([
                        .text("<parameter=\(parameter.name)>\n"), try raw(parameter), "\n</parameter>\n",
                    ])
                    return parameter.isRequired ? written : .optional(written)
                })
        case .keywords:
            // What may follow when something has been written already, from the last parameter back to the first.
            var continued = Grammar.Expression.empty
            var begun: Grammar.Expression = .empty
            for parameter in parameters.reversed() {
                let written = Grammar.Expression.sequence([
                    .text("\(parameter.name)="), .schema(try document(parameter.value)),
                ])
                let first = Grammar.Expression.sequence([written, continued])
                let further = Grammar.Expression.sequence([", ", written, continued])
                begun = parameter.isRequired ? first : .choice([first, begun])
                continued = parameter.isRequired ? further : .choice([further, continued])
            }
            return begun
        }
    }

    /// A parameter's schema as a document of its own, which can refer to the definitions of the whole.
    private func document(_ value: JSONValue) throws -> JSONSchema {
        var members = value.members ?? []
        for name in ["$defs", "definitions", "$schema"] {
            if let definitions = schema.value[name], value[name] == nil {
                members.append(.init(key: Array(name.utf8), value: definitions))
            }
        }
        return try JSONSchema(value.members == nil ? value : .object(members), options: options)
    }

    /// A value between tags: a string as it is, anything else as JSON.
    private func raw(_ parameter: Parameter) throws -> Grammar.Expression {
        let value = parameter.value
        if let choices = value["enum"]?.array, !choices.isEmpty, choices.allSatisfy({ $0.utf8 != nil }) {
            return .choice(choices.compactMap(\.utf8).map(Grammar.Expression.literal))
        }
        guard value["type"] == .text("string") else { return .schema(try document(value)) }
        let plain = ["type", "description", "title", "default", "examples", "minLength", "maxLength", "pattern"]
        for member in value.members ?? [] where !plain.contains(String(decoding: member.key, as: UTF8.self)) {
            throw ModelError(
                .badSchema,
                "The parameter \(parameter.name) of the tool \(schema.tool.name) uses "
                    + "\(String(decoding: member.key, as: UTF8.self)), which this model's way of writing calls cannot follow."
            )
        }
        // The value must not look like its own end.
        var parts: [Grammar.Expression] = [.complement(.regularExpression("(?:[\\s\\S]*\\n)?<\\/parameter>[\\s\\S]*"))]
        if let pattern = value["pattern"]?.text { parts.append(.regularExpression("[\\s\\S]*(?:\(pattern))[\\s\\S]*")) }
        if value["minLength"] != nil || value["maxLength"] != nil {
            parts.append(
                .repetition(
                    .anyCharacter, minimum: value["minLength"]?.int ?? 0, maximum: value["maxLength"]?.int))
        }
        return parts.count == 1 ? parts[0] : .intersection(parts)
    }

    /// The end of the arguments in `bytes`, if they are complete.
    static func end(of notation: CallSyntax.Notation, tail: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        switch notation {
        case .json: return JSONEnd.find(in: bytes)
        case .tags:
            var place = bytes.startIndex
            while true {
                if bytes[place...].starts(with: "</function>".utf8) { return place }
                guard bytes[place...].starts(with: "<parameter=".utf8),
                    let close = find("\n</parameter>\n", in: bytes[place...])
                else { return nil }
                place = close + "\n</parameter>\n".utf8.count
            }
        case .keywords:
            var scanner = JSONEnd(depth: 1)
            for index in bytes.indices {
                if bytes[index] == UInt8(ascii: ")"), scanner.isOutsideOfStrings, scanner.depth == 1 { return index }
                scanner.take(bytes[index])
            }
            return nil
        }
    }

    /// Arguments as an object.
    static func parse(
        _ bytes: ArraySlice<UInt8>, notation: CallSyntax.Notation, of tool: ToolDefinition?
    ) -> JSONValue? {
        switch notation {
        case .json: return try? JSONValue(parsing: Array(bytes))
        case .keywords: return keywords(bytes)
        case .tags:
            var members: [JSONValue.Member] = []
            var rest = bytes
            while rest.starts(with: "<parameter=".utf8) {
                guard let nameEnd = find(">\n", in: rest), let close = find("\n</parameter>\n", in: rest[nameEnd...])
                else { return nil }
                let name = rest[(rest.startIndex + "<parameter=".utf8.count)..<nameEnd]
                // An empty value shares its line end with the opening.
                let start = min(nameEnd + 2, close)
                let text = Array(rest[start..<max(start, close)])
                let value = tool?.parameters["properties"]?[String(decoding: name, as: UTF8.self)]
                members.append(.init(key: Array(name), value: Self.value(text, by: value)))
                rest = rest[(close + "\n</parameter>\n".utf8.count)...]
            }
            return rest.isEmpty ? .object(members) : nil
        }
    }

    private static func value(_ text: [UInt8], by schema: JSONValue?) -> JSONValue {
        let isText =
            schema?["type"] == .text("string")
            || schema?["enum"]?.array.map { !$0.isEmpty && $0.allSatisfy { $0.utf8 != nil } } == true
        return isText ? .string(text) : (try? JSONValue(parsing: text)) ?? .string(text)
    }

    private static func keywords(_ bytes: ArraySlice<UInt8>) -> JSONValue? {
        var members: [JSONValue.Member] = []
        var rest = bytes
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = Array(rest[..<equals])
            var scanner = JSONEnd(depth: 1)
            var end = rest.endIndex
            for index in rest[(equals + 1)...].indices {
                if rest[index] == UInt8(ascii: ","), scanner.isOutsideOfStrings, scanner.depth == 1 {
                    end = index
                    break
                }
                scanner.take(rest[index])
            }
            guard let value = try? JSONValue(parsing: Array(rest[(equals + 1)..<end])) else { return nil }
            members.append(.init(key: name, value: value))
            rest = rest[end...].dropFirst()
            if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
        }
        return .object(members)
    }

    private static func find(_ text: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let needle = Array(text.utf8)
        var place = bytes.startIndex
        while place + needle.count <= bytes.endIndex {
            if bytes[place...].starts(with: needle) { return place }
            place += 1
        }
        return nil
    }
}
