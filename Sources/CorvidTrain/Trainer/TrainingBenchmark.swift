import CorvidEngine

/// Measures the rate of training: whole steps, with the optimiser, on documents of random tokens.
package struct TrainingBenchmark {
    package let shape: ModelShape
    /// Documents of a step; each has ``documentTokens``.
    package let documents: Int
    package let parameters: Int
    private let trainer: Trainer
    private let batch: PackedBatch

    package static let documentTokens = 304
    /// Of a document's tokens, those at the end that are learned.
    package static let learnedTokens = 85

    /// - Parameter threads: nil: one for each core.
    package init(_ shape: ModelShape, documents: Int, usesMuon: Bool, threads: Int?) {
        self.shape = shape
        self.documents = documents
        var options = OptimizerOptions()
        options.usesMuon = usesMuon
        options.rate = 1e-4
        var random = Randomness(seed: 1)
        var batch = PackedBatch()
        for _ in 0..<documents {
            let tokens = (0..<Self.documentTokens).map { _ in
                TokenID(Int.random(in: 0..<shape.vocabulary, using: &random))
            }
            let isTarget = tokens.indices.map { $0 >= Self.documentTokens - Self.learnedTokens }
            batch.append(TokenDocument(branches: [.init(tokens: tokens, isTarget: isTarget)]))
        }
        batch.finish()
        self.batch = batch
        trainer = Trainer(
            shape, optimizer: options, schedule: Schedule(), steps: .max, capacity: batch.rows, seed: 1,
            threads: threads)
        parameters = trainer.model.table.count
    }

    /// Tokens a second over some steps.
    ///
    /// - Throws: ``TrainingError`` should the random numbers diverge.
    package func measure(steps: Int) throws(TrainingError) -> Double {
        let step = StepBatches(
            batches: [batch], position: .init(), tokens: batch.used, lossTokens: batch.lossCount, documents: [])
        let clock = ContinuousClock()
        let start = clock.now
        for _ in 0..<steps { _ = try trainer.train(step) }
        return Double(steps * batch.used) / ((clock.now - start) / .seconds(1))
    }

    /// About 4 million parameters.
    package static let small = ModelShape(
        vocabulary: 6016, width: 192, layers: .init(repeating: [.convolution, .attention], count: 3), heads: 6,
        keyValueHeads: 2, headSize: 32, feedForward: 512)
    /// About 25 million parameters.
    package static let large = ModelShape(
        vocabulary: 6016, width: 512, layers: .init(repeating: [.convolution, .attention], count: 4), heads: 8,
        keyValueHeads: 4, headSize: 64, feedForward: 1216)
}

extension [ModelShape.Mixer] {
    /// A pattern several times over.
    fileprivate init(repeating pattern: [ModelShape.Mixer], count: Int) {
        self = (0..<count).flatMap { _ in pattern }
    }
}
