internal import CKernels

extension ForwardPass {
    /// The feed-forward network of a layer, from the residual stream and added to it.
    func feedForward(_ layer: LayerWeights, _ shape: TransformerConfiguration.FeedForward, rows: Int) {
        let before = configuration.normalisesAfterResidual ? nil : layer.feedForwardNorm
        let after = configuration.normalisesAfterResidual ? layer.feedForwardNorm : nil
        switch (layer.feedForward, shape) {
        case (.gated(let gate, let up, let down), .gated(_, let activation)):
            let quantizes = gate.matrix.readsQuantized || up.matrix.readsQuantized
            let x = normalise(before, rows: rows, quantizes: quantizes)
            feedForward(x, gate: gate, up: up, down: down, activation, rows: rows)
            finish(layer, down: down, rows: rows, after: after)
        case (.plain(let up, let down), .plain(_, let activation)):
            let x = normalise(before, rows: rows, quantizes: up.matrix.readsQuantized)
            feedForward(x, gate: up, up: nil, down: down, activation, rows: rows)
            finish(layer, down: down, rows: rows, after: after)
        case (
            .experts(let router, let gate, let up, let down), .experts(_, let used, _, let activation, let renormalises)
        ):
            let experts = ExpertWeights(router: router, gate: gate, up: up, down: down)
            mixExperts(
                layer, experts, used: used, activation, renormalises: renormalises, before: before, rows: rows)
            if let after { normaliseStream(after, rows: rows) }
        default: preconditionFailure("weights and configuration disagree")
        }
    }

    /// Fills ``inner`` with `activation(gate x) * (up x)`, or ``innerActivations`` where the last matrix reads that.
    private func feedForward(
        _ x: UnsafePointer<Float>, gate: Projection, up: Projection?, down: Projection,
        _ activation: TransformerConfiguration.Activation, rows: Int
    ) {
        let count = gate.matrix.rows
        let values = inner.floats(down.matrix.readsQuantized ? 0 : rows * count)
        var product = product(gate, x: x, rows: rows, y: values, yStride: count)
        if let up, up.matrix.readsQuantized, !gate.matrix.readsQuantized {
            product.matmul.activations = activations(in: inputActivations, rows: rows, columns: up.matrix.columns)
        }
        product.up = up
        product.activation = activation
        if down.matrix.readsQuantized {
            product.quantized = activations(in: innerActivations, rows: rows, columns: count)
        }
        products.removeAll(keepingCapacity: true)
        products.append(product)
        runProducts()
    }

    private func finish(_ layer: LayerWeights, down: Projection, rows: Int, after: NormWeights?) {
        project(
            down, inner, quantized: innerActivations, isQuantized: true, rows: rows,
            norm: layer.feedForwardOutputNorm, after: after)
    }
}
