import CorvidGrammar
import CorvidTrain

/// The report about a vocabulary, for people and for programs.
struct TokenizerReportOutput {
    private let report: TokenizerReport
    private let draft: TokenizerDraft
    private let sources: [TextSource]
    private let weights: [Double]
    private let output: String
    private let seconds: Double

    init(
        _ report: TokenizerReport, _ draft: TokenizerDraft, _ sources: [TextSource], _ weights: [Double],
        _ output: String, _ seconds: Double
    ) {
        self.report = report
        self.draft = draft
        self.sources = sources
        self.weights = weights
        self.output = output
        self.seconds = seconds
    }

    var json: JSONValue {
        .object([
            "output": .text(output), "tokens": .integer(draft.tokens.count), "learned": .integer(report.learned),
            "with_blank": .integer(report.blankLed), "unused": .integer(unused), "seconds": .number(seconds),
            "held_out": figures(report.total),
            "sources": .array(
                zip(report.sources, zip(sources, weights)).map { judged, source in
                    .object([
                        "file": .text(judged.path), "texts": .integer(source.0.texts),
                        "bytes": .integer(source.0.learned.bytes), "weight": .number(source.1),
                        "held_out": figures(judged.figures),
                    ])
                }),
            "longest": .array(report.longest.map { .text($0) }),
        ])
    }

    private func figures(_ figures: TokenizerReport.Figures) -> JSONValue {
        .object([
            "bytes_per_token": .number(figures.bytesPerToken), "tokens_per_word": .number(figures.tokensPerWord),
            "single_token_words": .number(figures.wholeWordShare),
        ])
    }

    private var unused: Int { draft.tokens.count { $0.kind == .unused } }

    var text: String {
        var lines = [
            "\(output): \(draft.tokens.count) tokens, \(report.learned) of them learned, \(report.blankLed) of these with a"
                + " blank, \(unused) unused; \(NumberFormat.fixed(seconds, 1)) s",
            "",
            "On held-out text:                    MB  weight  bytes/token  tokens/word  one-token words",
        ]
        let width = 31
        func row(_ name: String, _ megabytes: String, _ weight: String, _ figures: TokenizerReport.Figures) -> String {
            let label = name.count > width ? name.prefix(width - 1) + "…" : name[...]
            return NumberFormat.left(String(label), width) + NumberFormat.right(megabytes, 8)
                + NumberFormat.right(weight, 8)
                + NumberFormat.right(NumberFormat.fixed(figures.bytesPerToken, 2), 13)
                + NumberFormat.right(NumberFormat.fixed(figures.tokensPerWord, 2), 13)
                + NumberFormat.right(NumberFormat.fixed(figures.wholeWordShare * 100, 1), 15) + " %"
        }
        for (judged, (source, weight)) in zip(report.sources, zip(sources, weights)) where judged.figures.bytes > 0 {
            let name = String(judged.path.split(separator: "/").last ?? "")
            lines.append(
                row(
                    name, NumberFormat.fixed(Double(source.learned.bytes) / 1e6, 2), NumberFormat.fixed(weight, 3),
                    judged.figures))
        }
        lines.append(row("all, weighted", "", "", report.total))
        lines.append("")
        lines.append(
            "Longest: "
                + report.longest.map { String(decoding: JSONValue.text($0).serialized, as: UTF8.self) }.joined(
                    separator: " "))
        return lines.joined(separator: "\n") + "\n"
    }
}
