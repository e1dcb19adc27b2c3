/// A response as text.
public struct FetchedPage: Sendable, Hashable {
    /// Where a link of the page leads.
    public struct Link: Sendable, Hashable, Codable {
        /// What stands in brackets after the link's text; counted from 1.
        public let number: Int
        /// Absolute and canonical.
        public let url: String
    }

    /// The page's title, when it has one.
    public let title: String?
    /// The text: of HTML what a reader sees, of all else the content as it is.
    public let text: String
    /// In the order of their first appearance.
    public let links: [Link]
    /// Such as `text/html`; what the content looks like when the server does not say.
    public let mediaType: String
    /// The character encoding by its WHATWG name.
    public let encoding: String
    /// The bound at which reading stopped, in words; nil when all was read.
    public let omission: String?
}

extension FetchResponse {
    /// The content as text.
    ///
    /// - Throws: ``FetchError`` with ``FetchError/Reason/binary(mediaType:bytes:)`` when it is no text.
    public func page(_ options: PageOptions = PageOptions()) throws(FetchError) -> FetchedPage {
        let type = MediaType(headers["content-type"] ?? "")
        let isUTF16 = CharacterEncoding.mark(of: body)?.encoding.name.hasPrefix("UTF-16") ?? false
        let declared = type.charset.flatMap { CharacterEncoding(label: $0) }?.name ?? ""
        let looksBinary = !isUTF16 && !declared.hasPrefix("UTF-16") && Self.looksBinary(body, isText: type.isText)
        guard type.isText ?? !looksBinary, !looksBinary else {
            let name = type.essence.isEmpty ? "application/octet-stream" : type.essence
            throw FetchError(.binary(mediaType: name, bytes: body.count), url: url)
        }
        let (text, encoding) = TextDecoder.decode(body, type: type)
        guard type.isHTML || type.isText == nil && Self.looksLikeHTML(text) else {
            let name = type.essence.isEmpty ? "text/plain" : type.essence
            return FetchedPage(
                title: nil, text: String(decoding: text, as: UTF8.self), links: [], mediaType: name,
                encoding: encoding.name, omission: nil)
        }
        let base = try WebAddress(url)
        let document = HTMLReader.read(text, base: base, options: options)
        return FetchedPage(
            title: document.title, text: document.text,
            links: document.links.enumerated().map { FetchedPage.Link(number: $0 + 1, url: $1) },
            mediaType: type.isHTML ? type.essence : "text/html", encoding: encoding.name, omission: document.omission)
    }

    /// NUL bytes, or more than one control in fifty where nothing says that it is text.
    private static func looksBinary(_ bytes: [UInt8], isText: Bool?) -> Bool {
        let sample = bytes.prefix(4096)
        if isText == true {
            // A stray NUL in a page is an accident, many are a file with the wrong label.
            return sample.count { $0 == 0 } * 50 > sample.count
        }
        let controls = sample.count { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D, 0x1B].contains($0) }
        return sample.contains(0) || controls * 50 > sample.count
    }

    private static func looksLikeHTML(_ bytes: [UInt8]) -> Bool {
        let start = bytes.drop { $0 <= 0x20 }.prefix(64).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        return ["<!doctype html", "<html", "<head", "<body", "<title", "<!--"].contains { start.starts(with: $0.utf8) }
    }
}
