import CorvidEngine
import CorvidTrain
import Foundation
import Testing

@Suite struct DropoutTests {
    private static let dropout = Dropout(rate: 0.2, seed: 7, step: 3, batch: 1)

    @Test(
        "With a fixed mask, the gradient of every parameter is the slope of the loss", arguments: [7, 8, 9] as [UInt64])
    func gradients(seed: UInt64) {
        var dropout = Self.dropout
        dropout.seed = seed
        let model = TestModels.model()
        let pass = TrainingPass(model, capacity: 256)
        let batch = TestModels.batch()
        _ = pass.accumulate(batch, weight: 1, dropout: dropout)
        let gradient = Array(model.gradients)
        for parameter in model.table.parameters {
            let range = parameter.offset..<parameter.offset + parameter.count
            let norm = gradient[range].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            // Weights of norms are about one: steps must be long beside the rounding of what they multiply. Where the loss is
            // steep it bends soon.
            let step = parameter.kind == .vector ? 0.2 : min(0.05, 1 / norm)
            let slope = TrainingPassTests.slope(of: parameter, along: gradient, norm: norm, model, step: step) {
                pass.accumulate(batch, weight: 1, dropout: dropout)
            }
            #expect(abs(slope - norm) < 0.05 * norm + 0.05, "\(parameter.name): \(norm) against \(slope)")
        }
    }

    @Test("A rate of zero leaves every bit as it is without dropout") func nothing() {
        let batch = TestModels.batch()
        let gradients = [nil, Dropout(rate: 0, seed: 7, step: 3, batch: 1)].map { dropout in
            let model = TestModels.model()
            let loss = TrainingPass(model, capacity: 256).accumulate(batch, weight: 0.5, dropout: dropout)
            return [Float(loss)] + model.gradients
        }
        #expect(gradients[0].map(\.bitPattern) == gradients[1].map(\.bitPattern))
    }

    @Test("Masks are the same on one thread and on several, and with recomputation") func determinism() {
        let batch = TestModels.batch()
        let gradients = [(1, false), (2, false), (3, false), (2, true)].map { threads, recomputes in
            let model = TestModels.model(threads: threads)
            let pass = TrainingPass(model, capacity: 256, recomputes: recomputes)
            let loss = pass.accumulate(batch, weight: 0.5, dropout: Self.dropout)
            return [Float(loss)] + model.gradients
        }
        for other in gradients.dropFirst() { #expect(other == gradients[0]) }
    }

    @Test("Steps, batches and seeds drop other numbers, and evaluation none") func variety() {
        let model = TestModels.model()
        let pass = TrainingPass(model, capacity: 256)
        let batch = TestModels.batch()
        let plain = pass.evaluate(batch).loss
        var other = [Self.dropout, Self.dropout, Self.dropout]
        other[0].step += 1
        other[1].batch += 1
        other[2].seed += 1
        let losses = ([Self.dropout] + other).map { pass.accumulate(batch, weight: 1, dropout: $0) }
        #expect(Set(losses).count == 4 && !losses.contains(plain))
        #expect(pass.accumulate(batch, weight: 1, dropout: Self.dropout) == losses[0])
        #expect(pass.evaluate(batch).loss == plain)
        // What stays grows to make up for what goes.
        for loss in losses { #expect(abs(loss - plain) < 0.1 * plain) }
    }
}
