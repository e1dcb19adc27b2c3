package import CorvidEngine

extension Trainer {
    /// Writes the model as a GGUF file of the `lfm2` family that any program of that format loads.
    ///
    /// - Parameters:
    ///   - vocabulary: the checkpoint whose tokenizer the model was trained with; its tokenizer's metadata is copied.
    ///   - name: what the file calls the model.
    ///   - usesAverage: takes the averaged weights.
    /// - Throws: `CheckpointError` when the disk refuses the file.
    package func export(
        to path: String, name: String, vocabulary: Checkpoint, usesAverage: Bool = true
    ) throws(CheckpointError) {
        let shape = model.shape
        func text(_ string: String) -> MetadataValue { .string(Array(string.utf8)) }
        func count(_ value: Int) -> MetadataValue { .unsigned(UInt64(value)) }
        var metadata: [(key: String, value: MetadataValue)] = [
            ("general.architecture", text("lfm2")),
            ("general.name", text(name)),
            ("lfm2.vocab_size", count(shape.vocabulary)),
            ("lfm2.context_length", count(shape.contextLength)),
            ("lfm2.embedding_length", count(shape.width)),
            ("lfm2.block_count", count(shape.layers.count)),
            ("lfm2.feed_forward_length", count(shape.feedForward)),
            ("lfm2.attention.head_count", count(shape.heads)),
            (
                "lfm2.attention.head_count_kv",
                .integers(shape.layers.map { $0 == .attention ? Int64(shape.keyValueHeads) : 0 })
            ),
            ("lfm2.attention.key_length", count(shape.headSize)),
            ("lfm2.attention.value_length", count(shape.headSize)),
            ("lfm2.attention.layer_norm_rms_epsilon", .float(Double(shape.epsilon))),
            ("lfm2.rope.freq_base", .float(Double(shape.ropeBase))),
            ("lfm2.rope.dimension_count", count(shape.headSize)),
            ("lfm2.shortconv.l_cache", count(ModelShape.taps)),
        ]
        for key in vocabulary.metadata.keys.sorted() where key.hasPrefix("tokenizer.") || key == "corvid.chat_format" {
            if let value = vocabulary.metadata[key] { metadata.append((key, value)) }
        }
        let parameters = model.table.parameters
        var writer = try GGUFWriter(
            path: path, metadata: metadata,
            tensors: parameters.map { parameter in
                .init(
                    name: parameter.name, format: .f32,
                    shape: parameter.rows == 1 ? [parameter.columns] : [parameter.columns, parameter.rows])
            })
        let values = usesAverage ? optimizer.average : model.weights
        for parameter in parameters {
            try writer.write(
                UnsafeRawBufferPointer(
                    UnsafeBufferPointer(rebasing: values[parameter.offset..<parameter.offset + parameter.count])))
        }
        try writer.finish()
    }
}
