import CorvidGrammar
import HTTPFetch
import Testing

struct URLGrammarTests {
    /// A seeded generator (SplitMix64).
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let policies: [(String, FetchPolicy)] = [
        ("standard", FetchPolicy()), ("reading", .reading), ("loopback", .local),
        ("https", FetchPolicy().with { $0.schemes = ["https"] }),
        ("hosts", FetchPolicy().with { $0.allowedHosts = ["example.org", "*.Example.com", "8.8.8.8", "10.0.0.1"] }),
        (
            "denied",
            FetchPolicy().with {
                $0.deniedHosts = ["evil.example", "*.evil.example", "*.internal"]
                $0.allowedPorts = nil
                $0.deniedPorts = [22, 25, 6379]
            }
        ),
        (
            "both",
            FetchPolicy().with {
                $0.allowedHosts = ["*.example.com"]
                $0.deniedHosts = ["a.example.com", "*.b.example.com"]
                $0.allowedPorts = [8443, 9000]
            }
        ),
    ]

    @Test(arguments: policies.map(\.0))
    func everySentenceIsAllowed(name: String) throws {
        let policy = try #require(Self.policies.first { $0.0 == name }?.1)
        let grammar = try CompiledGrammar(Grammar(urlsAllowedBy: policy))
        var random = Random(state: 7)
        for _ in 0..<300 {
            var matcher = GrammarMatcher(grammar)
            let length = Int.random(in: 0...120, using: &random)
            while matcher.text.count < length {
                let allowed = matcher.allowedBytes().bytes
                guard let byte = allowed.randomElement(using: &random) else { break }
                matcher.advance(by: [byte])
            }
            let text = String(decoding: matcher.text + matcher.shortestCompletion(), as: UTF8.self)
            let address = try WebAddress(text)
            #expect(policy.refusal(of: address) == nil, "\(text)")
        }
    }

    private func accepts(_ text: String, _ policy: FetchPolicy) throws -> Bool {
        var matcher = GrammarMatcher(try CompiledGrammar(Grammar(urlsAllowedBy: policy)))
        return matcher.advance(by: text.utf8) == text.utf8.count && matcher.isComplete
    }

    @Test(arguments: [
        "https://example.org", "http://example.org/", "https://www.example.org/a/b?c=d&e=%20f#g",
        "https://EXAMPLE.org:443/", "http://a.b.c.d.example.co/", "https://xn--bcher-kva.example/?q",
        "http://example.org:80", "https://en.wikipedia.org/wiki/Raven_(disambiguation)",
        "https://a-very-long-label-that-is-still-allowed-in-names-of-hosts.example.org/",
    ])
    func ordinaryURLs(text: String) throws {
        #expect(try accepts(text, FetchPolicy()))
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://LocalHost/", "http://x.localhost/",
        "http://10.0.0.1/",
        "http://169.254.169.254/", "http://user@example.org/", "http://user:key@example.org/", "ftp://example.org/",
        "file:///etc/passwd", "javascript:alert(1)", "http://example.org:22/", "http://example.org:8080/",
        "http://exa mple.org/", "http://example.org/a b", "http://example.org\\@x/", "http:///x", "example.org",
        "http://-a.example/", "http://example.org/%", "http://example.org/%0", "http://example.org/\n", "http://a..b/",
        "http://ex%61mple.org/", "http://example.1/", "http://bücher.example/", "",
    ])
    func refusedURLs(text: String) throws {
        #expect(try !accepts(text, FetchPolicy()))
    }

    @Test func hostsAndPorts() throws {
        let named = FetchPolicy().with {
            $0.allowedHosts = ["example.org", "*.example.com", "10.0.0.1"]
            $0.deniedHosts = ["bad.example.com"]
        }
        for (text, expected) in [
            ("https://example.org/x", true), ("https://Example.ORG", true), ("https://a.example.com", true),
            ("https://example.com", false), ("https://bad.example.com", false), ("https://BAD.example.com", false),
            ("https://other.example", false), ("https://example.org.evil.example", false), ("https://10.0.0.1", false),
        ] {
            #expect(try accepts(text, named) == expected, "\(text)")
        }
        let open = FetchPolicy.local.with { $0.deniedPorts = [22] }
        for (text, expected) in [
            ("http://localhost:8080/", true), ("http://127.0.0.1:1/", true), ("http://[::1]:65535/", true),
            ("http://localhost:22/", false), ("http://localhost:65536/", false), ("http://localhost:0/", false),
            ("http://127.0.0.2/", false), ("http://localhost:022/", false),
        ] {
            #expect(try accepts(text, open) == expected, "\(text)")
        }
    }
}
