import CKernels
import CorvidEngine

extension TrainingPass {
    // MARK: Convolution

    func convolve(_ parameters: ParameterTable.Layer, _ layer: Memory.Layer) {
        let weight = UnsafePointer(model.weights.baseAddress! + parameters.kernel)
        forEachChannels { begin, end, previous in
            corvid_train_convolution(
                isa, layer.projected, weight, nil, previous, Int64(rows), Int64(shape.width), Int64(begin), Int64(end),
                layer.mixed)
        }
    }

    func convolveBackward(_ parameters: ParameterTable.Layer, _ layer: Memory.Layer) {
        let weight = UnsafePointer(model.weights.baseAddress! + parameters.kernel)
        let gradient = model.gradients.baseAddress! + parameters.kernel
        let m = memory
        forEachChannels { begin, end, previous in
            corvid_train_convolution_backward(
                isa, layer.projected, weight, nil, previous, m.dinside, Int64(rows), Int64(shape.width), Int64(begin),
                Int64(end), m.dwide, gradient, nil, m.dquery + begin * rows)
        }
    }

    private func forEachChannels(_ body: (Int, Int, UnsafePointer<Int32>) -> Void) {
        let width = shape.width
        let each = 64
        batch.previous.withUnsafeBufferPointer { previous in
            nonisolated(unsafe) let previous = previous.baseAddress!
            pool.forEachChunk((width + each - 1) / each) { chunk, _ in
                body(chunk * each, min(chunk * each + each, width), previous)
            }
        }
    }

    // MARK: Attention

    func attend(_ parameters: ParameterTable.Layer, _ layer: Memory.Layer) {
        withShape(parameters) { description in
            forEachRows(64) { begin, end in
                corvid_train_rotate(
                    isa, description, layer.projected, Int64(begin), Int64(end), layer.query, layer.key,
                    layer.headInverse)
            }
            forEachDocumentAndHead { segments, head, thread in
                for segment in segments {
                    withUnsafePointer(to: segment) { segment in
                        corvid_train_attention(
                            isa, description, segment, Int64(head), layer.query, layer.key, layer.projected,
                            layer.mixed, layer.logSums, memory.scratch(thread))
                    }
                }
            }
        }
    }

    func attendBackward(_ parameters: ParameterTable.Layer, _ layer: Memory.Layer) {
        let m = memory
        let (size, keys) = (shape.headSize, shape.keyWidth)
        m.dquery.update(repeating: 0, count: rows * shape.queryWidth)
        m.dkey.update(repeating: 0, count: rows * keys)
        m.dvalue.update(repeating: 0, count: rows * keys)
        let pieces = (rows + 127) / 128
        m.partial.update(repeating: 0, count: 2 * pieces * size)
        withShape(parameters) { description in
            forEachDocumentAndHead { segments, head, thread in
                for segment in segments {
                    withUnsafePointer(to: segment) { segment in
                        corvid_train_attention_backward(
                            isa, description, segment, Int64(head), layer.query, layer.key, layer.projected,
                            layer.mixed, layer.logSums, m.dinside, m.dquery, m.dkey, m.dvalue, m.scratch(thread))
                    }
                }
            }
            forEachRows(128) { begin, end in
                let piece = begin / 128
                corvid_train_rotate_backward(
                    isa, description, layer.projected, layer.headInverse, m.dquery, m.dkey, m.dvalue, Int64(begin),
                    Int64(end), m.dwide, m.partial + piece * size, m.partial + (pieces + piece) * size)
            }
        }
        sumPartials(pieces, size, to: parameters.queryNorm)
        m.partial.update(from: m.partial + pieces * size, count: pieces * size)
        sumPartials(pieces, size, to: parameters.keyNorm)
    }

    private func withShape(
        _ parameters: ParameterTable.Layer, _ body: (UnsafePointer<corvid_attention_shape>) -> Void
    ) {
        let weights = UnsafePointer(model.weights.baseAddress!)
        let description = corvid_attention_shape(
            heads: Int64(shape.heads), key_heads: Int64(shape.keyValueHeads), size: Int64(shape.headSize),
            epsilon: shape.epsilon, scale: 1 / Float(shape.headSize).squareRoot(),
            query_norm: weights + parameters.queryNorm, key_norm: weights + parameters.keyNorm,
            positions: memory.positions, cosines: memory.cosines, sines: memory.sines, rotary: Int64(shape.headSize),
            interleaved: false, bidirectional: false, window: 0, cap: 0)
        withUnsafePointer(to: description) { body($0) }
    }

    /// Each document and key head is one piece, as branches of one trunk add to the same gradients.
    private func forEachDocumentAndHead(_ body: (ArraySlice<corvid_segment>, Int, Int) -> Void) {
        let heads = shape.keyValueHeads
        let documents = batch.documentStarts.count - 1
        pool.forEachChunk(documents * heads) { chunk, thread in
            let document = chunk / heads
            let range = batch.documentStarts[document]..<batch.documentStarts[document + 1]
            body(batch.segments[range], chunk % heads, thread)
        }
    }
}
