/// Where the parts of a checkpoint stand in its files: what error messages and the fingerprint need.
package struct CheckpointLayout: Sendable {
    /// The files that hold the weights, in order.
    var weightFiles: [MappedFile] = []
    /// Bytes at the start of each weight file that are header rather than tensor data, parallel to `weightFiles`.
    var headerBytes: [Int] = []
    /// Other files whose contents matter (configuration, tokenizer).
    var otherFiles: [MappedFile] = []
    /// The file that the metadata was read from.
    var metadataFile: String?
    /// Byte offset of each metadata key, where known.
    var keyOffsets: [String: UInt64] = [:]
    /// Byte offset of each tensor's header entry, parallel to the checkpoint's tensors; empty when unknown.
    var tensorEntryOffsets: [UInt64] = []

    package init() {}

    /// A hash of sizes, modification times, all header bytes and 64 samples of 256 bytes of each file's data.
    ///
    /// - Parameter includesTimes: false leaves modification times out: a copy of the files then has the same hash.
    func fingerprint(includesTimes: Bool = true) -> [UInt8] {
        var hash = ContentHash()
        defer { withExtendedLifetime(self) {} }
        for (index, file) in weightFiles.enumerated() {
            let bytes = file.bytes.buffer
            let header = index < headerBytes.count ? min(headerBytes[index], bytes.count) : 0
            if includesTimes { hash.append(UInt64(bitPattern: file.modified)) }
            hash.append(UnsafeRawBufferPointer(rebasing: bytes[..<header]))
            let data = UnsafeRawBufferPointer(rebasing: bytes[header...])
            let (samples, length) = (64, 256)
            if data.count <= samples * length {
                hash.append(data)
            } else {
                for sample in 0..<samples {
                    let start = (data.count - length) / (samples - 1) * sample
                    hash.append(UnsafeRawBufferPointer(rebasing: data[start..<start + length]))
                }
                hash.append(UInt64(data.count))
            }
        }
        for file in otherFiles {
            if includesTimes { hash.append(UInt64(bitPattern: file.modified)) }
            hash.append(file.bytes.buffer)
        }
        return hash.finish()
    }
}
