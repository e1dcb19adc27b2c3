import HTTPFetch
import Testing

struct CharacterEncodingTests {
    private func page(_ type: String?, _ body: [UInt8]) async throws -> FetchedPage {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", type.map { ["Content-Type: \($0)"] } ?? [], body)
        }
        return try await HTTPFetcher(policy: .local).fetch(server.base).page()
    }

    @Test func utf8() async throws {
        let page = try await page("text/plain", Array("größe 日本 🐦".utf8))
        #expect(page.text == "größe 日本 🐦" && page.encoding == "UTF-8")
    }

    @Test(
        arguments: [
            ("iso-8859-1", "windows-1252", [0x67, 0x72, 0xF6, 0xDF, 0x65, 0x20, 0x80]),
            ("LATIN1", "windows-1252", [0xE9]),
            ("windows-1251", "windows-1251", [0xCF, 0xF0, 0xE8]), ("koi8-r", "KOI8-R", [0xF0, 0xD2, 0xC9]),
            ("shift_jis", "Shift_JIS", [0x93, 0xFA, 0x96, 0x7B]), ("euc-jp", "EUC-JP", [0xC6, 0xFC, 0xCB, 0xDC]),
            ("gb2312", "GBK", [0xD6, 0xD0, 0xCE, 0xC4]), ("big5", "Big5", [0xA4, 0xA4, 0xA4, 0xE5]),
            ("euc-kr", "EUC-KR", [0xC7, 0xD1]), ("utf-16le", "UTF-16LE", [0x41, 0, 0xE4, 0]),
            ("iso-2022-jp", "ISO-2022-JP", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42]),
            ("iso-8859-15", "ISO-8859-15", [0xA4]),
        ] as [(String, String, [UInt8])])
    func declaredByTheServer(label: String, name: String, bytes: [UInt8]) async throws {
        let expected = [
            "iso-8859-1": "größe €", "LATIN1": "é", "windows-1251": "При", "koi8-r": "При", "shift_jis": "日本",
            "euc-jp": "日本", "gb2312": "中文", "big5": "中文", "euc-kr": "한", "utf-16le": "Aä", "iso-2022-jp": "日",
            "iso-8859-15": "€",
        ]
        let page = try await page("text/plain; charset=\"\(label)\"", bytes)
        #expect(page.text == expected[label])
        #expect(page.encoding == name)
    }

    @Test func markComesFirst() async throws {
        #expect(try await page("text/plain; charset=latin1", [0xEF, 0xBB, 0xBF] + Array("ä".utf8)).text == "ä")
        let wide = try await page("text/plain", [0xFF, 0xFE, 0x41, 0, 0x3D, 0xD8, 0x26, 0xDC])
        #expect(wide.text == "A🐦" && wide.encoding == "UTF-16LE")
        #expect(try await page(nil, [0xFE, 0xFF, 0, 0x41]).text == "A")
    }

    @Test(arguments: [
        "<meta charset=\"windows-1251\">", "<META CHARSET=windows-1251/>",
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">",
    ])
    func declaredInThePage(meta: String) async throws {
        let page = try await page("text/html", Array("<html><head>\(meta)</head><p>".utf8) + [0xCF, 0xF0, 0xE8])
        #expect(page.text == "При" && page.encoding == "windows-1251")
    }

    @Test func theServersWordCountsMoreThanThePages() async throws {
        let page = try await page(
            "text/html; charset=utf-8", Array("<meta charset=windows-1251><p>ä".utf8))
        #expect(page.text == "ä" && page.encoding == "UTF-8")
    }

    @Test func declaredInXML() async throws {
        let bytes = Array("<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a>".utf8) + [0xB1] + Array("</a>".utf8)
        let page = try await page("application/xml", bytes)
        #expect(page.encoding == "ISO-8859-2" && page.text.contains("ą"))
    }

    @Test func undeclared() async throws {
        let page = try await page("text/html", Array("<p>caf".utf8) + [0xE9])
        #expect(page.text == "café" && page.encoding == "windows-1252")
        #expect(try await self.page("text/html", Array("<p>café".utf8)).encoding == "UTF-8")
    }

    @Test(arguments: ["nonsense", "utf-7", "x-user-defined", "'", "utf-8; charset=latin1"])
    func badLabels(label: String) async throws {
        #expect(try await page("text/plain; charset=\(label)", Array("grün".utf8)).text == "grün")
    }

    @Test func brokenBytesBecomeReplacements() async throws {
        #expect(
            try await page("text/plain; charset=utf-8", [0x61, 0xFF, 0x62, 0xE2, 0x82]).text == "a\u{FFFD}b\u{FFFD}")
        #expect(try await page("text/plain; charset=shift_jis", [0x61, 0x81, 0xFF, 0x62]).text.hasPrefix("a\u{FFFD}"))
        #expect(try await page("text/plain; charset=utf-16le", [0x41, 0, 0x42]).text == "A\u{FFFD}")
    }

    @Test func aCutCharacterChangesNothingBefore() async throws {
        let page = try await page("text/plain", Array("größe".utf8) + [0xE6, 0x97])
        #expect(page.text == "größe\u{FFFD}" && page.encoding == "UTF-8")
    }

    @Test func jsonAndTextStayAsTheyAre() async throws {
        let json = "{\"a\": [1,  2],\r\n \"b\": \"<p>x</p>\"}"
        #expect(try await page("application/json", Array(json.utf8)).text == json)
        #expect(try await page("application/problem+json", Array(json.utf8)).text == json)
        #expect(try await page("text/plain", Array("<p>x</p>".utf8)).text == "<p>x</p>")
        #expect(try await page("text/csv", Array("a,b\n1,2\n".utf8)).text == "a,b\n1,2\n")
    }

    @Test func withoutATypeTheContentDecides() async throws {
        #expect(try await page(nil, Array(" <!DOCTYPE html><p>x</p>".utf8)).mediaType == "text/html")
        #expect(try await page(nil, Array("plain".utf8)).text == "plain")
        #expect(try await page("application/octet-stream", Array("plain".utf8)).text == "plain")
    }

    @Test(
        arguments: [
            ("image/png", [0x89, 0x50, 0x4E, 0x47]), ("application/pdf", Array("%PDF-1.7".utf8)),
            ("application/octet-stream", [0, 1, 2, 3]), ("video/mp4", Array("text".utf8)),
            ("text/plain", [UInt8](repeating: 0, count: 100)), ("application/zip", Array("PK".utf8)),
        ] as [(String, [UInt8])])
    func binary(type: String, body: [UInt8]) async throws {
        let server = try LoopbackServer { _, connection in connection.answer("200 OK", ["Content-Type: \(type)"], body)
        }
        let response = try await HTTPFetcher(policy: .local).fetch(server.base)
        #expect(throws: FetchError(.binary(mediaType: type, bytes: body.count), url: response.url)) {
            try response.page()
        }
    }
}
