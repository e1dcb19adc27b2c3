/// Builds the bytes of a safetensors file from a header text and data.
enum SafeTensorsBytes {
    static func file(_ header: String, data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
        let count = (length ?? UInt64(header.utf8.count)).littleEndian
        return withUnsafeBytes(of: count) { Array($0) } + Array(header.utf8) + data
    }

    /// A file of F32 tensors filled with 1, 2, 3 and so on.
    static func file(_ tensors: [(name: String, shape: [Int])]) -> [UInt8] {
        var entries: [String] = []
        var data: [UInt8] = []
        for tensor in tensors {
            let begin = data.count
            for index in 0..<tensor.shape.reduce(1, *) {
                data += withUnsafeBytes(of: Float(index + 1).bitPattern.littleEndian) { Array($0) }
            }
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            entries.append(
                #""\#(tensor.name)":{"dtype":"F32","shape":[\#(shape)],"data_offsets":[\#(begin),\#(data.count)]}"#)
        }
        var header = "{\(entries.joined(separator: ","))}"
        while header.utf8.count % 8 != 0 { header += " " }
        return file(header, data: data)
    }
}
