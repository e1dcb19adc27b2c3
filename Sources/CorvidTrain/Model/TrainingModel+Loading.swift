import CKernels
package import CorvidEngine

extension TrainingModel {
    /// Takes the weights of a stored model of this shape, in whatever format they are stored.
    ///
    /// - Throws: `CheckpointError` for a tensor that is missing, of another shape, of a format that is not known, or that
    ///   the trainer's model does not have.
    package func load(_ checkpoint: Checkpoint) throws(CheckpointError) {
        let names = Set(table.parameters.map(\.name))
        if let other = checkpoint.tensors.first(where: { !names.contains($0.name) }) {
            throw checkpoint.tensorError(other.name, "is none that the trainer computes with", code: .unsupported)
        }
        for parameter in table.parameters {
            let shape = parameter.rows == 1 ? [parameter.columns] : [parameter.columns, parameter.rows]
            let tensor = try checkpoint.tensor(required: parameter.name, shape: shape)
            let rowBytes = tensor.bytes.count / parameter.rows
            let isKnown = tensor.bytes.withBytes { bytes in
                guard let from = bytes.baseAddress, let to = weights.baseAddress else { return false }
                let values = to + parameter.offset
                return (0..<parameter.rows).allSatisfy { row in
                    corvid_dequantize_row(
                        Int32(tensor.format.rawValue), from + row * rowBytes, values + row * parameter.columns,
                        Int64(parameter.columns))
                }
            }
            guard isKnown else {
                throw checkpoint.tensorError(parameter.name, "is stored as \(tensor.format), which cannot be read")
            }
        }
        pack()
    }
}
