/// What a run of the trainer is to do.
package struct TrainingPlan: Sendable {
    /// One supply of documents.
    package struct Supply: Sendable {
        package enum Kind: Sendable {
            /// A generator by its name.
            case generator(String)
            /// A folder of lessons, with the weights of its kinds; a kind that is not named has weight 1.
            case lessons(folder: String, weights: [String: Double])
            /// Record files of one kind.
            case records(kind: String, files: [String], allow: [String], lenient: Bool)
        }
        package var kind: Kind
        /// Share of the tokens, relative to the other supplies.
        package var weight: Double
        /// Share during the opening.
        package var opening: Double

        package init(kind: Kind, weight: Double, opening: Double = 0) {
            self.kind = kind
            self.weight = weight
            self.opening = opening
        }
    }

    /// Records by which the model is measured as an agent.
    package struct TaskFile: Sendable, Hashable {
        package var path: String
        /// The first so many records.
        package var count: Int

        package init(path: String, count: Int) {
            self.path = path
            self.count = count
        }
    }

    package var name: String
    /// A checkpoint with the tokenizer.
    package var vocabulary: String
    /// The folder of the run.
    package var output: String
    package var seed: UInt64 = 1
    package var tokens: Int
    /// Tokens of one optimiser step.
    package var batchTokens = 4096
    /// Rows of one pass: the longest document.
    package var capacity = 2048
    package var openingTokens = 500_000
    /// The weight of prompts' tokens in the loss, relative to those that the model is to write; 0: they are not learned.
    package var promptWeight = 0.0
    /// The share of the prompts' tokens that are learned.
    package var promptShare = 0.5
    package var recomputes = false
    /// The chance of each number of a sublayer's output to be dropped in training.
    package var dropout = 0.0
    package var threads: Int?
    package var checkpointSeconds = 300.0
    /// Steps from one evaluation on the development portion to the next.
    package var evaluationSteps = 500
    package var model: ModelShape
    package var optimizer = OptimizerOptions()
    package var schedule = Schedule()
    package var data: [Supply] = []
    /// Files whose wording must not be learned: records that share it are left out and counted.
    package var heldOut: [String] = []
    /// What the model does as an agent at each evaluation, with the weights as they are exported.
    package var evaluations: [TaskFile] = []
    /// A checkpoint of a smaller model that the run begins with.
    package var origin: String?
    /// A checkpoint whose predictions are learned beside the data.
    package var teacher: String?
    package var distillation = DistillationOptions()

    package init(name: String, vocabulary: String, output: String, tokens: Int, model: ModelShape) {
        self.name = name
        self.vocabulary = vocabulary
        self.output = output
        self.tokens = tokens
        self.model = model
    }

    /// Steps of the whole run.
    package var steps: Int { max(tokens / batchTokens, 1) }

    /// The supplies of one portion, as entries of a stream.
    ///
    /// - Parameter vocabulary: the pieces of the tokenizer, which copying is practised over.
    /// - Throws: What the supplies' readers throw, and ``TrainingError`` for names that are not known.
    package func entries(
        _ portion: Portion, tools: TaskTools, vocabulary: [String]
    ) throws -> (entries: [DocumentStream.Entry], reports: [RecordReport]) {
        var entries: [DocumentStream.Entry] = []
        var reports: [RecordReport] = []
        let check = heldOut.isEmpty ? nil : try HeldOutCheck(files: heldOut)
        for supply in data {
            switch supply.kind {
            case .generator(let name):
                guard
                    let source = Generators.source(
                        named: name, tools: tools, vocabulary: vocabulary, portion: portion)
                else {
                    throw TrainingError(
                        .configuration,
                        "there is no generator '\(name)'; there are \(Generators.names.joined(separator: ", "))")
                }
                entries.append(.init(source, weight: supply.weight, openingWeight: supply.opening))
            case .lessons(let folder, let weights):
                let bank = try LessonBank(folder: folder, portion: portion, tools: tools)
                if let unknown = weights.keys.sorted().first(where: { bank.source(named: $0) == nil }) {
                    let names = bank.sources.map(\.name).joined(separator: ", ")
                    throw TrainingError(
                        .configuration, "\(folder) has no lessons of the kind '\(unknown)'; it has \(names)")
                }
                let parts = bank.sources.map { weights[$0.name] ?? 1 }
                let sum = max(parts.reduce(0, +), 1e-9)
                for (source, part) in zip(bank.sources, parts) {
                    entries.append(
                        .init(
                            source, weight: supply.weight * part / sum, openingWeight: supply.opening * part / sum))
                }
            case .records(let kind, let files, let allow, let lenient):
                guard let kind = RecordKind(rawValue: kind) else {
                    throw TrainingError(
                        .configuration, "there are no records of the kind '\(kind)'; there are math, sql, tools and qa")
                }
                let (sources, report) = try RecordSet.sources(
                    kind: kind, files: files, portion: portion, allow: allow, lenient: lenient, tools: tools,
                    heldOut: check)
                reports.append(report)
                for source in sources {
                    entries.append(
                        .init(
                            source, weight: supply.weight / Double(sources.count),
                            openingWeight: supply.opening / Double(sources.count)))
                }
            }
        }
        return (entries, reports)
    }
}
