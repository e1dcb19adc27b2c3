internal import CKernels

extension ForwardPass {
    /// The gated short convolution of LFM2: from the residual stream to ``mixed``, `[rows, D]`.
    ///
    /// The input is projected to B, C and x; what is convolved is B x, and C multiplies the result.
    func convolve(_ layer: LayerWeights, kernel: Int, _ place: CacheLayout.Layer, rows: Int) {
        guard case .shortConvolution(let input, let weight, let bias) = layer.mixer,
            case .convolution(let offset, let ring, _, let history) = place
        else { preconditionFailure("the cache's layout is of another model") }
        let width = width
        let x = normalise(layer.mixerNorm, rows: rows, quantizes: input.matrix.readsQuantized)
        let parts = projected.floats(rows * 3 * width)
        products.removeAll(keepingCapacity: true)
        products.append(product(input, x: x, rows: rows, y: parts, yStride: 3 * width))
        runProducts()

        forEachRange(rows: rows, width: width) { range in
            for row in range {
                let part = parts + row * 3 * width
                corvid_multiply(isa, part + 2 * width, part, Int64(width))
            }
        }
        let out = mixed.floats(rows * width)
        for segment in segments {
            convolve(
                segment, parts: parts, out: out, weight: weight, bias: bias, kernel: kernel,
                recent: segment.history.map { $0 + ring })
        }
        for segment in segments {
            keepHistory(segment, parts: parts, ring: ring, offset: offset, history: history)
        }
    }

    private func convolve(
        _ segment: Segment, parts: UnsafePointer<Float>, out: UnsafeMutablePointer<Float>,
        weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?, kernel: Int, recent: UnsafePointer<Float>?
    ) {
        let width = width
        let isa = isa
        forEachRange(rows: segment.count, width: width) { range in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: max(kernel - 1, 1) * width) { state in
                guard let state = state.baseAddress else { return }
                for back in stride(from: kernel - 1, to: 0, by: -1) {
                    let row = state + (kernel - 1 - back) * width
                    let token = range.lowerBound - back
                    let position = segment.position + token
                    if token >= 0 {
                        row.initialize(from: parts + (segment.row + token) * 3 * width + 2 * width, count: width)
                    } else if position >= 0, let recent {
                        row.initialize(
                            from: recent + position % CacheLayout.historyCapacity * width, count: width)
                    } else {
                        row.initialize(repeating: 0, count: width)
                    }
                }
                for token in range {
                    let part = parts + (segment.row + token) * 3 * width
                    let target = out + (segment.row + token) * width
                    corvid_short_convolution_step(
                        isa, state, part + 2 * width, weight, Int64(width), Int64(kernel), target)
                    if let bias { corvid_add(isa, target, bias, Int64(width)) }
                    corvid_multiply(isa, target, part + width, Int64(width))
                }
            }
        }
    }

    /// Stores the last inputs of the segment in its history, and those at the ends of pages in their groups.
    private func keepHistory(
        _ segment: Segment, parts: UnsafePointer<Float>, ring: Int, offset: Int, history: Int
    ) {
        guard let recent = segment.history.map({ $0 + ring }) else { return }
        let page = CacheLayout.pagePositions
        for token in 0..<segment.count {
            let position = segment.position + token
            let input = parts + (segment.row + token) * 3 * width + 2 * width
            if token >= segment.count - CacheLayout.historyCapacity {
                (recent + position % CacheLayout.historyCapacity * width).update(from: input, count: width)
            }
            let placeInGroup = position % page - (page - history)
            if placeInGroup >= 0 {
                let group = groups[segment.firstGroup + position / page] + offset
                (group.assumingMemoryBound(to: Float.self) + placeInGroup * width).update(from: input, count: width)
            }
        }
    }
}
