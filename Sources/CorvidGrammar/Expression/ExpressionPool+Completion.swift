extension ExpressionPool {
    /// A text of `x`, as short as it is known to get. Empty for what is nullable, and for `nothing`.
    package func completion(_ x: ExpressionID) -> [UInt8] {
        var text: [UInt8] = []
        var budget = 200_000
        appendCompletion(x, to: &text, depth: 0, budget: &budget)
        return text
    }

    private func appendCompletion(_ x: ExpressionID, to text: inout [UInt8], depth: Int, budget: inout Int) {
        budget -= 1
        guard !isNullable(x), x != .nothing, budget > 0 else { return }
        guard depth < 2000 else {
            return fail(GrammarError(.tooComplex, "no way to finish was found within 2,000 nested parts"))
        }
        let node = node(x)
        switch node.kind {
        case .nothing, .empty: break
        case .bytes:
            if let byte = Self.pleasant(byteSets[Int(node.a)]) { text.append(byte) }
        case .literal: text += literalBytes[Int(node.a)..<Int(node.a + node.b)]
        case .sequence:
            var rest = x
            while self.node(rest).kind == .sequence {
                let pair = self.node(rest)
                appendCompletion(ExpressionID(raw: pair.a), to: &text, depth: depth + 1, budget: &budget)
                rest = ExpressionID(raw: pair.b)
            }
            appendCompletion(rest, to: &text, depth: depth + 1, budget: &budget)
        case .choice:
            var best = ExpressionID(raw: lists[Int(node.a)])
            for index in Int(node.a)..<Int(node.a + node.b) {
                let member = ExpressionID(raw: lists[index])
                if cost32(member) < cost32(best) { best = member }
            }
            appendCompletion(best, to: &text, depth: depth + 1, budget: &budget)
        case .intersection, .complement: appendSearch(x, to: &text)
        case .repetition:
            let start = text.count
            appendCompletion(ExpressionID(raw: node.a), to: &text, depth: depth + 1, budget: &budget)
            let once = text[start...]
            for _ in 1..<max(Int(node.b), 1) where text.count < 1 << 24 { text += once }
        case .rule:
            guard let definition = rules[Int(node.a)] else { return }
            appendCompletion(definition, to: &text, depth: depth + 1, budget: &budget)
        case .lazy: appendCompletion(expansion(x), to: &text, depth: depth + 1, budget: &budget)
        case .native: text += machines[Int(node.a)].completion(node.b)
        case .capture:
            var kept: [UInt8] = []
            appendCompletion(ExpressionID(raw: node.a), to: &kept, depth: depth + 1, budget: &budget)
            text += kept
            var record = node.c
            for byte in kept { record = capturedText(record, appending: byte) }
            appendCompletion(follow(node.b, record), to: &text, depth: depth + 1, budget: &budget)
        case .jsonString:
            let escape = JSONEscape(raw: node.b)
            if escape.stage == .plain {
                JSONEscape.append(completion(ExpressionID(raw: node.a)), to: &text)
                text.append(UInt8(ascii: "\""))
            } else {
                // Within an escape: the way that ends soonest.
                var best: (byte: UInt8, next: ExpressionID)?
                firstBytes(x).forEach { byte in
                    let next = derivative(x, by: byte)
                    guard next != .nothing else { return }
                    if best.map({ cost32(next) < cost32($0.next) }) ?? true { best = (byte, next) }
                }
                guard let best else { return }
                text.append(best.byte)
                appendCompletion(best.next, to: &text, depth: depth + 1, budget: &budget)
            }
        }
    }

    /// Follows falling costs to the end.
    private func appendSearch(_ x: ExpressionID, to text: inout [UInt8]) {
        var state = x
        while !isNullable(state), text.count < 1 << 24 {
            let goal = cost32(state) - 1
            var found: (byte: UInt8, next: ExpressionID)?
            for byte in representatives(state) {
                let next = derivative(state, by: byte)
                guard next != .nothing else { continue }
                let cost = cost32(next)
                if found.map({ cost < cost32($0.next) }) ?? true { found = (byte, next) }
                if cost <= goal { break }
            }
            guard let found else { return }
            text.append(found.byte)
            state = found.next
        }
    }
}
