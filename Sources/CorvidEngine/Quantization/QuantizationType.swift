/// What `corvid quantize` can make of a checkpoint: a storage format, or a mixture of formats by the role of each tensor.
public enum QuantizationType: String, Sendable, CaseIterable, Hashable {
    case f32, f16, bf16
    case q8_0
    case q4_0, q4_1, q5_0, q5_1
    /// Q4_K, with Q6_K for the output and for half of the tensors that suffer most.
    case q4_k_m
    /// Q5_K, mixed with Q6_K likewise.
    case q5_k_m
    case q6_k

    /// The format of ordinary weight matrices.
    public var format: TensorFormat {
        switch self {
        case .f32: .f32
        case .f16: .f16
        case .bf16: .bf16
        case .q8_0: .q8_0
        case .q4_0: .q4_0
        case .q4_1: .q4_1
        case .q5_0: .q5_0
        case .q5_1: .q5_1
        case .q4_k_m: .q4_K
        case .q5_k_m: .q5_K
        case .q6_k: .q6_K
        }
    }

    /// The number under `general.file_type`.
    public var fileType: UInt64 {
        switch self {
        case .f32: 0
        case .f16: 1
        case .q4_0: 2
        case .q4_1: 3
        case .q8_0: 7
        case .q5_0: 8
        case .q5_1: 9
        case .q4_k_m: 15
        case .q5_k_m: 17
        case .q6_k: 18
        case .bf16: 32
        }
    }
}
