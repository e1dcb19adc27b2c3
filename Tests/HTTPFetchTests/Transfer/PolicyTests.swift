import Foundation
import HTTPFetch
import Testing

struct PolicyTests {
    @Test func theDefaultRefusesThisMachine() async throws {
        let server = try LoopbackServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        let fetcher = HTTPFetcher(policy: FetchPolicy().with { $0.allowedPorts = nil })
        for host in ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]"] {
            guard case .refusedAddress(_, .loopback) = await fetcher.failure("http://\(host):\(server.port)/") else {
                Issue.record("\(host) was not refused")
                continue
            }
        }
        for name in ["localhost", "LOCALHOST.", "a.localhost"] {
            guard case .refusedAddress(_, .loopback) = await fetcher.failure("http://\(name):\(server.port)/") else {
                Issue.record("\(name) was not refused")
                continue
            }
        }
        #expect(server.connections == 0)
    }

    @Test func aNameThatLeadsToThisMachineIsRefusedWhenItIsConnectedTo() async throws {
        let server = try LoopbackServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        for address in ["127.0.0.1", "[::1]", "127.0.0.2", "[::ffff:127.0.0.1]"] {
            let fetcher = HTTPFetcher(
                policy: .local.with { $0.allowsLoopback = false },
                resolutions: ["rebound.example:\(server.port):\(address)"])
            let failure = await fetcher.failure("http://rebound.example:\(server.port)/")
            guard case .refusedAddress(_, .loopback) = failure else {
                Issue.record("\(address): \(String(describing: failure))")
                continue
            }
        }
        #expect(server.connections == 0)
    }

    @Test func theSameNameIsFetchedWherePolicyAllowsIt() async throws {
        let server = try LoopbackServer { _, connection in connection.answer("200 OK", [], "here") }
        let fetcher = HTTPFetcher(policy: .local, resolutions: ["allowed.example:\(server.port):127.0.0.1"])
        #expect(try await fetcher.fetch("http://allowed.example:\(server.port)/").text == "here")
        #expect(server.requests.first?.fields["host"] == "allowed.example:\(server.port)")
    }

    @Test func ofSeveralAddressesOnlyThePermittedIsConnectedTo() async throws {
        let server = try LoopbackServer { _, connection in connection.answer("200 OK", [], "here") }
        let policy = try FetchPolicy.local.with {
            $0.allowsLoopback = false
            $0.allowedNetworks = [try AddressBlock("127.0.0.0/31")]
        }
        let fetcher = HTTPFetcher(
            policy: policy, resolutions: ["two.example:\(server.port):127.0.0.9,127.0.0.1"])
        #expect(try await fetcher.fetch("http://two.example:\(server.port)/").text == "here")
    }

    @Test(arguments: [
        "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
        "192.0.2.1", "198.18.0.1", "[fe80::1]", "[fd00::1]", "[ff02::1]", "[::]", "[2001:db8::1]", "[64:ff9b::a00:1]",
        "[::ffff:10.0.0.1]", "[2002:a00:1::]", "[2001::1]", "[fd00:ec2::254]", "[::ffff:169.254.169.254]",
    ])
    func addressesBehindNames(address: String) async {
        let fetcher = HTTPFetcher(
            policy: FetchPolicy().with { $0.obeysRobots = false }, resolutions: ["inside.example:80:\(address)"])
        guard case .refusedAddress = await fetcher.failure("http://inside.example/") else {
            Issue.record("\(address) was not refused")
            return
        }
    }

    @Test func allowedNetworks() async throws {
        let server = try LoopbackServer { _, connection in connection.answer("200 OK", [], "here") }
        let policy = try FetchPolicy.local.with {
            $0.allowsLoopback = false
            $0.allowedNetworks = [try AddressBlock("127.0.0.1")]
        }
        #expect(try await HTTPFetcher(policy: policy).fetch(server.base).text == "here")
        #expect(
            await HTTPFetcher(policy: policy).failure("http://127.0.0.2:\(server.port)/")
                == .refusedAddress("127.0.0.2", .loopback))
    }

    @Test func metadataMustBeNamedByItself() throws {
        let address = try #require(IPAddress("169.254.169.254"))
        let wide = try FetchPolicy().with { $0.allowedNetworks = [try AddressBlock("169.254.0.0/16")] }
        #expect(wide.refusal(of: address) == .refusedAddress("169.254.169.254", .metadata))
        let exact = try FetchPolicy().with { $0.allowedNetworks = [try AddressBlock("169.254.169.254")] }
        #expect(exact.refusal(of: address) == nil)
    }

    @Test func hosts() throws {
        let policy = FetchPolicy().with {
            $0.allowedHosts = ["example.org", "*.example.com"]
            $0.deniedHosts = ["bad.example.com"]
        }
        let expectations = [
            ("example.org", true), ("EXAMPLE.ORG.", true), ("www.example.org", false), ("example.com", false),
            ("a.example.com", true), ("a.b.example.com", true), ("bad.example.com", false),
            ("notexample.com", false), ("example.com.evil.example", false), ("8.8.8.8", false),
        ]
        for (host, isAllowed) in expectations {
            #expect((policy.refusal(of: try WebAddress("https://\(host)/")) == nil) == isAllowed, "\(host)")
        }
    }

    @Test func ports() throws {
        let standard = FetchPolicy()
        #expect(standard.refusal(of: try WebAddress("http://example.org:443/")) == nil)
        #expect(standard.refusal(of: try WebAddress("http://example.org:8080/")) == .refusedPort(8080))
        #expect(standard.refusal(of: try WebAddress("http://example.org:22/")) == .refusedPort(22))
        let open = standard.with {
            $0.allowedPorts = nil
            $0.deniedPorts = [25]
        }
        #expect(open.refusal(of: try WebAddress("http://example.org:8080/")) == nil)
        #expect(open.refusal(of: try WebAddress("http://example.org:25/")) == .refusedPort(25))
    }

    @Test func schemesAndMethods() async throws {
        let secure = FetchPolicy().with { $0.schemes = ["https"] }
        #expect(secure.refusal(of: try WebAddress("http://example.org/")) == .refusedScheme("http"))
        let fetcher = HTTPFetcher(policy: .local)
        for method in ["POST", "PUT", "DELETE", "CONNECT", "get", "G\r\nET"] {
            #expect(
                await fetcher.failure(FetchRequest(url: "http://127.0.0.1/", method: method))
                    == .refusedMethod(method))
        }
    }

    @Test(arguments: ["Host", "Cookie", "Content-Length", "Transfer-Encoding", "Proxy-Authorization", "a b", "", "x:y"])
    func headerFieldsOfCallers(name: String) async {
        let request = FetchRequest(url: "http://127.0.0.1/", headers: [name: "x"])
        #expect(await HTTPFetcher(policy: .local).failure(request) == .refusedHeader(name))
    }

    @Test func noFieldIsSmuggledIn() async {
        let request = FetchRequest(url: "http://127.0.0.1/", headers: ["x-a": "1\r\nx-b: 2"])
        #expect(await HTTPFetcher(policy: .local).failure(request) == .refusedHeader("x-a"))
    }

    @Test func theEnvironmentsProxyIsNotUsed() async throws {
        let proxy = try LoopbackServer { _, connection in connection.answer("200 OK", [], "proxied") }
        let server = try LoopbackServer { _, connection in connection.answer("200 OK", [], "direct") }
        setenv("http_proxy", proxy.base, 1)
        defer { unsetenv("http_proxy") }
        #expect(try await HTTPFetcher(policy: .local).fetch(server.base).text == "direct")
        let policy = FetchPolicy.local.with { $0.usesEnvironmentProxy = true }
        #expect(try await HTTPFetcher(policy: policy).fetch("http://far.example/").text == "proxied")
        #expect(proxy.requests.first?.target == "http://far.example/")
    }

    @Test func policiesAreValues() throws {
        let policy = try FetchPolicy.local.with {
            $0.allowedHosts = ["example.org", "*.example.com"]
            $0.allowedNetworks = [try AddressBlock("10.0.0.0/8")]
        }
        let copy = try JSONDecoder().decode(FetchPolicy.self, from: JSONEncoder().encode(policy))
        #expect(copy == policy)
        #expect(try JSONDecoder().decode(FetchPolicy.self, from: JSONEncoder().encode(FetchPolicy())) == FetchPolicy())
    }

    @Test func whatAPolicyDoesNotSayKeepsItsDefault() throws {
        func decode(_ text: String) throws -> FetchPolicy {
            try JSONDecoder().decode(FetchPolicy.self, from: Data(text.utf8))
        }
        #expect(try decode("{}") == FetchPolicy())
        let policy = try decode(
            #"{"allowedPorts": null, "limits": {"totalTime": 1.5}, "allowedNetworks": ["10.0.0.0/8"]}"#)
        let expected = try FetchPolicy().with {
            $0.allowedPorts = nil
            $0.limits.totalTime = .milliseconds(1500)
            $0.allowedNetworks = [try AddressBlock("10.0.0.0/8")]
        }
        #expect(policy == expected)
        for malformed in [
            #"{"allowedHosts":["http://example.org/"]}"#, #"{"alowsLoopback":true}"#, #"{"limits":{"totalTime":-1}}"#,
            #"{"allowedNetworks":["10.0.0.1/8"]}"#, #"{"limits":{"bytes":1}}"#, #"{"httpVersion":"3"}"#,
        ] {
            #expect(throws: (any Error).self, "\(malformed)") { try decode(malformed) }
        }
    }
}
