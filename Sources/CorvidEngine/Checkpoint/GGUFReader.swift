/// Opens GGUF checkpoints: one file, or the shards `NAME-00001-of-00003.gguf` and so on of a split one.
enum GGUFReader {
    static func open(_ path: String) throws(CheckpointError) -> Checkpoint {
        if path.hasSuffix(".safetensors"), MappedFile.exists(path) {
            throw CheckpointError(
                .unknownFormat, file: path,
                reason: "is part of a Hugging Face checkpoint; give the folder that holds it and config.json")
        }
        let first = try GGUFHeader(reading: try MappedFile(path: firstShard(of: path)))
        let headers = try shards(of: path, first: first)
        var layout = CheckpointLayout()
        layout.weightFiles = headers.map(\.file)
        layout.headerBytes = headers.map(\.dataStart)
        layout.metadataFile = first.file.path
        layout.keyOffsets = first.keyOffsets
        layout.tensorEntryOffsets = headers.flatMap(\.tensorEntryOffsets)
        return Checkpoint(
            path: path, kind: .gguf(version: first.version), metadata: first.metadata,
            tensors: headers.flatMap(\.tensors), layout: layout)
    }

    /// The headers of all shards, the first of which is already read.
    private static func shards(of path: String, first: GGUFHeader) throws(CheckpointError) -> [GGUFHeader] {
        let stated = first.metadata["split.count"]?.integer ?? 1
        guard let name = ShardName(path), name.count > 1 || stated > 1 else {
            guard stated <= 1 else {
                throw CheckpointError(
                    .corrupted, file: first.file.path, offset: first.keyOffsets["split.count"],
                    reason: "is one of \(stated) shards, but its name does not end in -00001-of-NNNNN.gguf")
            }
            return [first]
        }
        guard stated == name.count else {
            throw CheckpointError(
                .corrupted, file: first.file.path, offset: first.keyOffsets["split.count"],
                reason: "metadata key split.count says \(stated) shards; the file's name says \(name.count)")
        }
        var headers = [first]
        var names = Set(first.tensors.map(\.name))
        for index in 2...name.count {
            let header = try GGUFHeader(reading: try MappedFile(path: name.path(index)))
            for (tensor, offset) in zip(header.tensors, header.tensorEntryOffsets)
            where !names.insert(tensor.name).inserted {
                throw CheckpointError(
                    .corrupted, file: header.file.path, offset: offset,
                    reason: "tensor \(tensor.name) already appears in an earlier shard")
            }
            headers.append(header)
        }
        if let expected = first.metadata["split.tensors.count"]?.integer, expected != names.count {
            throw CheckpointError(
                .corrupted, file: first.file.path, offset: first.keyOffsets["split.tensors.count"],
                reason: "metadata key split.tensors.count is \(expected), but the shards hold \(names.count) tensors")
        }
        return headers
    }

    private static func firstShard(of path: String) -> String {
        ShardName(path)?.path(1) ?? path
    }

    /// A path that ends in `-00002-of-00003.gguf`.
    private struct ShardName {
        let stem: String
        let count: Int

        init?(_ path: String) {
            let suffix = Array(path.utf8.suffix(20))  // "-00002-of-00003.gguf"
            guard suffix.count == 20, suffix[0] == UInt8(ascii: "-"),
                suffix[6..<10].elementsEqual("-of-".utf8), suffix[15...].elementsEqual(".gguf".utf8),
                let number = Self.digits(suffix[1..<6]), let count = Self.digits(suffix[10..<15]),
                1...max(count, 1) ~= number, count >= 1,
                let stem = String(path.utf8.dropLast(20))
            else { return nil }
            self.stem = stem
            self.count = count
        }

        func path(_ index: Int) -> String { "\(stem)-\(Self.padded(index))-of-\(Self.padded(count)).gguf" }

        private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
            guard bytes.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        private static func padded(_ number: Int) -> String {
            String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
        }
    }
}
