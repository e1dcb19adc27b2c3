internal import CKernels

/// The matrices of a mixture of experts.
struct ExpertWeights {
    let router: Matrix
    let gate: [Matrix]
    let up: [Matrix]
    let down: [Matrix]
}

extension ForwardPass {
    /// A mixture of experts: each row goes through the `used` experts that the router prefers.
    ///
    /// Rows are gathered by expert, so that an expert's weights are read once; outputs are summed row by row, in the
    /// order of the experts, so that a row's sum does not depend on the others.
    func mixExperts(
        _ layer: LayerWeights, _ experts: ExpertWeights, used: Int,
        _ activation: TransformerConfiguration.Activation, renormalises: Bool, before: NormWeights?, rows: Int
    ) {
        guard let firstGate = experts.gate.first, let firstDown = experts.down.first else { return }
        let readsQuantized = (experts.gate + experts.up).contains { $0.readsQuantized }
        let x = normalise(before, rows: rows, quantizes: readsQuantized || experts.router.readsQuantized)
        let count = experts.router.rows
        let scores = routing.floats(rows * count)
        products.removeAll(keepingCapacity: true)
        products.append(
            product(Projection(matrix: experts.router, bias: nil), x: x, rows: rows, y: scores, yStride: count))
        runProducts()
        expertChoice.choose(scores, rows: rows, experts: count, used: used, renormalises: renormalises, isa: isa)

        let width = width
        let slots = rows * used
        let innerWidth = firstGate.rows
        let source = gather(x, rows: rows, slots: slots, readsQuantized: readsQuantized)
        let innerValues = inner.floats(slots * innerWidth)
        let innerQuantized: corvid_activations? =
            firstDown.readsQuantized ? activations(in: innerActivations, rows: slots, columns: innerWidth) : nil
        products.removeAll(keepingCapacity: true)
        expertChoice.forEachExpert { expert, first, tokens in
            var product = MatrixProduct(
                Projection(matrix: experts.gate[expert], bias: nil), x: source.x + first * width, stride: width,
                activations: source.activations?.at(token: first, columns: width) ?? corvid_activations(),
                tokens: tokens, y: innerValues + first * innerWidth, yStride: innerWidth)
            product.up = Projection(matrix: experts.up[expert], bias: nil)
            product.activation = activation
            product.quantized = innerQuantized?.at(token: first, columns: innerWidth)
            products.append(product)
        }
        runProducts()

        // The gathered inputs have been used: their memory takes the outputs.
        let outputs = gathered.floats(slots * width)
        products.removeAll(keepingCapacity: true)
        expertChoice.forEachExpert { expert, first, tokens in
            products.append(
                MatrixProduct(
                    Projection(matrix: experts.down[expert], bias: nil), x: innerValues + first * innerWidth,
                    stride: innerWidth,
                    activations: innerQuantized?.at(token: first, columns: innerWidth) ?? corvid_activations(),
                    tokens: tokens, y: outputs + first * width, yStride: width))
        }
        runProducts()

        let sums = output.floats(rows * width)
        forEachRange(rows: rows, width: width * used) { range in
            for row in range {
                let sum = sums + row * width
                sum.update(repeating: 0, count: width)
                for slot in row * used..<(row + 1) * used {
                    let (place, weight) = expertChoice.place(ofSlot: slot)
                    corvid_add_scaled(isa, sum, outputs + place * width, weight, Int64(width))
                }
            }
        }
        addToStream(sums, rows: rows, norm: layer.feedForwardOutputNorm)
    }

    /// The rows of `x` in the order of the experts that take them, `[slots, D]`, and their quantised form.
    private func gather(
        _ x: UnsafePointer<Float>, rows: Int, slots: Int, readsQuantized: Bool
    ) -> (x: UnsafePointer<Float>, activations: corvid_activations?) {
        let width = width
        let target = gathered.floats(slots * width)
        let activations = readsQuantized ? activations(in: gatheredActivations, rows: slots, columns: width) : nil
        let used = slots / rows
        forEachRange(rows: slots, width: width) { range in
            for slot in range {
                let place = expertChoice.place(ofSlot: slot).index
                let row = target + place * width
                row.update(from: x + slot / used * width, count: width)
                if let activations {
                    corvid_quantize_activations(
                        isa, row, Int64(width), 1, Int64(width), activations.at(token: place, columns: width))
                }
            }
        }
        return (UnsafePointer(target), activations)
    }
}
