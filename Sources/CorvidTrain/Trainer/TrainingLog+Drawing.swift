import Foundation

extension TrainingLog {
    /// An SVG picture over the tokens: above the loss of training, its running mean, and that of the development portion;
    /// below how much is right of copying and lookup, and of an agent's tasks.
    package func drawing(title: String) -> String {
        let names = evaluations.last?.parts.map(\.name) ?? []
        let tokens = Double(max(stretches.last?.tokens ?? 1, evaluations.last?.tokens ?? 1, 1))
        let losses = lossPanel(title, names, tokens)
        let shares = sharePanel(top: losses.bottom + 84, tokens)
        let height = Int((shares ?? losses).bottom) + 46
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(CurvePanel.width)) \(height)" \
            font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>

            """ + losses.svg + (shares?.svg ?? "") + "</svg>\n"
    }

    private func lossPanel(_ title: String, _ names: [String], _ tokens: Double) -> CurvePanel {
        let losses = stretches.map(\.loss) + evaluations.flatMap { $0.parts.map(\.loss) }
        let highest = max(losses.max() ?? 1, 0.1)
        let lowest = max(losses.min() ?? 0.01, 0.001)
        // The loss falls by orders of magnitude.
        let span = max(log(highest) - log(lowest), 1e-9)
        var panel = CurvePanel(
            "\(title): loss in nats a token, by tokens seen", top: 40,
            bottom: max(374, CurvePanel.labelStep * Double(names.count + 1) + 84), tokens: tokens
        ) { (log(highest) - log(max($0, lowest))) / span }
        for loss in [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] where loss <= highest && loss >= lowest {
            panel.grid(loss, "\(loss)")
        }
        panel.line(stretches.map { ($0.tokens, $0.loss) }, "#bbb", 1)
        var mean = stretches.first?.loss ?? 0
        let smooth = stretches.map { stretch in
            mean += 0.1 * (stretch.loss - mean)
            return (stretch.tokens, mean)
        }
        panel.line(smooth, "black", 2)
        panel.label("training", "black", at: mean)
        for (index, name) in names.enumerated() {
            let points = evaluations.compactMap { evaluation in
                evaluation.parts.first { $0.name == name }.map { (evaluation.tokens, $0.loss) }
            }
            let colour = CurvePanel.colours[index % CurvePanel.colours.count]
            panel.line(points, colour, 1.2)
            panel.label(name, colour, at: points.last?.1 ?? lowest)
        }
        panel.finish()
        return panel
    }

    /// Nil where no evaluation has told of such shares.
    private func sharePanel(top: Double, _ tokens: Double) -> CurvePanel? {
        let probes = evaluations.last?.probes?.map(\.name) ?? []
        let tasks = evaluations.last?.tasks?.map(\.name) ?? []
        guard !probes.isEmpty || !tasks.isEmpty else { return nil }
        var panel = CurvePanel(
            "right in %: strings copied and found (their tokens dashed), an agent's tasks", top: top,
            bottom: top + max(200, CurvePanel.labelStep * Double(probes.count + tasks.count + 1)), tokens: tokens
        ) { 1 - min(max($0, 0), 1) }
        for share in [0, 0.2, 0.4, 0.6, 0.8, 1] { panel.grid(share, "\(Int((100 * share).rounded()))") }
        var colours = CurvePanel.colours.makeIterator()
        func draw(_ name: String, _ points: [(UInt64, Double)], dashed: [(UInt64, Double)] = []) {
            let colour = colours.next() ?? "black"
            panel.line(points, colour, 1.6)
            if !dashed.isEmpty { panel.line(dashed, colour, 1, isDashed: true) }
            let last = points.last?.1 ?? 0
            panel.label("\(name) \(String(format: "%.1f", 100 * last)) %", colour, at: last)
        }
        for name in probes {
            let scores = evaluations.compactMap { evaluation in
                evaluation.probes?.first { $0.name == name }.map { (evaluation.tokens, $0) }
            }
            draw(name, scores.map { ($0.0, $0.1.strings) }, dashed: scores.map { ($0.0, $0.1.tokens) })
        }
        for name in tasks {
            draw(
                name,
                evaluations.compactMap { evaluation in
                    evaluation.tasks?.first { $0.name == name }.map { (evaluation.tokens, $0.accuracy) }
                })
        }
        panel.finish()
        return panel
    }
}
