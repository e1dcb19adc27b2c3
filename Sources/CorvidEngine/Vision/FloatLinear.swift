/// A matrix of floats with the bias that is added to its product, `[tokens, columns]` to `[tokens, rows]`.
struct FloatLinear: @unchecked Sendable {  // Read-only memory, which the model that holds the layer keeps alive.
    let rows: Int
    let columns: Int
    /// `[rows, columns]`.
    let weights: UnsafePointer<Float>
    /// `[rows]`.
    let bias: UnsafePointer<Float>?
}
