import CorvidGrammar

/// The tensors of a Hugging Face folder: one safetensors file, or the shards that an index lists.
struct HuggingFaceWeights: Sendable {
    /// A tensor and the file it stands in.
    struct Entry: Sendable {
        let tensor: SafeTensorsFile.Entry
        let file: SafeTensorsFile
    }

    /// A half of a multimodal checkpoint.
    enum Part: Sendable {
        /// The language model.
        case language
        /// The image tower and the projector to the language model.
        case vision
        /// An image tower and the text tower that was trained with it.
        case imageAndText
    }

    let files: [SafeTensorsFile]
    /// Tensors by normalised name: see ``normalized(_:)``.
    private(set) var entries: [String: Entry] = [:]

    init(folder: String, part: Part = .language) throws(CheckpointError) {
        let single = folder + "/model.safetensors"
        let index = folder + "/model.safetensors.index.json"
        if MappedFile.exists(single) {
            files = [try SafeTensorsFile(path: single)]
        } else if MappedFile.exists(index) {
            files = try Self.openShards(folder: folder, index: try JSONFile(path: index))
        } else {
            let hint =
                MappedFile.exists(folder + "/pytorch_model.bin")
                ? "; pytorch_model.bin is a format that is not read, convert it to safetensors" : ""
            throw CheckpointError(
                .unreadable, file: folder,
                reason: "holds neither model.safetensors nor model.safetensors.index.json\(hint)")
        }
        for file in files {
            for tensor in file.entries where !Self.isIgnored(tensor.name, part) {
                let entry = Entry(tensor: tensor, file: file)
                guard entries.updateValue(entry, forKey: Self.normalized(tensor.name, part)) == nil else {
                    throw file.header.error(.corrupted, key: tensor.name, "tensor \(tensor.name) appears twice")
                }
            }
        }
    }

    /// Opens every shard named in the index and checks that it holds the tensors the index promises.
    private static func openShards(folder: String, index: JSONFile) throws(CheckpointError) -> [SafeTensorsFile] {
        guard let map = index.root["weight_map"]?.members, !map.isEmpty else {
            throw index.error(.corrupted, key: "weight_map", "has no weight_map of tensor names to files")
        }
        var shards: [SafeTensorsFile] = []
        var names: [String: Set<String>] = [:]
        for member in map {
            let tensor = String(decoding: member.key, as: UTF8.self)
            guard let name = member.value.text, !name.isEmpty, !name.contains("/"), !name.contains("\0") else {
                throw index.error(
                    .corrupted, key: tensor, "tensor \(tensor) is mapped to something that is no file name")
            }
            if names[name] == nil {
                let shard = try SafeTensorsFile(path: folder + "/" + name)
                names[name] = Set(shard.entries.map(\.name))
                shards.append(shard)
            }
            guard names[name]?.contains(tensor) == true else {
                throw index.error(.tensor, key: tensor, "tensor \(tensor) should be in \(name), but is not")
            }
        }
        return shards
    }

    /// A tensor's name without the prefixes that differ between exports of the same model.
    private static func normalized(_ name: String, _ part: Part) -> String {
        let prefixes =
            part == .language
            ? ["model.", "language_model.", "text_model.", "bert.", "transformer."]
            : ["model.", "vision_tower.", "vision_model."]
        var rest = name[...]
        while let prefix = prefixes.first(where: rest.hasPrefix) { rest = rest.dropFirst(prefix.count) }
        // BERT checkpoints converted from TensorFlow name the norms' parameters so.
        if rest.hasSuffix(".gamma") { return rest.dropLast(6) + ".weight" }
        if rest.hasSuffix(".beta") { return rest.dropLast(5) + ".bias" }
        return String(rest)
    }

    /// Whether a tensor is a leftover that no model needs (a buffer), or belongs to another half of the checkpoint.
    private static func isIgnored(_ name: String, _ part: Part) -> Bool {
        if [".inv_freq", "position_ids", ".attn.bias", ".attn.masked_bias"].contains(where: name.hasSuffix) {
            return true
        }
        let name = name.hasPrefix("model.") ? name.dropFirst(6) : name[...]
        let isVision = ["vision_tower.", "vision_model.", "multi_modal_projector.", "connector."]
            .contains(where: name.hasPrefix)
        switch part {
        case .language: return isVision
        case .vision: return !isVision
        case .imageAndText: return false
        }
    }
}
