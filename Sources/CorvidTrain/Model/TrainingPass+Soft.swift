import CKernels
import CorvidEngine

extension TrainingPass {
    /// What the model says of the batch's learned positions, for another model to learn.
    ///
    /// - Parameters:
    ///   - options: at which temperature, and how many tokens are kept.
    ///   - vocabulary: tokens that count; rows of the embedding beyond them are padding.
    package func softTargets(of batch: PackedBatch, options: DistillationOptions, vocabulary: Int) -> SoftTargets {
        forward(over: batch)
        let used = min(vocabulary, shape.vocabulary)
        let top = min(options.top, used, DistillationOptions.largestTop)
        let temperature = Float(options.temperature)
        var tokens = [Int32](repeating: 0, count: batch.targetCount * top)
        var probabilities = [Float](repeating: 0, count: batch.targetCount * top)
        var rests = [Float](repeating: 0, count: batch.targetCount)
        tokens.withUnsafeMutableBufferPointer { tokens in
            probabilities.withUnsafeMutableBufferPointer { probabilities in
                rests.withUnsafeMutableBufferPointer { rests in
                    guard let tokens = tokens.baseAddress, let probabilities = probabilities.baseAddress,
                        let rests = rests.baseAddress
                    else { return }
                    var first = 0
                    forEachLossBlock { _, count, padded in
                        outputLogits(padded)
                        pool.forEachChunk((count + 15) / 16) { chunk, _ in
                            for row in chunk * 16..<min(chunk * 16 + 16, count) {
                                let place = first + row
                                rests[place] = soften(
                                    row, used: used, top: top, scale: 1 / temperature, tokens: tokens + place * top,
                                    probabilities: probabilities + place * top)
                            }
                        }
                        first += count
                    }
                }
            }
        }
        return SoftTargets(
            top: top, temperature: temperature, share: Float(options.weight), tokens: tokens,
            probabilities: probabilities, rests: rests)
    }

    /// Finds a row's most likely tokens, the likeliest first and the lower first among equals.
    ///
    /// - Returns: The probability of all others.
    private func soften(
        _ row: Int, used: Int, top: Int, scale: Float, tokens: UnsafeMutablePointer<Int32>,
        probabilities: UnsafeMutablePointer<Float>
    ) -> Float {
        let logits = memory.logits + row * shape.vocabulary
        for index in 0..<used { logits[index] *= scale }
        // The cross-entropy of a token is what the logarithm of the sum of exponentials exceeds its logit by.
        let logSum =
            corvid_train_cross_entropy(
                isa, logits, Int64(shape.vocabulary), Int64(used), 0, 1, memory.dlogits + row * shape.vocabulary)
            + logits[0]
        var count = 0
        for index in 0..<used {
            let logit = logits[index]
            if count == top, !(logit > logits[Int(tokens[top - 1])]) { continue }
            if count < top { count += 1 }
            var place = count - 1
            while place > 0, logit > logits[Int(tokens[place - 1])] {
                tokens[place] = tokens[place - 1]
                place -= 1
            }
            tokens[place] = Int32(index)
        }
        var rest = 1.0
        for place in 0..<top {
            let probability = exponential(Double(logits[Int(tokens[place])] - logSum))
            probabilities[place] = Float(probability)
            rest -= probability
        }
        return top == used ? 0 : Float(max(rest, 0))
    }
}
