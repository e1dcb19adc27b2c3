import CorvidEngine
import CorvidTrain
import Foundation
import Testing

@Suite struct TrainerExportTests {
    @Test("The exported checkpoint predicts what the trained model predicts") func export() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "corvid-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var random = Randomness(seed: 1)
        let draft = try SampleText.draft((0..<40).map { _ in SampleText.text(&random) })
        let vocabularyPath = folder.appending(path: "vocabulary.gguf").path
        try draft.write(to: vocabularyPath)
        let vocabulary = try Checkpoint.open(vocabularyPath)
        let size = try Tokenizer(checkpoint: vocabulary).vocabularySize

        var options = OptimizerOptions()
        options.rate = 5e-3
        let trainer = Trainer(
            TestModels.shape(vocabulary: size), optimizer: options, schedule: Schedule(), steps: 100, capacity: 256,
            seed: 2, threads: 2)
        let tokens = (0..<60).map { _ in TokenID(Int.random(in: 0..<size, using: &random)) }
        var all = [Bool](repeating: true, count: tokens.count)
        all[0] = false
        let batch = TestModels.batch([TokenDocument(branches: [.init(tokens: tokens, isTarget: all)])])
        let step = StepBatches(
            batches: [batch], position: .init(), tokens: tokens.count, lossTokens: batch.lossCount, documents: [])
        let before = TrainingPass(trainer.model, capacity: 256).evaluate(batch).loss
        for _ in 0..<60 { _ = try trainer.train(step) }

        for usesAverage in [true, false] {
            let path = folder.appending(path: "model-\(usesAverage).gguf").path
            try trainer.export(to: path, name: "test", vocabulary: vocabulary, usesAverage: usesAverage)
            let checkpoint = try Checkpoint.open(path)
            #expect(checkpoint.architecture == "lfm2")
            #expect(try Tokenizer(checkpoint: checkpoint).vocabularySize == size)
            let transformer = try Transformer(checkpoint: checkpoint)
            let cache = transformer.makeCache(format: .f32)
            let sequence = cache.makeSequence()
            let logits = try transformer.forward(
                Batch([.init(sequence: sequence, tokens: tokens, outputs: .all)]), cache: cache)
            var loss = 0.0
            for (index, target) in tokens.dropFirst().enumerated() {
                logits.withRow(index) { row in
                    let peak = Double(row.max() ?? 0)
                    let sum = row.reduce(0.0) { $0 + exp(Double($1) - peak) }
                    loss += log(sum) + peak - Double(row[Int(target)])
                }
            }
            let expected =
                usesAverage
                ? trainer.evaluateAverage([[batch]])[0].loss * Double(batch.lossCount)
                : TrainingPass(trainer.model, capacity: 256).evaluate(batch).loss
            // The trainer rounds the inputs of its products to bfloat16.
            #expect(abs(loss - expected) < 0.01 * expected + 0.1, "\(loss) against \(expected)")
            #expect(expected < 0.8 * before)
        }
    }
}
