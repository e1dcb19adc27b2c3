import CorvidEngine
import CorvidGrammar

/// Prints what `generate` makes: plain text as it comes, JSON lines, or one JSON object.
struct GenerationOutput {
    enum Style { case plain, lines, object }

    private let tokenizer: Tokenizer
    private let style: Style
    private let showsTokens: Bool
    private let loadSeconds: Double
    private let watch = Stopwatch()
    private var tokens: [JSONValue] = []
    private var waiting: GeneratedToken?  // Its text, if any, comes with the next event.
    private var endsWithNewline = false
    private var firstTokenSeconds: Double?

    init(tokenizer: Tokenizer, style: Style, showsTokens: Bool, loadSeconds: Double) {
        self.tokenizer = tokenizer
        self.style = style
        self.showsTokens = showsTokens
        self.loadSeconds = loadSeconds
    }

    mutating func take(_ event: GenerationEvent) {
        switch event {
        case .token(let token):
            if firstTokenSeconds == nil { firstTokenSeconds = watch.seconds }
            flush(text: "")
            waiting = token
        case .text(let text):
            if style == .plain && !showsTokens {
                Console.write(text)
                endsWithNewline = text.utf8.last == UInt8(ascii: "\n")
            }
            flush(text: text)
        case .finished, .failed:
            flush(text: "")
        }
    }

    /// Prints what comes at the end.
    mutating func finish(_ result: GenerationResult) {
        switch style {
        case .plain:
            if !showsTokens && !endsWithNewline { Console.write("\n") }
        case .lines:
            Self.print(.object(outcome(result)))
        case .object:
            var members = [JSONValue.Member(key: Array("text".utf8), value: .text(result.text))]
            members.append(.init(key: Array("tokens".utf8), value: .array(result.tokens.map { .integer($0) })))
            if showsTokens { members.append(.init(key: Array("logprobs".utf8), value: .array(tokens))) }
            Self.print(.object(members + outcome(result)))
        }
    }

    /// Reports counts, rates and memory on standard error.
    func reportStatistics(_ result: GenerationResult, cacheBytes: Int) {
        let usage = result.usage
        let total = watch.seconds
        let first = firstTokenSeconds ?? total
        let computed = usage.promptTokens - usage.cachedTokens
        let generation = Double(max(usage.generatedTokens - 1, 0)) / max(total - first, 1e-9)
        var lines = [
            "load        \(NumberFormat.fixed(loadSeconds, 3)) s",
            "prompt      \(usage.promptTokens) tokens, \(usage.cachedTokens) of them cached, "
                + "\(NumberFormat.fixed(first, 3)) s, \(NumberFormat.rate(Double(computed) / max(first, 1e-9))) tokens/s",
            "output      \(usage.generatedTokens) tokens, \(NumberFormat.rate(generation)) tokens/s, "
                + "\(usage.forwards) forwards, ended by \(result.finishReason.name)",
        ]
        if usage.draftedTokens > 0 {
            lines.append(
                "drafts      \(usage.draftedTokens) tokens, \(usage.acceptedTokens) accepted, "
                    + "\(usage.draftForwards) forwards of the draft model")
        }
        if usage.forcedTokens > 0 {
            let share = 100 * Double(usage.forcedTokens) / Double(max(usage.generatedTokens, 1))
            lines.append(
                "forced      \(usage.forcedTokens) tokens, \(NumberFormat.fixed(share, 1)) % of the output")
        }
        lines.append("seed        \(usage.seed)")
        lines.append("cache       \(NumberFormat.megabytes(Double(cacheBytes)))")
        if let peak = ProcessMemory.current()?.peak {
            lines.append("memory      \(NumberFormat.megabytes(Double(peak))) at most, mapped weights included")
        }
        Console.report(lines.joined(separator: "\n"))
    }

    // MARK: - Tokens

    /// Prints the token that waits, now that it is known what text it released.
    private mutating func flush(text: String) {
        guard let token = waiting else {
            // Text that was held back and is released at the end.
            if style == .lines && !text.isEmpty { Self.print(.object(["text": .text(text)])) }
            return
        }
        waiting = nil
        switch style {
        case .plain:
            guard showsTokens else { return }
            let others = token.alternatives.map { "\(name($0.token)) \(NumberFormat.fixed($0.logProbability, 4))" }
            let chosen = token.logProbability.map { NumberFormat.fixed($0, 4) } ?? "forced"
            Console.write(([String(token.token), name(token.token), chosen] + others).joined(separator: "\t") + "\n")
        case .lines:
            Self.print(.object(members(token) + [.init(key: Array("text".utf8), value: .text(text))]))
        case .object:
            tokens.append(.object(members(token)))
        }
    }

    private func members(_ token: GeneratedToken) -> [JSONValue.Member] {
        var members = [JSONValue.Member(key: Array("token".utf8), value: .integer(token.token))]
        guard showsTokens else { return members }
        members.append(.init(key: Array("bytes".utf8), value: bytes(token.token)))
        members.append(.init(key: Array("logprob".utf8), value: token.logProbability.map { .number($0) } ?? .null))
        let others = token.alternatives.map { other in
            JSONValue.object([
                "token": .integer(other.token), "bytes": bytes(other.token), "logprob": .number(other.logProbability),
            ])
        }
        members.append(.init(key: Array("top_logprobs".utf8), value: .array(others)))
        return members
    }

    private func outcome(_ result: GenerationResult) -> [JSONValue.Member] {
        let usage = result.usage
        let counts = JSONValue.object([
            "prompt_tokens": .integer(usage.promptTokens), "cached_tokens": .integer(usage.cachedTokens),
            "completion_tokens": .integer(usage.generatedTokens), "drafted_tokens": .integer(usage.draftedTokens),
            "accepted_tokens": .integer(usage.acceptedTokens), "forwards": .integer(usage.forwards),
            "draft_forwards": .integer(usage.draftForwards), "forced_tokens": .integer(usage.forcedTokens),
        ])
        return [
            .init(key: Array("finish_reason".utf8), value: .text(result.finishReason.name)),
            .init(key: Array("seed".utf8), value: .integer(usage.seed)),
            .init(key: Array("usage".utf8), value: counts),
        ]
    }

    private func bytes(_ token: TokenID) -> JSONValue {
        .array(tokenizer.bytes(of: token).map { .integer($0) })
    }

    /// A token's text in quotation marks, its bytes repaired where they are no whole characters.
    private func name(_ token: TokenID) -> String {
        String(decoding: JSONValue.string(tokenizer.bytes(of: token)).serialized, as: UTF8.self)
    }

    private static func print(_ value: JSONValue) {
        Console.write(value.serialized + [UInt8(ascii: "\n")])
    }
}
