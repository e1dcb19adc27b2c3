/// What `$ref` and `$dynamicRef` mean.
extension SchemaParser {
    mutating func resolveReferences() throws(GrammarError) {
        // Targets in unusual places are read when they are found, and may refer to others.
        var next = 0
        while next < references.count {
            let reference = references[next]
            next += 1
            let target = try target(of: reference)
            let isRecursion = reference.keyword == .dynamicReference
            var keyword = SchemaKeyword.reference(target)
            if isRecursion, let fragment = SchemaURI.split(reference.text).fragment,
                let name = document.names.existing(SchemaURI.percentDecoded(fragment.utf8)),
                document.resources[Int(document.nodes[Int(target)].resource)].dynamicAnchors.contains(where: {
                    $0.name == name && $0.node == target
                })
            {
                keyword = .dynamicReference(target, anchor: name)
                document.hasDynamicReferences = true
            }
            let place = document.nodes[Int(reference.node)].keywords.firstIndex { other in
                if case .reference(let target) = other { target == -Int32(next) } else { false }
            }
            if let place { document.nodes[Int(reference.node)].keywords[place] = keyword }
        }
    }

    private mutating func target(of reference: Reference) throws(GrammarError) -> Int32 {
        let (uri, fragment) = SchemaURI.split(reference.text)
        var resource = document.nodes[Int(reference.node)].resource
        if !uri.isEmpty {
            let resolved = SchemaURI.resolve(uri, against: document.resources[Int(resource)].base)
            guard let known = resourcesByBase[resolved] else {
                throw failure(
                    .unsupported, reference.node, reference.keyword,
                    "'\(reference.text)' lies outside the schema and nothing is ever fetched; put its text under $defs with its $id"
                )
            }
            resource = known
        }
        let root = document.resources[Int(resource)].root
        guard let fragment, !fragment.isEmpty else { return root }
        let bytes = SchemaURI.percentDecoded(fragment.utf8)
        if bytes.first == UInt8(ascii: "/") {
            if let node = try node(at: bytes, from: root) { return node }
        } else if let name = document.names.existing(bytes),
            let anchor = document.resources[Int(resource)].anchors.first(where: { $0.name == name })
        {
            return anchor.node
        }
        throw failure(
            .undefinedReference, reference.node, reference.keyword,
            "'\(reference.text)' leads to nothing in this schema")
    }

    /// The schema at a JSON pointer, counted from the schema `root`.
    private mutating func node(at pointer: [UInt8], from root: Int32) throws(GrammarError) -> Int32? {
        if children == nil {
            var all: [ChildKey: Int32] = [:]
            all.reserveCapacity(document.nodes.count)
            for (index, node) in document.nodes.enumerated() {
                all[ChildKey(parent: node.parent, step: node.step)] = Int32(index)
            }
            children = all
        }
        let tokens = Self.tokens(of: pointer)
        var node = root
        var index = 0
        while index < tokens.count {
            guard let (child, used) = child(of: node, tokens[index...]) else {
                return try foreignNode(tokens[index...], of: node)
            }
            node = child
            index += used
        }
        return node
    }

    private func child(of node: Int32, _ tokens: ArraySlice<[UInt8]>) -> (Int32, Int)? {
        guard let first = tokens.first, let keyword = SchemaKeywordName(spelling: first) else { return nil }
        if let child = children?[ChildKey(parent: node, step: SchemaStep(keyword: keyword))] { return (child, 1) }
        guard let second = tokens.dropFirst().first else { return nil }
        let index = SchemaDocument.isNamed(keyword) ? document.names.existing(second) : Self.arrayIndex(second)
        guard let index else { return nil }
        return children?[ChildKey(parent: node, step: SchemaStep(keyword: keyword, index: index))].map { ($0, 2) }
    }

    /// A schema in a place where the keywords put none.
    private mutating func foreignNode(_ tokens: ArraySlice<[UInt8]>, of node: Int32) throws(GrammarError) -> Int32? {
        var value = values[Int(node)]
        for token in tokens {
            switch value {
            case .object(let members):
                guard let member = members.first(where: { $0.key == token }) else { return nil }
                value = member.value
            case .array(let items):
                guard let index = Self.arrayIndex(token), Int(index) < items.count else { return nil }
                value = items[Int(index)]
            default: return nil
            }
        }
        let pointer = tokens.map { "/" + SchemaDocument.escaped(String(decoding: $0, as: UTF8.self)) }.joined()
        let key = "\(node)\(pointer)"
        if let known = foreign[key] { return known }
        let number = Int32(document.foreignPointers.count)
        document.foreignPointers.append(pointer)
        let created = Int32(document.nodes.count)
        foreign[key] = created
        let resource = document.nodes[Int(node)].resource
        return try parseNode(
            value, parent: node, step: SchemaStep(keyword: .foreign, index: number), resource: resource, depth: 1)
    }

    private static func tokens(of pointer: [UInt8]) -> [[UInt8]] {
        pointer.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { token in
            var result: [UInt8] = []
            var isEscaped = false
            for byte in token {
                if isEscaped {
                    result.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                    isEscaped = false
                } else if byte == UInt8(ascii: "~") {
                    isEscaped = true
                } else {
                    result.append(byte)
                }
            }
            return result
        }
    }

    private static func arrayIndex(_ token: [UInt8]) -> Int32? {
        guard !token.isEmpty, token.count <= 9, token.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return token.reduce(0) { $0 * 10 + Int32($1 - 0x30) }
    }
}
