public import CorvidGrammar

/// What a tool gives back.
public struct ToolOutput: Sendable, Hashable, Codable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// What the model reads.
    public var text: String
    /// The same for programs.
    public var data: JSONValue?
    /// Whether nobody vouches for the text; nil leaves it to the tool's traits.
    public var isUntrusted: Bool?
    /// Where the text came from: a URL, a file, a database.
    public var source: String?
    /// The call worked and brought nothing: no rows, a page without text. A router may then ask a larger model.
    public var isEmpty: Bool?

    public init(
        _ text: String, data: JSONValue? = nil, isUntrusted: Bool? = nil, source: String? = nil, isEmpty: Bool? = nil
    ) {
        self.isEmpty = isEmpty
        self.text = text
        self.data = data
        self.isUntrusted = isUntrusted
        self.source = source
    }

    public init(stringLiteral text: String) { self.init(text) }
}
