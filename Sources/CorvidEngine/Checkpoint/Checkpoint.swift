import CorvidGrammar

/// A model's files, opened: metadata, tensors and tokenizer data, validated and memory-mapped.
///
/// ```swift
/// let checkpoint = try Checkpoint.open("model.gguf")
/// let layers = try checkpoint.integer(checkpoint.key("block_count"), in: 1...1024)
/// ```
///
/// Whatever the files, keys and tensor names follow the GGUF convention; the `config.json` and the weights of a
/// Hugging Face folder are mapped to it. Tensor bytes are views of the mapped files. They stay valid while the
/// checkpoint (or any `MappedBytes` taken from it) lives and while nobody truncates the files.
public final class Checkpoint: Sendable {
    /// Where the contents came from.
    public enum Kind: Sendable, Hashable {
        /// One GGUF file, or the shards of one; the version is 2 or 3.
        case gguf(version: Int)
        /// A folder with `config.json` and safetensors files.
        case huggingFace
    }

    /// The path as given to ``open(_:)``.
    public let path: String
    public let kind: Kind
    /// Metadata under GGUF keys: `general.architecture`, `llama.block_count`, `tokenizer.ggml.tokens` and so on.
    public let metadata: [String: MetadataValue]
    /// The tensors under GGUF names, in the order of the files.
    public let tensors: [StoredTensor]
    /// `tokenizer.json` of a Hugging Face folder.
    public let tokenizerJSON: MappedBytes?
    /// The Jinja template that renders a conversation, when the checkpoint has one.
    public let chatTemplate: String?
    /// Bytes of all weight files together.
    public let fileBytes: UInt64

    /// Where things stand in the files, for error messages and the fingerprint.
    private let layout: CheckpointLayout
    private let indexOfTensor: [String: Int]

    /// Opens a `.gguf` file (any shard of a split one opens all of them) or a Hugging Face folder.
    ///
    /// Reads the headers only: tensor data is mapped and paged in on use.
    /// - Throws: a `CheckpointError` for anything that cannot be opened or contradicts its format.
    public static func open(_ path: String) throws(CheckpointError) -> Checkpoint {
        if MappedFile.isDirectory(path) { return try HuggingFaceFolder.open(path) }
        return try GGUFReader.open(path)
    }

    /// Opens the image tower that ``ImageEncoder`` and ``ImageTextModel`` take: a GGUF `mmproj` file, or the image half
    /// of a Hugging Face folder of CLIP, SigLIP, LLaVA, Idefics3 or SmolVLM.
    ///
    /// - Throws: a `CheckpointError` for anything that cannot be opened or contradicts its format, and for a folder
    ///   without an image tower.
    public static func openVision(_ path: String) throws(CheckpointError) -> Checkpoint {
        if MappedFile.isDirectory(path) { return try HuggingFaceFolder.openVision(path) }
        return try GGUFReader.open(path)
    }

    /// A checkpoint of given contents; tests build small ones with it. Tensor names must be unique.
    package init(
        path: String, kind: Kind, metadata: [String: MetadataValue], tensors: [StoredTensor],
        tokenizerJSON: MappedBytes? = nil, chatTemplate: String? = nil, layout: CheckpointLayout = CheckpointLayout()
    ) {
        self.path = path
        self.kind = kind
        self.metadata = metadata
        self.tensors = tensors
        self.tokenizerJSON = tokenizerJSON
        self.chatTemplate = chatTemplate ?? metadata["tokenizer.chat_template"]?.text
        self.layout = layout
        self.fileBytes = layout.weightFiles.reduce(0) { $0 + UInt64($1.bytes.count) }
        self.indexOfTensor = Dictionary(
            tensors.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The model family as the metadata names it: `llama`, `qwen2` and so on; empty when it is missing.
    public var architecture: String { metadata["general.architecture"]?.text ?? "" }

    /// The tensor called `name` in the GGUF convention, if there is one.
    public func tensor(_ name: String) -> StoredTensor? {
        indexOfTensor[name].map { tensors[$0] }
    }

    /// Identifies the contents without reading all of them: sizes, modification times, headers and samples of the data.
    ///
    /// 32 bytes; equal for two openings of an unchanged checkpoint. Takes about a millisecond, so keep the value.
    public var fingerprint: [UInt8] { layout.fingerprint() }

    /// The same without the files' modification times: copies of a checkpoint have the same.
    public var identity: [UInt8] { layout.fingerprint(includesTimes: false) }

    /// Where the metadata value `key` stands.
    func location(ofKey key: String) -> (file: String, offset: UInt64?) {
        (layout.metadataFile ?? path, layout.keyOffsets[key])
    }

    /// Where the header entry of tensor `name` stands.
    func location(ofTensor name: String) -> (file: String, offset: UInt64?) {
        guard let index = indexOfTensor[name] else { return (path, nil) }
        let offset = index < layout.tensorEntryOffsets.count ? layout.tensorEntryOffsets[index] : nil
        return (tensors[index].file, offset)
    }
}
