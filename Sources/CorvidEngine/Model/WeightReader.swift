internal import CKernels

/// Takes weights out of a checkpoint: matrices as views, vectors as floats of its own.
struct WeightReader {
    let checkpoint: Checkpoint
    /// Memory of the vectors, to be kept as long as they are used.
    private(set) var vectors: [MemoryBlock] = []

    init(_ checkpoint: Checkpoint) { self.checkpoint = checkpoint }

    /// The matrix `name` of `rows` rows.
    func matrix(_ name: String, columns: Int, rows: Int) throws(CheckpointError) -> Matrix {
        try view(checkpoint.tensor(required: name, shape: [columns, rows]), columns: columns, rows: rows)
    }

    func optionalMatrix(_ name: String, columns: Int, rows: Int) throws(CheckpointError) -> Matrix? {
        guard let tensor = try checkpoint.tensor(optional: name, shape: [columns, rows]) else { return nil }
        return try view(tensor, columns: columns, rows: rows)
    }

    /// The matrix `prefix.weight` and the vector `prefix.bias`, if there is one.
    mutating func projection(_ prefix: String, columns: Int, rows: Int) throws(CheckpointError) -> Projection {
        Projection(
            matrix: try matrix("\(prefix).weight", columns: columns, rows: rows),
            bias: try optionalVector("\(prefix).bias", count: rows))
    }

    /// A matrix for each expert: slices of the tensor `prefix_exps.weight`, or the tensors `prefix.E.weight`.
    func experts(_ prefix: String, columns: Int, rows: Int, count: Int) throws(CheckpointError) -> [Matrix] {
        let merged = "\(prefix)_exps.weight"
        guard checkpoint.tensor(merged) != nil else {
            var matrices: [Matrix] = []
            for expert in 0..<count {
                matrices.append(try matrix("\(prefix).\(expert).weight", columns: columns, rows: rows))
            }
            return matrices
        }
        let tensor = try checkpoint.tensor(required: merged, shape: [columns, rows, count])
        let (total, overflow) = rows.multipliedReportingOverflow(by: count)
        guard !overflow else { throw checkpoint.tensorError(merged, "has more rows than can be counted") }
        let whole = try view(tensor, columns: columns, rows: total)
        return (0..<count).map { whole.rows($0 * rows..<($0 + 1) * rows) }
    }

    /// The vector `name` as floats.
    mutating func vector(_ name: String, count: Int) throws(CheckpointError) -> UnsafePointer<Float> {
        try floats(checkpoint.tensor(required: name, shape: [count]), shape: [count])
    }

    mutating func optionalVector(_ name: String, count: Int) throws(CheckpointError) -> UnsafePointer<Float>? {
        guard let tensor = try checkpoint.tensor(optional: name, shape: [count]) else { return nil }
        return try floats(tensor, shape: [count])
    }

    /// A small matrix as floats, row after row.
    mutating func table(_ name: String, columns: Int, rows: Int) throws(CheckpointError) -> UnsafePointer<Float> {
        try floats(checkpoint.tensor(required: name, shape: [columns, rows]), shape: [columns, rows])
    }

    /// The norm `prefix.weight`, with `prefix.bias` where norms have biases.
    mutating func norm(
        _ prefix: String, _ kind: TransformerConfiguration.Norm.Kind, count: Int
    ) throws(CheckpointError) -> NormWeights {
        NormWeights(
            weight: try vector("\(prefix).weight", count: count),
            bias: kind == .layer ? try vector("\(prefix).bias", count: count) : nil)
    }

    /// The matrices `prefix.weight` one below the other, as floats, with their biases if they have any.
    mutating func linear(_ prefixes: [String], columns: Int, rows: Int) throws(CheckpointError) -> FloatLinear {
        let hasBias = prefixes.contains { checkpoint.tensor("\($0).bias") != nil }
        var tensors: [StoredTensor] = []
        var biases: [StoredTensor] = []
        for prefix in prefixes {
            tensors.append(try checkpoint.tensor(required: "\(prefix).weight", shape: [columns, rows]))
            if hasBias { biases.append(try checkpoint.tensor(required: "\(prefix).bias", shape: [rows])) }
        }
        return FloatLinear(
            rows: rows * prefixes.count, columns: columns,
            weights: try floats(tensors, columns: columns, rows: rows),
            bias: biases.isEmpty ? nil : try floats(biases, columns: rows, rows: 1))
    }

    /// The kernel `prefix.weight` of a convolution as a matrix, with its bias if there is one.
    mutating func convolution(_ prefix: String, kernel: [Int], rows: Int) throws(CheckpointError) -> FloatLinear {
        let tensor = try checkpoint.tensor(required: "\(prefix).weight", shape: kernel + [rows])
        let columns = kernel.reduce(1, *)
        return FloatLinear(
            rows: rows, columns: columns, weights: try floats([tensor], columns: columns, rows: rows),
            bias: try optionalVector("\(prefix).bias", count: rows))
    }

    private func view(_ tensor: StoredTensor, columns: Int, rows: Int) throws(CheckpointError) -> Matrix {
        switch tensor.format {
        case .f32, .f16, .bf16, .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .q4_K, .q5_K, .q6_K: break
        case .i8, .i16, .i32, .i64, .f64:
            throw checkpoint.tensorError(
                tensor.name, "is stored as \(tensor.format.name); a weight must be of floats or quantised",
                code: .unsupported)
        }
        guard let rowBytes = tensor.format.rowBytes(columns: columns), columns > 0, rows > 0 else {
            throw checkpoint.tensorError(
                tensor.name, "has \(columns) columns, not a multiple of the \(tensor.format.blockLength) of a block")
        }
        let (bytes, overflow) = rowBytes.multipliedReportingOverflow(by: rows)
        guard !overflow, bytes <= tensor.bytes.count, let weights = tensor.bytes.baseAddress else {
            throw checkpoint.tensorError(tensor.name, "holds \(tensor.bytes.count) bytes; expected \(bytes)")
        }
        return Matrix(format: tensor.format, rows: rows, columns: columns, rowBytes: rowBytes, weights: weights)
    }

    private mutating func floats(_ tensor: StoredTensor, shape: [Int]) throws(CheckpointError) -> UnsafePointer<Float> {
        try floats([tensor], columns: shape[0], rows: shape.dropFirst().reduce(1, *))
    }

    /// Tensors of `rows` rows each, as floats, one below the other.
    private mutating func floats(
        _ tensors: [StoredTensor], columns: Int, rows: Int
    ) throws(CheckpointError) -> UnsafePointer<Float> {
        var matrices: [Matrix] = []
        for tensor in tensors { matrices.append(try view(tensor, columns: columns, rows: rows)) }
        let count = columns * rows
        let memory = MemoryBlock(byteCount: count * tensors.count * 4)
        let floats = memory.base.bindMemory(to: Float.self, capacity: count * tensors.count)
        for (index, matrix) in matrices.enumerated() {
            for row in 0..<rows { matrix.decodeRow(row, to: floats + index * count + row * columns) }
        }
        vectors.append(memory)
        return UnsafePointer(floats)
    }
}

/// Scale and shift of a norm.
struct NormWeights: @unchecked Sendable {  // As for `Matrix`.
    let weight: UnsafePointer<Float>
    let bias: UnsafePointer<Float>?
}
