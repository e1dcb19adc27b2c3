/// Makes text of the events of an HTML parser.
// Used by one call on one thread; a class because C holds it by its address.
final class HTMLTextWriter {
    private let options: PageOptions
    private var base: WebAddress
    private var hasBase = false
    private var output = TextOutput()
    private var links = LinkList()
    private var tables: [TableState] = []
    private var lists: [Int?] = []
    private var openLinks: [OpenLink?] = []
    private var title: [UInt8] = []
    private var isInTitle = false
    private var hasTitle = false
    /// Elements open within one that is left out, it included.
    private var skipped = 0
    private var depth = 0
    private var elements = 0
    private var preformatted = 0
    private(set) var omission: String?
    private let deadline: ContinuousClock.Instant
    private var events = 0
    /// Called once, when a bound is reached.
    var onStop: (() -> Void)?

    private struct OpenLink {
        var address: WebAddress
        var start: Int
    }

    init(base: WebAddress, options: PageOptions) {
        self.base = base
        self.options = options
        deadline = .now + options.maximumTime
        links.maximum = options.maximumLinks
    }

    static func from(_ context: UnsafeMutableRawPointer?) -> HTMLTextWriter? {
        context.map { Unmanaged<HTMLTextWriter>.fromOpaque($0).takeUnretainedValue() }
    }

    var isStopped: Bool { omission != nil }

    func stop(_ bound: String) {
        guard omission == nil else { return }
        omission = "reading stopped at \(bound)"
        onStop?()
    }

    /// Looks at the clock now and then.
    func checkTime() {
        events += 1
        guard events.isMultiple(of: 256), !isStopped else { return }
        if ContinuousClock.now > deadline { stop("the time for reading it") }
        if Task.isCancelled { stop("the call's cancellation") }
    }

    func finish() -> HTMLReader.Document {
        while !tables.isEmpty { endTable() }
        if preformatted > 0 { output.endPreformatted() }
        output.flush()
        let title = String(decoding: TextOutput.collapsed(self.title), as: UTF8.self)
        return HTMLReader.Document(
            title: title.isEmpty ? nil : title, text: String(decoding: output.bytes, as: UTF8.self),
            links: links.urls, omission: omission ?? links.omission)
    }

    // MARK: Events

    func start(_ name: String, _ attributes: HTMLAttributes) {
        checkTime()
        guard !isStopped else { return }
        depth += 1
        elements += 1
        if depth > options.maximumDepth { return stop("\(options.maximumDepth) elements within one another") }
        if elements > options.maximumElements { return stop("\(options.maximumElements) elements") }
        if output.bytes.count > options.maximumTextBytes { return stop("\(options.maximumTextBytes) bytes of text") }
        if skipped > 0 || isLeftOut(name, attributes) {
            if skipped == 0, Self.blocks.contains(name) { output.breakBlock() }
            skipped += 1
            return
        }
        switch name {
        case "title":
            isInTitle = !hasTitle
            if hasTitle { skipped += 1 }
            hasTitle = true
        case "base": readBase(attributes)
        case "br": output.breakLine()
        case "hr":
            output.breakBlock()
            output.append("---".utf8)
            output.breakBlock()
        case "img": writeImage(attributes)
        case "a": openLinks.append(openLink(attributes))
        case "h1", "h2", "h3", "h4", "h5", "h6":
            output.breakBlock()
            output.append(repeatElement(UInt8(ascii: "#"), count: Int(name.utf8.last ?? 0x31) - 0x30))
            output.append(" ".utf8)
        case "ul", "ol", "menu", "dir": startList(name, attributes)
        case "li": startItem()
        case "dt": output.breakLine()
        case "dd":
            output.breakLine()
            output.push(first: "  ", rest: "  ")
        case "blockquote":
            output.breakBlock()
            output.push(first: "> ", rest: "> ")
        case "pre", "listing", "xmp":
            output.breakBlock()
            if preformatted == 0 { output.startPreformatted() }
            preformatted += 1
        case "table": startTable()
        case "tr": startRow()
        case "td", "th": startCell()
        case "caption": output.breakLine()
        default:
            if Self.blocks.contains(name) { output.breakBlock() }
        }
    }

    func end(_ name: String) {
        guard !isStopped else { return }
        depth -= 1
        if skipped > 0 {
            skipped -= 1
            return
        }
        switch name {
        case "title": isInTitle = false
        case "a": closeLink()
        case "h1", "h2", "h3", "h4", "h5", "h6": output.breakBlock()
        case "ul", "ol", "menu", "dir": endList()
        case "li", "dd":
            output.breakLine()
            output.pop()
        case "dt": output.breakLine()
        case "blockquote":
            output.breakBlock()
            output.pop()
        case "pre", "listing", "xmp":
            preformatted -= 1
            if preformatted == 0 { output.endPreformatted() }
        case "table": endTable()
        case "tr": endRow()
        case "td", "th": endCell()
        case "caption": output.breakLine()
        default:
            if Self.blocks.contains(name) { output.breakBlock() }
        }
    }

    func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
        checkTime()
        guard !isStopped, skipped == 0 else { return }
        if isInTitle {
            if title.count < 2000 { title += bytes }
        } else if preformatted > 0 {
            output.appendPreformatted(bytes)
        } else {
            output.append(bytes)
        }
    }

    // MARK: Elements

    private static let blocks: Set<String> = [
        "address", "article", "aside", "body", "center", "details", "dialog", "div", "dl", "fieldset", "figcaption",
        "figure", "footer", "form", "header", "hgroup", "html", "legend", "main", "nav", "option", "p", "search",
        "section", "summary",
    ]

    private static let unseen: Set<String> = [
        "script", "style", "template", "svg", "iframe", "object", "embed", "applet", "canvas", "audio", "video",
        "datalist", "select", "textarea", "noframes", "frameset",
    ]

    private func isLeftOut(_ name: String, _ attributes: HTMLAttributes) -> Bool {
        if Self.unseen.contains(name) { return true }
        if !options.keepsNavigation, name == "nav" || attributes.isNavigation { return true }
        return !options.keepsHidden && name != "base" && attributes.isHidden
    }

    private func readBase(_ attributes: HTMLAttributes) {
        guard !hasBase, let reference = attributes["href"], let address = try? base.resolving(reference) else { return }
        hasBase = true
        base = address
    }

    private func writeImage(_ attributes: HTMLAttributes) {
        guard options.keepsImageTexts, let text = attributes["alt"] else { return }
        let alternative = TextOutput.collapsed(text)
        guard !alternative.isEmpty else { return }
        output.append(Array("[image: ".utf8) + alternative + [UInt8(ascii: "]")])
    }

    private func openLink(_ attributes: HTMLAttributes) -> OpenLink? {
        guard options.links != .none, let reference = attributes["href"], reference.first != UInt8(ascii: "#"),
            let address = try? base.resolving(reference)
        else { return nil }
        if options.links == .inline { output.append("[".utf8) }
        return OpenLink(address: address, start: output.length)
    }

    private func closeLink() {
        guard let open = openLinks.popLast() ?? nil else { return }
        let url = open.address.description
        if options.links == .inline {
            output.attach("](\(url))".utf8)
        } else if output.length > open.start, let number = links.number(of: url) {
            output.append(" [\(number)]".utf8)
        }
    }

    private func startList(_ name: String, _ attributes: HTMLAttributes) {
        if lists.isEmpty { output.breakBlock() } else { output.breakLine() }
        let start = attributes["start"].flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 1
        lists.append(name == "ol" ? min(max(start, 0), 1_000_000) : nil)
        output.isTight = true
    }

    private func endList() {
        _ = lists.popLast()
        output.breakLine()
        output.isTight = !lists.isEmpty
        if lists.isEmpty { output.breakBlock() }
    }

    private func startItem() {
        output.breakLine()
        guard let number = lists.last ?? nil else { return output.push(first: "- ", rest: "  ") }
        lists[lists.count - 1] = number + 1
        output.push(first: "\(number). ", rest: String(repeating: " ", count: "\(number). ".utf8.count))
    }

    // MARK: Tables

    /// Cells are gathered until their row ends. A table that holds another one is there for the layout, and its cells are
    /// written as blocks.
    private struct TableState {
        var cells: [[UInt8]] = []
        var isInCell = false
        var isLayout = false
    }

    private func startTable() {
        if let outer = tables.indices.last, tables[outer].isInCell, !tables[outer].isLayout {
            tables[outer].isLayout = true
            let begun = output.endCapture()
            for cell in tables[outer].cells + [begun] where !cell.isEmpty {
                output.breakBlock()
                output.append(cell)
            }
            tables[outer].cells = []
        }
        output.breakBlock()
        tables.append(TableState())
    }

    private func startRow() {
        guard !tables.isEmpty else { return output.breakLine() }
        endRow()
    }

    private func startCell() {
        guard let table = tables.indices.last else { return output.breakLine() }
        endCell()
        tables[table].isInCell = true
        if tables[table].isLayout { output.breakBlock() } else { output.startCapture() }
    }

    private func endCell() {
        guard let table = tables.indices.last, tables[table].isInCell else { return }
        tables[table].isInCell = false
        if tables[table].isLayout { output.breakBlock() } else { tables[table].cells.append(output.endCapture()) }
    }

    private func endRow() {
        guard let table = tables.indices.last else { return output.breakLine() }
        endCell()
        let cells = tables[table].cells
        tables[table].cells = []
        guard cells.contains(where: { !$0.isEmpty }) else { return }
        output.breakLine()
        output.append(Array(cells.joined(separator: " | ".utf8)))
        output.breakLine()
    }

    private func endTable() {
        endRow()
        _ = tables.popLast()
        output.breakBlock()
    }
}
