import CorvidEngine
import CorvidTrain
import Testing

@Suite struct TrainingPassTests {
    @Test("The gradient of every parameter is the slope of the loss") func gradients() {
        let model = TestModels.model()
        let pass = TrainingPass(model, capacity: 256)
        let batch = TestModels.batch()
        _ = pass.accumulate(batch, weight: 1)
        let gradient = Array(model.gradients)
        for parameter in model.table.parameters where parameter.kind != .embedding {
            let range = parameter.offset..<parameter.offset + parameter.count
            let norm = gradient[range].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            let slope = Self.slope(of: parameter, along: gradient, norm: norm, model, step: 0.05) {
                pass.evaluate(batch).loss
            }
            // Products round their inputs to eight bits of precision, which the small steps of differences amplify.
            #expect(abs(slope - norm) < 0.08 * norm + 0.08, "\(parameter.name): \(norm) against \(slope)")
        }
    }

    @Test("The embedding's gradient is the slope of the loss") func embeddingGradient() {
        let model = TestModels.model()
        let pass = TrainingPass(model, capacity: 256)
        let batch = TestModels.batch()
        _ = pass.accumulate(batch, weight: 1)
        let gradient = Array(model.gradients)
        let parameter = model.table.parameters[0]
        // A step is small beside the embeddings, which begin near zero.
        let norm = gradient[0..<parameter.count].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        let slope = Self.slope(of: parameter, along: gradient, norm: norm, model, step: 0.05) {
            pass.evaluate(batch).loss
        }
        #expect(abs(slope - norm) < 0.1 * norm, "\(norm) against \(slope)")
    }

    /// The slope of the loss along the gradient at its foot: central differences over one to four steps, through which the
    /// best odd polynomial of degree three is laid, as the loss bends and rounding makes single differences noisy.
    static func slope(
        of parameter: ParameterTable.Parameter, along gradient: [Float], norm: Double, _ model: TrainingModel,
        step: Double, lossHere: () -> Double
    ) -> Double {
        let range = parameter.offset..<parameter.offset + parameter.count
        let saved = Array(model.weights[range])
        func loss(_ distance: Double) -> Double {
            for (place, index) in range.enumerated() {
                model.weights[index] = saved[place] + Float(distance * Double(gradient[index]) / norm)
            }
            model.pack()
            return lossHere()
        }
        var (hh, hc, cc, hd, cd) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for count in 1...4 {
            let h = step * Double(count)
            let difference = (loss(h) - loss(-h)) / 2
            (hh, hc, cc) = (hh + h * h, hc + h * h * h * h, cc + h * h * h * h * h * h)
            (hd, cd) = (hd + h * difference, cd + h * h * h * difference)
        }
        for (place, index) in range.enumerated() { model.weights[index] = saved[place] }
        model.pack()
        return (hd * cc - cd * hc) / (hh * cc - hc * hc)
    }

    @Test("A document's loss does not depend on its neighbours") func isolation() {
        let pass = TrainingPass(TestModels.model(), capacity: 512)
        var random = Randomness(seed: 9)
        let documents = (0..<4).map { _ in TestModels.document(&random, trunk: 11, branches: [20, 13]) }
        let together = pass.evaluate(TestModels.batch(documents)).loss
        let alone = documents.reduce(0) { $0 + pass.evaluate(TestModels.batch([$1])).loss }
        #expect(abs(together - alone) < 1e-4 * alone)
    }

    @Test("A branch reads as if it stood alone behind its trunk") func branches() {
        let pass = TrainingPass(TestModels.model(), capacity: 512)
        var random = Randomness(seed: 10)
        let document = TestModels.document(&random, trunk: 25, branches: [20, 13, 31])
        let together = pass.evaluate(TestModels.batch([document])).loss
        let alone = document.branches.reduce(0.0) { sum, branch in
            let whole = TokenDocument.Branch(
                tokens: document.trunk + branch.tokens,
                isTarget: [Bool](repeating: false, count: document.trunk.count) + branch.isTarget)
            return sum + pass.evaluate(TestModels.batch([TokenDocument(branches: [whole])])).loss
        }
        #expect(abs(together - alone) < 1e-4 * alone)
    }

    @Test("Gradients are the same bits on one thread and on several, and with recomputation") func determinism() {
        let batch = TestModels.batch()
        let gradients = [(1, false), (2, false), (3, false), (2, true)].map { threads, recomputes in
            let model = TestModels.model(threads: threads)
            let loss = TrainingPass(model, capacity: 256, recomputes: recomputes).accumulate(batch, weight: 0.5)
            return [Float(loss)] + model.gradients
        }
        for other in gradients.dropFirst() { #expect(other == gradients[0]) }
    }

    @Test("Gradients add up over batches") func accumulation() {
        let model = TestModels.model()
        let pass = TrainingPass(model, capacity: 256)
        _ = pass.accumulate(TestModels.batch(seed: 1), weight: 1)
        let first = Array(model.gradients)
        model.clearGradients()
        _ = pass.accumulate(TestModels.batch(seed: 2), weight: 1)
        let second = Array(model.gradients)
        _ = pass.accumulate(TestModels.batch(seed: 1), weight: 1)
        var worst: Float = 0
        for index in first.indices { worst = max(worst, abs(model.gradients[index] - first[index] - second[index])) }
        #expect(worst < 1e-4)
    }
}
