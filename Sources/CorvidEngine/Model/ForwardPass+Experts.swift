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
        let source = rows == 1 ? x : gather(x, rows: rows, used: used)
        let own = rows == 1 ? activations(in: inputActivations, rows: 1, columns: width) : nil
        let groups = expertGroups(
            source, rows: rows, slots: slots, innerWidth: innerWidth, own: own,
            readsQuantized: readsQuantized, downReadsQuantized: firstDown.readsQuantized)
        let innerValues = inner.floats(firstDown.readsQuantized ? 0 : slots * innerWidth)
        products.removeAll(keepingCapacity: true)
        for group in groups {
            var product = MatrixProduct(
                Projection(matrix: experts.gate[group.expert], bias: nil),
                x: rows == 1 ? source : source + group.first * width, stride: width, activations: group.input,
                tokens: group.count, y: innerValues + group.first * innerWidth, yStride: innerWidth)
            product.up = Projection(matrix: experts.up[group.expert], bias: nil)
            product.activation = activation
            product.quantized = group.inner
            products.append(product)
        }
        runProducts()

        // The gathered inputs have been used: their memory takes the outputs.
        let outputs = gathered.floats(slots * width)
        products.removeAll(keepingCapacity: true)
        for group in groups {
            products.append(
                MatrixProduct(
                    Projection(matrix: experts.down[group.expert], bias: nil),
                    x: innerValues + group.first * innerWidth, stride: innerWidth,
                    activations: group.inner ?? corvid_activations(), tokens: group.count,
                    y: outputs + group.first * width, yStride: width))
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

    /// The rows that one expert takes.
    private struct ExpertGroup {
        let expert: Int
        /// Place of the first among the gathered rows.
        let first: Int
        let count: Int
        /// Quantised form of the rows, where the experts' matrices read that.
        var input = corvid_activations()
        /// Where the quantised inside of the expert's network goes.
        var inner: corvid_activations?
    }

    /// The rows of each expert that is used, with their quantised form, which is `own` for a single row.
    private func expertGroups(
        _ source: UnsafePointer<Float>, rows: Int, slots: Int, innerWidth: Int, own: corvid_activations?,
        readsQuantized: Bool, downReadsQuantized: Bool
    ) -> [ExpertGroup] {
        let width = width
        var groups: [ExpertGroup] = []
        expertChoice.forEachExpert { groups.append(ExpertGroup(expert: $0, first: $1, count: $2)) }
        if downReadsQuantized {
            var memory = innerActivations.bytes(activationsBytes(groups, columns: innerWidth))
            for index in groups.indices {
                groups[index].inner = corvid_activations_in(memory, Int64(groups[index].count), Int64(innerWidth))
                memory += activationsBytes(groups[index...index], columns: innerWidth)
            }
        }
        guard readsQuantized else { return groups }
        if let own {
            for index in groups.indices { groups[index].input = own }
            return groups
        }
        var memory = gatheredActivations.bytes(activationsBytes(groups, columns: width))
        for index in groups.indices {
            groups[index].input = corvid_activations_in(memory, Int64(groups[index].count), Int64(width))
            memory += activationsBytes(groups[index...index], columns: width)
        }
        let jobs = groups
        pool.forEachChunk(jobs.count) { index, _ in
            let group = jobs[index]
            corvid_quantize_activations(
                isa, source + group.first * width, Int64(width), Int64(group.count), Int64(width), 0,
                Int64(group.count), group.input)
        }
        return groups
    }

    private func activationsBytes(_ groups: some Collection<ExpertGroup>, columns: Int) -> Int {
        groups.reduce(0) { $0 + ((Int(corvid_activations_bytes(Int64($1.count), Int64(columns))) + 63) & ~63) }
    }

    /// The rows of `x` in the order of the experts that take them, `[slots, D]`.
    private func gather(_ x: UnsafePointer<Float>, rows: Int, used: Int) -> UnsafePointer<Float> {
        let width = width
        let target = gathered.floats(rows * used * width)
        forEachRange(rows: rows * used, width: width) { range in
            for slot in range {
                (target + expertChoice.place(ofSlot: slot).index * width).update(
                    from: x + slot / used * width, count: width)
            }
        }
        return UnsafePointer(target)
    }
}
