import CorvidGrammar

/// What `corvid grammar bench` tells.
struct GrammarBenchReport {
    let job: GrammarJob
    var own: GrammarFigures
    let extent: GrammarBenchmark.Extent
    var peers: [GrammarFigures]
    let rounds: Int

    /// Takes the figures of another round in.
    mutating func formMinimum(_ own: GrammarFigures, _ peers: [GrammarFigures]) {
        self.own.formMinimum(own)
        for (index, peer) in peers.enumerated() where index < self.peers.count { self.peers[index].formMinimum(peer) }
    }

    /// The distributions of one engine, over what `other` takes as well.
    private struct Summary {
        var schemas = 0
        var documents = 0
        var fresh: Distribution
        var known: Distribution
        var first: Distribution

        init(_ figures: GrammarFigures, sharedWith other: GrammarFigures?) {
            var (fresh, known, first): ([Double], [Double], [Double]) = ([], [], [])
            for (index, schema) in figures.schemas.enumerated() where schema.refusal == nil {
                let rival = other.map { $0.schemas[index] }
                if let rival, rival.refusal != nil { continue }
                schemas += 1
                first.append(schema.compile)
                for (number, masks) in schema.fresh.enumerated() {
                    guard let masks, number < schema.warm.count, let warm = schema.warm[number] else { continue }
                    if let rival, number >= rival.warm.count || rival.warm[number] == nil { continue }
                    documents += 1
                    fresh += masks
                    known += warm
                }
            }
            (self.fresh, self.known, self.first) = (Distribution(fresh), Distribution(known), Distribution(first))
        }

        var rows: [(name: String, scale: Double, unit: String, values: Distribution)] {
            [
                ("mask, fresh", 1e-3, "us", fresh), ("mask, known", 1e-3, "us", known),
                ("first mask", 1e-6, "ms", first),
            ]
        }
    }

    private var forcedShare: Double { Double(extent.forcedTokens) / Double(max(extent.tokens, 1)) }

    var text: String {
        let whole = Summary(own, sharedWith: nil)
        let memory = Distribution(extent.grammarBytes)
        let rejects = own.schemas.reduce(0) { $0 + $1.wrongRejects }
        let accepts = own.schemas.reduce(0) { $0 + $1.wrongAccepts }
        var lines = [
            "\(whole.schemas) schemas of \(own.schemas.count), \(whole.documents) documents, \(whole.known.count) masks "
                + "over \(job.tokens.count) tokens; rounds: \(rounds)",
            "",
            NumberFormat.left("Corvid", 24)
                + ["p50", "p99", "mean", "max"].map { NumberFormat.right($0, 11) }.joined(),
        ]
        for row in whole.rows { lines.append(Self.line("  " + row.name, row.values, row.scale, row.unit)) }
        let advance = Distribution(extent.advance)
        lines.append(Self.line("  taking a token", advance, 1e-3, "us"))
        lines.append(Self.line("  memory", memory, 1e-6, "MB"))
        lines.append(
            "  forced tokens         \(NumberFormat.right(NumberFormat.fixed(forcedShare * 100, 1) + " %", 11))")
        lines.append("  valid documents rejected \(rejects), invalid ones accepted \(accepts)")
        for schema in own.schemas {
            if let refusal = schema.refusal { lines.append("  refused: \(schema.name): \(refusal)") }
        }
        for schema in own.schemas where schema.wrongRejects + schema.wrongAccepts > 0 {
            lines.append("  wrong: \(schema.name): rejected \(schema.wrongRejects), accepted \(schema.wrongAccepts)")
        }
        for peer in peers where peer.schemas.count == own.schemas.count { lines += table(against: peer) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func table(against peer: GrammarFigures) -> [String] {
        let (ours, theirs) = (Summary(own, sharedWith: peer), Summary(peer, sharedWith: own))
        let taken = peer.schemas.count { $0.refusal == nil }
        let rejects = peer.schemas.reduce(0) { $0 + $1.wrongRejects }
        let accepts = peer.schemas.reduce(0) { $0 + $1.wrongAccepts }
        var lines = [
            "",
            "\(peer.name) \(peer.version): takes \(taken) schemas, rejects \(rejects) valid documents, "
                + "accepts \(accepts) invalid ones",
            "  in common: \(ours.schemas) schemas, \(ours.documents) documents, \(ours.known.count) masks",
            NumberFormat.left("", 24)
                + ["Corvid p50", peer.name, "ratio", "Corvid p99", peer.name, "ratio"].map {
                    NumberFormat.right($0, 12)
                }
                .joined(),
        ]
        for (mine, other) in zip(ours.rows, theirs.rows) {
            var line = NumberFormat.left("  " + mine.name, 24)
            for percent in [50, 99] {
                let (a, b) = (mine.values.percentile(percent), other.values.percentile(percent))
                line += NumberFormat.right(Self.amount(a * mine.scale) + " " + mine.unit, 12)
                line += NumberFormat.right(Self.amount(b * mine.scale) + " " + mine.unit, 12)
                line += NumberFormat.right(b > 0 ? NumberFormat.fixed(a / b, 2) : "-", 12)
            }
            lines.append(line)
        }
        if peer.bytesEach > 0 {
            lines.append(
                "  memory, mean          \(NumberFormat.right(Self.amount(own.bytesEach / 1e6) + " MB", 12))"
                    + NumberFormat.right(Self.amount(peer.bytesEach / 1e6) + " MB", 12))
        }
        return lines
    }

    private static func line(_ name: String, _ values: Distribution, _ scale: Double, _ unit: String) -> String {
        NumberFormat.left(name, 24)
            + [values.percentile(50), values.percentile(99), values.mean, values.maximum]
            .map { NumberFormat.right(amount($0 * scale) + " " + unit, 11) }.joined()
    }

    private static func amount(_ value: Double) -> String {
        NumberFormat.fixed(value, value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0)
    }

    var json: JSONValue {
        var members = Self.members(Summary(own, sharedWith: nil))
        members += [
            .init(key: "advance_ns", value: Distribution(extent.advance).json()),
            .init(key: "grammar_bytes", value: Distribution(extent.grammarBytes).json()),
            .init(key: "tokens", value: .integer(extent.tokens)),
            .init(key: "forced_tokens", value: .integer(extent.forcedTokens)),
            .init(key: "wrong_rejects", value: .integer(own.schemas.reduce(0) { $0 + $1.wrongRejects })),
            .init(key: "wrong_accepts", value: .integer(own.schemas.reduce(0) { $0 + $1.wrongAccepts })),
            .init(
                key: "refused",
                value: .array(
                    own.schemas.filter { $0.refusal != nil }.map {
                        .object(["name": .text($0.name), "reason": .text($0.refusal ?? "")])
                    })),
            .init(
                key: "peers",
                value: .array(
                    peers.filter { $0.schemas.count == own.schemas.count }.map { peer in
                        .object([
                            "name": .text(peer.name), "version": .text(peer.version),
                            "schemas": .integer(peer.schemas.count { $0.refusal == nil }),
                            "wrong_rejects": .integer(peer.schemas.reduce(0) { $0 + $1.wrongRejects }),
                            "wrong_accepts": .integer(peer.schemas.reduce(0) { $0 + $1.wrongAccepts }),
                            "bytes_each": .number(peer.bytesEach),
                            "common": .object([
                                "corvid": .object(Self.members(Summary(own, sharedWith: peer))),
                                "peer": .object(Self.members(Summary(peer, sharedWith: own))),
                            ]),
                        ])
                    })),
        ]
        return .object(members)
    }

    private static func members(_ summary: Summary) -> [JSONValue.Member] {
        [
            .init(key: "schemas", value: .integer(summary.schemas)),
            .init(key: "documents", value: .integer(summary.documents)),
            .init(key: "masks", value: .integer(summary.known.count)),
            .init(key: "fresh_mask_ns", value: summary.fresh.json()),
            .init(key: "known_mask_ns", value: summary.known.json()),
            .init(key: "first_mask_ns", value: summary.first.json()),
        ]
    }
}
