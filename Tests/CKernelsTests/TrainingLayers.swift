import CKernels

/// The kernels of other families' layers on arrays. Gradients that a kernel adds to begin at `earlier`.
enum TrainingLayers {
    static let earlier = TrainingKernels.earlier

    static func layerNorm(
        _ isa: corvid_isa, x: [Float], weight: [Float], bias: [Float]?, dy: [Float]
    ) -> TrainingOutcome {
        let count = weight.count, rows = x.count / count
        var out = [UInt16](repeating: 0x7fc0, count: x.count), wide = [Float](repeating: .nan, count: x.count)
        var mean = [Float](repeating: .nan, count: rows), inverse = mean
        var dx = [Float](repeating: earlier, count: x.count), dweight = [Float](repeating: earlier, count: count)
        var dbias = dweight
        corvid_train_layer_norm(isa, x, weight, bias, 1e-5, Int64(rows), Int64(count), &out, &wide, &mean, &inverse)
        if bias == nil {
            corvid_train_layer_norm_backward(
                isa, x, weight, mean, inverse, dy, Int64(rows), Int64(count), &dx, &dweight, nil)
        } else {
            corvid_train_layer_norm_backward(
                isa, x, weight, mean, inverse, dy, Int64(rows), Int64(count), &dx, &dweight, &dbias)
        }
        // Either form of the output alone.
        var outAlone = out, wideAlone = wide
        corvid_train_layer_norm(
            isa, x, weight, bias, 1e-5, Int64(rows), Int64(count), &outAlone, nil, &mean, &inverse)
        corvid_train_layer_norm(
            isa, x, weight, bias, 1e-5, Int64(rows), Int64(count), nil, &wideAlone, &mean, &inverse)
        let isSame = outAlone == out && wideAlone.map(\.bitPattern) == wide.map(\.bitPattern)
        return TrainingOutcome(
            ("out", widened(out)), ("wide", wide), ("mean", mean), ("inverse", inverse), ("dx", dx),
            ("dweight", dweight), ("dbias", dbias), ("alone", [isSame ? 1 : 0]))
    }

    static func wideNorm(_ isa: corvid_isa, x: [Float], weight: [Float]) -> TrainingOutcome {
        let count = weight.count, rows = x.count / count
        var out = [Float](repeating: .nan, count: x.count), inverse = [Float](repeating: .nan, count: rows)
        corvid_train_rms_norm_wide(isa, x, weight, 1e-5, Int64(rows), Int64(count), &out, &inverse)
        return TrainingOutcome(("out", out), ("inverse", inverse))
    }

    static func bias(_ isa: corvid_isa, y: [Float], bias: [Float], dy: [UInt16]) -> TrainingOutcome {
        let count = Int64(bias.count), rows = Int64(y.count / bias.count)
        var out = y, dbias = [Float](repeating: earlier, count: bias.count), dwide = dbias
        corvid_train_add_bias(isa, &out, bias, rows, count)
        corvid_train_sum_bfloat_rows(isa, dy, rows, count, &dbias)
        corvid_train_sum_rows(isa, widened(dy), rows, count, &dwide)
        return TrainingOutcome(("out", out), ("dbias", dbias), ("dwide", dwide))
    }

    static func gelu(_ isa: corvid_isa, _ form: corvid_gelu_form, x: [Float], dout: [Float]) -> TrainingOutcome {
        var out = [UInt16](repeating: 0x7fc0, count: x.count), dx = out
        corvid_train_gelu(isa, form, x, Int64(x.count), &out)
        corvid_train_gelu_backward(isa, form, x, dout, Int64(x.count), &dx)
        return TrainingOutcome(("out", widened(out)), ("dx", widened(dx)))
    }

    static func geglu(
        _ isa: corvid_isa, _ form: corvid_gelu_form, gateUp: [Float], f: Int, dout: [Float]
    ) -> TrainingOutcome {
        let rows = Int64(gateUp.count / (2 * f))
        var out = [UInt16](repeating: 0x7fc0, count: dout.count)
        var dgateUp = [UInt16](repeating: 0x7fc0, count: gateUp.count)
        corvid_train_geglu(isa, form, gateUp, rows, Int64(f), &out)
        corvid_train_geglu_backward(isa, form, gateUp, dout, rows, Int64(f), &dgateUp)
        return TrainingOutcome(("out", widened(out)), ("dgate_up", widened(dgateUp)))
    }

    static func softCap(_ isa: corvid_isa, x: [Float], scale: Float, cap: Float, dout: [UInt16]) -> TrainingOutcome {
        var out = x, gradient = dout
        corvid_train_soft_cap(isa, &out, Int64(x.count), scale, cap)
        corvid_train_soft_cap_backward(isa, out, Int64(x.count), scale, cap, &gradient)
        return TrainingOutcome(("out", out), ("dx", widened(gradient)))
    }

    /// Gathers on a base of `earlier`; the columns of the way back are parted at `cut`.
    static func table(
        _ isa: corvid_isa, table: [Float], indices: [Int32], factor: Float, adds: Bool, count: Int, dout: [Float],
        cut: Int? = nil
    ) -> TrainingOutcome {
        var out = [Float](repeating: adds ? earlier : .nan, count: indices.count * count)
        var dtable = [Float](repeating: earlier, count: table.count)
        corvid_train_gather(isa, table, indices, factor, adds, Int64(indices.count), Int64(count), &out)
        let bounds = [0] + (cut.map { [$0] } ?? []) + [count]
        for (begin, end) in zip(bounds, bounds.dropFirst()) {
            corvid_train_scatter(
                isa, dout, indices, factor, Int64(indices.count), Int64(count), Int64(begin), Int64(end), &dtable)
        }
        return TrainingOutcome(("out", out), ("dtable", dtable))
    }

    static func mean(_ isa: corvid_isa, x: [Float], count: Int, dout: [Float]) -> TrainingOutcome {
        var out = [Float](repeating: .nan, count: count), dx = [Float](repeating: earlier, count: x.count)
        corvid_train_mean_rows(isa, x, Int64(x.count / count), Int64(count), &out)
        corvid_train_mean_rows_backward(isa, dout, Int64(x.count / count), Int64(count), &dx)
        return TrainingOutcome(("out", out), ("dx", dx))
    }

    static func dropout(
        _ isa: corvid_isa, _ dropout: corvid_dropout, first: Int = 0, x: [Float], add: [Float]?, dout: [Float]
    ) -> TrainingOutcome {
        var dropout = dropout
        var out = [Float](repeating: .nan, count: x.count), dx = [UInt16](repeating: 0x7fc0, count: x.count)
        corvid_train_dropout(isa, &dropout, Int64(first), Int64(x.count), x, add, &out)
        corvid_train_dropout_backward(isa, &dropout, Int64(first), Int64(x.count), dout, &dx)
        return TrainingOutcome(("out", out), ("dx", widened(dx)))
    }
}
