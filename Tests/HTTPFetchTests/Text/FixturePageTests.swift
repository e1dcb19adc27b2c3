import Foundation
import HTTPFetch
import Testing

/// Whole pages beside what a reader would write down of them.
struct FixturePageTests {
    @Test(arguments: ["article", "old"])
    func page(name: String) async throws {
        func read(_ suffix: String) throws -> String {
            let url = try #require(Bundle.module.url(forResource: "Fixtures/pages/\(name)", withExtension: suffix))
            return try String(contentsOf: url, encoding: .utf8).trimmingCharacters(in: .newlines)
        }
        let html = try read("html")
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Type: text/html"], html)
        }
        // Fetched through a port of this machine, under the name that the links are resolved against.
        let fetcher = HTTPFetcher(
            policy: .local, resolutions: ["notes.example:\(server.port):127.0.0.1"])
        let page = try await fetcher.fetch("http://notes.example:\(server.port)/dir/page").page()
        let (text, expected) = (page.text, try read("txt"))
        #expect(text == expected)
        let links = page.links.map { $0.url.replacing(":\(server.port)", with: "") }
        #expect(links == (try read("links")).split(separator: "\n").map(String.init))
        #expect(page.omission == nil)
    }
}
