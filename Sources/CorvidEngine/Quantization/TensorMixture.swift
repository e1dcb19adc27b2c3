/// Chooses the storage format of each tensor, following the mixtures that llama.cpp publishes under the same names, so
/// that files of one type have the same formats whoever made them.
struct TensorMixture {
    let type: QuantizationType
    /// Transformer blocks of the model.
    let blockCount: Int
    /// Experts in each block; 0 for a dense model.
    let expertCount: Int
    /// The token embedding also serves as output matrix.
    let tiedOutput: Bool
    /// Position of each `attn_v` or `attn_qkv` tensor among its like.
    private let valueOrder: [String: Int]

    /// - Parameter names: of all tensors that the file is going to hold, in GGUF convention.
    init(type: QuantizationType, blockCount: Int, expertCount: Int, names: some Sequence<String>) {
        self.type = type
        self.blockCount = blockCount
        self.expertCount = expertCount
        var values: [(block: Int, name: String)] = []
        var tied = true
        for name in names {
            if name == "output.weight" { tied = false }
            if Self.isValue(Self.role(of: name)), let block = Self.block(of: name) { values.append((block, name)) }
        }
        tiedOutput = tied
        values.sort { $0.block < $1.block }
        valueOrder = Dictionary(
            values.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The format in which to store the tensor `name` of `shape`, which now has `format`.
    func format(of name: String, shape: [Int], stored format: TensorFormat) -> TensorFormat {
        switch format {
        case .i8, .i16, .i32, .i64: return format
        default: break
        }
        guard Self.isMatrix(name, shape: shape) else { return .f32 }
        let wanted = wantedFormat(of: name)
        return Self.fitting(wanted, columns: shape[0])
    }

    /// Whether a tensor is a weight matrix; norms, biases, routers, convolutions and position tables are not, and stay F32.
    private static func isMatrix(_ name: String, shape: [Int]) -> Bool {
        let wide = shape.dropFirst().contains { $0 > 1 }
        guard wide, name.hasSuffix(".weight"), !name.hasSuffix("_norm.weight") else { return false }
        switch role(of: name) {
        case "ffn_gate_inp", "shortconv.conv", "position_embd", "token_types": return false
        default: return true
        }
    }

    private func wantedFormat(of name: String) -> TensorFormat {
        let base = type.format
        guard base.blockLength > 1 else { return base }
        let role = Self.role(of: name)
        if name == "output.weight" || (tiedOutput && name == "token_embd.weight") {
            return base == .q8_0 ? .q8_0 : .q6_K
        }
        guard type == .q4_k_m || type == .q5_k_m else { return base }
        switch role {
        case _ where Self.isValue(role):
            if expertCount == 8 { return .q8_0 }
            return deservesMore(valueOrder[name] ?? 0, of: valueOrder.count) ? .q6_K : base
        case "attn_k":
            return expertCount == 8 ? .q8_0 : base
        case "attn_output":
            return expertCount == 8 ? .q5_K : base
        case "ffn_down", "ffn_down_exps":
            return deservesMore(Self.block(of: name) ?? 0, of: blockCount) ? .q6_K : base
        default:
            return base
        }
    }

    /// The first and last eighth of the blocks, and every third between.
    private func deservesMore(_ index: Int, of count: Int) -> Bool {
        index < count / 8 || index >= 7 * count / 8 || (index - count / 8) % 3 == 2
    }

    /// `format`, or what replaces it when rows of `columns` numbers are no whole number of its blocks.
    private static func fitting(_ format: TensorFormat, columns: Int) -> TensorFormat {
        guard columns % format.blockLength != 0 else { return format }
        let smaller: TensorFormat =
            switch format {
            case .q4_K: .q5_0
            case .q5_K: .q5_1
            case .q6_K: .q8_0
            default: .f16
            }
        return columns % smaller.blockLength == 0 ? smaller : .f16
    }

    private static func isValue(_ role: Substring) -> Bool { role == "attn_v" || role == "attn_qkv" }

    /// The name without block number and `.weight`: `attn_v` for `blk.3.attn_v.weight`.
    private static func role(of name: String) -> Substring {
        var role = name[...]
        if role.hasSuffix(".weight") { role = role.dropLast(7) }
        guard role.hasPrefix("blk.") else { return role }
        let rest = role.dropFirst(4)
        return rest.firstIndex(of: ".").map { rest[rest.index(after: $0)...] } ?? rest
    }

    /// The block's number: 3 for `blk.3.attn_v.weight`.
    private static func block(of name: String) -> Int? {
        guard name.hasPrefix("blk.") else { return nil }
        return Int(name.dropFirst(4).prefix { $0 != "." })
    }
}
