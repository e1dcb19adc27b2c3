import CorvidGrammar

/// What the normalizer and pre-tokenizer of a `tokenizer.json` amount to, in the terms of GGUF.
enum PreTokenizerName {
    /// Whether text is split into words and these into bytes written as letters.
    static func isByteLevel(_ tokenizer: JSONValue) -> Bool {
        steps(tokenizer["pre_tokenizer"]).contains { $0["type"]?.text == "ByteLevel" }
            || steps(tokenizer["decoder"], list: "decoders").contains { $0["type"]?.text == "ByteLevel" }
    }

    /// The name of a byte-level tokenizer's way to split text; nil when GGUF has none.
    static func recognised(_ tokenizer: JSONValue, architecture: String) -> String? {
        let wholeWords = tokenizer["model"]?["ignore_merges"]?.bool == true
        switch signature(tokenizer) {
        case ["bytes with words"]: return "gpt-2"
        case ["digits", "bytes with words"]: return "smollm"
        case ["split \(words(digits: "{1,3}"))", "bytes"]:
            guard wholeWords else { return "dbrx" }
            return architecture == "lfm2" ? "lfm2" : "llama-bpe"
        case ["split \(words(digits: ""))", "bytes"]: return "qwen2"
        case ["split \(words(digits: "", letters: "[\\p{L}\\p{M}]", letterClasses: "\\p{L}\\p{M}"))", "bytes"]:
            return "qwen35"
        case ["split \(cased(suffix: contractions + "?", digits: "{1,3}"))", "bytes"]: return "gpt-4o"
        case ["split \(cased(suffix: "", digits: ""))", "bytes"]: return "tekken"
        default: return nil
        }
    }

    /// The steps of the pre-tokenizer, for an error message.
    static func description(of tokenizer: JSONValue) -> String {
        let steps = signature(tokenizer).joined(separator: ", then ")
        return steps.isEmpty ? "no pre-tokenizer" : String(steps.prefix(300))
    }

    /// Whether a space is put before the text.
    static func addsSpacePrefix(_ tokenizer: JSONValue) -> Bool {
        let prepends = steps(tokenizer["normalizer"], list: "normalizers").contains { $0["type"]?.text == "Prepend" }
        return prepends
            || steps(tokenizer["pre_tokenizer"]).contains { step in
                guard step["type"]?.text == "Metaspace" else { return false }
                if let scheme = step["prepend_scheme"]?.text { return scheme != "never" }
                return step["add_prefix_space"]?.bool ?? true
            }
    }

    /// Whether runs of spaces become one.
    static func joinsSpaces(_ tokenizer: JSONValue) -> Bool {
        steps(tokenizer["normalizer"], list: "normalizers").contains { step in
            step["type"]?.text == "Replace" && step["pattern"]?["Regex"]?.text == " {2,}"
        } || steps(tokenizer["pre_tokenizer"]).contains { $0["type"]?.text == "WhitespaceSplit" }
    }

    /// The normalisation table of a unigram model.
    static func characterTable(
        _ tokenizer: JSONValue, invalid: (String) -> CheckpointError
    ) throws(CheckpointError) -> [UInt8]? {
        for step in steps(tokenizer["normalizer"], list: "normalizers") {
            guard step["type"]?.text == "Precompiled", let text = step["precompiled_charsmap"]?.utf8 else { continue }
            guard let table = base64(text) else {
                throw invalid("has a precompiled_charsmap that is not base64")
            }
            return table.isEmpty ? nil : table
        }
        return nil
    }

    // MARK: Steps

    /// The members of a sequence, or the one step itself.
    private static func steps(_ value: JSONValue?, list: String = "pretokenizers") -> [JSONValue] {
        guard let value, !value.isNull else { return [] }
        guard value["type"]?.text == "Sequence" else { return [value] }
        return (value[list]?.array ?? []).flatMap { steps($0, list: list) }
    }

    private static func signature(_ tokenizer: JSONValue) -> [String] {
        steps(tokenizer["pre_tokenizer"]).map { step in
            switch step["type"]?.text ?? "" {
            case "ByteLevel": return step["use_regex"]?.bool == false ? "bytes" : "bytes with words"
            case "Digits" where step["individual_digits"]?.bool == true: return "digits"
            case "Split" where step["invert"]?.bool != true && step["behavior"]?.text == "Isolated":
                return "split \(step["pattern"]?["Regex"]?.text ?? step["pattern"]?["String"]?.text ?? "")"
            case let other: return other
            }
        }
    }

    // MARK: Published patterns

    private static let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"

    /// Words with a leading character, digits in groups, punctuation, runs of spaces.
    private static func words(
        digits: String, letters: String = "\\p{L}", letterClasses: String = "\\p{L}"
    ) -> String {
        contractions + "|[^\\r\\n\\p{L}\\p{N}]?\(letters)+|\\p{N}\(digits)| ?[^\\s\(letterClasses)\\p{N}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
    }

    /// The same with words split where lower case becomes upper case.
    private static func cased(suffix: String, digits: String) -> String {
        let upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
        let lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
        let lead = "[^\\r\\n\\p{L}\\p{N}]?"
        return "\(lead)\(upper)*\(lower)+\(suffix)|\(lead)\(upper)+\(lower)*\(suffix)|\\p{N}\(digits)"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
    }

    // MARK: Base64 (RFC 4648)

    private static func base64(_ text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var (bits, count): (UInt32, Int) = (0, 0)
        for character in text {
            let digit: UInt8
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = character - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = character - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): digit = 62
            case UInt8(ascii: "/"): digit = 63
            case UInt8(ascii: "="): continue
            default: return nil
            }
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
