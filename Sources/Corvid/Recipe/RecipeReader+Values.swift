import CorvidGrammar

/// The plain values of a recipe's file.
extension RecipeReader {
    static let nameRule = "letters, digits, \"_\" and \"-\", 64 at most, a letter or \"_\" first"

    /// The members by their keys. Tells keys that are unknown, missing or there twice.
    ///
    /// - Returns: nil when the node is no mapping.
    func mapping(
        _ node: RecipeNode, _ what: String, keys: [String], required: [String] = []
    ) -> [String: RecipeNode]? {
        guard case .mapping(let entries) = node.content else {
            report(
                "expected \(what) with keys such as \(keys.prefix(3).joined(separator: ", ")), found \(node.kind)",
                at: node.location)
            return nil
        }
        var members: [String: RecipeNode] = [:]
        for entry in entries {
            guard keys.contains(entry.key) else {
                if isFull { continue }
                let hint = NearestName.of(entry.key, in: keys).map { "; did you mean \"\($0)\"?" }
                report(
                    "\"\(entry.key)\" is no key of \(what)\(hint ?? " (its keys are \(keys.joined(separator: ", ")))")",
                    at: entry.keyLocation)
                continue
            }
            if members.updateValue(entry.value, forKey: entry.key) != nil {
                report("\"\(entry.key)\" stands here twice", at: entry.keyLocation)
            }
        }
        for key in required where members[key] == nil && !isFull && !node.mayMean(key, among: keys) {
            report("\(what) needs \"\(key)\"", at: node.location)
        }
        return members
    }

    func text(_ node: RecipeNode, _ name: String) -> String? {
        if let text = node.text { return text }
        let quotes = if case .scalar(let value) = node.content, !value.isNull { "; put it in quotes" } else { "" }
        report("\"\(name)\" is \(node.kind); expected a text\(quotes)", at: node.location)
        return nil
    }

    func identifier(_ node: RecipeNode, _ name: String) -> String? {
        guard let text = text(node, name) else { return nil }
        guard isIdentifier(text) else {
            report("\"\(text)\" is no name: \(Self.nameRule)", at: node.location)
            return nil
        }
        return text
    }

    func isIdentifier(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        let isLetter = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80 || byte == UInt8(ascii: "_")
        }
        return isLetter(first)
            && text.utf8.allSatisfy {
                isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    func boolean(_ node: RecipeNode, _ name: String) -> Bool? {
        if case .scalar(.bool(let flag)) = node.content { return flag }
        report("\"\(name)\" is \(node.kind); expected true or false", at: node.location)
        return nil
    }

    func integer(_ node: RecipeNode, _ name: String, in range: ClosedRange<Int>) -> Int? {
        if case .scalar(let value) = node.content, let number = value.int, range.contains(number) { return number }
        let upper = range.upperBound == .max ? "\(range.lowerBound) on" : "\(range.lowerBound) to \(range.upperBound)"
        report("\"\(name)\" is \(node.kind); expected a whole number from \(upper)", at: node.location)
        return nil
    }

    func positive(_ node: RecipeNode, _ name: String, orZero: Bool = false) -> Double? {
        if case .scalar(let value) = node.content, let number = value.double, number.isFinite, number <= 1e9,
            orZero ? number >= 0 : number > 0
        {
            return number
        }
        report(
            "\"\(name)\" is \(node.kind); expected a number \(orZero ? "not below" : "above") 0", at: node.location)
        return nil
    }

    func list(_ node: RecipeNode, _ name: String) -> [RecipeNode] {
        if case .list(let nodes) = node.content { return nodes }
        report("\"\(name)\" is \(node.kind); expected a list", at: node.location)
        return []
    }

    func texts(_ node: RecipeNode, _ name: String) -> [String] {
        list(node, name).compactMap { text($0, name) }
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ node: RecipeNode, _ name: String, of type: Choice.Type
    ) -> Choice? {
        guard let text = text(node, name) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let known = type.allCases.map(\.rawValue)
        report(
            "\"\(name)\" is \"\(text)\"; expected one of \(known.joined(separator: ", "))"
                + NearestName.hint(text, in: known), at: node.location)
        return nil
    }

    // MARK: - Templates

    func template(_ node: RecipeNode, _ name: String) -> RecipeTemplate? {
        guard let text = text(node, name) else { return nil }
        do {
            return try RecipeTemplate(text, at: node.location)
        } catch {
            for problem in error.problems { report(problem.message, at: problem.location ?? node.location) }
            return nil
        }
    }

    func value(_ node: RecipeNode) -> RecipeValue {
        switch node.content {
        case .scalar(let value):
            guard value.text?.contains("{{") == true else { return .literal(value) }
            return template(node, "value").map { .template($0) } ?? .literal(value)
        case .list(let nodes): return .list(nodes.map(value))
        case .mapping(let entries): return .object(entries.map { ($0.key, value($0.value)) })
        }
    }

    /// The names that templates may use at a place.
    struct NameScope {
        var parameters: [String]
        /// Steps that have run by then.
        var visibleSteps: [String] = []
        var allSteps: [String] = []
        var hasItem = false

        init(parameters: [String]) { self.parameters = parameters }
    }

    func check(_ references: [RecipeTemplate.Reference], _ scope: NameScope) {
        for reference in references where !isFull {
            guard case .name(let root)? = reference.path.parts.first else {
                report("{{\(reference.path)}} must begin with a name", at: reference.location)
                continue
            }
            switch root {
            case "input": inputMention = inputMention ?? reference.location
            case "item", "index":
                if !scope.hasItem {
                    report("{{\(root)}} is known only in a step with foreach", at: reference.location)
                }
            case "steps": checkStep(reference, scope)
            default:
                guard !scope.parameters.contains(root) else { continue }
                let names = scope.parameters + RecipeScope.reserved
                let known =
                    scope.parameters.isEmpty
                    ? "the recipe has none" : "there are \(scope.parameters.joined(separator: ", "))"
                report(
                    "{{\(reference.path)}}: there is no parameter \"\(root)\" (\(known))"
                        + NearestName.hint(root, in: names), at: reference.location)
            }
        }
    }

    private func checkStep(_ reference: RecipeTemplate.Reference, _ scope: NameScope) {
        let parts = reference.path.parts
        guard parts.count >= 2, case .name(let id) = parts[1] else {
            return report("{{\(reference.path)}} names no step; write {{steps.ID.answer}}", at: reference.location)
        }
        if !scope.visibleSteps.contains(id) {
            let known =
                scope.visibleSteps.isEmpty
                ? "no step has run by then" : "by then there are \(scope.visibleSteps.joined(separator: ", "))"
            let reason = scope.allSteps.contains(id) ? "the step \"\(id)\" runs later" : "there is no step \"\(id)\""
            return report(
                "{{\(reference.path)}}: \(reason) (\(known))\(NearestName.hint(id, in: scope.visibleSteps))",
                at: reference.location)
        }
        if parts.count < 3 || parts[2] != .name("answer") {
            report(
                "{{\(reference.path)}}: a step has only an answer; write {{steps.\(id).answer}}", at: reference.location
            )
        }
    }
}

extension RecipeNode {
    /// One of the mapping's keys is not known and may be a misspelling of `key`. It has been told already.
    func mayMean(_ key: String, among known: [String]) -> Bool {
        guard case .mapping(let entries) = content else { return false }
        return entries.contains { !known.contains($0.key) && NearestName.of($0.key, in: known) == key }
    }
}
