public import Corvid
public import CorvidEngine
public import CorvidGrammar

/// How one checkpoint holds a conversation: what a prompt looks like, what a reply may be, and how a reply is read.
///
/// Text of messages, tools and results never becomes a special token, whatever it spells.
public struct ChatFormat: Sendable {
    enum Layout: Sendable {
        /// The checkpoint's own template; with `readsTools` it shows tools, calls and results itself.
        case template(JinjaTemplate, forTools: JinjaTemplate?, readsTools: Bool)
        /// ``CompactFormat``.
        case compact
    }

    let tokenizer: Tokenizer
    let layout: Layout
    let syntax: CallSyntax
    let pieces: CallPieces
    private let beginning: String
    private let ending: String
    /// Whether the prompt ends within a thought that the model has to close.
    private let opensThought: Bool

    /// The format of a checkpoint: the one it declares under `corvid.chat_format`, or that of its chat template; without
    /// either, ChatML.
    ///
    /// - Throws: `ModelError` with code `badTemplate` when the template cannot be read, with line and column.
    public init(checkpoint: Checkpoint, tokenizer: Tokenizer) throws {
        try self.init(
            template: checkpoint.chatTemplate,
            toolTemplate: checkpoint.metadata["tokenizer.chat_template.tool_use"]?.text,
            declared: checkpoint.metadata[CompactFormat.metadataKey]?.text, tokenizer: tokenizer, name: checkpoint.path)
    }

    /// The format of parts: a template, another one for tools, a declared format.
    package init(
        template: String?, toolTemplate: String? = nil, declared: String? = nil, tokenizer: Tokenizer,
        name: String = "the model"
    ) throws {
        self.tokenizer = tokenizer
        func spelled(_ id: TokenID?) -> String { id.map { tokenizer.decode([$0]) } ?? "" }
        beginning = spelled(tokenizer.beginningOfSequence)
        ending = spelled(tokenizer.endOfSequence.min())
        let text = template ?? toolTemplate ?? Self.chatML
        if declared == CompactFormat.name || declared == nil && text.hasPrefix(CompactFormat.templateHeading) {
            layout = .compact
            syntax = .compact
            opensThought = false
        } else if let declared {
            throw ModelError(
                .badTemplate,
                "\(name) declares the chat format \(declared), which this version does not know; known: \(CompactFormat.name)."
            )
        } else {
            let read = try Self.read(text, of: name)
            let forTools = try toolTemplate.map { try Self.read($0, of: name) }
            let toolText = toolTemplate ?? text
            syntax = .detected(template: toolText, hasToken: { tokenizer.token(spelled: $0) != nil })
            let readsTools =
                toolText.contains("tools")
                && (toolText.contains("tool_call") || toolText.contains("\"tool\"") || toolText.contains("'tool'"))
            layout = .template(read, forTools: forTools, readsTools: readsTools && syntax != .gemma)
            opensThought = Self.opensThought(read)
        }
        pieces = CallPieces(syntax, tokenizer: tokenizer)
    }

    private static func read(_ text: String, of name: String) throws -> JinjaTemplate {
        do {
            return try JinjaTemplate(text)
        } catch {
            throw ModelError(.badTemplate, "\(name): \(error)")
        }
    }

    private static func opensThought(_ template: JinjaTemplate) -> Bool {
        let probe = JSONValue.object([
            "messages": .array([.object(["role": .text("user"), "content": .text("Hi")])])
        ])
        let trusted = JSONValue.object([
            "add_generation_prompt": .bool(true), "bos_token": .text(""), "eos_token": .text(""),
        ])
        let text = (try? template.render(content: probe, trusted: trusted))?.map(\.text).joined() ?? ""
        return text.reversed().drop { $0.isWhitespace }.starts(with: "<think>".reversed())
    }

    /// What a checkpoint without a template gets.
    private static let chatML = """
        {%- for message in messages -%}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}
        {%- endfor -%}
        {%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}
        """

    /// What a reply that must begin with a call or a JSON text has to write first, to leave the thought that the prompt
    /// has opened.
    func closingOfThought(for request: ModelRequest) -> [UInt8]? {
        guard opensThought else { return nil }
        switch request.toolChoice {
        case .auto, .none: if request.outputSchema == nil { return nil }
        case .required, .named: break
        }
        return CallPieces.bytes("\n</think>\n\n", tokens: ["</think>"], tokenizer)
    }

    // MARK: Prompts

    /// The prompt of a request.
    ///
    /// - Throws: `ModelError` with code `badTemplate` when the checkpoint's template refuses the conversation.
    public func render(_ request: ModelRequest) throws -> [TokenID] {
        let segments = try segments(of: request)
        let ids = tokenizer.encode(pieces: segments.map { ($0.text, !$0.isContent) })
        // A template that leaves the beginning to the tokenizer.
        guard let first = tokenizer.encode("").first, first == tokenizer.beginningOfSequence, ids.first != first else {
            return ids
        }
        return [first] + ids
    }

    /// The prompt as text, in pieces that tell the frame from the content.
    package func segments(of request: ModelRequest) throws -> [ChatSegment] {
        switch layout {
        case .compact:
            return CompactFormat.segments(
                request.messages, tools: request.tools, outputSchema: request.outputSchema)
        case .template(let plain, let forTools, let readsTools):
            let template = request.tools.isEmpty ? plain : forTools ?? plain
            var failure: JinjaError?
            for form in TemplateMessages.forms(of: request, syntax: syntax, readsTools: readsTools) {
                do throws(JinjaError) {
                    return try template.render(
                        content: form,
                        trusted: .object([
                            "bos_token": .text(beginning), "eos_token": .text(ending),
                            "add_generation_prompt": .bool(true),
                            "datetime": .text(formattedTime(request.time ?? currentTime(), "%B %d %Y") ?? ""),
                        ]), now: request.time)
                } catch {
                    failure = failure ?? error
                }
            }
            throw ModelError(
                .badTemplate, "The checkpoint's chat template refuses the conversation: \(failure?.description ?? "")")
        }
    }

    // MARK: Replies

    /// What a reply to the request may be. Calls name offered tools and satisfy their schemas; the choice is obeyed.
    ///
    /// - Throws: `ModelError` with code `badSchema` and the tool when a schema cannot be a grammar, with code `unsupported`
    ///   when a call is demanded that nobody can make.
    public func replyGrammar(for request: ModelRequest) throws -> CompiledGrammar {
        let isGrounded =
            request.tools.contains { ToolSchema($0).isGrounded }
            || request.outputSchema.map { ToolSchema.mentions("x-grounded", in: $0.schema) } == true
        let groundsStrings = showsReferences && request.tools.contains { ToolSchema($0).hasPlainStrings }
        return try ReplyGrammar(
            syntax: syntax, pieces: pieces, closesThinking: closingOfThought(for: request),
            grounding: GroundedText(isGrounded ? Self.texts(of: request) { $0 != .system } : []),
            strings: groundsStrings ? GroundedText(Self.texts(of: request) { $0 == .user || $0 == .tool }) : nil,
            references: showsReferences ? ConversationNumbers(request.messages) : nil
        ).grammar(for: request)
    }

    /// Whether the format tags numbers, so that calls may name them.
    var showsReferences: Bool { if case .compact = layout { true } else { false } }

    /// What was said and found, without tags.
    private static func texts(of request: ModelRequest, by isWanted: (Message.Role) -> Bool) -> [String] {
        request.messages.filter { isWanted($0.role) }.map(\.text)
    }
}
