import CorvidGrammar

/// Reads the `normalizer` of a `tokenizer.json`.
enum NormalizerJSON {
    static func normalizer(_ value: JSONValue?) throws -> TextNormalizer? {
        guard let value, !value.isNull else { return nil }
        let type = value["type"]?.text ?? ""
        func flag(_ name: String) -> Bool { value[name]?.bool ?? true }
        switch type {
        case "Sequence": return .sequence(try (value["normalizers"]?.array ?? []).compactMap { try normalizer($0) })
        case "NFC": return .form(.nfc)
        case "NFD": return .form(.nfd)
        case "NFKC": return .form(.nfkc)
        case "NFKD": return .form(.nfkd)
        case "Lowercase": return .lowercase
        case "StripAccents": return .stripAccents
        case "Strip": return .strip(left: flag("strip_left"), right: flag("strip_right"))
        case "Prepend": return .prepend(value["prepend"]?.utf8 ?? [])
        case "Nmt": return .nmt
        case "ByteLevel": return .byteLevel
        case "Replace":
            let content = value["content"]?.utf8 ?? []
            if let text = value["pattern"]?["String"]?.utf8 { return .replace(text, with: content) }
            guard let expression = value["pattern"]?["Regex"]?.text else {
                throw TokenizerJSONError("a Replace normalizer has no pattern")
            }
            return .replacePattern(try pattern(expression), with: content)
        case "BertNormalizer":
            let lowercases = flag("lowercase")
            return .bert(
                cleansText: flag("clean_text"), spacesChinese: flag("handle_chinese_chars"),
                stripsAccents: value["strip_accents"]?.bool ?? lowercases, lowercases: lowercases)
        case "Precompiled":
            guard let text = value["precompiled_charsmap"]?.utf8, let bytes = Base64.decode(text) else {
                throw TokenizerJSONError("the Precompiled normalizer has no character map in Base64")
            }
            if bytes.isEmpty { return nil }
            do {
                return .precompiled(try PrecompiledCharacterMap(bytes))
            } catch {
                throw TokenizerJSONError(error.reason)
            }
        default: throw TokenizerJSONError(unsupported: "normalizer \(printable(type.utf8)) is not supported")
        }
    }

    /// A pattern of the file; one that cannot be compiled is unsupported rather than wrong.
    static func pattern(
        _ expression: String, reading: SplitPattern.Reading = .utf8
    ) throws(TokenizerJSONError) -> SplitPattern {
        do {
            return try SplitPattern(expression, reading: reading)
        } catch {
            throw TokenizerJSONError(unsupported: error.reason)
        }
    }
}
