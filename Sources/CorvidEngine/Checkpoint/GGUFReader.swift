enum GGUFReader {
    static func open(_ path: String) throws(CheckpointError) -> Checkpoint {
        throw CheckpointError(.unsupported, file: path, reason: "GGUF files are not read yet")
    }
}
