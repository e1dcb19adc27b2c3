import CorvidEngine
import Testing

struct GGUFWriterTests {
    private let folder = TemporaryFolder()

    @Test func writesWhatTheReaderReads() throws {
        var names = MetadataValue.StringTable()
        names.append("eins".utf8)
        names.append([])
        names.append([0xFF, 0x00])
        let metadata: [(key: String, value: MetadataValue)] = [
            ("general.architecture", .string(Array("llama".utf8))),
            ("a.small", .unsigned(7)), ("a.large", .unsigned(1 << 40)),
            ("a.signed", .signed(-7)), ("a.wide", .signed(-(1 << 40))),
            ("a.float", .float(0.5)), ("a.yes", .bool(true)), ("a.no", .bool(false)),
            ("a.integers", .integers([1, -2, 3])), ("a.floats", .floats([0.25, -1])), ("a.strings", .strings(names)),
            ("a.flags", .array([.bool(true), .bool(false)])), ("a.wide integers", .integers([1 << 40])),
        ]
        let tensors = [
            GGUFWriter.Tensor(name: "one", format: .f32, shape: [3]),
            GGUFWriter.Tensor(name: "two", format: .q8_0, shape: [64, 5]),
            GGUFWriter.Tensor(name: "three", format: .bf16, shape: [2, 3, 4]),
        ]
        let contents = tensors.map { tensor in
            (0..<(tensor.byteCount ?? 0)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ tensor.name.utf8.count) }
        }
        let path = folder.write("out.gguf", "")
        var writer = try GGUFWriter(path: path, metadata: metadata, tensors: tensors)
        for bytes in contents {
            // In two pieces of odd length.
            try bytes[..<5].withUnsafeBytes { try writer.write($0) }
            try bytes[5...].withUnsafeBytes { try writer.write($0) }
        }
        try writer.finish()
        #expect(TemporaryFolder.read(path).count == Int(writer.fileBytes))

        let checkpoint = try Checkpoint.open(path)
        #expect(checkpoint.kind == .gguf(version: 3))
        for (key, value) in metadata { #expect(checkpoint.metadata[key] == value, "\(key)") }
        #expect(checkpoint.tensors.map(\.name) == tensors.map(\.name))
        for (tensor, (expected, bytes)) in zip(checkpoint.tensors, zip(tensors, contents)) {
            #expect(tensor.shape == expected.shape)
            #expect(tensor.format == expected.format)
            #expect(tensor.offset % UInt64(GGUFWriter.alignment) == 0)
            #expect(Array(tensor.bytes.buffer) == bytes)
        }
    }

    @Test func droppedWriterLeavesNothing() throws {
        let path = folder.write("kept.gguf", "old")
        let files = try listing()
        do {
            var writer = try GGUFWriter(
                path: path, metadata: [], tensors: [.init(name: "a", format: .f32, shape: [8])])
            try [UInt8](repeating: 1, count: 16).withUnsafeBytes { try writer.write($0) }
            #expect(try listing().count == files.count + 1)
        }
        #expect(TemporaryFolder.read(path) == Array("old".utf8))
        #expect(try listing() == files)
    }

    @Test func emptyTensorsAndEmptyFiles() throws {
        let path = folder.write("empty.gguf", "")
        let writer = try GGUFWriter(
            path: path, metadata: [("general.architecture", .string(Array("x".utf8)))], tensors: [])
        try writer.finish()
        #expect(try Checkpoint.open(path).tensors.isEmpty)
    }

    @Test func refusesPlacesThatCannotBeWritten() throws {
        for path in ["\(folder.path)/missing/out.gguf", folder.path, "/proc/out.gguf"] {
            let error = #expect(throws: CheckpointError.self) {
                _ = try GGUFWriter(path: path, metadata: [], tensors: [])
            }
            #expect(error?.code == .unwritable)
            #expect(error?.file == path)
        }
    }

    @Test func refusesWhatTheDiskCannotHold() throws {
        let huge = GGUFWriter.Tensor(name: "huge", format: .f32, shape: [1 << 30, 1 << 20])
        let error = #expect(throws: CheckpointError.self) {
            _ = try GGUFWriter(path: "\(folder.path)/huge.gguf", metadata: [], tensors: [huge])
        }
        #expect(error?.code == .unwritable)
        #expect(error?.reason.contains("free") == true)
        #expect(try listing().isEmpty)
    }

    @Test(arguments: [
        GGUFWriter.Tensor(name: "a", format: .q8_0, shape: [33]),
        GGUFWriter.Tensor(name: "a", format: .f32, shape: [1 << 40, 1 << 40]),
        GGUFWriter.Tensor(name: "a", format: .f32, shape: [2, -1]),
        GGUFWriter.Tensor(name: "a", format: .f32, shape: []),
        GGUFWriter.Tensor(name: "a", format: .f32, shape: [1, 1, 1, 1, 1]),
    ])
    func refusesShapes(_ tensor: GGUFWriter.Tensor) throws {
        let error = #expect(throws: CheckpointError.self) {
            _ = try GGUFWriter(path: "\(folder.path)/shape.gguf", metadata: [], tensors: [tensor])
        }
        #expect(error?.code == .tensor)
    }

    @Test func refusesArraysOfMixedTypes() {
        let error = #expect(throws: CheckpointError.self) {
            _ = try GGUFWriter(
                path: "\(folder.path)/mixed.gguf", metadata: [("a", .array([.bool(true), .unsigned(1)]))], tensors: [])
        }
        #expect(error?.code == .metadata)
    }

    private func listing() throws -> [String] { TemporaryFolder.names(in: folder.path) }
}
