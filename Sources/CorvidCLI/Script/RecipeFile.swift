import Corvid
import CorvidGrammar
import Foundation
import Yams

/// Reads recipes from YAML files. Bounded in size, depth and what aliases may expand to.
final class RecipeFile {
    static let maximumBytes = 1 << 20
    static let maximumNodes = 20_000
    static let maximumDepth = 64
    /// With no more than these, what aliases expand to stays small.
    static let maximumAnchors = 8
    static let maximumAliases = 40

    /// The files that were read, the recipe's own first.
    private(set) var sources: [(name: String, text: String)] = []
    private var nodes: [String: RecipeNode] = [:]

    /// - Throws: `RecipeError` with every mistake; ``CommandFailure`` when the file cannot be read.
    func recipe(at path: String) throws -> Recipe {
        let root = try node(at: path)
        return try Recipe(root) { inner, source in
            // The same file has one name, however it is written.
            try self.node(at: inner.hasPrefix("/") ? inner : source.folder + inner)
        }
    }

    private func node(at path: String) throws -> RecipeNode {
        let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().standardized.path
        if let known = nodes[file] { return known }
        let text = try Self.read(path)
        let node = try Self.parse(text, name: path)
        nodes[file] = node
        sources.append((path, text))
        return node
    }

    private static func read(_ path: String) throws -> String {
        let bytes: [UInt8]
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            bytes = Array(try file.read(upToCount: maximumBytes + 1) ?? Data())
        } catch {
            throw CommandFailure(ExitStatus.noInput, "\(path): no such file, or it cannot be read")
        }
        guard bytes.count <= maximumBytes else {
            throw CommandFailure(ExitStatus.badData, "\(path): larger than \(maximumBytes) bytes, which no recipe is")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(ExitStatus.badData, "\(path): not UTF-8 text")
        }
        return text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Reads YAML.
    ///
    /// - Throws: `RecipeError` with the place of what is not.
    static func parse(_ text: String, name: String) throws -> RecipeNode {
        let source = RecipeSource(name: name, text: text)
        try checkAliases(text, source)
        do {
            // The basic resolver leaves every scalar the text that it is: `no` is not false here.
            guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
                throw RecipeError("the file is empty", at: RecipeLocation(source: source, line: 1, column: 1))
            }
            var converter = Converter(source: source)
            return try converter.node(root, depth: 0, near: RecipeLocation(source: source, line: 1, column: 1))
        } catch let error as YamlError {
            throw problem(error, text, source)
        }
    }

    /// Each of few anchors can be used few times: then even aliases in aliases stay small.
    private static func checkAliases(_ text: String, _ source: RecipeSource) throws(RecipeError) {
        var anchors = 0
        var aliases = 0
        var line = 1
        var column = 0
        var last: Unicode.Scalar = "\n"
        var mark: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            column += 1
            if let mark, !scalar.properties.isWhitespace, scalar != mark {
                if mark == "&" { anchors += 1 } else { aliases += 1 }
                let isTooMuch = anchors > maximumAnchors || (anchors > 0 && aliases > maximumAliases)
                if isTooMuch {
                    throw RecipeError(
                        "a recipe may have \(maximumAnchors) anchors (&name) and \(maximumAliases) aliases (*name)",
                        at: RecipeLocation(source: source, line: line, column: column - 1))
                }
            }
            let begins = last.properties.isWhitespace || "[{,:\"'}]".unicodeScalars.contains(last)
            mark = begins && (scalar == "&" || scalar == "*") ? scalar : nil
            if scalar == "\n" {
                line += 1
                column = 0
            }
            last = scalar
        }
    }

    // MARK: - Mistakes of YAML

    private static func problem(_ error: YamlError, _ text: String, _ source: RecipeSource) -> RecipeError {
        func at(_ mark: Mark) -> RecipeLocation {
            RecipeLocation(source: source, line: mark.line, column: mark.column)
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            return RecipeError("not YAML: \(problem)", at: at(mark))
        case .composer(_, let problem, let mark, _):
            let reason = problem.contains("alias") ? "this alias names no anchor" : problem
            return RecipeError(
                problem.contains("another document") ? "a second document; a file holds one recipe" : reason,
                at: at(mark))
        case .reader(let problem, let offset, _, _):
            let before = text.utf8.prefix(offset ?? 0)
            let line = before.count { $0 == 0x0A } + 1
            let column = before.reversed().prefix { $0 != 0x0A }.count + 1
            return RecipeError("not YAML: \(problem)", at: RecipeLocation(source: source, line: line, column: column))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? ""
            let first = at(context.mark)
            let again = secondPlace(of: key, after: first, text)
            return RecipeError(
                again == nil
                    ? "\"\(key)\" stands twice in this mapping"
                    : "\"\(key)\" stands here again, after line \(first.line)",
                at: again ?? first)
        default:
            return RecipeError("not YAML: \(error)", at: RecipeLocation(source: source, line: 1, column: 1))
        }
    }

    /// The next line that has the key at the same column.
    private static func secondPlace(of key: String, after first: RecipeLocation, _ text: String) -> RecipeLocation? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for number in lines.indices.dropFirst(first.line) {
            let rest = lines[number].unicodeScalars.dropFirst(first.column - 1)
            let indent = lines[number].unicodeScalars.prefix(first.column - 1)
            guard indent.allSatisfy({ $0 == " " || $0 == "-" }) else { continue }
            if String(Substring(rest)).hasPrefix("\(key):") {
                return RecipeLocation(source: first.source, line: number + 1, column: first.column)
            }
        }
        return nil
    }

    // MARK: - Values

    private struct Converter {
        let source: RecipeSource
        var count = 0

        mutating func node(_ node: Node, depth: Int, near: RecipeLocation) throws(RecipeError) -> RecipeNode {
            let place = self.place(node.mark) ?? near
            count += 1
            guard count <= maximumNodes else {
                throw RecipeError("the recipe has more than \(maximumNodes) values with its aliases", at: place)
            }
            guard depth <= maximumDepth else {
                throw RecipeError("values stand in one another more than \(maximumDepth) deep", at: place)
            }
            switch node {
            case .scalar(let scalar): return RecipeNode(.scalar(try value(scalar, place)), at: place)
            case .sequence(let sequence):
                var nodes: [RecipeNode] = []
                for element in sequence { nodes.append(try self.node(element, depth: depth + 1, near: place)) }
                return RecipeNode(.list(nodes), at: place)
            case .mapping(let mapping):
                var entries: [RecipeNode.Entry] = []
                for (key, value) in mapping {
                    let keyPlace = self.place(key.mark) ?? place
                    guard case .scalar(let name) = key else {
                        throw RecipeError("a key must be a text", at: keyPlace)
                    }
                    entries.append(
                        .init(
                            key: name.string, keyLocation: keyPlace,
                            value: try self.node(value, depth: depth + 1, near: keyPlace)))
                }
                return RecipeNode(.mapping(entries), at: place)
            case .alias: throw RecipeError("this alias names no anchor", at: place)
            }
        }

        private func place(_ mark: Mark?) -> RecipeLocation? {
            mark.map { RecipeLocation(source: source, line: $0.line, column: $0.column) }
        }

        /// Null, true, false and numbers as JSON has them; everything else is a text.
        private func value(_ scalar: Node.Scalar, _ place: RecipeLocation) throws(RecipeError) -> JSONValue {
            let tag = scalar.tag.rawValue
            guard ["", "!", "tag:yaml.org,2002:str"].contains(tag) else {
                throw RecipeError("the tag \(tag) means nothing in a recipe", at: place)
            }
            guard scalar.style == .plain, tag.isEmpty else { return .text(scalar.string) }
            switch scalar.string {
            case "", "~", "null": return .null
            case "true": return .bool(true)
            case "false": return .bool(false)
            default:
                let parsed = try? JSONValue(parsing: scalar.string)
                return parsed?.double == nil ? .text(scalar.string) : parsed ?? .null
            }
        }
    }
}
