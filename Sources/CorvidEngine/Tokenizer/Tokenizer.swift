import CorvidGrammar
import Synchronization

/// Text to token ids and back, as the vocabulary of a checkpoint prescribes.
///
/// ```swift
/// let tokenizer = try Tokenizer(checkpoint: Checkpoint.open("model.gguf"))
/// let ids = tokenizer.encode("The raven flies.")
/// let text = tokenizer.decode(ids, skipSpecialTokens: true)
/// ```
///
/// A `tokenizer.json` is followed as Hugging Face `tokenizers` (0.23) follows it, the `tokenizer.ggml.*` keys of a GGUF
/// file as llama.cpp does; the two disagree here and there about the same vocabulary (the version of Unicode, accents,
/// normal forms), and each file gets the ids of its own reference. Immutable and shared freely between threads.
public final class Tokenizer: Sendable {
    /// What cuts pieces into tokens.
    enum Model: Sendable {
        case bytePair(BytePairModel)
        case scorePair(ScorePairModel)
        case unigram(UnigramModel)
        case wordPiece(WordPieceModel)
    }

    /// All that makes a tokenizer; readers fill it in.
    struct Parts {
        var vocabulary: Vocabulary
        var model: Model
        /// Tokens that are found in the text as it is.
        var addedTokens: [AddedTokenMatcher.Token] = []
        /// Tokens that are found in normalised text.
        var normalizedTokens: [AddedTokenMatcher.Token] = []
        /// A special token that is not to be parsed still ends the tokens around it (Hugging Face), or is as if it
        /// did not exist (llama.cpp).
        var hidesSpecialTokens = false
        var normalizer: TextNormalizer?
        var preTokenizers: [PreTokenizer] = []
        var decoder: TokenDecoder
        /// What `addSpecialTokens` puts before and after.
        var prefix: [TokenID] = []
        var suffix: [TokenID] = []
        var beginningOfSequence: TokenID?
        var endOfSequence: Set<TokenID> = []
    }

    let vocabulary: Vocabulary
    let decoder: TokenDecoder
    let model: Model
    let addedTokens: AddedTokenMatcher
    /// Without the special ones.
    private let plainTokens: AddedTokenMatcher
    private let hidesSpecialTokens: Bool
    private let normalizedTokens: AddedTokenMatcher
    private let normalizer: TextNormalizer?
    private let preTokenizers: [PreTokenizer]
    private let prefix: [TokenID]
    private let suffix: [TokenID]
    let preparedTrie = Mutex<TokenTrie?>(nil)

    /// The token that begins a sequence, where the vocabulary has one.
    public let beginningOfSequence: TokenID?
    /// The tokens after which generation stops: end of sequence, of turn, of message.
    public let endOfSequence: Set<TokenID>

    /// The tokenizer of a checkpoint: its `tokenizer.json`, or else its `tokenizer.ggml.*` keys.
    /// - Throws: a `CheckpointError` with code `vocabulary` when the vocabulary is missing or contradicts itself, with
    ///   code `unsupported` when it needs something unknown, which the reason names.
    public convenience init(checkpoint: Checkpoint) throws(CheckpointError) {
        self.init(try Self.parts(of: checkpoint))
    }

    init(_ parts: Parts) {
        vocabulary = parts.vocabulary
        decoder = parts.decoder
        model = parts.model
        addedTokens = AddedTokenMatcher(parts.addedTokens)
        plainTokens =
            parts.hidesSpecialTokens ? AddedTokenMatcher(parts.addedTokens.filter { !$0.isSpecial }) : addedTokens
        hidesSpecialTokens = parts.hidesSpecialTokens
        normalizedTokens = AddedTokenMatcher(parts.normalizedTokens)
        normalizer = parts.normalizer
        preTokenizers = parts.preTokenizers
        prefix = parts.prefix
        suffix = parts.suffix
        beginningOfSequence = parts.beginningOfSequence
        endOfSequence = parts.endOfSequence
    }

    /// Ids run from 0 to below this; it may be less than the rows of a model's embedding, which are often padded.
    public var vocabularySize: Int { vocabulary.count }

    /// The tokens of `text`.
    ///
    /// Time is linear in the text, but for pieces without any cut, where it is n log n.
    /// - Parameters:
    ///   - addSpecialTokens: adds what the checkpoint wants at the beginning and end (`<s>`, `[CLS]`…).
    ///   - parseSpecialTokens: text that spells a control token becomes that token; leave it off for text that others
    ///     wrote.
    public func encode(
        _ text: String, addSpecialTokens: Bool = true, parseSpecialTokens: Bool = false
    ) -> [TokenID] {
        var text = text
        return text.withUTF8 {
            encode(valid: $0, addSpecialTokens: addSpecialTokens, parseSpecialTokens: parseSpecialTokens)
        }
    }

    /// The tokens of UTF-8 text. Every maximal ill-formed subpart is first replaced by U+FFFD, as `String` does.
    public func encode(
        utf8: UnsafeBufferPointer<UInt8>, addSpecialTokens: Bool = true, parseSpecialTokens: Bool = false
    ) -> [TokenID] {
        encode(
            String(decoding: utf8, as: UTF8.self), addSpecialTokens: addSpecialTokens,
            parseSpecialTokens: parseSpecialTokens)
    }

    /// The text of `ids`; ids outside of the vocabulary add nothing.
    ///
    /// Bytes that form no character come out as U+FFFD, one for each maximal ill-formed subpart.
    /// - Parameter skipSpecialTokens: leaves control tokens out instead of spelling them.
    public func decode(_ ids: some Sequence<TokenID>, skipSpecialTokens: Bool = false) -> String {
        var stream = StreamDecoder(tokenizer: self, skipsSpecialTokens: skipSpecialTokens)
        return String(decoding: stream.takeAll(ids), as: UTF8.self)
    }

    /// The bytes that token `id` adds to a text that has begun: empty for control tokens and ids out of range, and not
    /// always valid UTF-8, since a character may be spread over tokens.
    public func bytes(of id: TokenID) -> [UInt8] {
        guard id >= 0, id < vocabularySize, !isSpecial(id) else { return [] }
        return decoder.bytes(of: Int(id), in: vocabulary, isFirst: false)
    }

    /// Whether `id` is a control or unknown token, which stands for no text.
    public func isSpecial(_ id: TokenID) -> Bool {
        guard id >= 0, id < vocabularySize else { return false }
        let kind = vocabulary.kind(of: Int(id))
        return kind == .control || kind == .unknown
    }

    /// The id of the token that is spelled `text` in the vocabulary: a special or added token as it stands, an ordinary
    /// one by its bytes.
    public func token(spelled text: String) -> TokenID? {
        addedTokens.token(spelled: Array(text.utf8)) ?? vocabulary.find(text.utf8)
    }

    /// Makes text of tokens as they come; leaves control tokens out.
    public var streamDecoder: StreamDecoder { StreamDecoder(tokenizer: self, skipsSpecialTokens: true) }

    /// As ``streamDecoder``, with a choice about control tokens.
    public func makeStreamDecoder(skipSpecialTokens: Bool) -> StreamDecoder {
        StreamDecoder(tokenizer: self, skipsSpecialTokens: skipSpecialTokens)
    }

    // MARK: Encoding

    /// What one call of encode works with.
    struct Work {
        var out: [TokenID] = []
        var scratch = MergeScratch()
    }

    private func encode(
        valid text: UnsafeBufferPointer<UInt8>, addSpecialTokens: Bool, parseSpecialTokens: Bool
    ) -> [TokenID] {
        var work = Work()
        work.out.reserveCapacity(text.count / 3 + prefix.count + suffix.count + 8)
        if addSpecialTokens { work.out.append(contentsOf: prefix) }
        let matcher = parseSpecialTokens ? addedTokens : plainTokens
        let skipsSpecial = !parseSpecialTokens && !hidesSpecialTokens
        matcher.forEachPart(of: text, skipsSpecial: skipsSpecial) { range, id in
            if let id {
                work.out.append(id)
            } else {
                encodeSection(
                    UnsafeBufferPointer(rebasing: text[range]), isFirst: range.lowerBound == 0,
                    skipsSpecial: skipsSpecial, &work)
            }
        }
        if addSpecialTokens { work.out.append(contentsOf: suffix) }
        return work.out
    }

    func encodeSection(
        _ text: UnsafeBufferPointer<UInt8>, isFirst: Bool, skipsSpecial: Bool, _ work: inout Work
    ) {
        guard let normalized = normalizer?.normalized(text) else {
            encodeNormalized(text, isFirst: isFirst, skipsSpecial: skipsSpecial, &work)
            return
        }
        normalized.withUnsafeBufferPointer {
            encodeNormalized($0, isFirst: isFirst, skipsSpecial: skipsSpecial, &work)
        }
    }

    private func encodeNormalized(
        _ text: UnsafeBufferPointer<UInt8>, isFirst: Bool, skipsSpecial: Bool, _ work: inout Work
    ) {
        normalizedTokens.forEachPart(of: text, skipsSpecial: skipsSpecial) { range, id in
            if let id {
                work.out.append(id)
                return
            }
            let part = UnsafeBufferPointer(rebasing: text[range])
            PreTokenizer.run(
                preTokenizers[...], part, [0..<part.count], isFirst: isFirst && range.lowerBound == 0
            ) { text, pieces in
                encodePieces(pieces, of: text, &work)
            }
        }
    }

    private func encodePieces(_ pieces: [Range<Int>], of text: UnsafeBufferPointer<UInt8>, _ work: inout Work) {
        switch model {
        case .bytePair(let model):
            encode(pieces, of: text, &work) { model.encode($0, into: &$1, scratch: &$2) }
        case .scorePair(let model):
            encode(pieces, of: text, &work) { model.encode($0, into: &$1, scratch: &$2) }
        case .unigram(let model):
            encode(pieces, of: text, &work) { model.encode($0, into: &$1, scratch: &$2) }
        case .wordPiece(let model):
            encode(pieces, of: text, &work) { model.encode($0, into: &$1, scratch: &$2) }
        }
    }

    /// Positions in a piece are kept in 32 bits; what is longer is cut anywhere.
    private static let longestPiece = 1 << 30

    private static func cut(_ piece: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = piece.lowerBound
        while start < piece.upperBound {
            var end = min(start + longestPiece, piece.upperBound)
            while end < piece.upperBound, text[end] & 0xC0 == 0x80 { end -= 1 }
            parts.append(start..<end)
            start = end
        }
        return parts
    }

    @inline(__always)
    private func encode(
        _ pieces: [Range<Int>], of text: UnsafeBufferPointer<UInt8>, _ work: inout Work,
        _ encode: (UnsafeBufferPointer<UInt8>, inout [TokenID], inout MergeScratch) -> Void
    ) {
        var (out, scratch): ([TokenID], MergeScratch) = ([], MergeScratch())
        swap(&out, &work.out)
        swap(&scratch, &work.scratch)
        defer {
            swap(&out, &work.out)
            swap(&scratch, &work.scratch)
        }
        var pieces = pieces
        if text.count > Self.longestPiece { pieces = pieces.flatMap { Self.cut($0, of: text) } }
        if pieces.count < 64 {
            for piece in pieces where !piece.isEmpty {
                encode(UnsafeBufferPointer(rebasing: text[piece]), &out, &scratch)
            }
            return
        }
        var cache = PieceCache(bytes: text.count)
        for piece in pieces where !piece.isEmpty {
            cache.append(piece, of: text, to: &out) { encode($0, &$1, &scratch) }
        }
    }
}

extension Tokenizer {
    /// The tokenizer at `path`: a `tokenizer.json` by itself, or a checkpoint.
    /// - Throws: as ``init(checkpoint:)``, and what opening the checkpoint throws.
    public convenience init(path: String) throws(CheckpointError) {
        guard path.hasSuffix(".json") else {
            self.init(try Self.parts(of: try Checkpoint.open(path)))
            return
        }
        let file = try MappedFile(path: path)
        let checkpoint = Checkpoint(
            path: path, kind: .gguf(version: 3), metadata: [:], tensors: [], tokenizerJSON: file.bytes)
        self.init(try Self.parts(of: checkpoint))
    }

    private static func parts(of checkpoint: Checkpoint) throws(CheckpointError) -> Parts {
        if let json = checkpoint.tokenizerJSON { return try TokenizerJSONReader.read(json, of: checkpoint) }
        return try TokenizerGGUFReader(checkpoint).read()
    }
}
