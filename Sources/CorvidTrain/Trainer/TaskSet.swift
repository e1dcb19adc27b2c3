import CorvidLLM

/// The first records of a file, by which a model in training is measured as an agent.
struct TaskSet {
    let name: String
    private let records: [EvaluationRecord]

    /// - Throws: ``TrainingError`` with file, line and member of what is wrong, or where nothing can be right or wrong.
    init(_ file: TrainingPlan.TaskFile) throws(TrainingError) {
        let all: [EvaluationRecord]
        do {
            all = try EvaluationRecordFile(path: file.path).records
        } catch {
            throw TrainingError(.data, error.description)
        }
        guard !all.isEmpty else { throw TrainingError(.data, "\(file.path): no records to evaluate") }
        records = Array(all.prefix(file.count))
        if let text = records.first(where: { $0.kind == .text }) {
            throw TrainingError(
                .data, "\(text.place): a text is neither right nor wrong; measure it with corvid evaluate")
        }
        var name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        for ending in [".gz", ".jsonl", ".ndjson", ".json"] where name.hasSuffix(ending) {
            name.removeLast(ending.count)
        }
        self.name = name
    }

    /// Runs the records through the whole agent.
    func accuracy(_ model: LocalModel, _ tools: EvaluationTools) async throws -> TaskAccuracy {
        let outcomes = try await Evaluation(model: model, tools: tools).run(records)
        return TaskAccuracy(name: name, correct: outcomes.count { $0.isRight == true }, count: outcomes.count)
    }
}
