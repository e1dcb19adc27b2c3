import Corvid
import CorvidGrammar
import HTTPFetch
import Testing

struct FetchToolTests {
    private static func tool(
        _ policy: FetchPolicy = .local, _ change: (inout FetchToolOptions) -> Void = { _ in }
    ) -> HTTPFetchTool {
        var options = FetchToolOptions()
        change(&options)
        return HTTPFetchTool(fetcher: HTTPFetcher(policy: policy), options: options)
    }

    private static func call(
        _ tool: HTTPFetchTool, _ arguments: JSONValue, _ context: ToolContext = ToolContext()
    ) async throws -> ToolOutput {
        try await tool.call(json: arguments, context: context)
    }

    private static func message(_ body: () async throws -> ToolOutput) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? ToolError)?.message
        }
    }

    @Test func aPage() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer(
                "200 OK", ["Content-Type: text/html"],
                "<title>Birds</title><h1>Ravens</h1><p>See <a href='/more'>more</a>.</p>")
        }
        let output = try await Self.call(Self.tool(), .object(["url": .text("\(server.base)/x")]))
        #expect(
            output.text == """
                URL: \(server.base)/x
                Title: Birds

                # Ravens

                See more [1].

                Links:
                [1] \(server.base)/more
                """)
        #expect(output.source == "\(server.base)/x")
        #expect(output.data?["title"] == .text("Birds"))
        #expect(output.data?["links"]?.array?.first?["url"] == .text("\(server.base)/more"))
    }

    @Test func longPagesComeInPartsThatMakeTheWhole() async throws {
        let words = (0..<4000).map { "word\($0)é" }.joined(separator: " ")
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Type: text/plain; charset=utf-8"], words)
        }
        let tool = Self.tool { $0.maximumCharacters = 5000 }
        var start = 0
        var whole = ""
        var calls = 0
        while true {
            let output = try await Self.call(tool, .object(["url": .text(server.base), "start": .integer(start)]))
            calls += 1
            let data = try #require(output.data)
            let end = try #require(data["end"]?.int)
            whole += data["text"]?.text ?? ""
            #expect(data["start"]?.int == start && end - start <= 5000)
            let count = words.unicodeScalars.count
            #expect(output.text.contains("Shown are the characters \(start) to \(end) of \(count)."))
            if end == count { break }
            #expect(output.text.contains("\(count - end) are left; fetch with start \(end) for them."))
            start = end
        }
        #expect(whole == words && calls > 7)
        // All parts are of the same text.
        #expect(server.requests.count == 1)
        let beyond = JSONValue.object(["url": .text(server.base), "start": .integer(1_000_000)])
        let message = await Self.message { try await Self.call(tool, beyond) }
        #expect(message?.contains("start must be smaller") == true)
    }

    @Test func failuresAreAddressedToTheModel() async throws {
        let server = try LoopbackServer { request, connection in
            request.target == "/image"
                ? connection.answer("200 OK", ["Content-Type: image/png"], "PNG") : connection.answer("404 Not Found")
        }
        let tool = Self.tool()
        let expectations = [
            ("\(server.base)/none", "answered with the status 404"), ("\(server.base)/image", "image/png of 3 bytes"),
            ("http://10.0.0.1/", "private address"), ("http://a:b@127.0.0.1/", "user name or password"),
            ("file:///etc/passwd", "scheme 'file' is not allowed"), ("http://x y/", "holds a space"),
        ]
        for (url, words) in expectations {
            let message = await Self.message { try await Self.call(tool, .object(["url": .text(url)])) }
            #expect(message?.contains(words) == true, "\(message ?? "")")
        }
    }

    @Test func bytesAreCountedAndBounded() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Type: text/plain"], String(repeating: "a", count: 3000))
        }
        let context = ToolContext(maximumBytes: 5000)
        let arguments = JSONValue.object(["url": .text(server.base)])
        _ = try await Self.call(Self.tool(), arguments, context)
        #expect(context.bytesLeft == 2000)
        let message = await Self.message { try await Self.call(Self.tool(), arguments, context) }
        #expect(message?.contains("larger than 2000 bytes") == true)
    }

    @Test func deadlineOfTheCall() async throws {
        let server = try LoopbackServer { _, connection in
            _ = connection.waitForClose()
            connection.close()
        }
        let context = ToolContext(deadline: .now + .milliseconds(300))
        let message = await Self.message {
            try await Self.call(Self.tool(), .object(["url": .text(server.base)]), context)
        }
        #expect(message?.contains("it took longer than") == true)
    }

    @Test func onlyURLsOfTheConversation() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Type: text/plain"], "x")
        }
        let tool = Self.tool { $0.isGrounded = true }
        let context = ToolContext(conversation: [
            .user("Look at \(server.base)/a."), .assistant("I would rather see \(server.base)/b"),
        ])
        _ = try await Self.call(tool, .object(["url": .text("\(server.base)/a")]), context)
        for path in ["/b", "/a?secret=1", "/"] {
            let arguments = JSONValue.object(["url": .text(server.base + path)])
            let message = await Self.message { try await Self.call(tool, arguments, context) }
            #expect(message?.contains("does not stand in the conversation") == true)
        }
        #expect(server.requests.count == 1)
    }

    @Test func theDefinitionFollowsThePolicy() throws {
        let reading = Self.tool(.reading).definition
        #expect(
            reading.parameters["properties"]?.members?.map { String(decoding: $0.key, as: UTF8.self) } == [
                "url", "start",
            ])
        #expect(reading.parameters["required"] == .array([.text("url")]))
        #expect(reading.grammars["url"] != nil)
        #expect(!Self.tool(.reading).traits.hasSideEffects && Self.tool(.reading).traits.returnsUntrustedText)
        let posting = Self.tool(FetchPolicy().with { $0.methods = ["GET", "POST"] })
        #expect(posting.traits.hasSideEffects)
        #expect(
            posting.definition.parameters["properties"]?["method"]?["enum"] == .array([.text("GET"), .text("POST")]))
        #expect(posting.definition.parameters["properties"]?["body"] != nil)
    }

    @Test func theGrammarHoldsWithinTheSchema() throws {
        let definition = Self.tool(.reading) { $0.isGrounded = true }.definition
        var options = JSONSchema.Options()
        options.grammars = definition.grammars
        options.grounding = GroundedText(["See https://example.org/a, http://10.0.0.1/x and ftp://example.org/b."])
        let grammar = try CompiledGrammar(JSONSchema(definition.parameters, options: options))
        func accepts(_ url: String) -> Bool {
            var matcher = GrammarMatcher(grammar)
            let text = #"{"url":"\#(url)"}"#
            return matcher.advance(by: text.utf8) == text.utf8.count && matcher.isComplete
        }
        #expect(accepts("https://example.org/a"))
        #expect(!accepts("https://example.org/b"))
        #expect(!accepts("http://10.0.0.1/x"))
        #expect(!accepts("ftp://example.org/b"))
    }

    @Test func headAndPost() async throws {
        let server = try LoopbackServer { request, connection in
            connection.answer(
                "200 OK", ["Content-Type: text/plain", "X-Seen: \(request.fields["content-type"] ?? "-")"],
                request.method == "HEAD" ? [] : request.body)
        }
        let tool = Self.tool(FetchPolicy.local.with { $0.methods = ["GET", "HEAD", "POST"] })
        let head = try await Self.call(tool, .object(["url": .text(server.base), "method": .text("HEAD")]))
        #expect(head.text.contains("status 200") && head.text.contains("content-type: text/plain"))
        let post = try await Self.call(
            tool, .object(["url": .text(server.base), "method": .text("POST"), "body": .text(#"{"a":1}"#)]))
        #expect(post.text.contains(#"{"a":1}"#))
        #expect(server.requests.last?.fields["content-type"] == "application/json")
        let reading = Self.tool(FetchPolicy.local.with { $0.methods = ["GET"] })
        let message = await Self.message {
            try await Self.call(reading, .object(["url": .text(server.base), "method": .text("POST")]))
        }
        #expect(message?.contains("POST is not allowed") == true)
    }

    @Test func closingThePluginCancelsItsCalls() async throws {
        let server = try LoopbackServer { _, connection in
            _ = connection.waitForClose()
            connection.close()
        }
        let plugin = HTTPFetchPlugin(policy: .local)
        #expect(plugin.tools.map(\.name) == ["fetch"])
        let task = Task { try await plugin.fetcher.fetch(server.base) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        await plugin.close()
        await #expect(throws: CancellationError.self) { try await task.value }
        await #expect(throws: CancellationError.self) { try await plugin.fetcher.fetch(server.base) }
    }
}
