import CXML2

/// Reads HTML with libxml2's parser, event by event, so that no tree is kept and every bound can be seen to.
enum HTMLReader {
    struct Document {
        var title: String?
        var text: String
        var links: [String]
        var omission: String?
    }

    private static let chunk = 8 << 10

    /// - Parameter bytes: UTF-8.
    static func read(_ bytes: [UInt8], base: WebAddress, options: PageOptions) -> Document {
        // libxml2 ends at a NUL, and no other control means anything in a page.
        let clean = bytes.map { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D ? $0 : 0x20 }
        let writer = HTMLTextWriter(base: base, options: options)
        var events = htmlSAXHandler()
        events.startElement = { context, name, attributes in
            guard let writer = HTMLTextWriter.from(context), let name else { return }
            writer.start(String(cString: name), HTMLAttributes(attributes))
        }
        events.endElement = { context, name in
            guard let writer = HTMLTextWriter.from(context), let name else { return }
            writer.end(String(cString: name))
        }
        let text: @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<xmlChar>?, Int32) -> Void = {
            context, start, count in
            HTMLTextWriter.from(context)?.characters(UnsafeBufferPointer(start: start, count: Int(count)))
        }
        events.characters = text
        events.ignorableWhitespace = text
        events.cdataBlock = text
        let context = Unmanaged.passUnretained(writer).toOpaque()
        let parser = htmlCreatePushParserCtxt(&events, context, nil, 0, nil, XML_CHAR_ENCODING_UTF8)
        guard let parser else { return Document(title: nil, text: "", links: [], omission: "no memory to read it") }
        defer { htmlFreeParserCtxt(parser) }
        let flags =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
            | HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
        htmlCtxtUseOptions(parser, Int32(flags))
        let deadline = ContinuousClock.now + options.maximumTime
        withExtendedLifetime(writer) {
            clean.withUnsafeBytes { raw in
                let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
                var offset = 0
                while offset < raw.count, !writer.isStopped {
                    let count = min(chunk, raw.count - offset)
                    htmlParseChunk(parser, start?.advanced(by: offset), Int32(count), 0)
                    offset += count
                    if offset < raw.count {
                        if ContinuousClock.now > deadline { writer.stop("the time for reading it") }
                        if Task.isCancelled { writer.stop("the call's cancellation") }
                    }
                }
                if !writer.isStopped { htmlParseChunk(parser, nil, 0, 1) }
            }
        }
        return writer.finish()
    }
}
