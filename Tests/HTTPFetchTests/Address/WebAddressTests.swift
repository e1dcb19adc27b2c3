import HTTPFetch
import Testing

struct WebAddressTests {
    @Test(arguments: [
        ("http://example.org", "http://example.org/"),
        ("HTTP://EXAMPLE.org:80/a", "http://example.org/a"),
        ("https://example.org:443?q=1", "https://example.org/?q=1"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://example.org./", "http://example.org/"),
        ("http://example.org/a/./b/../c", "http://example.org/a/c"),
        ("http://example.org/a/%2e%2E/b", "http://example.org/b"),
        ("http://example.org/../../x", "http://example.org/x"),
        ("http://example.org/a/..", "http://example.org/"),
        ("http://example.org//a//b", "http://example.org//a//b"),
        ("http://example.org/ä?ö=ü", "http://example.org/%C3%A4?%C3%B6=%C3%BC"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/a%20b#part", "http://example.org/a%20b"),
        ("http://example.org/<x>\"", "http://example.org/%3Cx%3E%22"),
        ("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://日本語.example/", "http://xn--wgv71a119e.example/"),
        ("http://ＥＸＡＭＰＬＥ．org/", "http://example.org/"),
        ("http://пример.example/", "http://xn--e1afmkfd.example/"),
    ])
    func canonicalForm(given: String, expected: String) throws {
        #expect(try WebAddress(given).description == expected)
    }

    @Test(arguments: [
        "", "example.org", "//example.org/", "http:example.org", "http:/example.org", "http://", "http:///a",
        "http://:80/", "http://a..b/", "http://.a/", "http://a_b c/", "http://exa mple.org/", "http://example.org/a b",
        "http://example.org\\@evil.example/", "http:\\\\example.org/", "http://example.org:0/",
        "http://example.org:65536/", "http://example.org:8o/", "http://example.org:-1/", "http://example.org:+80/",
        "http://example.org:80:80/", "http://[::1", "http://[::1]x/", "http://[::g]/", "http://[1.2.3.4]/",
        "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://exa%6dple.org/", "http://127.0.0.1%00.example/",
        "http://256.1.1.1/", "http://1.2.3.4.5/", "http://08.0.0.1/", "http://4294967296/",
        "http://exam\u{0}ple.org/", "http://example.org/\u{1}", "http://example.org/\n", "http://example.org/\u{7F}",
        "http://a!b/", "http://a*b/", "http://☃.example/", "http://a\u{AD}☃/",
        "http://" + String(repeating: "a", count: 64) + ".example/",
        "http://example.org/" + String(repeating: "a", count: 9000),
    ])
    func refused(given: String) {
        #expect { try WebAddress(given) } throws: { error in
            guard case .invalidURL = (error as? FetchError)?.reason else { return false }
            return true
        }
    }

    @Test(arguments: ["http://a@b/", "http://a:b@c/", "https://example.org@127.0.0.1/", "http://@example.org/"])
    func credentials(given: String) {
        #expect(throws: FetchError(.credentialsInURL, url: given)) { try WebAddress(given) }
    }

    @Test(arguments: ["file", "gopher", "ftp", "javascript", "data", "dict", "ldap", "view-source"])
    func schemes(scheme: String) {
        let url = "\(scheme)://example.org/"
        #expect(throws: FetchError(.refusedScheme(scheme), url: url)) { try WebAddress(url) }
    }

    @Test(arguments: [
        ("x", "http://example.org/a/x"), ("./x", "http://example.org/a/x"), ("../x", "http://example.org/x"),
        ("/x", "http://example.org/x"), ("?x", "http://example.org/a/b?x"), ("#x", "http://example.org/a/b?q"),
        ("", "http://example.org/a/b?q"), ("//other.example/x", "http://other.example/x"),
        ("https://other.example", "https://other.example/"), (" /x ", "http://example.org/x"),
        ("a:b/c", nil), ("a b", "http://example.org/a/a%20b"), ("//u@h/", nil), ("/\\evil", nil), ("x\u{0}", nil),
        ("//127.1/", "http://127.0.0.1/"),
    ])
    func references(reference: String, expected: String?) throws {
        let base = try WebAddress("http://example.org/a/b?q")
        #expect((try? base.resolving(Array(reference.utf8)))?.description == expected)
    }
}
