import Corvid
import CorvidGrammar

/// A page as the tool shows it, part by part.
struct ShownPage: Sendable {
    private let url: String
    private let redirected: Bool
    private let isTruncated: Bool
    private let page: FetchedPage
    private let characters: [Unicode.Scalar]

    init(_ page: FetchedPage, of response: FetchResponse) {
        self.page = page
        url = response.url
        redirected = !response.redirects.isEmpty
        isTruncated = response.isTruncated
        characters = Array(page.text.unicodeScalars)
    }

    /// - Throws: `ToolError` when the page ends before `start`.
    func output(from start: Int, options: FetchToolOptions) throws -> ToolOutput {
        guard start < characters.count || start == 0 else {
            throw ToolError("The page has \(characters.count) characters; start must be smaller.")
        }
        let end = self.end(from: start, maximum: max(options.maximumCharacters, 1))
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: characters[start..<end])
        let text = String(shown)
        var lines = [redirected ? "URL: \(url) (after redirects)" : "URL: \(url)"]
        if let title = page.title { lines.append("Title: \(title)") }
        lines += ["", text.isEmpty ? "(no text)" : text]
        lines += links(in: text, maximum: options.maximumLinks)
        lines += notes(start, end)
        return ToolOutput(
            lines.joined(separator: "\n"), data: data(text, start, end), source: url, isEmpty: text.isEmpty ? true : nil
        )
    }

    /// At a space or a line end where one is near.
    private func end(from start: Int, maximum: Int) -> Int {
        guard characters.count - start > maximum else { return characters.count }
        let limit = start + maximum
        let search = max(start + 1, limit - 200)..<limit
        return search.last { characters[$0] == "\n" } ?? search.last { characters[$0] == " " } ?? limit
    }

    private func links(in text: String, maximum: Int) -> [String] {
        guard !page.links.isEmpty else { return [] }
        let shown = page.links.filter { text.contains("[\($0.number)]") }
        let lines = shown.prefix(maximum).map { "[\($0.number)] \($0.url)" }
        let rest = shown.count - lines.count
        return (lines.isEmpty ? [] : ["", "Links:"]) + lines
            + (rest > 0 ? ["(\(rest) more links are not listed.)"] : [])
    }

    private func notes(_ start: Int, _ end: Int) -> [String] {
        var notes: [String] = []
        if start > 0 || end < characters.count {
            notes.append("Shown are the characters \(start) to \(end) of \(characters.count).")
        }
        if end < characters.count {
            notes.append("\(characters.count - end) are left; fetch with start \(end) for them.")
        }
        if isTruncated { notes.append("The page is larger than what may be fetched; its end is missing.") }
        if let omission = page.omission { notes.append("Of the page not all was read: \(omission).") }
        return notes.isEmpty ? [] : ["", "(\(notes.joined(separator: " ")))"]
    }

    private func data(_ text: String, _ start: Int, _ end: Int) -> JSONValue {
        .object([
            "url": .text(url), "title": page.title.map { .text($0) } ?? .null, "media_type": .text(page.mediaType),
            "text": .text(text), "start": .integer(start), "end": .integer(end),
            "characters": .integer(characters.count),
            "links": .array(page.links.map { .object(["number": .integer($0.number), "url": .text($0.url)]) }),
        ])
    }
}
