import CKernels

/// The kernels of training on arrays. Gradients that a kernel adds to begin at `earlier`.
enum TrainingKernels {
    static let earlier: Float = 0.25

    static func norm(_ isa: corvid_isa, x: [Float], weight: [Float], dy: [Float]) -> TrainingOutcome {
        let count = weight.count, rows = x.count / count
        var out = [UInt16](repeating: 0x7fc0, count: x.count), inverse = [Float](repeating: .nan, count: rows)
        var dx = [Float](repeating: earlier, count: x.count), dweight = [Float](repeating: earlier, count: count)
        corvid_train_rms_norm(isa, x, weight, 1e-5, Int64(rows), Int64(count), &out, &inverse)
        corvid_train_rms_norm_backward(isa, x, weight, inverse, dy, Int64(rows), Int64(count), &dx, &dweight)
        return TrainingOutcome(("out", widened(out)), ("inverse", inverse), ("dx", dx), ("dweight", dweight))
    }

    static func swiglu(_ isa: corvid_isa, gateUp: [Float], f: Int, dout: [Float]) -> TrainingOutcome {
        let rows = gateUp.count / (2 * f)
        var out = [UInt16](repeating: 0x7fc0, count: rows * f)
        var dgateUp = [UInt16](repeating: 0x7fc0, count: gateUp.count)
        corvid_train_swiglu(isa, gateUp, Int64(rows), Int64(f), &out)
        corvid_train_swiglu_backward(isa, gateUp, dout, Int64(rows), Int64(f), &dgateUp)
        return TrainingOutcome(("out", widened(out)), ("dgate_up", widened(dgateUp)))
    }

    /// The channels in ranges that `cuts` part.
    static func convolution(
        _ isa: corvid_isa, parts: [Float], weight: [Float], bias: [Float]? = nil, previous: [Int32], dout: [Float],
        cuts: [Int] = []
    ) -> TrainingOutcome {
        let channels = weight.count / 3, rows = previous.count
        var out = [UInt16](repeating: 0x7fc0, count: rows * channels)
        var dparts = [UInt16](repeating: 0x7fc0, count: parts.count)
        var dweight = [Float](repeating: earlier, count: weight.count)
        var dbias = [Float](repeating: earlier, count: channels)
        let bounds = [0] + cuts + [channels]
        for (begin, end) in zip(bounds, bounds.dropFirst()) {
            var scratch = [Float](repeating: .nan, count: rows * (end - begin))
            corvid_train_convolution(
                isa, parts, weight, bias, previous, Int64(rows), Int64(channels), Int64(begin), Int64(end), &out)
            dbias.withUnsafeMutableBufferPointer { dbias in
                corvid_train_convolution_backward(
                    isa, parts, weight, bias, previous, dout, Int64(rows), Int64(channels), Int64(begin), Int64(end),
                    &dparts, &dweight, bias == nil ? nil : dbias.baseAddress, &scratch)
            }
        }
        return TrainingOutcome(
            ("out", widened(out)), ("dparts", widened(dparts)), ("dweight", dweight), ("dbias", dbias))
    }

    static func crossEntropy(
        _ isa: corvid_isa, logits: [Float], used: Int, target: Int, weight: Float
    ) -> TrainingOutcome {
        var dlogits = [UInt16](repeating: 0x7fc0, count: logits.count)
        let loss = corvid_train_cross_entropy(
            isa, logits, Int64(logits.count), Int64(used), Int32(target), weight, &dlogits)
        return TrainingOutcome(("loss", [loss]), ("dlogits", widened(dlogits)))
    }

    /// What a teacher says of a row.
    struct Teaching: Sendable {
        var tokens: [Int32]
        var probabilities: [Float]
        var rest: Float
        var temperature: Float
        var share: Float
    }

    static func distill(
        _ isa: corvid_isa, logits: [Float], used: Int, target: Int, weight: Float, _ teaching: Teaching
    ) -> TrainingOutcome {
        var dlogits = [UInt16](repeating: 0x7fc0, count: logits.count)
        var (after, loss, divergence) = (logits, Float.nan, Float.nan)
        teaching.tokens.withUnsafeBufferPointer { tokens in
            teaching.probabilities.withUnsafeBufferPointer { probabilities in
                var soft = corvid_soft_target(
                    tokens: tokens.baseAddress, probabilities: probabilities.baseAddress, rest: teaching.rest,
                    count: Int32(tokens.count), temperature: teaching.temperature, share: teaching.share)
                loss = corvid_train_distill(
                    isa, &after, Int64(logits.count), Int64(used), Int32(target), weight, &soft, &dlogits, &divergence)
            }
        }
        return TrainingOutcome(
            ("loss", [loss]), ("divergence", [divergence]), ("dlogits", widened(dlogits)), ("logits", after))
    }

    struct AdamW: Sendable {
        var rate: Float = 0.01, beta1: Float = 0.9, beta2: Float = 0.95, epsilon: Float = 1e-8, decay: Float = 0.1
    }

    /// As many steps as there are gradients.
    static func adamW(
        _ isa: corvid_isa, weight start: [Float], gradients: [[Float]], _ settings: AdamW = AdamW()
    ) -> TrainingOutcome {
        var weight = start, first = [Float](repeating: 0, count: start.count), second = first
        var power1: Float = 1, power2: Float = 1
        for gradient in gradients {
            power1 *= settings.beta1
            power2 *= settings.beta2
            corvid_train_adamw(
                isa, &weight, gradient, &first, &second, Int64(start.count), settings.rate, settings.beta1,
                settings.beta2, 1 / (1 - power1), 1 / (1 - power2), settings.epsilon, settings.decay)
        }
        return TrainingOutcome(("weight", weight), ("first", first), ("second", second))
    }

    static func average(_ isa: corvid_isa, _ start: [Float], weight: [Float], decay: Float) -> TrainingOutcome {
        var average = start
        corvid_train_average(isa, &average, weight, decay, Int64(start.count))
        return TrainingOutcome(("average", average))
    }
}
