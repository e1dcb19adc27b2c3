/// How the tool shows pages to a model.
public struct FetchToolOptions: Sendable, Hashable {
    /// Characters (Unicode scalar values) of a page that one call shows. What is left out is told, and can be asked for.
    public var maximumCharacters = 16_000
    /// Links listed below what is shown.
    public var maximumLinks = 40
    /// Whether only URLs may be fetched that stand in the conversation: what the user wrote, what tools returned.
    public var isGrounded = false
    /// How long one call may take, with all redirects and waiting.
    public var timeout = Duration.seconds(30)
    public var page = PageOptions()

    public init() {}
}
