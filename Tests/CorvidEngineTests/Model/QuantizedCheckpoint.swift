import CKernels
import CorvidEngine

extension Checkpoint {
    /// A copy whose matrices are stored in `format`, where their rows are whole blocks.
    func quantized(_ format: TensorFormat) throws -> Checkpoint {
        let converted = tensors.map { tensor -> StoredTensor in
            guard tensor.shape.count > 1, tensor.columns % format.blockLength == 0, tensor.rows > 1,
                !tensor.name.contains("norm"), let rowBytes = format.rowBytes(columns: tensor.columns),
                let sourceBytes = tensor.format.rowBytes(columns: tensor.columns)
            else { return tensor }
            let bytes = MappedBytes.filling(byteCount: rowBytes * tensor.rows) { target in
                var row = [Float](repeating: 0, count: tensor.columns)
                for index in 0..<tensor.rows {
                    _ = corvid_dequantize_row(
                        Int32(tensor.format.rawValue), tensor.bytes.baseAddress! + index * sourceBytes, &row,
                        Int64(tensor.columns))
                    _ = corvid_quantize_row(
                        Int32(format.rawValue), row, target.baseAddress! + index * rowBytes, Int64(tensor.columns))
                }
            }
            return StoredTensor(
                name: tensor.name, format: format, shape: tensor.shape, offset: 0, file: tensor.file, bytes: bytes)
        }
        return Checkpoint(path: path, kind: kind, metadata: metadata, tensors: converted)
    }
}
