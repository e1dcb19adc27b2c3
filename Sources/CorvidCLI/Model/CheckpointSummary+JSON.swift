import CorvidEngine
import CorvidGrammar

extension CheckpointSummary {
    /// The summary as one JSON object; arrays of the metadata are given by type and length.
    func json(tensors: Bool) -> JSONValue {
        let kind: String
        switch checkpoint.kind {
        case .gguf(let version): kind = "gguf-v\(version)"
        case .huggingFace: kind = "hugging-face"
        }
        var members: KeyValuePairs<String, JSONValue> {
            [
                "path": .text(checkpoint.path), "kind": .text(kind), "bytes": .integer(checkpoint.fileBytes),
                "architecture": .text(checkpoint.architecture), "parameters": .integer(parameters),
                "vocabulary": vocabulary.map { .integer($0) } ?? .null, "tokenizer": .text(tokenizer),
                "chat_template": .bool(checkpoint.chatTemplate != nil),
                "formats": .array(formats.map(Self.json)),
                "metadata": .object(
                    metadata.map { JSONValue.Member(key: Array($0.key.utf8), value: Self.json($0.value)) }),
            ]
        }
        guard tensors, case .object(var all) = JSONValue.object(members) else { return .object(members) }
        all.append(JSONValue.Member(key: Array("tensors".utf8), value: .array(checkpoint.tensors.map(Self.json))))
        return .object(all)
    }

    private static func json(_ share: FormatShare) -> JSONValue {
        .object([
            "format": .text(share.format.name), "tensors": .integer(share.tensors),
            "parameters": .integer(share.parameters), "bytes": .integer(share.bytes),
        ])
    }

    private static func json(_ tensor: StoredTensor) -> JSONValue {
        .object([
            "name": .text(tensor.name), "format": .text(tensor.format.name),
            "shape": .array(tensor.shape.map { .integer($0) }), "bytes": .integer(tensor.bytes.count),
            "file": .text(tensor.file), "offset": .integer(tensor.offset),
        ])
    }

    private static func json(_ value: MetadataValue) -> JSONValue {
        switch value {
        case .unsigned(let number): .integer(number)
        case .signed(let number): .integer(number)
        case .float(let number): .number(number)
        case .bool(let flag): .bool(flag)
        case .string: .text(value.text ?? "")
        case .array(let values): .object(["array": .text("mixed"), "count": .integer(values.count)])
        case .integers(let values): .object(["array": .text("integers"), "count": .integer(values.count)])
        case .floats(let values): .object(["array": .text("floats"), "count": .integer(values.count)])
        case .strings(let table): .object(["array": .text("strings"), "count": .integer(table.count)])
        }
    }
}
