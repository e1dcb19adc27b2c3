import CorvidGrammar

/// What a ``ModelRouter`` knows of its models' strengths: the file `router.json` beside them.
///
/// `corvid router fit` makes one from questions with known answers.
public struct RouterCalibration: Sendable, Hashable, Codable {
    /// A model by what tells it from others.
    package struct Model: Sendable, Hashable, Codable {
        package var name: String
        /// A hash of the checkpoint.
        package var digest: String
        /// Where the checkpoint is, from the calibration's own folder.
        package var file: String?

        package init(_ information: ModelInformation, file: String? = nil) {
            name = information.name
            digest = information.digest
            self.file = file
        }
    }

    /// What a threshold leads to, on the questions of the calibration; each was scored by a fit without it.
    package struct OperatingPoint: Sendable, Hashable, Codable {
        /// Questions with a score above it go to the larger model.
        package var threshold: Double
        /// Of the questions that go there.
        package var largeShare: Double
        package var accuracy: Double
        /// CPU-seconds of a question, on the machine of the calibration.
        package var seconds: Double
    }

    /// Between a model and the next larger one.
    package struct Step: Sendable, Hashable, Codable {
        /// Questions that it was made from.
        package var count: Int
        package var smallAccuracy: Double
        package var largeAccuracy: Double
        package var before: RoutingScore?
        package var after: RoutingScore?
        /// By falling threshold.
        package var beforePoints: [OperatingPoint] = []
        package var afterPoints: [OperatingPoint] = []
    }

    static let currentVersion = 1

    var version = Self.currentVersion
    /// The models, the smallest first; none where the calibration is of prompts alone.
    package internal(set) var models: [Model]
    /// One fewer than the models.
    package internal(set) var steps: [Step]

    /// Reads a calibration.
    ///
    /// - Parameter file: its name, for errors.
    /// - Throws: ``RouterError`` with the file and what is wrong in it.
    public init(json: [UInt8], file: String) throws(RouterError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: json)
        } catch {
            throw RouterError(.badCalibration, "\(file): not JSON: \(error)")
        }
        guard let version = value["version"]?.int else {
            throw RouterError(.badCalibration, "\(file): \"version\" is missing: no calibration of a router")
        }
        guard version == Self.currentVersion else {
            throw RouterError(
                .badCalibration,
                "\(file): version \(version), and this release reads \(Self.currentVersion): fit it again")
        }
        do {
            self = try JSONValueDecoder().decode(RouterCalibration.self, from: value)
        } catch let error as DecodingError {
            throw RouterError(.badCalibration, "\(file): \(error.summary)")
        } catch {
            throw RouterError(.badCalibration, "\(file): \(error)")
        }
        if let fault = fault() { throw RouterError(.badCalibration, "\(file): \(fault)") }
    }

    package init(models: [Model], steps: [Step]) {
        self.models = models
        self.steps = steps
    }

    /// The file's bytes.
    public var json: [UInt8] {
        get throws { try JSONValueEncoder().encode(self).serialized + [UInt8(ascii: "\n")] }
    }

    private func fault() -> String? {
        guard !steps.isEmpty, models.isEmpty ? steps.count == 1 : steps.count == models.count - 1 else {
            return "\(models.count) models and \(steps.count) steps between them"
        }
        for step in steps {
            if let fault = step.before?.fault() ?? step.after?.fault() { return fault }
            guard step.before != nil || step.after != nil else { return "a step has no score" }
            for points in [step.beforePoints, step.afterPoints] {
                let numbers = points.flatMap { [$0.threshold, $0.largeShare, $0.accuracy, $0.seconds] }
                guard numbers.allSatisfy(\.isFinite) else { return "an operating point is no number" }
            }
        }
        return nil
    }

    /// The names of the models that it was made for.
    public var modelNames: [String] { models.map(\.name) }

    // MARK: - Policies

    /// When a step's model is passed over for the next.
    package struct Rule: Sendable, Hashable {
        package enum Stage: Sendable, Hashable {
            case before, after
        }

        package var stage: Stage
        package var threshold: Double
    }

    /// What a policy means for each step.
    ///
    /// - Throws: ``RouterError`` when the policy cannot be met, with what can.
    func rules(for policy: RoutingPolicy) throws(RouterError) -> [Rule] {
        var rules: [Rule] = []
        for step in steps { rules.append(try step.rule(for: policy)) }
        return rules
    }
}

extension RouterCalibration.Step {
    package typealias Rule = RouterCalibration.Rule

    /// The points of both stages, with their stage.
    private var choices: [(rule: Rule, point: RouterCalibration.OperatingPoint)] {
        func marked(_ points: [RouterCalibration.OperatingPoint], _ stage: Rule.Stage)
            -> [(rule: Rule, point: RouterCalibration.OperatingPoint)]
        {
            points.map { (Rule(stage: stage, threshold: $0.threshold), $0) }
        }
        return marked(before == nil ? [] : beforePoints, .before) + marked(after == nil ? [] : afterPoints, .after)
    }

    /// - Throws: ``RouterError`` when the policy cannot be met.
    package func rule(for policy: RoutingPolicy) throws(RouterError) -> Rule {
        switch policy {
        case .small: return Rule(stage: .before, threshold: 1)
        case .large: return Rule(stage: .before, threshold: -1)
        case .score(let threshold):
            guard before != nil else { throw missing("score", "requests") }
            if let threshold { return Rule(stage: .before, threshold: threshold) }
            return Rule(stage: .before, threshold: best(beforePoints)?.threshold ?? 0)
        case .cascade(let threshold):
            guard after != nil else { throw missing("cascade", "attempts") }
            if let threshold { return Rule(stage: .after, threshold: threshold) }
            return Rule(stage: .after, threshold: best(afterPoints)?.threshold ?? 0)
        case .largeShare(let share):
            return try pick(policy, least: choices.map(\.point.largeShare).min()) { $0.largeShare <= share + 1e-9 }
        case .secondsPerQuestion(let seconds):
            return try pick(policy, least: choices.map(\.point.seconds).min()) { $0.seconds <= seconds }
        case .accuracy(let share):
            let wanted = share * largeAccuracy
            let able = choices.filter { $0.point.accuracy >= wanted - 1e-12 }
            let cheapest = able.min {
                ($0.point.seconds, $0.point.largeShare) < ($1.point.seconds, $1.point.largeShare)
            }
            return cheapest?.rule ?? Rule(stage: .before, threshold: -1)
        }
    }

    /// What a rule led to; nil where the calibration has no point with its threshold.
    package func point(of rule: Rule) -> RouterCalibration.OperatingPoint? {
        (rule.stage == .after ? afterPoints : beforePoints).first { $0.threshold == rule.threshold }
    }

    /// The most accurate of the points that a budget allows; of equals the cheapest.
    private func pick(
        _ policy: RoutingPolicy, least: Double?, _ isAllowed: (RouterCalibration.OperatingPoint) -> Bool
    ) throws(RouterError) -> Rule {
        let allowed = choices.filter { isAllowed($0.point) }
        let best = allowed.min {
            (-$0.point.accuracy, $0.point.seconds, $0.point.largeShare)
                < (-$1.point.accuracy, $1.point.seconds, $1.point.largeShare)
        }
        guard let best else {
            throw RouterError(
                .badPolicy, "the policy \(policy) cannot be met: the least that the calibration knows is \(least ?? 0)")
        }
        return best.rule
    }

    private func best(_ points: [RouterCalibration.OperatingPoint]) -> RouterCalibration.OperatingPoint? {
        points.min { (-$0.accuracy, $0.largeShare) < (-$1.accuracy, $1.largeShare) }
    }

    private func missing(_ policy: String, _ what: String) -> RouterError {
        RouterError(.badCalibration, "the policy \(policy) needs a score of \(what), which the calibration has not")
    }
}
