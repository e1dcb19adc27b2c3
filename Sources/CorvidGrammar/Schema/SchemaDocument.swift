/// All schemas of one text, numbered; the first is the root.
struct SchemaDocument: Sendable {
    var nodes: ContiguousArray<SchemaNode> = []
    var resources: [SchemaResource] = []
    /// Names of members, anchors and definitions.
    var names = SchemaNames()
    var patterns: [RegularExpression] = []
    var grammars: [Grammar] = []
    var grounding: GroundedText?
    /// Pointers of places that only references lead to.
    var foreignPointers: [String] = []
    /// Whether a reference depends on the way by which it was reached.
    var hasDynamicReferences = false

    /// The JSON pointer of a schema.
    func pointer(_ node: Int32, _ keyword: SchemaKeywordName? = nil) -> String {
        var parts: [String] = []
        if let keyword { parts.append("/" + Self.escaped(keyword.rawValue)) }
        var current = node
        while current >= 0, Int(current) < nodes.count {
            let step = nodes[Int(current)].step
            if let keyword = step.keyword {
                if keyword == .foreign {
                    parts.append(foreignPointers[Int(step.index)])
                } else if step.index < 0 {
                    parts.append("/" + Self.escaped(keyword.rawValue))
                } else {
                    let last =
                        Self.isNamed(keyword)
                        ? Self.escaped(String(decoding: names[step.index], as: UTF8.self)) : "\(step.index)"
                    parts.append("/" + Self.escaped(keyword.rawValue) + "/" + last)
                }
            }
            current = nodes[Int(current)].parent
        }
        return parts.reversed().joined()
    }

    /// Whether the keyword's value is an object of schemas.
    static func isNamed(_ keyword: SchemaKeywordName) -> Bool {
        switch keyword {
        case .properties, .patternProperties, .dependentSchemas, .dependencies, .definitions, .oldDefinitions: true
        default: false
        }
    }

    /// A token of a JSON pointer.
    static func escaped(_ token: String) -> String {
        var result: [UInt8] = []
        for byte in token.utf8 {
            switch byte {
            case UInt8(ascii: "~"): result += Array("~0".utf8)
            case UInt8(ascii: "/"): result += Array("~1".utf8)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The schemas that look at the same value as `node`.
    func inPlaceChildren(_ node: Int32) -> [Int32] {
        var children: [Int32] = []
        for keyword in nodes[Int(node)].keywords {
            switch keyword {
            case .all(let list), .any(let list), .one(let list): children += list
            case .not(let child), .reference(let child), .dynamicReference(let child, _): children.append(child)
            case .condition(let condition, let then, let alternative):
                children.append(condition)
                if let then { children.append(then) }
                if let alternative { children.append(alternative) }
            case .dependentSchemas(let members): children += members.map(\.node)
            default: break
            }
        }
        return children
    }
}
