/// A model made of several, the smallest first: each request is answered by the one that its policy picks, and a reply of
/// a smaller model that looks wrong is thrown away for that of a larger one.
///
/// ```swift
/// let router = try ModelRouter(small: jackdaw, large: raven, policy: .accuracy(0.99), calibration: calibration)
/// let agent = Agent(model: router, plugins: plugins)
/// ```
///
/// Every decision is an event of the run. A run that went to a larger model stays there, and tools that have run are not
/// run again: the larger model goes on from the transcript.
public final class ModelRouter: LanguageModel {
    /// What holds for all requests.
    public struct Options: Sendable, Hashable {
        public var policy: RoutingPolicy
        /// The queue before each model.
        public var queue: ModelQueueOptions

        public init(policy: RoutingPolicy = .standard, queue: ModelQueueOptions = ModelQueueOptions()) {
            self.policy = policy
            self.queue = queue
        }
    }

    public let information: ModelInformation
    public let options: Options
    let models: [any LanguageModel]
    let steps: [RouterCalibration.Step?]
    let rules: [RouterCalibration.Rule]
    let queues: [ModelQueue<ContinuousClock>]

    /// - Parameters:
    ///   - models: the smallest first, at least two.
    ///   - calibration: made for these models. Without one, a cascade goes by the least of the choices' probabilities, and
    ///     the policies that are solved from a calibration are refused.
    /// - Throws: ``RouterError`` when two models have one name, the calibration is of others, or the policy cannot
    ///   be met.
    public init(
        _ models: [any LanguageModel], calibration: RouterCalibration? = nil, options: Options = Options()
    ) throws(RouterError) {
        let all = models.map(\.information)
        guard all.count > 1 else {
            throw RouterError(.badModels, "a router needs two models or more; there are \(all.count)")
        }
        for (index, model) in all.enumerated() where all[..<index].contains(where: { $0.name == model.name }) {
            throw RouterError(
                .badModels, "two models have the name \(model.name): decisions could not tell them apart")
        }
        if let calibration { try Self.check(calibration, all) }
        self.models = models
        self.options = options
        steps = calibration.map { $0.steps.map(Optional.some) } ?? Array(repeating: nil, count: all.count - 1)
        rules = try Self.rules(options.policy, calibration, count: all.count - 1)
        queues = all.map { _ in ModelQueue(options: options.queue) }
        information = ModelInformation(
            name: "router(\(all.map(\.name).joined(separator: ", ")))",
            contextLength: all.map(\.contextLength).max() ?? 0,
            digest: Self.digest(all, options.policy, calibration), acceptsImages: all.contains(where: \.acceptsImages),
            callsTools: all.contains(where: \.callsTools))
    }

    /// A router of two models.
    public convenience init(
        small: any LanguageModel, large: any LanguageModel, policy: RoutingPolicy = .standard,
        calibration: RouterCalibration? = nil
    ) throws(RouterError) {
        try self.init([small, large], calibration: calibration, options: Options(policy: policy))
    }

    private static func check(_ calibration: RouterCalibration, _ all: [ModelInformation]) throws(RouterError) {
        guard !calibration.models.isEmpty else {
            throw RouterError(
                .badModels, "the calibration is of prompts alone and names no models: fit one for these models")
        }
        guard calibration.models.count == all.count else {
            throw RouterError(
                .badModels,
                "the calibration is of \(calibration.models.count) models "
                    + "(\(calibration.modelNames.joined(separator: ", "))), and there are \(all.count)")
        }
        // A model that is not there has no digest.
        for (fitted, model) in zip(calibration.models, all) where !model.digest.isEmpty && fitted.digest != model.digest
        {
            throw RouterError(
                .badModels,
                "the calibration was fitted for \(fitted.name) (\(fitted.digest)), and this is \(model.name) "
                    + "(\(model.digest)): fit it again with corvid router fit")
        }
    }

    private static func rules(
        _ policy: RoutingPolicy, _ calibration: RouterCalibration?, count: Int
    ) throws(RouterError) -> [RouterCalibration.Rule] {
        if let calibration { return try calibration.rules(for: policy) }
        let rule: RouterCalibration.Rule
        switch policy {
        case .small: rule = RouterCalibration.Rule(stage: .before, threshold: 1)
        case .large: rule = RouterCalibration.Rule(stage: .before, threshold: -1)
        case .cascade(let threshold): rule = RouterCalibration.Rule(stage: .after, threshold: threshold ?? 0.5)
        case .score, .largeShare, .secondsPerQuestion, .accuracy:
            throw RouterError(
                .badCalibration,
                "the policy \(policy) needs a calibration; make one with corvid router fit, or take the policy cascade")
        }
        return Array(repeating: rule, count: count)
    }

    /// Tells routers apart by all that their decisions depend on.
    private static func digest(
        _ models: [ModelInformation], _ policy: RoutingPolicy, _ calibration: RouterCalibration?
    ) -> String {
        var hash = FNVHash()
        for model in models { hash.add(Array(model.digest.utf8)) }
        hash.add(Array(policy.description.utf8))
        hash.add((try? calibration?.json) ?? [])
        return hash.text
    }

    /// By the tokens of the largest model that is there.
    public func countTokens(of request: ModelRequest) async throws -> Int {
        var failure: (any Error)?
        for model in models.reversed() {
            do { return try await model.countTokens(of: request) } catch { failure = failure ?? error }
        }
        throw failure ?? ModelError(.engine, "The router has no model.")
    }

    public func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    var routing = Routing(self, request)
                    try await routing.run { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// What the router would decide, and what it looked at. A cascade lets the smaller models try; nothing is answered.
    ///
    /// - Throws: ``ModelError`` when no model can take the request.
    public func decide(_ request: ModelRequest) async throws -> RoutingDecision {
        var routing = Routing(self, request)
        var decision: RoutingDecision?
        try await routing.run(answers: false) { event in
            if case .routed(let made) = event { decision = made }
        }
        guard let decision else { throw ModelError(.engine, "The router made no decision.") }
        return decision
    }

    /// How busy each model is.
    package var status: [(model: String, running: Int, waiting: Int)] {
        zip(models, queues).map { model, queue in
            let status = queue.status
            return (model.information.name, status.running, status.waiting)
        }
    }
}
