/// Tokens whose spelling tells what they are for; files often do not say it otherwise.
enum WellKnownTokens {
    private static let endNames = [
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>",
        "<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>",
        "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>", "<｜end▁of▁sentence｜>", "[e~[",
    ]
    private static let ends = Set(endNames.map { Array($0.utf8) })
    /// Other tokens that are control tokens whatever the file says.
    private static let controls = Set(
        [
            "<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|code_prefix|>",
            "<|prefix|>", "<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>",
            "<|code_suffix|>", "<|suffix|>", "<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>",
            "▁<MID>", "<|code_middle|>", "<|middle|>", "<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]",
            "<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>", "<|file_sep|>",
        ].map { Array($0.utf8) })
    /// Tokens that belong to the text of a conversation's frame.
    private static let frames = Set(
        ["<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"].map { Array($0.utf8) })

    /// Whether a token may be one of those known here, from its first and last bytes.
    @inline(__always)
    static func looksSpecial(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 4, text.count <= 40, let first = text.first, let last = text.last else { return false }
        return (first == 0x3C || first == 0x5B || first == 0x5F || first == 0xE2)
            && (last == 0x3E || last == 0x5D || last == 0x5B)
    }

    /// What the spelling says the token is, whatever the file says.
    static func kind(of text: UnsafeBufferPointer<UInt8>) -> Vocabulary.Kind? {
        let text = Array(text)
        if ends.contains(text) || controls.contains(text) { return .control }
        return frames.contains(text) ? .userDefined : nil
    }

    /// Whether a sequence begins with a control token spelled so.
    static func isBeginning(_ text: some Collection<UInt8>) -> Bool {
        ["<s>", "<bos>", "<|begin_of_text|>", "<|startoftext|>"].contains { text.elementsEqual($0.utf8) }
    }

    /// Whether generation ends after a control token spelled so.
    static func isEnd(_ text: some Collection<UInt8>) -> Bool { ends.contains(Array(text)) }
}
