package import CorvidEngine

/// A stored model whose predictions another one is to learn.
package final class Teacher {
    package let options: DistillationOptions
    /// Of the weights: tells teachers apart.
    let digest: String
    private let pass: TrainingPass
    /// Tokens of the vocabulary that it shares with its student.
    private let vocabularySize: Int

    /// - Parameters:
    ///   - checkpoint: a model of the `lfm2` family.
    ///   - vocabulary: the checkpoint with the student's tokenizer.
    ///   - capacity: rows of the longest batch.
    ///   - pool: the student's.
    /// - Throws: ``TrainingError`` for a model of another vocabulary, with the first difference, or one that the trainer
    ///   cannot compute; `CheckpointError` for one that is damaged.
    package init(
        _ checkpoint: Checkpoint, vocabulary: Checkpoint, options: DistillationOptions, capacity: Int, pool: ThreadPool
    ) throws {
        let shape = try ModelShape(checkpoint)
        if let difference = VocabularyDifference.first(of: checkpoint, from: vocabulary) {
            throw TrainingError(
                .vocabulary,
                "the teacher \(checkpoint.path) has another vocabulary than \(vocabulary.path): \(difference). A teacher "
                    + "must have been trained with the student's vocabulary.")
        }
        self.options = options
        vocabularySize = try Tokenizer(checkpoint: vocabulary).vocabularySize
        let model = TrainingModel(shape, pool: pool, learns: false)
        try model.load(checkpoint)
        digest = Self.digest(of: model)
        // Nothing goes backward: layers can share what they work in.
        pass = TrainingPass(model, capacity: capacity, recomputes: true)
    }

    /// What it says of the batch's learned positions.
    package func targets(_ batch: PackedBatch) -> SoftTargets {
        pass.softTargets(of: batch, options: options, vocabulary: vocabularySize)
    }

    private static func digest(of model: TrainingModel) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for weight in model.weights { hash = (hash ^ UInt64(weight.bitPattern)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
