public import Corvid
import CorvidGrammar

/// The tool `fetch`: reads a page of the web as text.
///
/// The URL's grammar admits only what the policy may allow. Long pages are shown in parts, with an exact note of what was
/// left out.
public struct HTTPFetchTool: Tool {
    public let name = "fetch"
    public let description: String
    public let traits: ToolTraits
    public let definition: ToolDefinition
    private let fetcher: HTTPFetcher
    private let options: FetchToolOptions
    private let shelf = PageShelf()

    /// What a call says.
    public struct Arguments: ToolArguments {
        @Parameter("The absolute URL.") public var url: String
        @Parameter("How to ask; HEAD shows the header only.") public var method: FetchMethod = .get
        @Parameter("What to send with POST, as JSON or plain text.") public var body: String?
        @Parameter("The character to begin at, for the rest of a long page.", in: 0...100_000_000)
        public var start: Int = 0

        public init() {}
    }

    public init(fetcher: HTTPFetcher, options: FetchToolOptions = FetchToolOptions()) {
        self.fetcher = fetcher
        self.options = options
        let canPost = fetcher.policy.methods.contains("POST")
        description =
            "Fetches a web page and returns its text, with numbered links."
            + (options.isGrounded ? " Only URLs that stand in the conversation can be fetched." : "")
        traits = ToolTraits(hasSideEffects: canPost, returnsUntrustedText: true, timeout: options.timeout)
        definition = ToolDefinition(
            name: name, description: description,
            parameters: Self.parameters(policy: fetcher.policy, isGrounded: options.isGrounded),
            grammars: [Self.grammarName: Grammar(urlsAllowedBy: fetcher.policy)])
    }

    private static let grammarName = "url"

    /// The schema of the arguments as far as the policy has a use for them.
    private static func parameters(policy: FetchPolicy, isGrounded: Bool) -> JSONValue {
        var grammars: [String: Grammar] = [:]
        guard case .object(var schema) = Arguments.schema(grammars: &grammars),
            case .object(var properties)? = JSONValue.object(schema)["properties"]
        else { return .object([]) }
        let methods = FetchMethod.allCases.map(\.rawValue).filter { policy.methods.contains($0) }
        properties = properties.compactMap { property in
            guard case .object(var members) = property.value else { return property }
            switch String(decoding: property.key, as: UTF8.self) {
            case "url":
                members.set("x-grammar", to: .text(grammarName))
                if isGrounded { members.set("x-grounded", to: .text("url")) }
            case "method":
                guard methods != ["GET"] else { return nil }
                members.set("enum", to: .array(methods.map { .text($0) }))
            case "body":
                guard methods.contains("POST") else { return nil }
            default: break
            }
            return JSONValue.Member(key: property.key, value: .object(members))
        }
        schema.set("properties", to: .object(properties))
        return .object(schema)
    }

    public func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        do {
            return try await answer(arguments, context)
        } catch {
            guard let failure = error as? FetchError else { throw error }
            throw ToolError("Could not fetch \(failure).", isRetryable: true)
        }
    }

    private func answer(_ arguments: Arguments, _ context: ToolContext) async throws -> ToolOutput {
        try checkGrounding(of: arguments.url, in: context)
        if arguments.method == .get, arguments.start > 0, let page = shelf.page(for: arguments.url) {
            return try page.output(from: arguments.start, options: options)
        }
        var request = FetchRequest(url: arguments.url, method: arguments.method.rawValue)
        if arguments.method == .post, let body = arguments.body {
            request.body = Array(body.utf8)
            let isJSON = (try? JSONValue(parsing: Array(body.utf8))) != nil
            request.headers["content-type"] = isJSON ? "application/json" : "text/plain; charset=utf-8"
        }
        let response = try await fetcher.fetch(request, limits: limits(in: context))
        try context.report(bytes: response.wireBytes)
        guard arguments.method != .head else { return Self.header(of: response) }
        guard response.isSuccess else {
            throw ToolError("\(response.url) answered with the status \(response.status).")
        }
        let page = ShownPage(try response.page(options.page), of: response)
        shelf.keep(page, for: arguments.url)
        return try page.output(from: arguments.start, options: options)
    }

    /// The policy's bounds, and what is left to the call and the run.
    private func limits(in context: ToolContext) -> FetchLimits {
        var limits = fetcher.policy.limits
        limits.totalTime = min(limits.totalTime, options.timeout)
        if let deadline = context.deadline {
            limits.totalTime = min(limits.totalTime, max(.milliseconds(1), deadline - .now))
        }
        if let bytes = context.bytesLeft { limits.wireBytes = min(limits.wireBytes, bytes) }
        return limits
    }

    /// A model whose decoding is not constrained may write any URL. What it said itself does not count.
    private func checkGrounding(of url: String, in context: ToolContext) throws {
        guard options.isGrounded else { return }
        let wanted = try WebAddress(url)
        let texts = context.conversation.filter { $0.role != .assistant }.map(\.text)
        guard GroundedText(texts).urls().contains(where: { (try? WebAddress($0)) == wanted }) else {
            throw ToolError("\(wanted) does not stand in the conversation; only URLs that do can be fetched.")
        }
    }

    private static func header(of response: FetchResponse) -> ToolOutput {
        let lines = response.headers.all.prefix(100).map { "\($0.name): \($0.text.prefix(1000))" }
        return ToolOutput(
            (["\(response.url) answered with the status \(response.status)."] + lines).joined(separator: "\n"),
            source: response.url)
    }
}
