import HTTPFetch
import Testing

/// Pages beside what a reader would write down of them.
struct HTMLTextTests {
    private func page(_ html: String, _ options: PageOptions = PageOptions()) async throws -> FetchedPage {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Type: text/html; charset=utf-8"], html)
        }
        let fetcher = HTTPFetcher(policy: .local, resolutions: ["site.example:\(server.port):127.0.0.1"])
        return try await fetcher.fetch("http://site.example:\(server.port)/dir/page").page(options)
    }

    /// The text, with the server's port taken out of addresses.
    private func text(_ html: String, _ options: PageOptions = PageOptions()) async throws -> String {
        try await page(html, options).text
    }

    private func links(_ page: FetchedPage) -> [String] {
        page.links.map { link in
            var parts = link.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            if parts[2].hasPrefix("site.example:") { parts[2] = "SITE" }
            return parts[2...].joined(separator: "/")
        }
    }

    @Test func anArticle() async throws {
        let page = try await page(
            """
            <!DOCTYPE html><html><head><title> Ravens &amp;
              crows </title><style>p { color: red }</style><script>var x = "<p>no</p>";</script></head>
            <body><nav><a href="/">Home</a> | <a href="/about">About</a></nav>
            <h1>Corvids</h1>
            <p>Birds of the <b>crow</b> family,
               found   nearly everywhere.</p>
            <p>They use&nbsp;tools&hellip; and &#x1F426; count.</p>
            <h2>Kinds</h2>
            <ul><li>Raven</li><li>Jackdaw <i>(small)</i></li></ul>
            <ol start="3"><li>three<li>four</ol>
            </body></html>
            """)
        #expect(page.title == "Ravens & crows")
        #expect(
            page.text == """
                # Corvids

                Birds of the crow family, found nearly everywhere.

                They use tools… and 🐦 count.

                ## Kinds

                - Raven
                - Jackdaw (small)

                3. three
                4. four
                """)
        #expect(page.links.isEmpty)
    }

    @Test func linksAreNumberedAndAbsolute() async throws {
        let page = try await page(
            """
            <p>See <a href="a.html#part">this</a>, <a href="../b?x=1&amp;y=2">that</a>, <a href="//other.example/c">far</a>,
            <a href="a.html">this again</a>, <a href="#here">here</a>, <a href="mailto:a@b.example">mail</a>,
            <a href="javascript:alert(1)">click</a>, <a href="http://u:p@evil.example/">login</a>, <a name="x">anchor</a>,
            <a href="/empty"></a>.</p>
            """)
        #expect(
            page.text == "See this [1], that [2], far [3], this again [1], here, mail, click, login, anchor, .")
        #expect(links(page) == ["SITE/dir/a.html", "SITE/b?x=1&y=2", "other.example/c"])
    }

    @Test func baseElement() async throws {
        let page = try await page(
            #"<head><base href="https://cdn.example/base/"><base href="/no"></head><a href="x">y</a>"#)
        #expect(links(page) == ["cdn.example/base/x"])
    }

    @Test func inlineLinks() async throws {
        var options = PageOptions()
        options.links = .inline
        #expect(
            try await text(#"<p>See <a href="https://a.example/b">the <b>page</b></a>.</p>"#, options)
                == "See [the page](https://a.example/b).")
        options.links = .none
        #expect(try await text(#"<p>See <a href="https://a.example/b">it</a>.</p>"#, options) == "See it.")
    }

    @Test func tables() async throws {
        #expect(
            try await text(
                """
                <table><caption>Birds</caption><thead><tr><th>Name<th>Mass
                <tbody><tr><td>Raven</td><td>1.2 <b>kg</b></td></tr><tr><td>Jackdaw<td>0.24<br>kg</tr>
                <tr><td></td><td> </td></tr></table><p>After</p>
                """) == """
                    Birds
                    Name | Mass
                    Raven | 1.2 kg
                    Jackdaw | 0.24 kg

                    After
                    """)
    }

    @Test func tablesForLayout() async throws {
        #expect(
            try await text(
                """
                <table><tr><td>Menu</td><td>Before <table><tr><td>a</td><td>b</td></tr></table> behind</td></tr>
                <tr><td>Foot</td></tr></table>
                """) == """
                    Menu

                    Before

                    a | b

                    behind

                    Foot
                    """)
    }

    @Test func preformatted() async throws {
        #expect(
            try await text("<p>Code:</p><pre>\nfunc a() {\n    <b>return</b> 1 &lt; 2\n\n}\n</pre><p>end</p>") == """
                Code:

                ```
                func a() {
                    return 1 < 2

                }
                ```

                end
                """)
    }

    @Test func nestedLists() async throws {
        #expect(
            try await text(
                "<ul><li>a<ol><li>b<p>more of b</p></li><li>c</li></ol></li><li>d</li></ul><p>e</p>") == """
                    - a
                      1. b
                         more of b
                      2. c
                    - d

                    e
                    """)
    }

    @Test func quotationsDefinitionsAndRules() async throws {
        #expect(
            try await text(
                "<blockquote><p>One</p><p>Two</p></blockquote><hr><dl><dt>Term<dd>Meaning<dt>Other<dd>Else</dl>") == """
                    > One

                    > Two

                    ---

                    Term
                      Meaning
                    Other
                      Else
                    """)
    }

    @Test func images() async throws {
        let html = #"<p><img src="a.png" alt="A raven &amp; friend"> <img src="b.png" alt=""><img src="c.png"></p>"#
        #expect(try await text(html) == "[image: A raven & friend]")
        var options = PageOptions()
        options.keepsImageTexts = false
        #expect(try await text("<p>x</p>" + html, options) == "x")
    }

    @Test func whatIsNotSeenIsLeftOut() async throws {
        let html = """
            <p>a</p><p hidden>b</p><div style="color: red; DISPLAY : none">c<p>d</p></div>
            <div aria-hidden="true">e</div><template><p>f</p></template><svg><text>g</text></svg>
            <select><option>h</option></select><textarea>i</textarea><noscript>j</noscript>
            <div role="navigation">k</div><span style="visibility:hidden">l</span><iframe>m</iframe>
            zero\u{200B}width\u{AD}\u{FEFF}, tags\u{E0041}\u{E007F}.
            """
        let seen = try await text(html)
        #expect(seen == "a\n\nj\n\nzerowidth, tags.")
        var options = PageOptions()
        options.keepsHidden = true
        options.keepsNavigation = true
        let all = try await text(html, options)
        for letter in ["b", "c", "d", "e", "k", "l"] { #expect(all.contains(letter)) }
    }

    @Test(arguments: [
        ("", ""), ("just text", "just text"), ("<p>a<p>b</div></span></b>c", "a\n\nbc"), ("<b><i>x</b></i> y", "x y"),
        ("<p>a < b & c > d", "a < b & c > d"), ("<p>a &unknown; b &lt c", "a &unknown; b < c"),
        ("<a href='x'>one<a href='y'>two</a>", "one [1]two [2]"),
        ("<td>cell</td><li>item</li></ul></table>", "cell\n- item"),
        ("<!-- never ends <p>x</p>", ""), ("<script>never ends <p>x</p>", ""),
        ("<p>a" + String(repeating: " long", count: 40) + "\u{0}b", "a" + String(repeating: " long", count: 40) + " b"),
        ("</p></div></body></html>late", "late"), ("<p>cut of<", "cut of<"), ("<p>a</p", "a"), ("<h1>x", "# x"),
        ("<p>a&amp b&copy=c&nbspd &ampersand", "a& b&copy=c&nbspd &ampersand"),
        ("<ul><li>a<li>b", "- a\n- b"), ("<p>&#x41;&#66;&#0;&#xD800;&#x110000;c", "ABc"),
        ("<table><p>loose</p><tr>x<td>y</table>z", "loose\n\nx\ny\n\nz"),
        ("<!DOCTYPE x><?php echo 1 ?><p>a", "a"), ("<P CLASS=x>A<BR/>B</P>", "A\nB"),
    ])
    func malformed(html: String, expected: String) async throws {
        let text = try await text(html)
        #expect(text == expected)
    }

    @Test func depthIsBounded() async throws {
        let deep = String(repeating: "<div>", count: 100_000) + "x"
        let page = try await page(deep)
        #expect(page.omission == "reading stopped at 800 elements within one another")
        let lists = try await self.page(String(repeating: "<ul><li>", count: 300) + "x")
        #expect(lists.text.utf8.count < 1000)
    }

    @Test func elementsAreBounded() async throws {
        var options = PageOptions()
        options.maximumElements = 1000
        let page = try await page(String(repeating: "<p>x</p>", count: 5000), options)
        #expect(page.omission == "reading stopped at 1000 elements")
        #expect(page.text.hasPrefix("x\n\nx"))
    }

    @Test func linksAreBounded() async throws {
        var options = PageOptions()
        options.maximumLinks = 3
        let page = try await page((0..<9).map { "<a href='\($0)'>l\($0)</a>" }.joined(separator: " "), options)
        #expect(page.text == "l0 [1] l1 [2] l2 [3] l3 l4 l5 l6 l7 l8")
        #expect(page.omission == "links beyond the first 3 are not listed")
    }

    @Test func hostileSizesTakeBoundedTime() async throws {
        let parts = [
            String(repeating: "</x>", count: 200_000),
            String(repeating: "<b>", count: 700) + String(repeating: "</i>", count: 200_000),
            "<a " + String(repeating: "a=b ", count: 200_000) + ">", String(repeating: "&#", count: 300_000),
            "<p " + String(repeating: "x", count: 2_000_000), "<!--" + String(repeating: "-", count: 2_000_000),
            String(repeating: "<table><tr><td>", count: 250), "&" + String(repeating: "a", count: 1_000_000),
        ]
        for part in parts { _ = try await page(part) }
    }
}
