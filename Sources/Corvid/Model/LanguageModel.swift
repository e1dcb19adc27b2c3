/// A model that continues a conversation, by text and by tool calls.
///
/// Guarantees that the loop relies on: a call names an offered tool and satisfies its schema; `ToolChoice` is obeyed;
/// with an output schema the text of a reply without calls satisfies it; the same request gives the same bytes.
public protocol LanguageModel: Sendable {
    var information: ModelInformation { get }

    /// Streams the reply. The last element is `.reply`.
    ///
    /// Ends at the request's deadline with what there is (`FinishReason.deadline`), and soon after the consuming task
    /// is cancelled.
    ///
    /// - Throws: `ModelError` for what the request or the model cannot do.
    func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error>

    /// How many tokens the request's prompt takes.
    func countTokens(of request: ModelRequest) async throws -> Int
}

/// What the loop and the router know of a model.
public struct ModelInformation: Sendable, Hashable, Codable {
    public var name: String
    /// Prompt and reply together, in tokens.
    public var contextLength: Int
    /// A hash of the checkpoint, by which a replay knows that it has the same model.
    public var digest: String
    public var acceptsImages: Bool
    /// Whether the model can be offered tools.
    public var callsTools: Bool

    public init(
        name: String, contextLength: Int, digest: String = "", acceptsImages: Bool = false, callsTools: Bool = true
    ) {
        self.name = name
        self.contextLength = contextLength
        self.digest = digest
        self.acceptsImages = acceptsImages
        self.callsTools = callsTools
    }

    private enum CodingKeys: String, CodingKey { case name, contextLength, digest, acceptsImages, callsTools }

    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: CodingKeys.self)
        name = try keyed.decode(String.self, forKey: .name)
        contextLength = try keyed.decode(Int.self, forKey: .contextLength)
        digest = try keyed.decode(String.self, forKey: .digest)
        acceptsImages = try keyed.decode(Bool.self, forKey: .acceptsImages)
        // Logs of before have none.
        callsTools = try keyed.decodeIfPresent(Bool.self, forKey: .callsTools) ?? true
    }
}

/// A model that tells what it makes of a prompt.
public protocol PromptRepresenting: LanguageModel {
    /// The model's state behind the prompt: `[width]`, the normalised output of its last layer at the last token. The
    /// prompt is then in the model's cache, so that a reply to the same request goes on from it.
    func representation(of request: ModelRequest) async throws -> [Float]
}
