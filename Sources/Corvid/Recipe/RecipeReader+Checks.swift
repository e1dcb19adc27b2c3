import CorvidGrammar

/// The checks of a recipe's file.
extension RecipeReader {
    private static let kinds: [(key: String, own: [String])] = [
        ("equals", []), ("contains", []), ("matches", []), ("number", ["tolerance"]), ("schema", []),
        ("called", ["arguments", "times"]), ("at_most", []), ("command", []), ("not", []),
    ]
    private static let keys = kinds.flatMap { [$0.key] + $0.own } + ["value", "at", "hint"]
    /// How deep `not` may stand in itself.
    private static let maximumDepth = 4

    /// - Parameter isCondition: of `when`: there is no answer yet, so each check needs a value.
    func readChecks(_ node: RecipeNode, _ scope: NameScope, isCondition: Bool = false) -> [RecipeCheck] {
        let name = isCondition ? "when" : "checks"
        return list(node, name).compactMap { node in
            guard let check = readCheck(node, depth: 0) else { return nil }
            self.check(check.references, scope)
            if isCondition {
                if check.concernsRun {
                    report("a condition can look at values only, for nothing has run yet", at: node.location)
                } else if !hasValue(check) {
                    report("a condition needs a \"value\", such as {{steps.ID.answer}}", at: node.location)
                }
            }
            return check
        }
    }

    private func hasValue(_ check: RecipeCheck) -> Bool {
        if case .not(let inner) = check.kind { return check.value != nil || hasValue(inner) }
        return check.value != nil
    }

    private func readCheck(_ node: RecipeNode, depth: Int) -> RecipeCheck? {
        guard let members = mapping(node, "a check", keys: Self.keys) else { return nil }
        let present = Self.kinds.filter { members[$0.key] != nil }
        guard present.count == 1, let (key, own) = present.first, let main = members[key] else {
            guard !present.isEmpty || isFull || !Self.kinds.contains(where: { node.mayMean($0.key, among: Self.keys) })
            else {
                return nil
            }
            let found = present.isEmpty ? "none of them" : present.map(\.key).joined(separator: " and ")
            report(
                "a check has one of \(Self.kinds.map(\.key).joined(separator: ", ")); this one has \(found)",
                at: node.location)
            return nil
        }
        for (other, keys) in Self.kinds where other != key {
            for misplaced in keys where !own.contains(misplaced) {
                if let place = members[misplaced]?.location {
                    report("\"\(misplaced)\" belongs to a check with \"\(other)\"", at: place)
                }
            }
        }
        guard let kind = readKind(key, main, members, depth: depth) else { return nil }
        let check = RecipeCheck(
            kind: kind, value: members["value"].map(value), part: members["at"].flatMap(readPath),
            hint: members["hint"].flatMap { text($0, "hint") }, location: node.location,
            description: Self.describe(node))
        if check.concernsRun, let place = members["value"] ?? members["at"] {
            report("\"\(key)\" looks at the run and not at a value", at: place.location)
        }
        return check
    }

    private func readKind(
        _ key: String, _ node: RecipeNode, _ members: [String: RecipeNode], depth: Int
    ) -> RecipeCheck.Kind? {
        switch key {
        case "equals": return .equals(value(node))
        case "contains": return .contains(value(node))
        case "matches": return readPattern(node)
        case "number":
            if case .scalar(let value) = node.content, value.double != nil || value.text?.contains("{{") == true {
                let tolerance = members["tolerance"].flatMap { positive($0, "tolerance", orZero: true) } ?? 0
                return .number(self.value(node), tolerance: tolerance)
            }
            report("\"number\" is \(node.kind); expected a number or a template that gives one", at: node.location)
            return nil
        case "schema": return readSchema(node).map { .schema($0.schema) }
        case "called":
            guard let tool = text(node, key) else { return nil }
            toolMentions.append(.init(name: tool, location: node.location))
            return .called(
                tool: tool, arguments: members["arguments"].map(value),
                times: members["times"].flatMap { integer($0, "times", in: 0...10_000) })
        case "at_most": return .atMost(readLimits(node))
        case "command":
            commandMention = commandMention ?? node.location
            let words = list(node, key).compactMap { template($0, key) }
            if words.isEmpty { report("a command needs a program", at: node.location) }
            return .command(words)
        default:
            guard depth < Self.maximumDepth else {
                report("\"not\" stands in itself too often", at: node.location)
                return nil
            }
            return readCheck(node, depth: depth + 1).map { .not($0) }
        }
    }

    private func readPattern(_ node: RecipeNode) -> RecipeCheck.Kind? {
        guard let text = text(node, "matches") else { return nil }
        do throws(GrammarError) {
            let pattern = try RegularExpression(text)
            return .matches(
                pattern, try CompiledGrammar { pool throws(GrammarError) in try pattern.expression(in: pool) })
        } catch {
            report("this pattern cannot be used: \(error)", at: node.location)
            return nil
        }
    }

    private func readLimits(_ node: RecipeNode) -> RecipeCheck.Limits {
        let keys = ["turns", "tokens", "tool_calls", "seconds"]
        guard let members = mapping(node, "at_most", keys: keys) else { return .init() }
        func count(_ key: String) -> Int? { members[key].flatMap { integer($0, key, in: 0...Int.max) } }
        return RecipeCheck.Limits(
            turns: count("turns"), tokens: count("tokens"), toolCalls: count("tool_calls"),
            seconds: members["seconds"].flatMap { positive($0, "seconds") })
    }

    private func readPath(_ node: RecipeNode) -> RecipePath? {
        guard let text = text(node, "at") else { return nil }
        do {
            return try RecipePath(text)
        } catch {
            report("\"at\" is no path: \(error.reason)", at: node.location)
            return nil
        }
    }

    /// `contains "EUR" at total`, for reports.
    private static func describe(_ node: RecipeNode) -> String {
        guard case .mapping(let entries) = node.content else { return "" }
        return entries.filter { $0.key != "hint" }.map { entry in
            if entry.key == "not" { return "not " + describe(entry.value) }
            if entry.key == "called", let name = entry.value.text { return "called \(name)" }
            let text = String(decoding: entry.value.json.serialized, as: UTF8.self)
            return "\(entry.key) \(text.count <= 200 ? text : text.prefix(200) + "…")"
        }.joined(separator: ", ")
    }
}
