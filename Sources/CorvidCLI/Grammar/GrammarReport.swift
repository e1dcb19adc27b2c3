import CorvidGrammar

/// What `corvid grammar check` tells.
struct GrammarReport {
    var source: GrammarSource
    var mode: GrammarMode
    var grammar: CompiledGrammar
    /// The document's name; nil where none was given.
    var document: String?
    var mismatch: DocumentMismatch?

    var text: String {
        if let mismatch { return Self.text(mismatch, document: document ?? "") }
        if let document { return "\(document): matches\n" }
        let matcher = GrammarMatcher(grammar)
        let shortest = matcher.shortestCompletion()
        let form = source.kind == .schema ? "; \(mode.words)" : ""
        var lines = ["\(source.name): supported (\(source.kind.words)\(form))"]
        lines.append("  begins with  \(matcher.allowedBytes().words)")
        let forced = matcher.forcedBytes(limit: 64)
        if !forced.isEmpty { lines.append("  always       \(QuotedBytes.quoted(forced))") }
        lines.append("  shortest     \(QuotedBytes.quoted(Array(shortest.prefix(200))))")
        lines.append("               \(shortest.count) bytes")
        return lines.joined(separator: "\n") + "\n"
    }

    var json: JSONValue {
        let matcher = GrammarMatcher(grammar)
        let shortest = matcher.shortestCompletion()
        var members: [JSONValue.Member] = [
            .init(key: "supported", value: .bool(true)), .init(key: "kind", value: .text(source.kind.rawValue)),
            .init(key: "shortest", value: .text(String(decoding: shortest, as: UTF8.self))),
            .init(key: "memory_bytes", value: .integer(grammar.memoryBytes)),
        ]
        if source.kind == .schema { members.insert(.init(key: "mode", value: .text(mode.rawValue)), at: 2) }
        if document != nil { members.append(.init(key: "matches", value: .bool(mismatch == nil))) }
        if let mismatch { members.append(.init(key: "failure", value: Self.json(mismatch))) }
        return .object(members)
    }

    /// A grammar that cannot be used.
    static func json(_ source: GrammarSource, _ error: GrammarError) -> JSONValue {
        var place: [JSONValue.Member] = []
        switch error.location {
        case .none: break
        case .byte(let offset): place = [.init(key: "byte", value: .integer(offset))]
        case .line(let line, let column):
            place = [.init(key: "line", value: .integer(line)), .init(key: "column", value: .integer(column))]
        case .pointer(let pointer): place = [.init(key: "pointer", value: .text(pointer))]
        }
        return .object([
            .init(key: "supported", value: .bool(false)), .init(key: "kind", value: .text(source.kind.rawValue)),
            .init(
                key: "error",
                value: .object(
                    [.init(key: "kind", value: .text(name(of: error.kind)))] + place
                        + [.init(key: "reason", value: .text(error.reason))])),
        ])
    }

    private static func name(of kind: GrammarError.Kind) -> String {
        switch kind {
        case .syntax: "syntax"
        case .unsupported: "unsupported"
        case .invalidValue: "invalid_value"
        case .undefinedReference: "undefined_reference"
        case .leftRecursion: "left_recursion"
        case .unsatisfiable: "unsatisfiable"
        case .tooComplex: "too_complex"
        default: "other"
        }
    }

    private static func text(_ mismatch: DocumentMismatch, document: String) -> String {
        let path = mismatch.path.map { ", at \($0.isEmpty ? "the top" : $0)" } ?? ""
        let excerpt = mismatch.excerpt
        var lines = [
            "\(document): does not match",
            "  where     byte \(mismatch.byte), line \(mismatch.line), column \(mismatch.column)\(path)",
            "  found     \(mismatch.found)", "  expected  \(mismatch.expected)", "", "    \(excerpt.text)",
            "    \(excerpt.mark)",
        ]
        if let undecided = mismatch.undecided { lines.insert("  undecided \(undecided)", at: 4) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func json(_ mismatch: DocumentMismatch) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(key: "byte", value: .integer(mismatch.byte)), .init(key: "line", value: .integer(mismatch.line)),
            .init(key: "column", value: .integer(mismatch.column)),
        ]
        if let path = mismatch.path { members.append(.init(key: "path", value: .text(path))) }
        members += [
            .init(key: "ends_early", value: .bool(mismatch.endsEarly)),
            .init(key: "found", value: .text(mismatch.found)), .init(key: "expected", value: .text(mismatch.expected)),
            .init(key: "allowed_bytes", value: .array(mismatch.allowed.list.map { .integer(Int($0)) })),
            .init(key: "forced", value: .text(String(decoding: mismatch.forced, as: UTF8.self))),
            .init(key: "may_end", value: .bool(mismatch.mayEnd)),
            .init(key: "completion", value: .text(String(decoding: mismatch.completion, as: UTF8.self))),
        ]
        return .object(members)
    }
}
