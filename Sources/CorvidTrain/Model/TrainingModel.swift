import CKernels
package import CorvidEngine

/// The weights of a model in training, their gradients, and their packed bfloat16 forms.
package final class TrainingModel {
    package let shape: ModelShape
    package let table: ParameterTable
    /// Master weights, as ``ParameterTable`` lays them out.
    package let weights: UnsafeMutableBufferPointer<Float>
    package let gradients: UnsafeMutableBufferPointer<Float>
    let pool: ThreadPool
    let isa = corvid_isa_best()
    private let memory: [MemoryBlock]
    private let packedBlock: MemoryBlock
    /// Both packed forms of every matrix: of the transpose first, for outputs; then of rows, for the inputs' gradients.
    private var packedOffsets: [Int: Int] = [:]

    /// - Parameter learns: whether there are to be gradients.
    package init(_ shape: ModelShape, pool: ThreadPool, learns: Bool = true) {
        self.shape = shape
        self.pool = pool
        table = ParameterTable(shape)
        memory = [MemoryBlock(byteCount: table.count * 4), MemoryBlock(byteCount: learns ? table.count * 4 : 0)]
        weights = memory[0].bytes.bindMemory(to: Float.self)
        gradients = memory[1].bytes.bindMemory(to: Float.self)
        var offset = 0
        for linear in table.linears {
            packedOffsets[linear.offset] = offset
            offset += 2 * linear.outputs * linear.inputs
        }
        packedBlock = MemoryBlock(byteCount: offset * 2)
    }

    /// Makes the packed forms anew; to be called whenever the weights have changed.
    package func pack() {
        let linears = table.linears
        let pieces = linears.flatMap { linear -> [(Int, Int, Bool)] in
            let index = linears.firstIndex { $0.offset == linear.offset } ?? 0
            return stride(from: 0, to: linear.outputs, by: 256).map { (index, $0, true) }
                + stride(from: 0, to: linear.inputs, by: 64).map { (index, $0, false) }
        }
        guard let base = weights.baseAddress else { return }
        pool.forEachChunk(pieces.count) { chunk, _ in
            let (index, begin, isForward) = pieces[chunk]
            let linear = linears[index]
            let weight = base + linear.offset
            if isForward {
                corvid_pack_transposed(
                    isa, weight, Int64(linear.inputs), Int64(begin), Int64(min(begin + 256, linear.outputs)),
                    forward(linear))
            } else {
                corvid_pack_rows(
                    isa, weight, Int64(linear.inputs), Int64(linear.outputs), Int64(begin),
                    Int64(min(begin + 64, linear.inputs)), backward(linear))
            }
        }
    }

    /// The packed transpose: `x W^T`.
    func forward(_ linear: ParameterTable.Linear) -> UnsafeMutablePointer<UInt16> {
        packedBlock.base.assumingMemoryBound(to: UInt16.self) + packedOffsets[linear.offset, default: 0]
    }

    /// The packed rows: `dy W`.
    func backward(_ linear: ParameterTable.Linear) -> UnsafeMutablePointer<UInt16> {
        forward(linear) + linear.outputs * linear.inputs
    }

    package func clearGradients() { gradients.update(repeating: 0) }
}

extension ParameterTable {
    /// Every matrix that is multiplied as one.
    var linears: [Linear] { [embedding] + layers.flatMap { [$0.input, $0.output, $0.gateUp, $0.down] } }
}

extension Randomness {
    /// A number of the standard normal distribution (Box & Muller 1958).
    package mutating func normal() -> Double {
        let radius = (-2 * logarithm(1 - Double.random(in: 0..<1, using: &self))).squareRoot()
        return radius * cosine(2 * .pi * Double.random(in: 0..<1, using: &self))
    }
}
