/// The pre-tokenizers that a GGUF file may name in `tokenizer.ggml.pre`.
///
/// Each is a list of expressions, applied one after another to the parts that the one before it left; what an expression
/// does not match is a part as well. They are the expressions that llama.cpp uses, whose ids are the measure for GGUF
/// files, and where it only approximates the model's own, so does this.
struct PreTokenizerCatalogue {
    let expressions: [String]
    /// A piece that is a token is not taken apart.
    var ignoresMerges = false
    /// The sequence begins with its token unless the file says otherwise.
    var addsBeginning = false
    /// Tokens are characters, spaces are `▁`, and bytes have tokens of their own: SentencePiece under another name.
    var isMarked = false

    /// The names that ``named(_:)`` knows, for messages.
    static var names: [String] { table.flatMap(\.names).sorted() }

    /// The entry of this name, or nil.
    static func named(_ name: String) -> PreTokenizerCatalogue? {
        table.first { $0.names.contains(name) }?.entry
    }

    /// The steps that carry the expressions out, with scanners where there are some.
    func steps() throws(VocabularyDefect) -> [PreTokenizer] {
        var steps: [PreTokenizer] = []
        for expression in expressions {
            if let scanner = WordScanner(expression: expression, unicode: .version15) {
                steps.append(.words(scanner))
            } else {
                let pattern = try SplitPattern(expression, unicode: .version15, reading: .utf8FoldingSpaces)
                steps.append(.pattern(pattern, .isolated, isInverted: false))
            }
        }
        return steps
    }

    private static let contractions = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
    private static let tail = #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let tailWithSlash = #"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    private static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"#
    private static let llama3 = contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"# + tail
    private static let qwen2 = contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"# + tail
    private static let qwen35 =
        contractions + #"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"#
        + #"|\s*[\r\n]+|\s+(?!\S)|\s+"#
    /// Words in which capitals may come first: letters but a to z, then letters but A to Z, one of both at least.
    private static func cased(_ suffix: String) -> String {
        let (upper, lower) = (#"[\p{L}&&[^a-z]]"#, #"[\p{L}&&[^A-Z]]"#)
        let head = #"[^\r\n\p{L}\p{N}]?"#
        return head + upper + "*" + lower + "+" + suffix + "|" + head + upper + "+" + lower + "*" + suffix + "|"
    }
    private static let gpt4o = cased(contractions + "?") + #"\p{N}{1,3}"# + tailWithSlash
    private static let tekken = cased("") + #"\p{N}"# + tailWithSlash
    private static let deepseekHan = #"[\x{4E00}-\x{9FA5}\x{800}-\x{4E00}\x{AC00}-\x{D7FF}]+"#
    private static let deepseekSigns =
        #"\s?[!-/:-~\x{FF01}-\x{FF0F}\x{FF1A}-\x{FF5E}\x{2018}-\x{201F}\x{3000}-\x{3002}]+"#
    private static let deepseek3 = [
        #"\p{N}{1,3}"#, #"[\x{4E00}-\x{9FA5}\x{3040}-\x{309F}\x{30A0}-\x{30FF}]+"#,
        ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"##
            + #"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
    ]
    /// Letters of the bicameral scripts as deepseek-llm lists them.
    private static let deepseekLetters =
        #"\s?[A-Za-z\x{B5}\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{1BA}\x{1BC}-\x{1BF}\x{1C4}-\x{293}\x{295}-\x{2AF"#
        + #"}\x{370}-\x{373}\x{376}\x{377}\x{37B}-\x{37D}\x{37F}\x{386}\x{388}-\x{38A}\x{38C}\x{38E}-\x{3A1}\x{3"#
        + #"A3}-\x{3F5}\x{3F7}-\x{481}\x{48A}-\x{52F}\x{531}-\x{556}\x{10A0}-\x{10C5}\x{13A0}-\x{13F5}\x{13F8}-\"#
        + #"x{13FD}\x{1C90}-\x{1CBA}\x{1CBD}-\x{1CBF}\x{1D00}-\x{1D2B}\x{1D6B}-\x{1D77}\x{1D79}-\x{1D9A}\x{1E00}"#
        + #"-\x{1F15}\x{1F18}-\x{1F1D}\x{1F20}-\x{1F45}\x{1F48}-\x{1F4D}\x{1F50}-\x{1F57}\x{1F59}\x{1F5B}\x{1F5D"#
        + #"}\x{1F5F}-\x{1F7D}\x{1F80}-\x{1FB4}\x{1FB6}-\x{1FBC}\x{1FBE}\x{1FC2}-\x{1FC4}\x{1FC6}-\x{1FCC}\x{1FD"#
        + #"0}-\x{1FD3}\x{1FD6}-\x{1FDB}\x{1FE0}-\x{1FEC}\x{1FF2}-\x{1FF4}\x{1FF6}-\x{1FFC}\x{2102}\x{2107}\x{21"#
        + #"0A}-\x{2113}\x{2115}\x{2119}-\x{211D}\x{2124}\x{2126}\x{2128}\x{212A}-\x{212D}\x{212F}-\x{2134}\x{21"#
        + #"39}\x{213C}-\x{213F}\x{2145}-\x{2149}\x{214E}\x{2183}\x{2184}\x{2C00}-\x{2C7B}\x{2C7E}-\x{2CE4}\x{2C"#
        + #"EB}-\x{2CEE}\x{2CF2}\x{2CF3}\x{A640}-\x{A66D}\x{A680}-\x{A69B}\x{A722}-\x{A76F}\x{A771}-\x{A787}\x{A"#
        + #"78B}-\x{A78E}\x{AB70}-\x{ABBF}\x{FB00}-\x{FB06}\x{FB13}-\x{FB17}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}\x"#
        + #"{10400}-\x{1044F}\x{104B0}-\x{104D3}\x{104D8}-\x{104FB}\x{10C80}-\x{10CB2}\x{10CC0}-\x{10CF2}\x{118A"#
        + #"0}-\x{118DF}\x{1E900}-\x{1E943}]+"#
    private static let bloom =
        #" ?[^(\s|.,!?\x{2026}\x{3002}\x{FF0C}\x{3001}\x{964}\x{6D4}\x{60C})]+"#

    private static let table: [(names: [String], entry: PreTokenizerCatalogue)] = [
        (
            ["llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"],
            PreTokenizerCatalogue(expressions: [llama3], ignoresMerges: true, addsBeginning: true)
        ),
        (["dbrx", "smaug-bpe", "chatglm-bpe"], PreTokenizerCatalogue(expressions: [llama3])),
        (["glm4", "glm5"], PreTokenizerCatalogue(expressions: [llama3], ignoresMerges: true)),
        (
            [
                "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "stablelm2", "megrez", "hunyuan", "solar-open",
                "grok-2",
            ],
            PreTokenizerCatalogue(expressions: [qwen2])
        ),
        (["qwen35"], PreTokenizerCatalogue(expressions: [qwen35])),
        (
            [
                "gpt-2", "phi-2", "jina-es", "jina-de", "gigachat", "jina-v2-es", "jina-v2-de", "a.x-4.0", "mellum",
                "modern-bert", "jina-v1-en", "jina-v2-code", "roberta-bpe", "mpt", "olmo", "jais", "trillion",
                "granite-docling", "exaone4",
            ],
            PreTokenizerCatalogue(expressions: [gpt2])
        ),
        (
            ["smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2"],
            PreTokenizerCatalogue(expressions: [#"\p{N}"#, gpt2])
        ),
        (
            ["falcon"],
            PreTokenizerCatalogue(expressions: [#"[\p{P}\$\+<=>\^~\|`]+"#, gpt2, "[0-9][0-9][0-9]"])
        ),
        (
            ["default"],
            PreTokenizerCatalogue(
                expressions: [#"[\p{P}\$\+<=>\^~\|]+"#, gpt2, #"\p{N}+"#, "[0-9][0-9][0-9]"])
        ),
        (
            ["deepseek-llm"],
            PreTokenizerCatalogue(
                expressions: [
                    #"[\r\n]"#, deepseekLetters, deepseekSigns, #"\s+$"#, deepseekHan, #"\p{N}+"#,
                ])
        ),
        (
            ["deepseek-coder"],
            PreTokenizerCatalogue(
                expressions: [#"[\r\n]"#, #"\s?\p{L}+"#, #"\s?\p{P}+"#, deepseekHan, #"\p{N}"#])
        ),
        (["deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"], PreTokenizerCatalogue(expressions: deepseek3)),
        (["gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2"], PreTokenizerCatalogue(expressions: [gpt4o])),
        (
            ["tekken"], PreTokenizerCatalogue(expressions: [tekken], ignoresMerges: true, addsBeginning: true)
        ),
        (["bloom", "gpt3-finnish", "poro-chat"], PreTokenizerCatalogue(expressions: [bloom])),
        (["viking"], PreTokenizerCatalogue(expressions: [bloom, #"\p{N}"#])),
        (
            ["bailingmoe", "bailingmoe2", "llada-moe"],
            PreTokenizerCatalogue(
                expressions: [
                    #"'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"#
                        + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
                ])
        ),
        (
            ["seed-coder"],
            PreTokenizerCatalogue(
                expressions: [
                    contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}"#
                        + #"| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+"#
                ])
        ),
        (
            ["ufakzeka"],
            PreTokenizerCatalogue(expressions: [#"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"# + tail])
        ),
        (["laguna"], PreTokenizerCatalogue(expressions: [#"[^\n]+|[\n]+"#, qwen2])),
        (
            ["minicpm5"],
            PreTokenizerCatalogue(
                expressions: [#"\p{N}{1,3}"#, contractions + #"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}+"# + tail],
                ignoresMerges: true)
        ),
        (
            ["gemma4", "granite-embed-multi-311m"],
            PreTokenizerCatalogue(expressions: [#"[^\n]+|[\n]+"#], addsBeginning: true, isMarked: true)
        ),
        (["sarvam-moe"], PreTokenizerCatalogue(expressions: [#"[^\n]+|[\n]+"#], isMarked: true)),
    ]
}
