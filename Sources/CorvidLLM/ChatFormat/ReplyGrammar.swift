import Corvid
import CorvidGrammar

/// Makes the grammar of a reply: what a tool choice, the tools and an output schema allow, in the syntax of a model.
struct ReplyGrammar {
    let syntax: CallSyntax
    let pieces: CallPieces
    /// What a constrained reply begins with, where the prompt has opened the model's thinking.
    let closesThinking: [UInt8]?
    /// What grounded values are copied from.
    let grounding: GroundedText
    /// What plain strings of calls are copied from; nil where they are free.
    let strings: GroundedText?
    /// Numbers that a call may name; nil where the format shows no tags.
    let references: ConversationNumbers?
    /// Calls of one reply at most.
    static let maximumCalls = 8

    /// - Throws: `ModelError` when a schema cannot be a grammar, naming the tool, or when a call is demanded and no tool
    ///   can be called.
    func grammar(for request: ModelRequest) throws -> CompiledGrammar {
        let output = try request.outputSchema.map(schema)
        var tools = try offeredTools(request)
        var dropped: [String] = []
        while true {
            do {
                return try CompiledGrammar(Grammar(try expression(request, tools, output)))
            } catch let error as GrammarError {
                // Nothing in the conversation to copy from: such a tool cannot be called now. Anything else is a mistake
                // in a schema, and named.
                if let index = try firstImpossible(tools) {
                    dropped.append(tools.remove(at: index).name)
                    continue
                }
                throw ModelError(.badSchema, "The reply's grammar cannot be made: \(error)")
            } catch is NoTools {
                let reason =
                    dropped.isEmpty
                    ? "no tools are offered"
                    : "nothing in the conversation fits the arguments of \(dropped.joined(separator: ", "))"
                throw ModelError(.unsupported, "A call is demanded (\(request.toolChoice)), but \(reason).")
            }
        }
    }

    private struct NoTools: Error {}

    private func offeredTools(_ request: ModelRequest) throws -> [ToolDefinition] {
        switch request.toolChoice {
        case .none: return []
        case .auto, .required: return request.tools
        case .named(let name):
            guard let tool = request.tools.first(where: { $0.name == name }) else {
                let names = request.tools.map(\.name).joined(separator: ", ")
                throw ModelError(
                    .unsupported,
                    "The tool choice names \(name), which is not offered; offered: \(names.isEmpty ? "none" : names).")
            }
            return [tool]
        }
    }

    private func expression(
        _ request: ModelRequest, _ tools: [ToolDefinition], _ output: Grammar.Expression?
    ) throws -> Grammar.Expression {
        var calls: Grammar.Expression?
        if !tools.isEmpty {
            calls = try self.calls(tools, isParallel: request.allowsParallelCalls)
        }
        switch (request.toolChoice, calls, output) {
        case (.required, let calls?, _), (.named, let calls?, _): return constrained(called(calls))
        case (.required, nil, _), (.named, nil, _): throw NoTools()
        case (_, let calls?, let output?): return constrained(.choice([called(calls), output]))
        case (_, nil, let output?): return constrained(output)
        case (_, nil, nil): return textWithoutCalls
        case (_, let calls?, nil):
            if syntax.isAtStartOnly { return .choice([called(calls), textWithoutCalls]) }
            let (key, rest) = trigger
            let then: Grammar.Expression = rest.isEmpty ? calls : .sequence([CallPieces.expression(rest), calls])
            if key.first == 0xFF {
                let id = key[1...4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                return .freeText(until: [Grammar.Trigger(specialToken: id, then: then)])
            }
            return .freeText(until: [Grammar.Trigger(String(decoding: key, as: UTF8.self), then: then)])
        }
    }

    /// The marker's first special token or its text before one, and what is left of it.
    private var trigger: (key: [UInt8], rest: [UInt8]) {
        let marker = pieces.marker
        if marker.first == 0xFF { return (Array(marker.prefix(5)), Array(marker.dropFirst(5))) }
        let key = Array(marker.prefix { $0 != 0xFF })
        return (key, Array(marker.dropFirst(key.count)))
    }

    /// The marker and the calls after it.
    private func called(_ calls: Grammar.Expression) -> Grammar.Expression {
        let marked = Grammar.Expression.sequence([CallPieces.expression(pieces.marker), calls])
        guard let prefix = pieces.prefix else { return marked }
        return .sequence([.optional(CallPieces.expression(prefix)), marked])
    }

    private func constrained(_ expression: Grammar.Expression) -> Grammar.Expression {
        closesThinking.map { .sequence([CallPieces.expression($0), expression]) } ?? expression
    }

    /// Any text in which no call can begin.
    private var textWithoutCalls: Grammar.Expression {
        let marker = pieces.marker
        // A special token is no text.
        if marker.contains(0xFF) { return .freeText(until: []) }
        let escaped = marker.reduce(into: "") { pattern, byte in
            let scalar = Unicode.Scalar(byte)
            if !scalar.properties.isAlphabetic {
                pattern += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            } else {
                pattern.unicodeScalars.append(scalar)
            }
        }
        let before = syntax.isAtStartOnly ? "" : "[\\s\\S]*"
        return .complement(.regularExpression(before + escaped + "[\\s\\S]*"))
    }

    // MARK: Calls

    private func calls(_ tools: [ToolDefinition], isParallel: Bool) throws -> Grammar.Expression {
        let one = Grammar.Expression.choice(
            try tools.map { tool in
                .sequence([
                    .text(tool.name), CallPieces.expression(pieces.middle),
                    try arguments(of: tool),
                ])
            })
        var parts = [CallPieces.expression(pieces.opening + pieces.head), one]
        parts += ending
        if isParallel, let separator = pieces.separator {
            let another = Grammar.Expression.sequence(
                [CallPieces.expression(separator + pieces.head), one] + ending)
            parts.append(.repetition(another, 0...Self.maximumCalls - 1))
        }
        parts.append(CallPieces.expression(pieces.closing))
        return .sequence(parts)
    }

    /// What follows the arguments of a call.
    private var ending: [Grammar.Expression] {
        let tail = CallPieces.expression(pieces.tail)
        guard let identifier = pieces.identifier else { return [tail] }
        let written = Grammar.Expression.sequence([
            .literal(identifier.before), .repetition(.characters("a"..."z", "A"..."Z", "0"..."9"), 9),
            .literal(identifier.after),
        ])
        return [.optional(written), tail]
    }

    private func arguments(of tool: ToolDefinition) throws -> Grammar.Expression {
        var made = ToolSchema(tool)
        var grammars = tool.grammars
        if let strings { made.groundStrings(in: strings, grammars: &grammars) }
        let options = options(grammars)
        do {
            if syntax.notation == .json {
                let value = references.map { made.admitting($0) } ?? made.value
                return .schema(try JSONSchema(value, options: options))
            }
            return try WrittenArguments(made, options: options, notation: syntax.notation).expression()
        } catch let error as GrammarError {
            throw ModelError(.badSchema, "The parameters of the tool \(tool.name) cannot be a grammar: \(error)")
        }
    }

    private func options(_ grammars: [String: Grammar]) -> JSONSchema.Options {
        var options = JSONSchema.Options()
        options.grammars = grammars
        options.grounding = grounding
        return options
    }

    private func schema(of output: OutputSchema) throws -> Grammar.Expression {
        do {
            let schema = try JSONSchema(output.schema, options: options(output.grammars))
            // By itself, so that what is wrong with it is not blamed on a tool.
            _ = try CompiledGrammar(schema)
            return .schema(schema)
        } catch {
            throw ModelError(.badSchema, "The output schema cannot be a grammar: \(error)")
        }
    }

    /// The first tool that has no possible arguments.
    ///
    /// - Throws: `ModelError` with the tool's name where that is not for want of something to copy.
    private func firstImpossible(_ tools: [ToolDefinition]) throws -> Int? {
        for (index, tool) in tools.enumerated() {
            do {
                _ = try CompiledGrammar(Grammar(try arguments(of: tool)))
            } catch let error as GrammarError {
                let schema = ToolSchema(tool)
                if schema.isGrounded || strings != nil && schema.hasPlainStrings { return index }
                throw ModelError(.badSchema, "The parameters of the tool \(tool.name) cannot be a grammar: \(error)")
            }
        }
        return nil
    }
}
