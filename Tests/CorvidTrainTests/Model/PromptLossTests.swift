import CorvidEngine
import CorvidTrain
import Foundation
import Testing

@Suite struct PromptLossTests {
    private static func documents() -> [TokenDocument] {
        var random = Randomness(seed: 4)
        return [
            TestModels.document(&random, trunk: 20, branches: [24, 17, 9]),
            TestModels.document(&random, trunk: 0, branches: [40]),
        ]
    }

    private static func batch(_ documents: [TokenDocument], promptShare: Double) -> PackedBatch {
        var batch = PackedBatch(promptShare: promptShare)
        for document in documents { batch.append(document) }
        batch.finish()
        return batch
    }

    @Test("Of prompts the given share of tokens is predicted, in trunks and branches; what is written always")
    func shares() {
        let documents = Self.documents()
        let plain = Self.batch(documents, promptShare: 0)
        #expect(plain.targetCount == plain.lossCount)
        #expect(!plain.isPrompt.contains(true))
        let whole = Self.batch(documents, promptShare: 1)
        #expect(whole.lossCount == plain.lossCount)
        // Every token but the first of each trunk and branch.
        #expect(whole.targetCount == whole.used - 5)
        #expect(whole.targets[0] == Int32(documents[0].trunk[1]) && whole.isPrompt[0])
        // A branch's first token is not for the trunk's last row to predict.
        #expect(whole.targets[19] == -1)
        let half = Self.batch(documents, promptShare: 0.5)
        #expect((plain.targetCount + 10...whole.targetCount - 10).contains(half.targetCount))
        #expect(half.targets == Self.batch(documents, promptShare: 0.5).targets)
        #expect(zip(plain.targets, half.targets).allSatisfy { $0 < 0 || $0 == $1 })
    }

    @Test(
        "The gradient is that of what is written and, by its weight, that of prompts; the loss that of what is written")
    func gradients() {
        let documents = Self.documents()
        func found(_ batch: PackedBatch, promptWeight: Float) -> (loss: Double, gradients: [Float]) {
            let model = TestModels.model()
            let loss = TrainingPass(model, capacity: 256).accumulate(batch, weight: 0.5, promptWeight: promptWeight)
            return (loss, Array(model.gradients))
        }
        let plain = found(Self.batch(documents, promptShare: 0), promptWeight: 1)
        let whole = Self.batch(documents, promptShare: 1)
        let none = found(whole, promptWeight: 0)
        let full = found(whole, promptWeight: 1)
        let part = found(whole, promptWeight: 0.25)
        #expect(abs(none.loss - plain.loss) < 1e-6 * plain.loss)
        #expect(abs(full.loss - plain.loss) < 1e-6 * plain.loss)
        // Sums run over other rows: equal but for rounding to bfloat16.
        func distance(_ a: [Float], _ b: [Float]) -> Float {
            let apart = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            return (apart / b.reduce(0) { $0 + $1 * $1 }).squareRoot()
        }
        #expect(distance(none.gradients, plain.gradients) < 0.01)
        let mixed = zip(none.gradients, full.gradients).map { 0.75 * $0 + 0.25 * $1 }
        #expect(distance(part.gradients, mixed) < 0.02)
        #expect(distance(full.gradients, plain.gradients) > 0.3)
    }
}
