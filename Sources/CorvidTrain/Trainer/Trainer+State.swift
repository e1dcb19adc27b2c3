package import CorvidEngine

extension Trainer {
    /// The flat arrays that make a run's state, and the names of their tensors.
    private var arrays: [(name: String, values: UnsafeMutableBufferPointer<Float>)] {
        [
            ("weights", model.weights), ("first_moments", optimizer.first), ("second_moments", optimizer.second),
            ("average", optimizer.average),
        ]
    }

    /// Stores everything that a run needs to go on as if it had not stopped. The file appears only when it is complete.
    ///
    /// - Throws: `CheckpointError` when the disk refuses it; what was there stays.
    package func saveState(to path: String) throws(CheckpointError) {
        let metadata: [(key: String, value: MetadataValue)] = [
            ("general.architecture", .string(Array("corvid-training-state".utf8))),
            ("corvid.training.step", .unsigned(UInt64(optimizer.step))),
            ("corvid.training.document", .unsigned(position.index)),
            ("corvid.training.tokens", .unsigned(position.tokens)),
            ("corvid.training.layout", .string(Array(layout.utf8))),
            ("corvid.training.teacher", .string(Array((teacher?.digest ?? "").utf8))),
        ]
        var writer = try GGUFWriter(
            path: path, metadata: metadata,
            tensors: arrays.map { .init(name: $0.name, format: .f32, shape: [$0.values.count]) })
        for array in arrays { try writer.write(UnsafeRawBufferPointer(array.values)) }
        try writer.finish()
    }

    /// Names and shapes of all parameters: a state fits a model of exactly these.
    private var layout: String {
        model.table.parameters.map { "\($0.name) \($0.rows)x\($0.columns)" }.joined(separator: "\n")
    }

    /// Takes a stored state.
    ///
    /// - Throws: `CheckpointError` for a file that is none; ``TrainingError`` with the tensors that differ.
    package func loadState(from path: String) throws {
        let checkpoint = try Checkpoint.open(path)
        guard checkpoint.architecture == "corvid-training-state" else {
            throw TrainingError(
                .mismatch, "\(path) is not a stored training run, but a \(checkpoint.architecture) model")
        }
        let stored = try checkpoint.text("corvid.training.layout")
        guard stored == layout else {
            let own = Set(layout.split(separator: "\n"))
            let other = Set(stored.split(separator: "\n"))
            let difference = (own.symmetricDifference(other)).sorted().prefix(6).joined(separator: ", ")
            throw TrainingError(
                .mismatch,
                "\(path) is a run of another model; tensors that differ: \(difference). Use the configuration that it was "
                    + "begun with, or begin a new run in another folder.")
        }
        let digest = try checkpoint.optionalText("corvid.training.teacher") ?? ""
        guard digest == teacher?.digest ?? "" else {
            throw TrainingError(
                .mismatch,
                digest.isEmpty
                    ? "\(path) is a run without a teacher; go on with corvid train, or begin a new run in another folder"
                    : "\(path) is a run with \(teacher == nil ? "a" : "another") teacher; go on with corvid distill and that "
                        + "teacher, or begin a new run in another folder")
        }
        for array in arrays {
            let tensor = try checkpoint.tensor(required: array.name, shape: [array.values.count])
            tensor.bytes.withBytes { bytes in UnsafeMutableRawBufferPointer(array.values).copyMemory(from: bytes) }
        }
        var position = DocumentStream.Position()
        let whole = 0...Int.max
        position.index = UInt64(try checkpoint.integer("corvid.training.document", in: whole))
        position.tokens = UInt64(try checkpoint.integer("corvid.training.tokens", in: whole))
        restore(step: try checkpoint.integer("corvid.training.step", in: whole), position: position)
    }

    /// Begins with what a smaller model has learned.
    ///
    /// - Parameter vocabulary: the checkpoint with this model's tokenizer.
    /// - Throws: `CheckpointError` for a file that is none; ``TrainingError`` with what does not fit.
    package func grow(from origin: Checkpoint, vocabulary: Checkpoint, seed: UInt64) throws {
        if let difference = VocabularyDifference.first(of: origin, from: vocabulary) {
            throw TrainingError(
                .vocabulary,
                "\(origin.path) has another vocabulary than \(vocabulary.path): \(difference). A model grows from one of its "
                    + "own vocabulary.")
        }
        let small = TrainingModel(try ModelShape(origin), pool: model.pool, learns: false)
        try small.load(origin)
        try model.grow(from: small, seed: seed)
        optimizer.average.baseAddress?.update(from: model.weights.baseAddress!, count: model.table.count)
    }
}
