/// How a family of models writes its calls: fixed text around the tools' names and arguments.
///
/// A reply of calls is `marker opening head NAME middle ARGUMENTS tail`, then for each further call `separator head NAME
/// middle ARGUMENTS tail`, then `closing`.
struct CallSyntax: Sendable, Hashable {
    /// How arguments are written.
    enum Notation: Sendable, Hashable {
        /// A JSON object.
        case json
        /// `<parameter=name>\nvalue\n</parameter>\n` for each: strings as they are, everything else as JSON.
        case tags
        /// `name=value, …` with JSON values (which Python's literals mostly are).
        case keywords
    }

    /// What turns text into calls.
    var marker: String
    var opening = ""
    var head: String
    var middle: String
    var tail: String
    var separator: String?
    var closing = ""
    var notation = Notation.json
    /// What stands before an identifier of nine letters and digits that may follow the arguments, and after it.
    var identifier: (String, String)? { hasIdentifier ? (", \"id\": \"", "\"") : nil }
    var hasIdentifier = false
    /// The marker counts only where the reply begins.
    var isAtStartOnly = false
    /// A token that may stand before the marker at the start and says the same.
    var prefix: String?
    /// The key of the arguments, in the JSON that a prompt of ours shows.
    var argumentsKey = "arguments"
    /// Spellings that are special tokens in vocabularies that have them.
    var tokens: [String] = []
    /// Identifiers of calls must have nine letters or digits.
    var needsShortIdentifiers = false

    /// Hermes, Qwen and many others: JSON between `<tool_call>` and `</tool_call>`.
    static let hermes = CallSyntax(
        marker: "<tool_call>", head: "\n{\"name\": \"", middle: "\", \"arguments\": ", tail: "}\n</tool_call>",
        separator: "\n<tool_call>", tokens: ["<tool_call>", "</tool_call>"])

    /// Qwen3-Coder: tags for every parameter.
    static let qwenCoder = CallSyntax(
        marker: "<tool_call>", head: "\n<function=", middle: ">\n", tail: "</function>\n</tool_call>",
        separator: "\n<tool_call>", notation: .tags, tokens: ["<tool_call>", "</tool_call>"])

    /// Llama 3.1 to 3.3: the reply is one JSON object.
    static let llama = CallSyntax(
        marker: "{\"name\": \"", head: "", middle: "\", \"parameters\": ", tail: "}", isAtStartOnly: true,
        prefix: "<|python_tag|>", argumentsKey: "parameters", tokens: ["<|python_tag|>"])

    /// Gemma 2 and 3, by their documentation: one JSON object, without any token of its own.
    static let gemma = CallSyntax(
        marker: "{\"name\": \"", head: "", middle: "\", \"parameters\": ", tail: "}", isAtStartOnly: true,
        argumentsKey: "parameters")

    /// Mistral, tokenizers v3: a list of JSON objects.
    static let mistral = CallSyntax(
        marker: "[TOOL_CALLS]", opening: "[", head: "{\"name\": \"", middle: "\", \"arguments\": ", tail: "}",
        separator: ", ", closing: "]", hasIdentifier: true, tokens: ["[TOOL_CALLS]"], needsShortIdentifiers: true)

    /// Mistral, tokenizers v11 and later: name and arguments.
    static let mistralArguments = CallSyntax(
        marker: "[TOOL_CALLS]", head: "", middle: "[ARGS]", tail: "", separator: "[TOOL_CALLS]",
        tokens: ["[TOOL_CALLS]", "[ARGS]"], needsShortIdentifiers: true)

    /// Phi 4 mini: a list of JSON objects between two tokens.
    static let phi = CallSyntax(
        marker: "<|tool_call|>", opening: "[", head: "{\"name\": \"", middle: "\", \"arguments\": ", tail: "}",
        separator: ", ", closing: "]<|/tool_call|>", tokens: ["<|tool_call|>", "<|/tool_call|>"])

    /// Granite 3: the same without a token at the end.
    static let granite = CallSyntax(
        marker: "<|tool_call|>", opening: "[", head: "{\"name\": \"", middle: "\", \"arguments\": ", tail: "}",
        separator: ", ", closing: "]", tokens: ["<|tool_call|>"])

    /// LFM2: a list of calls as in Python.
    static let lfm = CallSyntax(
        marker: "<|tool_call_start|>", opening: "[", head: "", middle: "(", tail: ")", separator: ", ",
        closing: "]<|tool_call_end|>", notation: .keywords, tokens: ["<|tool_call_start|>", "<|tool_call_end|>"])

    /// Corvid's own, for the embedded models; see ``CompactFormat``.
    static let compact = CallSyntax(
        marker: "<|invoke|>", head: "", middle: "", tail: "", separator: "<|invoke|>", tokens: ["<|invoke|>"])

    /// The syntax that a chat template or the vocabulary shows.
    static func detected(template: String, hasToken: (String) -> Bool) -> CallSyntax {
        func has(_ text: String) -> Bool { template.contains(text) }
        if has("[TOOL_CALLS]") { return has("[ARGS]") ? .mistralArguments : .mistral }
        if has("tool_call_start") || has("tool_list_start") || hasToken("<|tool_call_start|>") { return .lfm }
        if has("<function="), has("<parameter=") { return .qwenCoder }
        if has("<tool_call>") { return .hermes }
        if has("<|tool_call|>") || hasToken("<|tool_call|>") {
            return has("<|/tool_call|>") || hasToken("<|/tool_call|>") ? .phi : .granite
        }
        if has("<|start_header_id|>"), has("parameters") || has("python_tag") { return .llama }
        return has("<start_of_turn>") ? .gemma : .hermes
    }
}
