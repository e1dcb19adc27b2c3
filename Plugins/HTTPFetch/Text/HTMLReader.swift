import CXML2

/// Reads HTML with libxml2's parser, event by event, so that no tree is kept and every bound can be seen to.
enum HTMLReader {
    struct Document {
        var title: String?
        var text: String
        var links: [String]
        var omission: String?
    }

    /// - Parameter bytes: UTF-8.
    static func read(_ bytes: [UInt8], base: WebAddress, options: PageOptions) -> Document {
        let clean = cleaned(bytes)
        guard let parser = htmlNewParserCtxt(), let events = parser.pointee.sax else {
            return Document(title: nil, text: "", links: [], omission: "no memory to read it")
        }
        defer { htmlFreeParserCtxt(parser) }
        let writer = HTMLTextWriter(base: base, options: options)
        writer.onStop = { xmlStopParser(parser) }
        defer { writer.onStop = nil }
        events.pointee = handler
        parser.pointee.userData = Unmanaged.passUnretained(writer).toOpaque()
        let flags =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue
            | HTML_PARSE_IGNORE_ENC.rawValue
        withExtendedLifetime(writer) {
            clean.withUnsafeBytes { raw in
                let start = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
                let count = Int32(clamping: raw.count)
                if let tree = htmlCtxtReadMemory(parser, start, count, nil, "UTF-8", Int32(flags)) { xmlFreeDoc(tree) }
            }
        }
        return writer.finish()
    }

    /// Without controls, of which a NUL would end the page, and with the semicolons that old pages leave out behind the
    /// commonest entities.
    private static func cleaned(_ bytes: [UInt8]) -> [UInt8] {
        var clean: [UInt8] = []
        clean.reserveCapacity(bytes.count)
        for byte in bytes {
            let isControl = byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D || byte == 0x7F
            let mayEnd =
                byte <= 0x40 && !(0x30...0x39 ~= byte) && byte != UInt8(ascii: ";") && byte != UInt8(ascii: "=")
            if mayEnd, endsEntity(clean) {
                clean.append(UInt8(ascii: ";"))
            }
            clean.append(isControl ? 0x20 : byte)
        }
        return clean
    }

    private static let entities = ["&amp", "&lt", "&gt", "&quot", "&nbsp", "&copy", "&reg"].map { Array($0.utf8) }

    /// Digits would continue a name, so that only what cannot is looked behind.
    private static func endsEntity(_ bytes: [UInt8]) -> Bool {
        guard let last = bytes.last, 0x61...0x7A ~= last else { return false }
        return entities.contains { bytes.suffix($0.count).elementsEqual($0) }
    }

    /// Events only: without the functions that build a tree, none is built.
    private static var handler: xmlSAXHandler {
        var events = xmlSAXHandler()
        // Errors are heard of by the structured function only when the handler says that it is of version 2.
        events.initialized = UInt32(XML_SAX2_MAGIC)
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
        // What is malformed makes no text, but takes time.
        events.serror = { context, _ in HTMLTextWriter.from(context)?.checkTime() }
        return events
    }
}
