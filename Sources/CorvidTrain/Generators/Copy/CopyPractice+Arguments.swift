import Corvid
import CorvidGrammar

/// String arguments of calls, copied from the request.
extension CopyPractice {
    private static let fieldForms = Phrases(
        """
        {p}: {v}
        {p} = {v}
        {p} is {v}
        {p} "{v}"
        with {p} {v}
        the {p} is {v}
        {p} should be {v}
        set {p} to {v}
        use {v} as {p}
        {v} as the {p}
        {p} -> {v}
        for {p} take {v}
        {p} ({v})
        """)
    private static let openings = Phrases(
        """
        [Call|Run|Use|Please call|Please use] {f}
        {f}
        I [want|need] {f}
        [Do|Try|Start] {f}
        {f} [now|please|once]
        """)

    func arguments(_ composer: inout Composer) -> Example {
        let tools = composer.distinct(composer.int(1...3)) { composer in
            composer.joined(
                (0..<composer.int(1...3)).map { _ in
                    composer.chance(0.3) ? composer.inventedWord(1...2) : composer.pick(Words.all)
                }, composer.pick([.snake, .snake, .camel, .dotted, .pascal])
            ).identifierSafe
        }.map { name -> ToolDefinition in
            let parameters = composer.distinct(composer.int(1...4)) { composer in
                let words = (0..<composer.int(1...2)).map { _ in
                    composer.chance(0.7) ? composer.pick(Words.all) : composer.inventedWord(1...2)
                }
                return composer.joined(words, composer.pick([.snake, .snake, .camel])).identifierSafe
            }
            let description = composer.chance(0.6) ? span(1...3, &composer) : ""
            return ToolDefinition(
                name: name, description: description,
                parameters: ParameterSchema(parameters.map { ParameterSchema.Parameter(name: $0, type: .string) }).json)
        }
        let tasks = (0..<composer.int(3...7)).map { _ -> Example.Task in
            let tool = composer.pick(tools)
            let names = (tool.parameters["properties"]?.members ?? []).map { String(decoding: $0.key, as: UTF8.self) }
            let isBlock = composer.chance(0.3)
            let banned: Set<Character> = isBlock ? [":", "=", ">"] : [",", ";", "\"", ":", "=", ">", "(", ")"]
            let values = names.map { _ in word(composer.int(1...3), &composer, banned: banned) }
            let style = composer.pick(Self.fieldForms.forms(for: portion))
            let places = composer.shuffled(Array(names.indices))
            let fields = places.map { place in
                // A form a request, or one that changes.
                let form = composer.chance(0.5) ? style : composer.pick(Self.fieldForms.forms(for: portion))
                let name = composer.chance(0.8) ? names[place] : names[place].spacedWords
                return composer.write(form, ["p": name, "v": values[place]])
            }
            let opening = composer.write(Self.openings, ["f": tool.name])
            let text =
                isBlock
                ? opening + "\n" + fields.joined(separator: "\n")
                : opening + composer.pick([": ", ", ", " - "]) + fields.joined(separator: composer.pick([", ", "; "]))
            let call = ToolCall(
                id: "call_1", name: tool.name,
                arguments: .object(zip(names, values).map { .init(key: Array($0.utf8), value: .text($1)) }))
            return .init([.user(text), .assistant("", toolCalls: [call])])
        }
        return Example(skill: .copy, tools: tools, tasks: tasks)
    }

    /// Items that begin and end with letters or digits, as grounded arguments do.
    private func word(_ count: Int, _ composer: inout Composer, banned: Set<Character>) -> String {
        let text = (0..<count).map { _ in item(&composer, banned: banned) }.joined(separator: " ")
        let bytes = Array(text)
        guard let first = bytes.firstIndex(where: { $0.isLetter || $0.isNumber }),
            let last = bytes.lastIndex(where: { $0.isLetter || $0.isNumber })
        else { return composer.inventedWord() }
        return String(bytes[first...last])
    }
}

extension String {
    /// With only what names of tools and parameters may have.
    var identifierSafe: String {
        let kept = unicodeScalars.filter {
            $0.isASCII
                && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "_.".unicodeScalars.contains($0))
        }
        let text = String(String.UnicodeScalarView(kept))
        return text.first?.isLetter == true ? String(text.prefix(48)) : "x" + text.prefix(47)
    }

    /// The words of an identifier with blanks between them, small.
    var spacedWords: String {
        var text = ""
        var wasLower = false
        for character in self {
            if character == "_" || character == "." || character == "-" {
                text += " "
                wasLower = false
                continue
            }
            if character.isUppercase, wasLower { text += " " }
            wasLower = character.isLowercase || character.isNumber
            text += character.lowercased()
        }
        return text
    }
}
