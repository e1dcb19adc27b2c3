/// Takes an image tower's features to the width of a language model.
enum VisionProjector {
    /// One matrix (the first LLaVA).
    case linear(FloatLinear)
    /// Two matrices with GELU between them (LLaVA 1.5; Liu et al. 2023).
    case perceptron(FloatLinear, EncoderConfiguration.Activation, FloatLinear)
    /// The features of `side × side` neighbouring patches one after the other, then one matrix (Idefics3, SmolVLM).
    case pixelShuffle(side: Int, FloatLinear)

    /// Reads the projector that `clip.projector_type` names.
    init(_ reader: inout WeightReader, _ configuration: VisionConfiguration) throws(CheckpointError) {
        let checkpoint = reader.checkpoint
        if let kind = try checkpoint.optionalText("corvid.clip.kind") {
            throw CheckpointError(
                .unsupported, file: checkpoint.path,
                reason:
                    "is a \(kind) model, which compares pictures with texts and has no projector to a language model")
        }
        let width = configuration.encoder.width
        let key =
            checkpoint.metadata["clip.projector_type"] == nil ? "clip.vision.projector_type" : "clip.projector_type"
        let kind = try checkpoint.optionalText(key) ?? "mlp"
        switch kind {
        case "mlp":
            let inner = try Self.outputs(checkpoint, "mm.0.weight", columns: width)
            let first = try reader.linear(["mm.0"], columns: width, rows: inner)
            guard checkpoint.tensor("mm.2.weight") != nil else {
                self = .linear(first)
                return
            }
            let outputs = try Self.outputs(checkpoint, "mm.2.weight", columns: inner)
            let activation = try VisionConfiguration.activation(
                checkpoint, key: "corvid.projector.activation", fallback: .exact)
            self = .perceptron(first, activation, try reader.linear(["mm.2"], columns: inner, rows: outputs))
        case "idefics3":
            let side = try checkpoint.optionalInteger("clip.vision.projector.scale_factor", in: 1...64) ?? 2
            guard configuration.gridSide % side == 0 else {
                throw checkpoint.error(
                    .metadata, "clip.vision.projector.scale_factor",
                    "is \(side), which does not divide the \(configuration.gridSide) patches of a side")
            }
            let columns = width * side * side
            let outputs = try Self.outputs(checkpoint, "mm.model.fc.weight", columns: columns)
            self = .pixelShuffle(
                side: side, try reader.linear(["mm.model.fc"], columns: columns, rows: outputs))
        default:
            throw checkpoint.error(.unsupported, key, "is \"\(kind)\"; known are mlp and idefics3")
        }
    }

    /// Numbers of a row that comes out.
    var width: Int {
        switch self {
        case .linear(let layer), .perceptron(_, _, let layer), .pixelShuffle(_, let layer): layer.rows
        }
    }

    /// Rows that come out of `count` rows of features.
    func rows(of count: Int) -> Int {
        if case .pixelShuffle(let side, _) = self { count / (side * side) } else { count }
    }

    /// The rows for `features`, `[count, D]`, of a square grid.
    func project(_ features: UnsafePointer<Float>, count: Int, on products: FloatProducts) -> [Float] {
        let rows = rows(of: count)
        return [Float](unsafeUninitializedCapacity: rows * width) { out, initialized in
            initialized = rows * width
            guard let y = out.baseAddress else { return }
            switch self {
            case .linear(let layer): products.apply(layer, to: features, tokens: count, y: y)
            case .perceptron(let first, let activation, let second):
                withUnsafeTemporaryAllocation(of: Float.self, capacity: count * first.rows) { inner in
                    guard let inner = inner.baseAddress else { return }
                    products.apply(first, to: features, tokens: count, y: inner, activation: activation)
                    products.apply(second, to: inner, tokens: count, y: y)
                }
            case .pixelShuffle(let side, let layer):
                withUnsafeTemporaryAllocation(of: Float.self, capacity: rows * layer.columns) { shuffled in
                    guard let shuffled = shuffled.baseAddress else { return }
                    Self.shuffle(features, count: count, width: layer.columns / (side * side), side: side, to: shuffled)
                    products.apply(layer, to: shuffled, tokens: rows, y: y)
                }
            }
        }
    }

    /// Puts the features of `side × side` patches one after the other, row by row.
    private static func shuffle(
        _ features: UnsafePointer<Float>, count: Int, width: Int, side: Int, to out: UnsafeMutablePointer<Float>
    ) {
        let grid = Int(Double(count).squareRoot())
        var target = out
        for row in 0..<grid / side {
            for column in 0..<grid / side {
                for part in 0..<side {
                    let patch = (row * side + part) * grid + column * side
                    target.update(from: features + patch * width, count: side * width)
                    target += side * width
                }
            }
        }
    }

    /// Rows of the matrix `name`, which must have `columns` columns.
    private static func outputs(_ checkpoint: Checkpoint, _ name: String, columns: Int) throws(CheckpointError) -> Int {
        guard let tensor = checkpoint.tensor(name) else {
            throw CheckpointError(
                .tensor, file: checkpoint.path,
                reason: "tensor \(name) is missing; expected one of shape [\(columns), model width]")
        }
        guard tensor.shape.count == 2, tensor.shape[0] == columns, 1...1 << 20 ~= tensor.shape[1] else {
            throw checkpoint.tensorError(name, "has shape \(tensor.shape); expected [\(columns), model width]")
        }
        return tensor.shape[1]
    }
}
