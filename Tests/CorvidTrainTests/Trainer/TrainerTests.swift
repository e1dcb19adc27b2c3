import CorvidEngine
import CorvidTrain
import Foundation
import Testing

@Suite struct TrainerTests {
    private static func trainer(
        _ options: OptimizerOptions = OptimizerOptions(), threads: Int = 2, dropout: Double = 0
    ) -> Trainer {
        var schedule = Schedule()
        schedule.warmUp = 2
        return Trainer(
            TestModels.shape(), optimizer: options, schedule: schedule, steps: 40, capacity: 256, seed: 3,
            threads: threads, dropout: dropout)
    }

    private static func step(_ index: Int) -> StepBatches {
        let batch = TestModels.batch(seed: UInt64(index))
        var position = DocumentStream.Position()
        position.index = UInt64(index)
        return StepBatches(
            batches: [batch, TestModels.batch(seed: UInt64(index + 100))], position: position, tokens: 2 * batch.used,
            lossTokens: batch.lossCount + TestModels.batch(seed: UInt64(index + 100)).lossCount, documents: [])
    }

    @Test("Learns what it sees again and again", arguments: [true, false]) func learns(usesMuon: Bool) throws {
        var options = OptimizerOptions()
        options.usesMuon = usesMuon
        options.rate = usesMuon ? 5e-3 : 3e-3
        let trainer = Self.trainer(options)
        let first = try trainer.train(Self.step(1)).loss
        var last = first
        for _ in 0..<30 { last = try trainer.train(Self.step(1)).loss }
        // Somewhat above the logarithm of 96, as a model whose embeddings are tied begins by predicting what it reads.
        #expect((4.5...6.5).contains(first))
        #expect(last < 0.6 * first)
    }

    /// Random tokens, and the same once more, which are learned but for the first.
    private static func repetitions(_ index: Int) -> StepBatches {
        var random = Randomness(seed: 8, index: UInt64(index))
        var batch = PackedBatch()
        for _ in 0..<5 {
            let tokens = (0..<24).map { _ in TokenID(Int.random(in: 0..<96, using: &random)) }
            let branch = TokenDocument.Branch(
                tokens: tokens + tokens, isTarget: (0..<48).map { $0 > 24 })
            batch.append(TokenDocument(trunk: [], branches: [branch]))
        }
        batch.finish()
        return StepBatches(
            batches: [batch], position: .init(), tokens: batch.used, lossTokens: batch.lossCount, documents: [])
    }

    @Test("Copying what was never seen comes at once, as the circuit for it is there from the beginning")
    func copies() throws {
        var options = OptimizerOptions()
        options.rate = 5e-3
        var schedule = Schedule()
        schedule.warmUp = 10
        let trainer = Trainer(
            TestModels.shape(), optimizer: options, schedule: schedule, steps: 400, capacity: 256, seed: 3, threads: 2)
        var losses: [Double] = []
        for index in 0..<120 { losses.append(try trainer.train(Self.repetitions(index)).loss) }
        #expect(losses[0] > 4)
        // Each token is one of 24 that were read: 3.2 would be the loss of a model that knows no more.
        #expect(losses[110...].reduce(0, +) / 10 < 1)
    }

    @Test(
        "A run that was stored and gone on from has the same bits as one that was not", arguments: [true, false],
        [0, 0.1])
    func resume(usesMuon: Bool, dropout: Double) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "corvid-trainer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "state.gguf").path
        var options = OptimizerOptions()
        options.usesMuon = usesMuon
        let whole = Self.trainer(options, dropout: dropout)
        for index in 0..<6 { _ = try whole.train(Self.step(index)) }
        let before = Self.trainer(options, dropout: dropout)
        for index in 0..<3 { _ = try before.train(Self.step(index)) }
        try before.saveState(to: path)
        let after = Self.trainer(options, threads: 1, dropout: dropout)
        try after.loadState(from: path)
        #expect(after.position.index == 2)
        for index in 3..<6 { _ = try after.train(Self.step(index)) }
        #expect(Array(after.model.weights) == Array(whole.model.weights))
        #expect(Array(after.optimizer.average) == Array(whole.optimizer.average))
        #expect(Array(whole.model.weights) != Array(before.model.weights))
        if dropout > 0 {
            let without = Self.trainer(options)
            for index in 0..<6 { _ = try without.train(Self.step(index)) }
            #expect(Array(whole.model.weights) != Array(without.model.weights))
        }
    }

    @Test("A state of another model is refused with the tensors that differ") func otherModel() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "corvid-\(UUID().uuidString).gguf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Self.trainer().saveState(to: path)
        var shape = TestModels.shape()
        shape.feedForward = 128
        let other = Trainer(
            shape, optimizer: OptimizerOptions(), schedule: Schedule(), steps: 1, capacity: 256, seed: 1, threads: 1)
        let error = #expect(throws: TrainingError.self) { try other.loadState(from: path) }
        #expect(error?.description.contains("blk.0.ffn_gate.weight") == true)
    }

    @Test("A loss that is no number ends the step with its place, and the weights stay") func divergence() throws {
        let trainer = Self.trainer()
        _ = try trainer.train(Self.step(0))
        let saved = trainer.model.weights[5000]
        trainer.model.weights[0] = .nan
        trainer.model.pack()
        let before = Array(trainer.model.weights.dropFirst())
        let error = #expect(throws: TrainingError.self) { _ = try trainer.train(Self.step(0)) }
        #expect(error?.code == .diverged)
        #expect(error?.description.contains("step 2") == true)
        #expect(Array(trainer.model.weights.dropFirst()) == before)
        #expect(trainer.model.weights[5000] == saved)
    }
}
