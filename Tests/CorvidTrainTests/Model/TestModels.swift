import CorvidEngine
import CorvidTrain

/// Models and batches that are small enough to compute in no time.
enum TestModels {
    static func shape(vocabulary: Int = 96) -> ModelShape {
        ModelShape(
            vocabulary: vocabulary, width: 64, layers: [.convolution, .attention, .convolution, .attention], heads: 4,
            keyValueHeads: 2, headSize: 16, feedForward: 96)
    }

    static func model(threads: Int = 2, seed: UInt64 = 1) -> TrainingModel {
        let model = TrainingModel(shape(), pool: ThreadPool(threads: threads))
        model.initialize(seed: seed)
        return model
    }

    /// A document of random tokens, of whose branches the last part is learned.
    static func document(_ random: inout Randomness, trunk: Int, branches: [Int], vocabulary: Int = 96) -> TokenDocument
    {
        func tokens(_ count: Int) -> [TokenID] {
            (0..<count).map { _ in TokenID(Int.random(in: 0..<vocabulary, using: &random)) }
        }
        return TokenDocument(
            trunk: tokens(trunk),
            branches: branches.map { count in
                .init(tokens: tokens(count), isTarget: (0..<count).map { $0 > count / 2 })
            })
    }

    static func batch(_ documents: [TokenDocument]) -> PackedBatch {
        var batch = PackedBatch()
        for document in documents { batch.append(document) }
        batch.finish()
        return batch
    }

    static func batch(seed: UInt64 = 5) -> PackedBatch {
        var random = Randomness(seed: seed)
        return batch([
            document(&random, trunk: 20, branches: [24, 17, 9]), document(&random, trunk: 0, branches: [40]),
            document(&random, trunk: 3, branches: [1, 2, 30]),
        ])
    }
}
