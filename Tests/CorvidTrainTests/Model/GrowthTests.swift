import CorvidEngine
import CorvidTrain
import Testing

@Suite struct GrowthTests {
    /// Wider, deeper, with more heads and neurons.
    private static let large = ModelShape(
        vocabulary: 96, width: 128,
        layers: [.convolution, .convolution, .attention, .attention, .convolution, .attention, .attention], heads: 8,
        keyValueHeads: 4, headSize: 16, feedForward: 160)

    /// A model that has learned something, so that its norms and matrices are no longer as they began.
    private static func trained() throws -> Trainer {
        var schedule = Schedule()
        schedule.warmUp = 1
        let trainer = Trainer(
            TestModels.shape(), optimizer: OptimizerOptions(), schedule: schedule, steps: 20, capacity: 256, seed: 1,
            threads: 2)
        for _ in 0..<8 { _ = try trainer.train(step(TestModels.batch())) }
        return trainer
    }

    private static func step(_ batch: PackedBatch) -> StepBatches {
        StepBatches(
            batches: [batch], position: .init(), tokens: batch.used, lossTokens: batch.lossCount, documents: [])
    }

    private static func loss(_ model: TrainingModel, _ batch: PackedBatch) -> Double {
        TrainingPass(model, capacity: 256).evaluate(batch).loss / Double(batch.lossCount)
    }

    @Test("A model that has grown computes what the smaller one does") func sameFunction() throws {
        let small = try Self.trained().model
        let batch = TestModels.batch(seed: 9)
        let before = Self.loss(small, batch)
        let fresh = TrainingModel(Self.large, pool: ThreadPool(threads: 2))
        fresh.initialize(seed: 3)
        // Products round to eight bits; a fresh model is far from it.
        #expect(abs(Self.loss(fresh, batch) - before) > 0.05)
        try fresh.grow(from: small, seed: 3)
        #expect(abs(Self.loss(fresh, batch) - before) < 0.02)
    }

    @Test("What is new learns from the first step on") func learns() throws {
        let small = try Self.trained().model
        let trainer = Trainer(
            Self.large, optimizer: OptimizerOptions(), schedule: Schedule(), steps: 20, capacity: 256, seed: 1,
            threads: 2)
        try trainer.model.grow(from: small, seed: 1)
        let before = Array(trainer.model.weights)
        let batch = TestModels.batch()
        let first = Self.loss(trainer.model, batch)
        for _ in 0..<4 { _ = try trainer.train(Self.step(batch)) }
        #expect(Self.loss(trainer.model, batch) < first)
        for parameter in trainer.model.table.parameters {
            let range = parameter.offset..<parameter.offset + parameter.count
            #expect(range.contains { trainer.model.weights[$0] != before[$0] }, "\(parameter.name)")
        }
    }

    @Test("What cannot grow says why") func refusals() {
        let small = TestModels.model()
        func refusal(_ change: (inout ModelShape) -> Void) -> String {
            var shape = Self.large
            change(&shape)
            let model = TrainingModel(shape, pool: ThreadPool(threads: 1))
            do {
                try model.grow(from: small, seed: 1)
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(refusal { _ in }.isEmpty)
        #expect(refusal { $0.width = 32 }.contains("width is 32, less than the smaller one's 64"))
        #expect(refusal { $0.vocabulary = 128 }.contains("the vocabulary is 128"))
        #expect(refusal { $0.headSize = 32 }.contains("head_size is 32"))
        #expect(refusal { $0.keyValueHeads = 2 }.contains("ratio 4 to 2"))
        #expect(refusal { $0.layers = [.attention, .attention, .convolution, .convolution] }.contains("layers"))
    }
}
