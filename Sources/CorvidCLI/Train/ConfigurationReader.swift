import Corvid
import CorvidGrammar

/// Reads the values of one mapping of a configuration file, and tells of what it does not know by line and column.
struct ConfigurationReader {
    private let entries: [RecipeNode.Entry]
    private let location: RecipeLocation
    private let what: String

    /// - Parameter what: how messages call the mapping.
    /// - Throws: `RecipeError` when the node is no mapping.
    init(_ node: RecipeNode, _ what: String) throws(RecipeError) {
        guard case .mapping(let entries) = node.content else {
            throw RecipeError("\(what) must be a mapping of keys to values", at: node.location)
        }
        self.entries = entries
        self.what = what
        location = node.location
    }

    /// - Throws: `RecipeError` for the first key that is not among `known`, with the nearest that is.
    func allow(_ known: [String]) throws(RecipeError) {
        for entry in entries where !known.contains(entry.key) {
            throw RecipeError(
                "\(what) has no key '\(entry.key)'\(NearestName.hint(entry.key, in: known)); known are "
                    + known.joined(separator: ", "), at: entry.keyLocation)
        }
    }

    func node(_ key: String) -> RecipeNode? { entries.first { $0.key == key }?.value }

    func failure(_ message: String, at key: String? = nil) -> RecipeError {
        RecipeError(message, at: key.flatMap { node($0)?.location } ?? location)
    }

    func text(_ key: String) throws(RecipeError) -> String? {
        guard let node = node(key) else { return nil }
        guard case .scalar(let value) = node.content, let text = value.text else {
            throw failure("\(key) must be a text", at: key)
        }
        return text
    }

    func required(_ key: String) throws(RecipeError) -> String {
        guard let text = try text(key), !text.isEmpty else { throw failure("\(what) needs a text '\(key)'") }
        return text
    }

    func number(_ key: String, default value: Double, in range: ClosedRange<Double>) throws(RecipeError) -> Double {
        guard let node = node(key) else { return value }
        guard case .scalar(let scalar) = node.content, let number = scalar.double, range.contains(number) else {
            throw failure("\(key) must be a number from \(range.lowerBound) to \(range.upperBound)", at: key)
        }
        return number
    }

    func integer(_ key: String, default value: Int?, in range: ClosedRange<Int>) throws(RecipeError) -> Int {
        guard let node = node(key) else {
            if let value { return value }
            throw failure("\(what) needs a whole number '\(key)'")
        }
        guard case .scalar(let scalar) = node.content, let number = scalar.double.flatMap({ Int(exactly: $0) }),
            range.contains(number)
        else {
            throw failure("\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: key)
        }
        return number
    }

    func flag(_ key: String, default value: Bool) throws(RecipeError) -> Bool {
        guard let node = node(key) else { return value }
        guard case .scalar(.bool(let flag)) = node.content else {
            throw failure("\(key) must be true or false", at: key)
        }
        return flag
    }

    func list(_ key: String) throws(RecipeError) -> [RecipeNode] {
        guard let node = node(key) else { return [] }
        guard case .list(let nodes) = node.content else { throw failure("\(key) must be a list", at: key) }
        return nodes
    }

    func texts(_ key: String) throws(RecipeError) -> [String] {
        var texts: [String] = []
        for node in try list(key) {
            guard case .scalar(let value) = node.content, let text = value.text else {
                throw failure("\(key) must be a list of texts", at: key)
            }
            texts.append(text)
        }
        return texts
    }

    /// Reads a mapping inside this one; a missing one is empty.
    func mapping(_ key: String) throws(RecipeError) -> ConfigurationReader {
        try ConfigurationReader(node(key) ?? RecipeNode(.mapping([]), at: location), key)
    }

    /// Numbers by free keys.
    func numbers() throws(RecipeError) -> [String: Double] {
        var numbers: [String: Double] = [:]
        for entry in entries {
            numbers[entry.key] = try number(entry.key, default: 0, in: 0...1e9)
        }
        return numbers
    }
}
