import CKernels
import CorvidEngine

/// Forward and backward over one packed batch. Its memory is laid out once for the longest batch and used again.
///
/// Matrix products read bfloat16 and sum in float; the residual stream, norms, gates and the loss are float. Every sum
/// runs in an order that the number of threads does not change.
package final class TrainingPass {
    package let model: TrainingModel
    /// Rows that a batch may have.
    package let capacity: Int
    /// Keeps the input of each layer alone and computes the rest again in the backward pass.
    package let recomputes: Bool

    let shape: ModelShape
    let pool: ThreadPool
    let isa: corvid_isa
    let memory: Memory
    var batch = PackedBatch()
    var rows = 0
    var soft: SoftTargets?
    /// Of the last batch that had soft targets: how far the model is from them, summed, in nats.
    package internal(set) var divergence = 0.0
    private var dropout: Dropout?

    /// - Parameters:
    ///   - capacity: rows of the longest batch, a multiple of 32.
    ///   - recomputes: trades a third more work for the memory of the layers' insides (Chen et al. 2016).
    package init(_ model: TrainingModel, capacity: Int, recomputes: Bool = false) {
        self.model = model
        self.capacity = capacity
        self.recomputes = recomputes
        shape = model.shape
        pool = model.pool
        isa = model.isa
        memory = Memory(model.shape, capacity: capacity, threads: model.pool.threads, recomputes: recomputes)
    }

    /// Adds the gradients of `weight` times the summed cross-entropy of the batch's targets to the model's gradients.
    ///
    /// - Parameters:
    ///   - promptWeight: of the targets that are prompts', relative to the others.
    ///   - dropout: what is dropped of the outputs of mixers and feed-forward networks.
    ///   - soft: what a teacher says of the batch. Then the gradients are those of `weight` times the sum of
    ///     (1 - share) cross-entropy + share temperature² divergence (Hinton et al. 2015).
    /// - Returns: The summed cross-entropy in nats of what the model is to write, not weighted.
    package func accumulate(
        _ batch: PackedBatch, weight: Float, promptWeight: Float = 1, dropout: Dropout? = nil,
        toward soft: SoftTargets? = nil
    ) -> Double {
        self.soft = soft
        begin(batch)
        self.dropout = dropout.flatMap { $0.rate > 0 ? $0 : nil }
        defer {
            self.dropout = nil
            self.soft = nil
        }
        embed()
        for layer in shape.layers.indices { forward(layer) }
        memory.dx.update(repeating: 0, count: rows * shape.width)
        let loss = lossAndGradient(weight: weight, promptWeight: promptWeight)
        for layer in shape.layers.indices.reversed() {
            if recomputes { forward(layer) }
            backward(layer)
        }
        embedBackward()
        return loss
    }

    /// The summed cross-entropy of the batch's targets, and how many of them the model would have chosen.
    package func evaluate(_ batch: PackedBatch) -> (loss: Double, correct: Int) {
        forward(over: batch)
        let (loss, hits) = lossAlone()
        return (loss, hits.count { $0 })
    }

    /// Of each of the batch's targets whether the model would have chosen it.
    package func hits(_ batch: PackedBatch) -> [Bool] {
        forward(over: batch)
        return lossAlone().hits
    }

    /// Computes the last layer's output.
    func forward(over batch: PackedBatch) {
        begin(batch)
        embed()
        for layer in shape.layers.indices { forward(layer) }
    }

    private func begin(_ batch: PackedBatch) {
        precondition(batch.rows % 32 == 0 && batch.rows <= capacity, "the batch is not finished or too long")
        self.batch = batch
        rows = batch.rows
        // Rows of padding belong to no segment, so that nothing writes what products read of them.
        for (layer, parameters) in zip(memory.layers, model.table.layers) {
            let width = parameters.output.inputs
            (layer.mixed + batch.used * width).update(repeating: 0, count: (rows - batch.used) * width)
        }
        for index in 0..<rows { memory.positions[index] = batch.positions[index] }
    }

    // MARK: Layers

    private func embed() {
        let width = shape.width
        let table = model.weights.baseAddress! + model.table.embedding.offset
        let x = memory.layers[0].x
        for row in 0..<rows { (x + row * width).update(from: table + Int(batch.tokens[row]) * width, count: width) }
    }

    private func embedBackward() {
        let width = shape.width
        let table = model.gradients.baseAddress! + model.table.embedding.offset
        for row in 0..<batch.used {
            corvid_add(isa, table + Int(batch.tokens[row]) * width, memory.dx + row * width, Int64(width))
        }
    }

    private func forward(_ index: Int) {
        let parameters = model.table.layers[index]
        let layer = memory.layers[index]
        let width = shape.width
        normalise(layer.x, parameters.mixerNorm, layer.normed, layer.inverse)
        product(layer.normed, width, parameters.input, add: nil, to: layer.projected)
        switch shape.layers[index] {
        case .convolution: convolve(parameters, layer)
        case .attention: attend(parameters, layer)
        }
        project(layer.mixed, parameters.output, onto: layer.x, to: layer.middle, site: 2 * index)
        normalise(layer.middle, parameters.feedForwardNorm, layer.feedForwardNormed, layer.feedForwardInverse)
        product(layer.feedForwardNormed, width, parameters.gateUp, add: nil, to: layer.gateUp)
        forEachRows(64) { begin, end in
            corvid_train_swiglu(
                isa, layer.gateUp + begin * 2 * shape.feedForward, Int64(end - begin), Int64(shape.feedForward),
                layer.inside + begin * shape.feedForward)
        }
        project(layer.inside, parameters.down, onto: layer.middle, to: memory.output(of: index), site: 2 * index + 1)
    }

    private func backward(_ index: Int) {
        let parameters = model.table.layers[index]
        let layer = memory.layers[index]
        let inner = shape.feedForward
        let m = memory
        projectBackward(site: 2 * index + 1)
        weightGradient(m.dy, parameters.down, input: layer.inside)
        inputGradient(m.dy, parameters.down, to: m.dinside)
        forEachRows(64) { begin, end in
            corvid_train_swiglu_backward(
                isa, layer.gateUp + begin * 2 * inner, m.dinside + begin * inner, Int64(end - begin), Int64(inner),
                m.dwide + begin * 2 * inner)
        }
        weightGradient(m.dwide, parameters.gateUp, input: layer.feedForwardNormed)
        inputGradient(m.dwide, parameters.gateUp, to: m.dnormed)
        normaliseBackward(layer.middle, parameters.feedForwardNorm, layer.feedForwardInverse)

        projectBackward(site: 2 * index)
        weightGradient(m.dy, parameters.output, input: layer.mixed)
        inputGradient(m.dy, parameters.output, to: m.dinside)
        switch shape.layers[index] {
        case .convolution: convolveBackward(parameters, layer)
        case .attention: attendBackward(parameters, layer)
        }
        weightGradient(m.dwide, parameters.input, input: layer.normed)
        inputGradient(m.dwide, parameters.input, to: m.dnormed)
        normaliseBackward(layer.x, parameters.mixerNorm, layer.inverse)
    }

    // MARK: Products

    /// `y = x W^T (+ add)`.
    func product(
        _ x: UnsafePointer<UInt16>, _ stride: Int, _ linear: ParameterTable.Linear, add: UnsafePointer<Float>?,
        to y: UnsafeMutablePointer<Float>, rows: Int? = nil
    ) {
        run(
            corvid_product_arguments(
                a: x, a_stride: Int64(stride), b: model.forward(linear), m: Int64(rows ?? self.rows),
                n: Int64(linear.outputs), k: Int64(linear.inputs), add: add, c: y, c_stride: Int64(linear.outputs)))
    }

    /// `dx = dy W`.
    func inputGradient(
        _ dy: UnsafePointer<UInt16>, _ linear: ParameterTable.Linear, to dx: UnsafeMutablePointer<Float>,
        rows: Int? = nil
    ) {
        run(
            corvid_product_arguments(
                a: dy, a_stride: Int64(linear.outputs), b: model.backward(linear), m: Int64(rows ?? self.rows),
                n: Int64(linear.inputs), k: Int64(linear.outputs), add: nil, c: dx, c_stride: Int64(linear.inputs)))
    }

    /// `dW += dy^T x`.
    func weightGradient(
        _ dy: UnsafePointer<UInt16>, _ linear: ParameterTable.Linear, input x: UnsafePointer<UInt16>, rows: Int? = nil
    ) {
        let rows = rows ?? self.rows
        let m = memory
        // Not a power of two, which would make the rows' cache lines collide.
        let stride = rows + 32
        let (outputs, inputs) = (linear.outputs, linear.inputs)
        let runs = (rows + 63) / 64
        let columns = (inputs + 63) / 64
        pool.forEachChunk(runs + columns) { chunk, _ in
            if chunk < runs {
                corvid_transpose_bfloat(
                    isa, dy, Int64(outputs), Int64(chunk * 64), Int64(min(chunk * 64 + 64, rows)), Int64(outputs),
                    m.transposed, Int64(stride))
            } else {
                let begin = (chunk - runs) * 64
                corvid_pack_bfloat_rows(
                    isa, x, Int64(inputs), Int64(rows), Int64(begin), Int64(min(begin + 64, inputs)), m.packed)
            }
        }
        let gradient = model.gradients.baseAddress! + linear.offset
        run(
            corvid_product_arguments(
                a: m.transposed, a_stride: Int64(stride), b: m.packed, m: Int64(outputs), n: Int64(inputs),
                k: Int64(rows), add: gradient, c: gradient, c_stride: Int64(inputs)))
    }

    private func run(_ arguments: corvid_product_arguments) {
        // Pieces of whole tiles of fourteen rows, several for each thread, so that a late thread costs little.
        let m = Int(arguments.m)
        let tiles = (m + 13) / 14
        let each = min(max(tiles / (4 * pool.threads), 1), 16) * 14
        let isa = isa
        withUnsafePointer(to: arguments) { arguments in
            nonisolated(unsafe) let arguments = arguments
            pool.forEachChunk((m + each - 1) / each) { chunk, _ in
                corvid_product(
                    isa, arguments, Int64(chunk * each), Int64(min(chunk * each + each, m)), 0,
                    arguments.pointee.n)
            }
        }
    }

    // MARK: Rows

    func forEachRows(_ count: Int, _ body: (_ begin: Int, _ end: Int) -> Void) {
        let rows = rows
        pool.forEachChunk((rows + count - 1) / count) { chunk, _ in
            body(chunk * count, min(chunk * count + count, rows))
        }
    }

    /// `y = add + x W^T`, of which dropout takes its share from the product alone. `site` tells the two of each layer
    /// apart.
    private func project(
        _ x: UnsafePointer<UInt16>, _ linear: ParameterTable.Linear, onto add: UnsafePointer<Float>,
        to y: UnsafeMutablePointer<Float>, site: Int
    ) {
        product(x, linear.inputs, linear, add: dropout == nil ? add : nil, to: y)
        guard let mask = dropout?.mask(site: site) else { return }
        let width = shape.width
        forEachRows(128) { begin, end in
            let first = begin * width
            withUnsafePointer(to: mask) { mask in
                corvid_train_dropout(
                    isa, mask, Int64(first), Int64((end - begin) * width), y + first, add + first, y + first)
            }
        }
    }

    /// The gradient of the product in ``project(_:_:onto:to:site:)``, from ``Memory/dx`` to ``Memory/dy``.
    private func projectBackward(site: Int) {
        let m = memory
        let width = shape.width
        let mask = dropout?.mask(site: site)
        forEachRows(128) { begin, end in
            let (first, count) = (begin * width, Int64((end - begin) * width))
            guard let mask else {
                corvid_round_bfloat(isa, m.dx + first, count, m.dy + first)
                return
            }
            withUnsafePointer(to: mask) {
                corvid_train_dropout_backward(isa, $0, Int64(first), count, m.dx + first, m.dy + first)
            }
        }
    }

    private func normalise(
        _ x: UnsafePointer<Float>, _ weight: Int, _ out: UnsafeMutablePointer<UInt16>,
        _ inverse: UnsafeMutablePointer<Float>
    ) {
        let width = shape.width
        let weight = UnsafePointer(model.weights.baseAddress! + weight)
        forEachRows(128) { begin, end in
            corvid_train_rms_norm(
                isa, x + begin * width, weight, shape.epsilon, Int64(end - begin), Int64(width), out + begin * width,
                inverse + begin)
        }
    }

    /// Adds the gradient of ``Memory/dnormed`` to ``Memory/dx``.
    private func normaliseBackward(_ x: UnsafePointer<Float>, _ weight: Int, _ inverse: UnsafePointer<Float>) {
        let width = shape.width
        let values = UnsafePointer(model.weights.baseAddress! + weight)
        let m = memory
        let pieces = (rows + 127) / 128
        m.partial.update(repeating: 0, count: pieces * width)
        forEachRows(128) { begin, end in
            corvid_train_rms_norm_backward(
                isa, x + begin * width, values, inverse + begin, m.dnormed + begin * width, Int64(end - begin),
                Int64(width), m.dx + begin * width, m.partial + begin / 128 * width)
        }
        sumPartials(pieces, width, to: weight)
    }

    /// Adds what the pieces of a batch have found to a gradient, in the order of the rows.
    func sumPartials(_ pieces: Int, _ width: Int, to parameter: Int) {
        let gradient = model.gradients.baseAddress! + parameter
        for piece in 0..<pieces { corvid_add(isa, gradient, memory.partial + piece * width, Int64(width)) }
    }
}
