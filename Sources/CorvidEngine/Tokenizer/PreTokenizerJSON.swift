import CorvidGrammar

/// Reads the `pre_tokenizer` of a `tokenizer.json`.
struct PreTokenizerJSON {
    /// The text is in the byte alphabet before the first step.
    let isByteLevel: Bool

    func steps(_ value: JSONValue?) throws -> [PreTokenizer] {
        var steps: [PreTokenizer] = []
        var reading = isByteLevel ? SplitPattern.Reading.byteAlphabet : .utf8
        try append(value, &reading, to: &steps)
        return steps
    }

    private func append(
        _ value: JSONValue?, _ reading: inout SplitPattern.Reading, to steps: inout [PreTokenizer]
    ) throws {
        guard let value, !value.isNull else { return }
        let type = value["type"]?.text ?? ""
        let isMapped = reading == .byteAlphabet
        func behaviour(_ standard: PreTokenizer.Behaviour) throws -> PreTokenizer.Behaviour {
            guard let name = value["behavior"]?.text else { return standard }
            guard let behaviour = PreTokenizer.Behaviour(rawValue: name) else {
                throw TokenizerJSONError(unsupported: "behavior \(printable(name.utf8)) is not supported")
            }
            return behaviour
        }
        switch type {
        case "Sequence":
            for value in value["pretokenizers"]?.array ?? [] { try append(value, &reading, to: &steps) }
        case "Digits":
            let isIndividual = value["individual_digits"]?.bool ?? false
            steps.append(.characters(.numeric, isIndividual ? .isolated : .contiguous, reading))
        case "Punctuation": steps.append(.characters(.bertPunctuation, try behaviour(.isolated), reading))
        case "Split": try appendSplit(value, try behaviour(.isolated), reading, to: &steps)
        case "ByteLevel":
            // Without its expression, a second ByteLevel after the first would map the characters again.
            if isMapped, steps.isEmpty == false || value["use_regex"]?.bool ?? true {
                throw TokenizerJSONError(unsupported: "text that is in the byte alphabet already meets ByteLevel again")
            }
            if value["add_prefix_space"]?.bool ?? true { steps.append(.prefixSpace) }
            if value["use_regex"]?.bool ?? true {
                steps.append(
                    .words(WordScanner(.gpt2, contractions: .lowercase, digits: .max, unicode: .current)))
            }
            reading = .byteAlphabet
        case _ where isMapped:
            throw TokenizerJSONError(
                unsupported: "pre-tokenizer \(printable(type.utf8)) after ByteLevel is not supported")
        case "Whitespace":
            let words = #"\p{CorvidPlainWord}+|[^\p{CorvidPlainWord}\s]+"#
            steps.append(.pattern(try NormalizerJSON.pattern(words), .removed, isInverted: true))
        case "WhitespaceSplit": steps.append(.characters(.space, .removed, .utf8))
        case "BertPreTokenizer": steps.append(.bert)
        case "CharDelimiterSplit":
            guard let delimiter = value["delimiter"]?.text?.unicodeScalars.first else {
                throw TokenizerJSONError("CharDelimiterSplit has no delimiter")
            }
            steps.append(.delimiter(delimiter.value))
        case "Metaspace":
            let hasPrefix = value["add_prefix_space"]?.bool ?? true
            let name = value["prepend_scheme"]?.text ?? (hasPrefix ? "always" : "never")
            guard let scheme = PreTokenizer.PrependScheme(rawValue: name) else {
                throw TokenizerJSONError(unsupported: "prepend_scheme \(printable(name.utf8)) is not supported")
            }
            steps.append(
                .metaspace(
                    marker: value["replacement"]?.utf8 ?? [0xE2, 0x96, 0x81], scheme: scheme,
                    splits: value["split"]?.bool ?? true))
        default: throw TokenizerJSONError(unsupported: "pre-tokenizer \(printable(type.utf8)) is not supported")
        }
    }

    private func appendSplit(
        _ value: JSONValue, _ behaviour: PreTokenizer.Behaviour, _ reading: SplitPattern.Reading,
        to steps: inout [PreTokenizer]
    ) throws {
        let isInverted = value["invert"]?.bool ?? false
        if let text = value["pattern"]?["String"]?.text {
            do {
                let pattern = try SplitPattern(literal: text, reading: reading)
                steps.append(.pattern(pattern, behaviour, isInverted: isInverted))
            } catch {
                throw TokenizerJSONError(error.reason)
            }
            return
        }
        guard let expression = value["pattern"]?["Regex"]?.text else {
            throw TokenizerJSONError("a Split pre-tokenizer has no pattern")
        }
        // The scanners cover all of the text, so what is done with the rest does not matter.
        if reading == .utf8, behaviour == .isolated || behaviour == .removed && isInverted,
            let scanner = WordScanner(expression: expression, unicode: .current)
        {
            steps.append(.words(scanner))
            return
        }
        let pattern = try NormalizerJSON.pattern(expression, reading: reading)
        steps.append(.pattern(pattern, behaviour, isInverted: isInverted))
    }
}
