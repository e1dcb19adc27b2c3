import CKernels
import CorvidEngine

extension TrainingPass {
    /// What a pass keeps and works in.
    final class Memory {
        /// What the backward pass reads of a layer, and its input.
        struct Layer {
            let x: UnsafeMutablePointer<Float>
            let normed: UnsafeMutablePointer<UInt16>
            let inverse: UnsafeMutablePointer<Float>
            /// The mixer's input projection.
            let projected: UnsafeMutablePointer<Float>
            /// The mixer's output before its projection.
            let mixed: UnsafeMutablePointer<UInt16>
            let middle: UnsafeMutablePointer<Float>
            let feedForwardNormed: UnsafeMutablePointer<UInt16>
            let feedForwardInverse: UnsafeMutablePointer<Float>
            let gateUp: UnsafeMutablePointer<Float>
            let inside: UnsafeMutablePointer<UInt16>
            let query: UnsafeMutablePointer<Float>
            let key: UnsafeMutablePointer<Float>
            let headInverse: UnsafeMutablePointer<Float>
            let logSums: UnsafeMutablePointer<Float>
        }

        private(set) var layers: [Layer] = []
        /// The last layer's output.
        let last: UnsafeMutablePointer<Float>
        let dx: UnsafeMutablePointer<Float>
        let dy: UnsafeMutablePointer<UInt16>
        let dinside: UnsafeMutablePointer<Float>
        let dwide: UnsafeMutablePointer<UInt16>
        let dnormed: UnsafeMutablePointer<Float>
        let dquery: UnsafeMutablePointer<Float>
        let dkey: UnsafeMutablePointer<Float>
        let dvalue: UnsafeMutablePointer<Float>
        let partial: UnsafeMutablePointer<Float>
        let transposed: UnsafeMutablePointer<UInt16>
        let packed: UnsafeMutablePointer<UInt16>
        let gathered: UnsafeMutablePointer<Float>
        let dgathered: UnsafeMutablePointer<Float>
        let lossNormed: UnsafeMutablePointer<UInt16>
        let lossInverse: UnsafeMutablePointer<Float>
        let dlossNormed: UnsafeMutablePointer<Float>
        let logits: UnsafeMutablePointer<Float>
        let dlogits: UnsafeMutablePointer<UInt16>
        let losses: UnsafeMutablePointer<Float>
        let divergences: UnsafeMutablePointer<Float>
        let positions: UnsafeMutablePointer<Int32>
        let cosines: UnsafeMutablePointer<Float>
        let sines: UnsafeMutablePointer<Float>
        private let scratchBase: UnsafeMutableRawPointer
        private let scratchStride: Int
        private var blocks: [MemoryBlock] = []

        init(_ shape: ModelShape, capacity rows: Int, threads: Int, recomputes: Bool) {
            var blocks: [MemoryBlock] = []
            func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
                blocks.append(MemoryBlock(byteCount: count * 4))
                return blocks[blocks.count - 1].base.assumingMemoryBound(to: Float.self)
            }
            func halves(_ count: Int) -> UnsafeMutablePointer<UInt16> {
                blocks.append(MemoryBlock(byteCount: count * 2))
                return blocks[blocks.count - 1].base.assumingMemoryBound(to: UInt16.self)
            }
            let (width, inner, vocabulary) = (shape.width, shape.feedForward, shape.vocabulary)
            let (queries, keys) = (shape.queryWidth, shape.keyWidth)
            let projected = max(3 * width, queries + 2 * keys)
            let mixed = max(width, queries)
            let wide = max(2 * inner, projected)
            var shared: Layer?
            for _ in shape.layers {
                let x = floats(rows * width)
                if let first = shared, recomputes {
                    layers.append(first.with(x: x))
                    continue
                }
                let layer = Layer(
                    x: x, normed: halves(rows * width), inverse: floats(rows), projected: floats(rows * projected),
                    mixed: halves(rows * mixed), middle: floats(rows * width),
                    feedForwardNormed: halves(rows * width), feedForwardInverse: floats(rows),
                    gateUp: floats(rows * 2 * inner), inside: halves(rows * inner), query: floats(rows * queries),
                    key: floats(rows * keys), headInverse: floats(rows * (shape.heads + shape.keyValueHeads)),
                    logSums: floats(rows * shape.heads))
                layers.append(layer)
                shared = layer
            }
            last = floats(rows * width)
            dx = floats(rows * width)
            dy = halves(rows * width)
            dinside = floats(rows * max(inner, mixed))
            dwide = halves(rows * wide)
            dnormed = floats(rows * width)
            dquery = floats(rows * max(queries, width))
            dkey = floats(rows * keys)
            dvalue = floats(rows * keys)
            partial = floats(((rows + 127) / 128) * max(width, 2 * shape.headSize))
            let lossRows = TrainingPass.lossRows
            transposed = halves(max(wide * (rows + 32), vocabulary * (lossRows + 32)))
            packed = halves(max(rows * max(inner, mixed, width), lossRows * width))
            gathered = floats(lossRows * width)
            dgathered = floats(lossRows * width)
            lossNormed = halves(lossRows * width)
            lossInverse = floats(lossRows)
            dlossNormed = floats(lossRows * width)
            logits = floats(lossRows * vocabulary)
            dlogits = halves(lossRows * vocabulary)
            losses = floats(lossRows)
            divergences = floats(lossRows)
            blocks.append(MemoryBlock(byteCount: rows * 4))
            positions = blocks[blocks.count - 1].base.assumingMemoryBound(to: Int32.self)
            let half = shape.headSize / 2
            cosines = floats(rows * half)
            sines = floats(rows * half)
            for index in 0..<half {
                let frequency = Float(power(Double(shape.ropeBase), -2 * Double(index) / Double(shape.headSize)))
                for position in 0..<rows {
                    let angle = Double(Float(position) * frequency)
                    cosines[position * half + index] = Float(cosine(angle))
                    sines[position * half + index] = Float(sine(angle))
                }
            }
            var description = corvid_attention_shape()
            description.heads = Int64(shape.heads)
            description.key_heads = Int64(shape.keyValueHeads)
            description.size = Int64(shape.headSize)
            scratchStride = (Int(corvid_train_attention_scratch_bytes(&description, Int64(rows))) + 4095) / 4096 * 4096
            blocks.append(MemoryBlock(byteCount: scratchStride * threads))
            scratchBase = blocks[blocks.count - 1].base
            self.blocks = blocks
        }

        /// Where a layer's output goes: the next one's input.
        func output(of index: Int) -> UnsafeMutablePointer<Float> {
            index + 1 < layers.count ? layers[index + 1].x : last
        }

        /// A thread's own memory.
        func scratch(_ thread: Int) -> UnsafeMutableRawPointer { scratchBase + thread * scratchStride }
    }
}

extension TrainingPass.Memory.Layer {
    fileprivate func with(x: UnsafeMutablePointer<Float>) -> Self {
        Self(
            x: x, normed: normed, inverse: inverse, projected: projected, mixed: mixed, middle: middle,
            feedForwardNormed: feedForwardNormed, feedForwardInverse: feedForwardInverse, gateUp: gateUp,
            inside: inside, query: query, key: key, headInverse: headInverse, logSums: logSums)
    }
}
