import CorvidGrammar

/// Opens a folder in the layout of the Hugging Face hub: `config.json`, safetensors files, tokenizer files.
enum HuggingFaceFolder {
    static func open(_ folder: String) throws(CheckpointError) -> Checkpoint {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let configurationPath = folder + "/config.json"
        guard MappedFile.exists(configurationPath) else {
            throw CheckpointError(
                .unknownFormat, file: folder, reason: "is a folder without config.json, so no Hugging Face checkpoint")
        }
        let configuration = HuggingFaceConfiguration(try JSONFile(path: configurationPath, limit: 16 << 20))
        let family = try HuggingFaceFamily.find(configuration)
        var draft = HuggingFaceDraft(architecture: family.architecture)
        let rules = try family.describe(configuration, &draft)
        let weights = try HuggingFaceWeights(folder: folder)
        var mapper = HuggingFaceMapper(weights, folder: folder)
        try mapper.apply(rules)

        let tokenizer = try HuggingFaceTokenizerFacts(folder: folder, configuration: configuration)
        tokenizer.add(to: &draft)
        if family.architecture == "bert" { draft.set("pooling_type", try poolingType(folder: folder)) }
        let name = folder.split(separator: "/").last.map(String.init) ?? folder
        draft.set(key: "general.name", .string(Array(name.utf8)))

        var layout = CheckpointLayout()
        layout.weightFiles = weights.files.map(\.file)
        layout.headerBytes = weights.files.map(\.dataStart)
        layout.metadataFile = configurationPath
        layout.otherFiles = [try MappedFile(path: configurationPath)]
        if let file = tokenizer.tokenizerFile { layout.otherFiles.append(file) }
        return Checkpoint(
            path: folder, kind: .huggingFace, metadata: draft.metadata,
            tensors: computedTensors(draft, file: configurationPath) + mapper.tensors,
            tokenizerJSON: tokenizer.tokenizerFile?.bytes, chatTemplate: tokenizer.chatTemplate, layout: layout)
    }

    /// The tensors that follow from the configuration alone, in memory of their own.
    private static func computedTensors(_ draft: HuggingFaceDraft, file: String) -> [StoredTensor] {
        draft.computed.map { name, values in
            let bytes = MappedBytes.filling(byteCount: values.count * 4) { buffer in
                values.withUnsafeBytes { buffer.copyMemory(from: $0) }
            }
            return StoredTensor(name: name, format: .f32, shape: [values.count], offset: 0, file: file, bytes: bytes)
        }
    }

    /// How a sentence encoder pools, in the numbers of GGUF (1 mean, 2 first token, 3 last); mean unless stated.
    private static func poolingType(folder: String) throws(CheckpointError) -> Int {
        let path = folder + "/1_Pooling/config.json"
        guard MappedFile.exists(path) else { return 1 }
        let json = try JSONFile(path: path, limit: 1 << 20)
        let modes = [("pooling_mode_mean_tokens", 1), ("pooling_mode_cls_token", 2), ("pooling_mode_lasttoken", 3)]
        guard let mode = modes.first(where: { json.root[$0.0]?.bool == true }) else {
            throw json.error(.unsupported, key: "pooling_mode_mean_tokens", "names no pooling mode that is supported")
        }
        return mode.1
    }
}
