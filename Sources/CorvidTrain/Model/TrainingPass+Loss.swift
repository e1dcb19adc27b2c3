import CKernels
import CorvidEngine

extension TrainingPass {
    /// Rows whose logits are computed at a time.
    static let lossRows = 512

    /// Computes logits where a target stands and nowhere else; ``Memory/dx`` gets the gradient of the last layer's output.
    func lossAndGradient(weight: Float, promptWeight: Float) -> Double {
        var total = 0.0
        let width = shape.width
        let m = memory
        let embedding = model.table.embedding
        let norm = UnsafePointer(model.weights.baseAddress! + model.table.outputNorm)
        let normGradient = model.gradients.baseAddress! + model.table.outputNorm
        let vocabulary = shape.vocabulary
        var first = 0
        divergence = 0
        forEachLossBlock { targets, count, padded in
            outputLogits(padded)
            pool.forEachChunk((padded + 15) / 16) { chunk, _ in
                for row in chunk * 16..<min(chunk * 16 + 16, padded) {
                    guard row < count else {
                        (m.dlogits + row * vocabulary).update(repeating: 0, count: vocabulary)
                        continue
                    }
                    let isPrompt = batch.isPrompt[targets[row].row]
                    rowLoss(
                        row, place: first + row, target: targets[row].target,
                        weight: isPrompt ? weight * promptWeight : weight)
                }
            }
            for row in 0..<count where !batch.isPrompt[targets[row].row] {
                total += Double(m.losses[row])
                if soft != nil { divergence += Double(m.divergences[row]) }
            }
            first += count
            weightGradient(m.dlogits, embedding, input: m.lossNormed, rows: padded)
            inputGradient(m.dlogits, embedding, to: m.dlossNormed, rows: padded)
            m.dgathered.update(repeating: 0, count: padded * width)
            corvid_train_rms_norm_backward(
                isa, m.gathered, norm, m.lossInverse, m.dlossNormed, Int64(count), Int64(width), m.dgathered,
                normGradient)
            for (index, target) in targets.enumerated() {
                corvid_add(isa, m.dx + target.row * width, m.dgathered + index * width, Int64(width))
            }
        }
        return weight == 0 ? 0 : total / Double(weight)
    }

    /// The summed loss, and of each target whether the model would have chosen it.
    func lossAlone() -> (loss: Double, hits: [Bool]) {
        var total = 0.0
        var hits: [Bool] = []
        let m = memory
        let vocabulary = shape.vocabulary
        forEachLossBlock { targets, count, padded in
            outputLogits(padded)
            for row in 0..<count {
                let logits = UnsafeBufferPointer(start: m.logits + row * vocabulary, count: vocabulary)
                total += Double(
                    corvid_train_cross_entropy(
                        isa, m.logits + row * vocabulary, Int64(vocabulary), Int64(vocabulary), targets[row].target,
                        1, m.dlogits))
                let best = logits.indices.max { logits[$0] < logits[$1] }
                hits.append(best == Int(targets[row].target))
            }
        }
        return (total, hits)
    }

    /// The logits of the gathered rows.
    func outputLogits(_ rows: Int) {
        let m = memory
        let norm = UnsafePointer(model.weights.baseAddress! + model.table.outputNorm)
        corvid_train_rms_norm(
            isa, m.gathered, norm, shape.epsilon, Int64(rows), Int64(shape.width), m.lossNormed, m.lossInverse)
        product(m.lossNormed, shape.width, model.table.embedding, add: nil, to: m.logits, rows: rows)
    }

    /// Loss and gradient of one row of logits.
    ///
    /// - Parameter place: of the row among all that bear loss.
    private func rowLoss(_ row: Int, place: Int, target: Int32, weight: Float) {
        let m = memory
        let vocabulary = Int64(shape.vocabulary)
        let logits = m.logits + row * shape.vocabulary
        let gradient = m.dlogits + row * shape.vocabulary
        guard let soft else {
            m.losses[row] = corvid_train_cross_entropy(isa, logits, vocabulary, vocabulary, target, weight, gradient)
            return
        }
        soft.tokens.withUnsafeBufferPointer { tokens in
            soft.probabilities.withUnsafeBufferPointer { probabilities in
                guard let tokens = tokens.baseAddress, let probabilities = probabilities.baseAddress else { return }
                var teacher = corvid_soft_target(
                    tokens: tokens + place * soft.top, probabilities: probabilities + place * soft.top,
                    rest: soft.rests[place], count: Int32(soft.top), temperature: soft.temperature, share: soft.share)
                m.losses[row] = corvid_train_distill(
                    isa, logits, vocabulary, vocabulary, target, weight, &teacher, gradient, m.divergences + row)
            }
        }
    }

    /// Gathers the residual stream of rows that bear loss, in blocks whose length is a multiple of 32.
    func forEachLossBlock(
        _ body: (_ targets: [(row: Int, target: Int32)], _ count: Int, _ padded: Int) -> Void
    ) {
        let width = shape.width
        let all = batch.targets.indices.filter { batch.targets[$0] >= 0 }.map { (row: $0, target: batch.targets[$0]) }
        for start in stride(from: 0, to: all.count, by: Self.lossRows) {
            let targets = Array(all[start..<min(start + Self.lossRows, all.count)])
            let padded = (targets.count + 31) / 32 * 32
            for (index, target) in targets.enumerated() {
                (memory.gathered + index * width).update(from: memory.last + target.row * width, count: width)
            }
            (memory.gathered + targets.count * width).update(repeating: 0, count: (padded - targets.count) * width)
            body(targets, targets.count, padded)
        }
    }
}
