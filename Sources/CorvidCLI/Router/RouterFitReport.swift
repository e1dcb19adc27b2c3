import Corvid
import CorvidGrammar

/// What `corvid router fit` tells of a calibration.
struct RouterFitReport {
    let calibration: RouterCalibration
    let file: String

    private static let policies: [RoutingPolicy] = [
        .largeShare(0.1), .largeShare(0.25), .largeShare(0.4), .accuracy(0.95), .accuracy(0.99), .accuracy(1),
    ]

    var text: String {
        var lines = [
            "\(file): fitted to \(calibration.steps.first?.count ?? 0) questions; each figure is of questions unseen"
        ]
        for (index, step) in calibration.steps.enumerated() {
            let (small, large) = names(of: index)
            lines.append(
                "\(small) is right in \(Self.percent(step.smallAccuracy)), \(large) in \(Self.percent(step.largeAccuracy))"
            )
            for (policy, rule, point) in solved(step) {
                let stage = rule.stage == .after ? "cascade" : "score"
                var line = NumberFormat.left("  \(policy)", 16)
                line += " \(NumberFormat.left("\(stage):\(NumberFormat.fixed(rule.threshold, 3))", 16))"
                line += " \(NumberFormat.right(Self.percent(point.largeShare), 7)) to \(large)"
                line += ", \(Self.percent(point.accuracy)) right"
                if point.seconds > 0 { line += ", \(NumberFormat.fixed(1000 * point.seconds, 1)) CPU-ms a question" }
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func names(of step: Int) -> (small: String, large: String) {
        let names = calibration.modelNames
        return names.indices.contains(step + 1) ? (names[step], names[step + 1]) : ("the weak model", "the strong one")
    }

    private func solved(
        _ step: RouterCalibration.Step
    ) -> [(RoutingPolicy, RouterCalibration.Rule, RouterCalibration.OperatingPoint)] {
        Self.policies.compactMap { policy in
            guard let rule = try? step.rule(for: policy), let point = step.point(of: rule) else { return nil }
            return (policy, rule, point)
        }
    }

    static func percent(_ share: Double) -> String { "\(NumberFormat.fixed(100 * share, 1)) %" }

    var json: JSONValue {
        .object([
            "file": .text(file), "models": .array(calibration.modelNames.map { .text($0) }),
            "steps": .array(
                calibration.steps.map { step in
                    .object([
                        "count": .integer(step.count), "smallAccuracy": .number(step.smallAccuracy),
                        "largeAccuracy": .number(step.largeAccuracy),
                        "policies": .array(
                            solved(step).map { policy, rule, point in
                                .object([
                                    "policy": .text("\(policy)"),
                                    "stage": .text(rule.stage == .after ? "cascade" : "score"),
                                    "threshold": .number(rule.threshold), "largeShare": .number(point.largeShare),
                                    "accuracy": .number(point.accuracy), "cpuSeconds": .number(point.seconds),
                                ])
                            }),
                    ])
                }),
        ])
    }
}
