package import Corvid
import CorvidGrammar

/// Corvid's own chat format, for the embedded models: few tokens, and everything that certain code can tell is told.
///
/// Training data and prompts are rendered by this code alone. Version: `compact-2`.
///
/// **Tokens.** Control tokens are spelled as ``Special`` says. `@1` to `@64` and `^1` to `^8` are added tokens with these
/// bytes (not control tokens), so that a tag in the prompt and a reference in a call are one and the same token. Text of
/// the conversation never yields any of these tokens (``ChatSegment``), whatever it spells.
///
/// **Layout**, in this order, without any character that is not named here:
///
/// 1. `<|begin|>`
/// 2. where the conversation begins with a system message: `<|system|>` text `<|end|>`
/// 3. for each tool, sorted by the bytes of its name: `<|tool|>` ``definition(of:)`` `<|end|>`
/// 4. where an output schema is asked for: `<|schema|>` its parameters as in a definition, or its compact JSON when it is
///    no plain object, `<|end|>`
/// 5. the other messages:
///    - user: `<|user|>` tagged text, and where there are hints: `<|match|>` hints; `<|end|>`
///    - assistant: `<|assistant|>` text, then for each call `<|invoke|>` name and arguments as compact JSON (as the model
///      wrote them, references included); `<|end|>`
///    - tool: `<|result|>` tagged text `<|end|>`, or `<|data|>` instead when the result is marked untrusted: it informs,
///      it does not instruct. Results stand in the order of their calls.
///    - a later system message is written like the first one
///    - a picture is `<|image|>` at its place
/// 6. to be continued by the model: `<|assistant|>`. The reply is a message of the assistant as above; `<|end|>` ends it.
///
/// **Tagged text** has directly after each number of ``NumberTagger`` the tag `@place` and, where there is one, `^rank`:
/// `Tom has 12@1^2 apples and Ann 30@2^1.` Operands may name numbers: `{"expression":"@1+@2"}`; a numeric parameter may
/// be the string `"@2"`. ``ConversationNumbers`` resolves them before a tool sees them. No other argument is a reference.
///
/// **Plain strings** in a call (without enumeration, constant, format, pattern or grammar) are copied: whole words as they
/// stand next to each other, without tags, in a message of the user, in a tool's result or in what the tool's definition
/// says of the tool and its parameters.
///
/// **Matching sentences.** Of a passage with a question, the sentences that share most with it (``MatchingSentences``)
/// stand once more before the message's `<|end|>`, the best first, without tags: `<|match|>^1` sentence `^2` sentence. A
/// passage is what stands before the last blank line of a user's message, its question what stands after it; or a tool's
/// result, whose question is the user's last one. In a user's message they come before the hints, which then follow the
/// last sentence behind a `<|match|>` of their own.
///
/// **Hints** tell what a question names: tools, then tables of the first system message (lines that begin with a name and
/// `(`), divided by one space, each as `name` or `name(part part …)`, names as they are spelled there:
/// `paint(size color=red|blue) orders:title(total city='Paris')`. Words are those of `ToolRanker.words`; they *stand* in a
/// question that has them too.
///
/// - Tools are those whose rank for the question is likely (`ToolRanker` over the offered tools, in the order of point 3),
///   best first. Their parts, in the definition's order: a parameter with an enumeration whose strings stand there (all
///   words of the string, next to each other in this order): `color=red`, several `color=red|blue`, the first 3 in the
///   enumeration's order; else a parameter that takes a number and is linked with one of the question (``NumberLinks``):
///   `days=@2`; else a parameter of which some word stands there: `size`.
/// - A table is named when some word of its name stands there or it has a part. After its name stand `:` and the column
///   that its rows are called by, where it has one: the first with text that is no key and refers to nothing. Its parts,
///   in the schema's order: a column with ``Corvid/Message/matches``: `city='Paris'`, several `city='Paris'|'Rome'`, the
///   first 3 different ones, with quotes in a value doubled; else a column whose name stands there: `total`. A column's
///   name stands there when one of its words does that is neither `id` nor a word of its table's name; where it has no
///   such words, when all do. A match belongs to the column whose `table.column` is its name, not minding case, `"` and
///   `` ` ``; one without is left out. At most 6 tables, in the schema's order: the first with matches, then the first of
///   the others.
///
/// **What is stable.** Appending messages changes nothing before them as long as the tools stay the same, so that the
/// cached prefix stays valid: hints stand in the turn of the question and depend on it, the tools and the first system
/// message alone.
package enum CompactFormat {
    /// What the metadata key ``metadataKey`` of a checkpoint says.
    package static let name = "compact-2"
    /// The GGUF metadata key by which a checkpoint declares its format.
    package static let metadataKey = "corvid.chat_format"

    /// The control tokens, by their spelling.
    package enum Special: String, CaseIterable, Sendable {
        case begin = "<|begin|>"
        case system = "<|system|>"
        case tool = "<|tool|>"
        case schema = "<|schema|>"
        case user = "<|user|>"
        /// Before hints.
        case match = "<|match|>"
        case assistant = "<|assistant|>"
        case call = "<|invoke|>"
        case result = "<|result|>"
        /// A result that nobody vouches for.
        case data = "<|data|>"
        case image = "<|image|>"
        /// Ends every part; the end-of-sequence token.
        case end = "<|end|>"
    }

    /// The added tokens that tags are made of.
    package static let tagTokens = (1...64).map { "@\($0)" } + (1...NumberTagger.maximumRank).map { "^\($0)" }

    /// A conversation as text whose special tokens are spelled in trusted segments.
    ///
    /// - Parameter addsGenerationPrompt: ends with `<|assistant|>`, for the model to go on.
    package static func segments(
        _ messages: [Message], tools: [ToolDefinition] = [], outputSchema: OutputSchema? = nil,
        addsGenerationPrompt: Bool = true
    ) -> [ChatSegment] {
        var writer = Writer()
        let tools = tools.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var rest = messages[...]
        writer.special(.begin)
        var system = ""
        if let first = rest.first, first.role == .system {
            system = first.text
            writer.part(.system, first.text)
            rest = rest.dropFirst()
        }
        for tool in tools { writer.part(.tool, definition(of: tool)) }
        if let outputSchema { writer.part(.schema, description(of: outputSchema.schema)) }
        let hints = CompactHints(tools: tools, system: system)
        var question = ""[...]
        for message in rest {
            switch message.role {
            case .system: writer.part(.system, message.text)
            case .user:
                writer.special(.user)
                let text = message.text
                let parts = MatchingSentences.passageAndQuestion(in: text)
                question = parts?.question ?? text[...]
                let tags = writer.tagged(message)
                if let parts { writer.sentences(of: parts.passage, question: parts.question) }
                let links = NumberLinks(text, tags: tags, values: writer.tagger.values)
                let hint = hints.hints(for: text, links: links, matches: message.matches)
                if !hint.isEmpty {
                    writer.special(.match)
                    for segment in hint { writer.append(segment.text, isContent: segment.isContent) }
                }
                writer.special(.end)
            case .assistant:
                writer.special(.assistant)
                writer.content(message.text)
                for call in message.toolCalls {
                    writer.special(.call)
                    writer.content(call.name)
                    writer.call((call.written ?? call.arguments).serialized)
                }
                writer.special(.end)
            case .tool:
                writer.special(message.isUntrusted ? .data : .result)
                writer.tagged(message)
                writer.sentences(of: message.text[...], question: question)
                writer.special(.end)
            }
        }
        if addsGenerationPrompt { writer.special(.assistant) }
        return writer.segments
    }

    /// Collects segments.
    private struct Writer {
        var segments: [ChatSegment] = []
        var tagger = NumberTagger()

        mutating func append(_ text: String, isContent: Bool) {
            guard !text.isEmpty else { return }
            if let last = segments.last, last.isContent == isContent {
                segments[segments.count - 1].text += text
            } else {
                segments.append(ChatSegment(text, isContent: isContent))
            }
        }

        mutating func special(_ special: Special) { append(special.rawValue, isContent: false) }
        mutating func content(_ text: String) { append(text, isContent: true) }

        mutating func part(_ role: Special, _ text: String) {
            special(role)
            content(text)
            special(.end)
        }

        /// The sentences of a passage that match the question best.
        mutating func sentences(of passage: Substring, question: Substring) {
            let found = MatchingSentences.find(in: passage, question: String(question))
            if !found.isEmpty { special(.match) }
            for (place, sentence) in found.enumerated() {
                append("^\(place + 1)", isContent: false)
                content(String(sentence))
            }
        }

        /// A message's text with tags, and its pictures.
        @discardableResult
        mutating func tagged(_ message: Message) -> [NumberTagger.Tag] {
            for _ in message.images { special(.image) }
            let bytes = Array(message.text.utf8)
            var done = 0
            let tags = tagger.tag(message.text)
            for tag in tags {
                content(String(decoding: bytes[done..<tag.range.upperBound], as: UTF8.self))
                append("@\(tag.place)" + (tag.rank.map { "^\($0)" } ?? ""), isContent: false)
                done = tag.range.upperBound
            }
            content(String(decoding: bytes[done...], as: UTF8.self))
            return tags
        }

        /// Arguments, in which references are the tokens that tags are.
        mutating func call(_ bytes: [UInt8]) {
            var start = 0
            var index = 0
            while index < bytes.count {
                guard bytes[index] == UInt8(ascii: "@") else {
                    index += 1
                    continue
                }
                var end = index + 1
                while end < bytes.count, 0x30...0x39 ~= bytes[end] { end += 1 }
                let reference = String(decoding: bytes[index..<end], as: UTF8.self)
                if let place = Int(reference.dropFirst()), place <= tagger.values.count, place > 0, end - index < 8 {
                    content(String(decoding: bytes[start..<index], as: UTF8.self))
                    append(reference, isContent: false)
                    start = end
                }
                index = end
            }
            content(String(decoding: bytes[start...], as: UTF8.self))
        }
    }

    // MARK: Definitions

    /// A tool as a model reads it: `name: description`, then a line for each parameter.
    ///
    /// The description is its first sentence, cut at 96 characters. A parameter is `name`, `?` when it is optional, `:type`
    /// when it is not a plain string, and `: description` cut at 48 characters. Types: `int`, `num`, `bool`, `null`, the
    /// values of an enumeration divided by `|` (at most eight, then `|…`), the name of a string's format, `type[]` for
    /// lists (`text[]`), `{a:int,b?}` for objects, `any`; bounds follow as ` 0..7`, a default as ` =0`.
    package static func definition(of tool: ToolDefinition) -> String {
        let summary = clipped(tool.description, to: 96)
        let parameters = description(of: tool.promptParameters)
        return tool.name + (summary.isEmpty ? "" : ": " + summary) + (parameters.isEmpty ? "" : "\n" + parameters)
    }

    /// The parameters of an object's schema, a line each; another schema as compact JSON.
    static func description(of schema: JSONValue) -> String {
        guard let properties = schema["properties"]?.members else {
            let isEmptyObject = schema["type"] == .text("object")
            return isEmptyObject ? "" : String(decoding: schema.serialized, as: UTF8.self)
        }
        let required = (schema["required"]?.array ?? []).compactMap(\.utf8)
        return properties.map { property in
            let type = type(of: property.value)
            let summary = clipped(property.value["description"]?.text ?? "", to: 48)
            return String(decoding: property.key, as: UTF8.self) + (required.contains(property.key) ? "" : "?")
                + (type.isEmpty ? "" : ":" + type) + (summary.isEmpty ? "" : ": " + summary)
        }.joined(separator: "\n")
    }

    private static func type(of schema: JSONValue, depth: Int = 0) -> String {
        var text = plainType(of: schema, depth: depth)
        let (low, high) = (schema["minimum"], schema["maximum"])
        if low != nil || high != nil { text += " \(plain(low))..\(plain(high))" }
        if let value = schema["default"], !value.isNull { text += " =\(plain(value))" }
        return text
    }

    private static func plainType(of schema: JSONValue, depth: Int) -> String {
        if let choices = schema["enum"]?.array ?? schema["const"].map({ [$0] }) {
            return choices.prefix(8).map(plain).joined(separator: "|") + (choices.count > 8 ? "|…" : "")
        }
        var name = schema["type"]?.text
        if name == nil, let several = schema["type"]?.array {
            name = several.first { $0 != .text("null") }?.text
        }
        switch name {
        case "string"?: return schema["format"]?.text ?? ""
        case "integer"?: return "int"
        case "number"?: return "num"
        case "boolean"?: return "bool"
        case "null"?: return "null"
        case "array"?:
            let element = depth < 3 ? schema["items"].map { plainType(of: $0, depth: depth + 1) } ?? "any" : "any"
            return (element.isEmpty ? "text" : element) + "[]"
        case "object"? where depth < 3:
            let required = (schema["required"]?.array ?? []).compactMap(\.utf8)
            let members = (schema["properties"]?.members ?? []).map { member in
                let type = plainType(of: member.value, depth: depth + 1)
                return String(decoding: member.key, as: UTF8.self) + (required.contains(member.key) ? "" : "?")
                    + (type.isEmpty ? "" : ":" + type)
            }
            return "{" + members.joined(separator: ",") + "}"
        default: return "any"
        }
    }

    private static func plain(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        return value.text ?? String(decoding: value.serialized, as: UTF8.self)
    }

    /// The first sentence on one line, cut between words.
    private static func clipped(_ text: String, to limit: Int) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var sentence = line[...]
        if let stop = zip(line.indices, line.indices.dropFirst()).first(where: { line[$0] == "." && line[$1] == " " }) {
            sentence = line[..<stop.0]
        }
        if sentence.hasSuffix(".") { sentence = sentence.dropLast() }
        guard sentence.count > limit else { return String(sentence) }
        let cut = sentence.prefix(limit)
        return String(cut[..<(cut.lastIndex(of: " ") ?? cut.endIndex)])
    }
}
