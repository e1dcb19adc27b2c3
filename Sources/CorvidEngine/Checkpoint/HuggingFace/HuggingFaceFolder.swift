import CorvidGrammar

/// Opens a folder in the layout of the Hugging Face hub: `config.json`, safetensors files, tokenizer files.
enum HuggingFaceFolder {
    static func open(_ folder: String) throws(CheckpointError) -> Checkpoint {
        let (folder, configurationPath, json) = try configuration(folder)
        let configuration = HuggingFaceConfiguration(json)
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

        let layout = try layout(weights, configurationPath, tokenizer.tokenizerFile)
        return Checkpoint(
            path: folder, kind: .huggingFace, metadata: draft.metadata,
            tensors: computedTensors(draft, file: configurationPath) + mapper.tensors,
            tokenizerJSON: tokenizer.tokenizerFile?.bytes, chatTemplate: tokenizer.chatTemplate, layout: layout)
    }

    /// The image half of a folder, under the keys and names of `mmproj` files.
    static func openVision(_ folder: String) throws(CheckpointError) -> Checkpoint {
        let (folder, configurationPath, json) = try configuration(folder)
        let vision = try HuggingFaceVision(json)
        let weights = try HuggingFaceWeights(folder: folder, part: vision.part)
        var mapper = HuggingFaceMapper(weights, folder: folder)
        try mapper.apply(vision.rules)
        let path = folder + "/tokenizer.json"
        let tokenizer = MappedFile.exists(path) ? try MappedFile(path: path) : nil
        return Checkpoint(
            path: folder, kind: .huggingFace, metadata: vision.draft.metadata, tensors: mapper.tensors,
            tokenizerJSON: tokenizer?.bytes, layout: try layout(weights, configurationPath, tokenizer))
    }

    /// The folder without a slash at its end, and its configuration.
    private static func configuration(
        _ folder: String
    ) throws(CheckpointError) -> (folder: String, path: String, json: JSONFile) {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        let path = folder + "/config.json"
        guard MappedFile.exists(path) else {
            throw CheckpointError(
                .unknownFormat, file: folder, reason: "is a folder without config.json, so no Hugging Face checkpoint")
        }
        return (folder, path, try JSONFile(path: path, limit: 16 << 20))
    }

    private static func layout(
        _ weights: HuggingFaceWeights, _ configurationPath: String, _ tokenizer: MappedFile?
    ) throws(CheckpointError) -> CheckpointLayout {
        var layout = CheckpointLayout()
        layout.weightFiles = weights.files.map(\.file)
        layout.headerBytes = weights.files.map(\.dataStart)
        layout.metadataFile = configurationPath
        layout.otherFiles = [try MappedFile(path: configurationPath)]
        if let tokenizer { layout.otherFiles.append(tokenizer) }
        return layout
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
