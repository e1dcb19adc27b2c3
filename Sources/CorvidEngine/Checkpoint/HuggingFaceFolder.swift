enum HuggingFaceFolder {
    static func open(_ path: String) throws(CheckpointError) -> Checkpoint {
        throw CheckpointError(.unsupported, file: path, reason: "Hugging Face folders are not read yet")
    }
}
