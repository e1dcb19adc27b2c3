public import Corvid

/// Reads the web: the tool `fetch`.
///
/// ```swift
/// let agent = Agent(model: model, plugins: [HTTPFetchPlugin()])
/// ```
public struct HTTPFetchPlugin: Plugin {
    public let name = "fetch"
    public let tools: [any Tool]
    /// For use by programs.
    public let fetcher: HTTPFetcher

    /// - Parameters:
    ///   - policy: What the model may fetch, and how.
    ///   - cache: Where responses are kept; nil to keep none.
    ///   - options: How pages are shown.
    public init(
        policy: FetchPolicy = .reading, cache: FetchCache? = nil, options: FetchToolOptions = FetchToolOptions()
    ) {
        fetcher = HTTPFetcher(policy: policy, cache: cache)
        tools = [HTTPFetchTool(fetcher: fetcher, options: options)]
    }

    public func close() async { fetcher.close() }
}
