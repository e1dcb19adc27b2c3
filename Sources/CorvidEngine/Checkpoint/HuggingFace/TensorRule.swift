/// How one tensor of a Hugging Face checkpoint, or one in every layer, becomes a tensor of the GGUF convention.
struct TensorRule: Sendable {
    /// What happens to the bytes on the way.
    enum Change: Sendable {
        /// Nothing: the tensor is a view of the file.
        case none
        /// 1 is added to each number (a copy in F32): the family's norm computes `x * (1 + weight)`.
        case addOne
        /// Rows and columns change places (a copy): the file stores `[inputs, outputs]`.
        case transpose
    }

    /// Name in the file, normalised; `{}` stands for the layer, `{e}` for the expert.
    var source: String
    /// Name in the GGUF convention, with the same placeholders.
    var target: String
    /// Shape expected, fastest dimension first. Dimensions of 1 are ignored in the comparison.
    var shape: [Int]
    var change: Change
    /// The layers that have the tensor; nil for a tensor outside the layers.
    var layers: [Int]?
    /// How many experts have it; nil for a tensor that belongs to no expert.
    var experts: Int?
    /// Part of the tensor that is meant, as a range of rows: fused tensors become several.
    var rows: Range<Int>?

    init(
        _ source: String, _ target: String, _ shape: [Int], _ change: Change = .none, layers: [Int]? = nil,
        experts: Int? = nil, rows: Range<Int>? = nil
    ) {
        self.source = source
        self.target = target
        self.shape = shape
        self.change = change
        self.layers = layers
        self.experts = experts
        self.rows = rows
    }

    /// A name with its placeholders filled in.
    static func fill(_ template: String, layer: Int?, expert: Int?) -> String {
        var name = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            name += rest[..<open]
            name += rest[rest.index(after: open)..<close] == "e" ? "\(expert ?? 0)" : "\(layer ?? 0)"
            rest = rest[rest.index(after: close)...]
        }
        return name + rest
    }
}
