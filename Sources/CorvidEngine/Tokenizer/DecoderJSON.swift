import CorvidGrammar

/// Reads the `decoder` of a `tokenizer.json`.
enum DecoderJSON {
    static func decoder(_ value: JSONValue?) throws -> TokenDecoder {
        var decoder = TokenDecoder(steps: [])
        guard let value, !value.isNull else {
            decoder.steps = [.join]
            return decoder
        }
        var isFused = false
        try append(value, &isFused, to: &decoder)
        return decoder
    }

    private static func append(_ value: JSONValue, _ isFused: inout Bool, to decoder: inout TokenDecoder) throws {
        let type = value["type"]?.text ?? ""
        switch type {
        case "Sequence": for value in value["decoders"]?.array ?? [] { try append(value, &isFused, to: &decoder) }
        // The vocabulary holds bytes already.
        case "ByteLevel": break
        case "ByteFallback": decoder.steps.append(.byteFallback)
        case "Fuse": isFused = true
        case "Replace":
            guard let pattern = value["pattern"]?["String"]?.utf8 else {
                throw TokenizerJSONError(unsupported: "a Replace decoder with an expression is not supported")
            }
            decoder.steps.append(.replace(pattern, with: value["content"]?.utf8 ?? []))
        case "Metaspace":
            let hasPrefix = value["add_prefix_space"]?.bool ?? true
            let scheme = value["prepend_scheme"]?.text ?? (hasPrefix ? "always" : "never")
            decoder.steps.append(
                .metaspace(marker: value["replacement"]?.utf8 ?? [0xE2, 0x96, 0x81], dropsFirst: scheme != "never"))
        case "WordPiece":
            decoder.steps.append(
                .wordPiece(
                    prefix: value["prefix"]?.utf8 ?? Array("##".utf8), cleansUp: value["cleanup"]?.bool ?? true))
        case "Strip":
            let content = value["content"]?.utf8 ?? [0x20]
            guard content.count == 1, (value["stop"]?.int ?? 0) == 0, let start = value["start"]?.int, start >= 0 else {
                throw TokenizerJSONError(unsupported: "a Strip decoder other than of one ASCII character at the start")
            }
            if isFused {
                decoder.strippedByte = content[0]
                decoder.strippedCount = start
            } else {
                decoder.steps.append(.stripStart(content[0], count: start))
            }
        default: throw TokenizerJSONError(unsupported: "decoder \(printable(type.utf8)) is not supported")
        }
    }
}
