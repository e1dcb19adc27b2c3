public import CorvidGrammar

/// A value of a recipe's file and where it stands. What reads YAML or JSON makes these, so that a recipe's mistakes can
/// be told by line and column.
public struct RecipeNode: Sendable {
    public enum Content: Sendable {
        /// Null, a boolean, a number or a text.
        case scalar(JSONValue)
        case list([RecipeNode])
        case mapping([Entry])
    }

    /// A key and its value.
    public struct Entry: Sendable {
        public var key: String
        public var keyLocation: RecipeLocation
        public var value: RecipeNode

        public init(key: String, keyLocation: RecipeLocation, value: RecipeNode) {
            self.key = key
            self.keyLocation = keyLocation
            self.value = value
        }
    }

    public var content: Content
    public var location: RecipeLocation

    public init(_ content: Content, at location: RecipeLocation) {
        self.content = content
        self.location = location
    }

    /// A recipe that was made by a program; mistakes are told without a line.
    public init(_ json: JSONValue, in source: RecipeSource = RecipeSource(name: "recipe", text: "")) {
        let location = RecipeLocation(source: source, line: 0, column: 0)
        switch json {
        case .array(let values): self.init(.list(values.map { RecipeNode($0, in: source) }), at: location)
        case .object(let members):
            self.init(
                .mapping(
                    members.map {
                        Entry(
                            key: String(decoding: $0.key, as: UTF8.self), keyLocation: location,
                            value: RecipeNode($0.value, in: source))
                    }), at: location)
        default: self.init(.scalar(json), at: location)
        }
    }

    /// The value without its places.
    public var json: JSONValue {
        switch content {
        case .scalar(let value): value
        case .list(let nodes): .array(nodes.map(\.json))
        case .mapping(let entries):
            .object(entries.map { JSONValue.Member(key: Array($0.key.utf8), value: $0.value.json) })
        }
    }

    var text: String? { if case .scalar(let value) = content { value.text } else { nil } }

    subscript(key: String) -> RecipeNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// What it is, for messages.
    var kind: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .scalar(let value):
            switch value {
            case .null: "nothing"
            case .bool(let flag): "the boolean \(flag)"
            case .number(let text): "the number \(text)"
            default: "a text"
            }
        }
    }

    /// The node to which a JSON pointer leads, or the last one on the way.
    func following(pointer: String) -> RecipeNode {
        var node = self
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
            switch node.content {
            case .list(let nodes):
                guard let index = Int(name), nodes.indices.contains(index) else { return node }
                node = nodes[index]
            case .mapping:
                guard let next = node[name] else { return node }
                node = next
            case .scalar: return node
            }
        }
        return node
    }
}
