internal import CKernels

extension ForwardPass {
    /// Attention of a layer: from the residual stream to ``mixed``, `[rows, H C]`. New keys and values are stored.
    ///
    /// - Parameter isLast: Only rows whose outputs are wanted are computed; the others of ``mixed`` are undefined.
    func attend(
        _ layer: LayerWeights, _ attention: TransformerConfiguration.Attention, _ place: CacheLayout.Layer,
        _ format: KVCache.Format, rows: Int, isLast: Bool
    ) {
        guard case .attention(let inputs, let queryNorm, let keyNorm) = layer.mixer,
            case .attention(let offset, let pageBytes, let keyValueHeads, let headDimension) = place
        else { preconditionFailure("the cache's layout is of another model") }
        let queries = attention.heads * headDimension
        let stride = queries + 2 * keyValueHeads * headDimension
        let x = normalise(
            configuration.normalisesAfterResidual ? nil : layer.mixerNorm, rows: rows,
            quantizes: inputs.contains { $0.matrix.readsQuantized })
        let values = projected.floats(rows * stride)
        products.removeAll(keepingCapacity: true)
        var column = 0
        for input in inputs {
            products.append(product(input, x: x, rows: rows, y: values + column, yStride: stride))
            column += input.matrix.rows
        }
        runProducts()

        forEachRange(rows: rows, width: stride) { range in
            for row in range {
                let query = values + row * stride
                prepareHeads(query, attention.heads, attention, queryNorm, row: row, rows: rows)
                let key = query + queries
                prepareHeads(key, keyValueHeads, attention, keyNorm, row: row, rows: rows)
                let value = key + keyValueHeads * headDimension
                let segment = segments[segmentOfRow[row]]
                let position = positions[row]
                let group = groups[segment.firstGroup + position / CacheLayout.pagePositions] + offset
                let slot = Int64(position % CacheLayout.pagePositions)
                for head in 0..<keyValueHeads {
                    let keys = group + 2 * head * pageBytes
                    let from = head * headDimension
                    if format == .f32 {
                        corvid_page_store_f32(
                            key + from, value + from, Int64(headDimension), slot, keys, keys + pageBytes)
                    } else {
                        corvid_page_store(
                            isa, key + from, value + from, Int64(headDimension), format == .q8_0, slot, keys,
                            keys + pageBytes)
                    }
                }
            }
        }

        AttentionRound.run(
            self, attention, place, format, queries: values, stride: stride, out: mixed.floats(rows * queries),
            isLast: isLast)
    }

    /// Normalises and rotates the heads of one token, in place.
    private func prepareHeads(
        _ x: UnsafeMutablePointer<Float>, _ heads: Int, _ attention: TransformerConfiguration.Attention,
        _ norm: UnsafePointer<Float>?, row: Int, rows: Int
    ) {
        let dimension = Int64(attention.headDimension)
        if let norm {
            corvid_rms_norm(
                isa, x, dimension, norm, configuration.norm.epsilon, Int64(heads), dimension, x, dimension)
        }
        if let rotation = attention.rotation {
            let half = activeRotations[rotation].half
            let cosines = angles.floats(0) + rotaryOffsets[rotation]
            let sines = cosines + rows * half
            corvid_rope(
                isa, x, Int64(heads), dimension, cosines + row * half, sines + row * half, Int64(half),
                activeRotations[rotation].isInterleaved)
        }
    }
}
