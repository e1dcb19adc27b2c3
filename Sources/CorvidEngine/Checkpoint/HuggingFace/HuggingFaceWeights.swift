import CorvidGrammar

/// The tensors of a Hugging Face folder: one safetensors file, or the shards that an index lists.
struct HuggingFaceWeights: Sendable {
    /// A tensor and the file it stands in.
    struct Entry: Sendable {
        let tensor: SafeTensorsFile.Entry
        let file: SafeTensorsFile
    }

    let files: [SafeTensorsFile]
    /// Tensors by normalised name: see ``normalized(_:)``.
    private(set) var entries: [String: Entry] = [:]

    init(folder: String) throws(CheckpointError) {
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
            for tensor in file.entries where !Self.isIgnored(tensor.name) {
                let entry = Entry(tensor: tensor, file: file)
                guard entries.updateValue(entry, forKey: Self.normalized(tensor.name)) == nil else {
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
    private static func normalized(_ name: String) -> String {
        var rest = name[...]
        while let prefix = ["model.", "language_model.", "bert.", "transformer."].first(where: rest.hasPrefix) {
            rest = rest.dropFirst(prefix.count)
        }
        // BERT checkpoints converted from TensorFlow name the norms' parameters so.
        if rest.hasSuffix(".gamma") { return rest.dropLast(6) + ".weight" }
        if rest.hasSuffix(".beta") { return rest.dropLast(5) + ".bias" }
        return String(rest)
    }

    /// Whether a tensor is a leftover that no model needs: buffers, and the vision half of a multimodal checkpoint.
    private static func isIgnored(_ name: String) -> Bool {
        [".inv_freq", "position_ids", ".attn.bias", ".attn.masked_bias"].contains(where: name.hasSuffix)
            || ["vision_tower.", "multi_modal_projector.", "model.vision_tower.", "model.multi_modal_projector."]
                .contains(where: name.hasPrefix)
    }
}
