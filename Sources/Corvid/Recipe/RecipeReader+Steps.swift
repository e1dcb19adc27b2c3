import CorvidGrammar

/// The steps of a recipe's file.
extension RecipeReader {
    private static let commonKeys = ["id", "when", "foreach", "checks", "retries", "on_failure"]
    /// The keys that make a step what it is, and those that go with each.
    private static let actionKeys = [
        ("prompt", ["answer", "tools", "tool_choice", "budget"]), ("tool", ["arguments", "budget"]),
        ("recipe", ["parameters"]),
    ]

    private static let allKeys = (commonKeys + actionKeys.flatMap { [$0.0] + $0.1 }).uniqued

    func readSteps(_ node: RecipeNode, _ scope: inout NameScope) -> [RecipeStep] {
        let nodes = list(node, "steps")
        if case .list(let nodes) = node.content, nodes.isEmpty { report("a recipe needs a step", at: node.location) }
        scope.allSteps = nodes.compactMap { $0["id"]?.text }
        var steps: [RecipeStep] = []
        for node in nodes {
            guard let step = readStep(node, scope) else { continue }
            if steps.contains(where: { $0.id == step.id }) {
                report("a step before has the id \"\(step.id)\" too", at: node["id"]?.location ?? node.location)
            }
            steps.append(step)
            scope.visibleSteps.append(step.id)
        }
        return steps
    }

    private func readStep(_ node: RecipeNode, _ scope: NameScope) -> RecipeStep? {
        guard let members = mapping(node, "a step", keys: Self.allKeys, required: ["id"]) else { return nil }
        var scope = scope
        let items = members["foreach"].map { node in
            if case .scalar(let value) = node.content, value.text?.contains("{{") != true {
                report("\"foreach\" is \(node.kind); expected a list or a template that gives one", at: node.location)
            }
            return value(node)
        }
        check(items?.references ?? [], scope)
        scope.hasItem = items != nil
        let id = members["id"].flatMap { identifier($0, "id") } ?? ""
        let conditions = members["when"].map { readChecks($0, scope, isCondition: true) } ?? []
        let action = readAction(node, members, scope)
        scope.visibleSteps.append(id)
        let checks = members["checks"].map { readChecks($0, scope) } ?? []
        let isQuestion = if case .ask = action { true } else { false }
        let onFailure = members["on_failure"].flatMap { choice($0, "on_failure", of: RecipeStep.OnFailure.self) }
        if let place = members["on_failure"]?.location, let action, onFailure == .feedback {
            if case .ask = action {} else { report("only a step with a prompt can take feedback", at: place) }
        }
        guard let action else { return nil }
        return RecipeStep(
            id: id, checks: checks,
            retries: members["retries"].flatMap { integer($0, "retries", in: 0...RecipeStep.maximumRetries) } ?? 0,
            onFailure: onFailure ?? (isQuestion ? .feedback : .restart), budget: members["budget"].map(readBudget),
            location: node.location, action: action, conditions: conditions, items: items)
    }

    private func readAction(
        _ node: RecipeNode, _ members: [String: RecipeNode], _ scope: NameScope
    ) -> RecipeStep.Action? {
        let present = Self.actionKeys.filter { members[$0.0] != nil }
        guard present.count == 1, let (kind, own) = present.first else {
            guard
                !present.isEmpty || isFull
                    || !Self.actionKeys.contains(where: { node.mayMean($0.0, among: Self.allKeys) })
            else {
                return nil
            }
            let found = present.isEmpty ? "none of them" : present.map(\.0).joined(separator: " and ")
            report("a step has either a prompt, a tool or a recipe; this one has \(found)", at: node.location)
            return nil
        }
        for (other, keys) in Self.actionKeys where other != kind {
            for key in keys where !own.contains(key) {
                if let misplaced = members[key] {
                    report("\"\(key)\" belongs to a step with \"\(other)\"", at: misplaced.location)
                }
            }
        }
        guard let main = members[kind] else { return nil }
        switch kind {
        case "prompt":
            let prompt = template(main, kind)
            check(prompt?.references ?? [], scope)
            let question = prompt.map { prompt in
                RecipeStep.Question(
                    prompt: prompt, answer: members["answer"].flatMap(readSchema).map { OutputSchema($0.json) },
                    tools: members["tools"].map { readTools($0) },
                    toolChoice: members["tool_choice"].flatMap(readToolChoice))
            }
            return question.map { .ask($0) }
        case "tool":
            guard let name = text(main, kind) else { return nil }
            toolMentions.append(.init(name: name, location: main.location))
            let arguments = members["arguments"].map { node in
                if case .mapping = node.content { return value(node) }
                report("\"arguments\" is \(node.kind); expected a mapping", at: node.location)
                return RecipeValue.object([])
            }
            check(arguments?.references ?? [], scope)
            return .call(tool: name, arguments: arguments ?? .object([]))
        default: return readSubrecipe(main, members["parameters"], scope)
        }
    }

    private func readSubrecipe(
        _ node: RecipeNode, _ parameters: RecipeNode?, _ scope: NameScope
    ) -> RecipeStep.Action? {
        guard let path = text(node, "recipe") else { return nil }
        let recipe = subrecipe(path, at: node.location)
        var given: [(key: String, value: RecipeValue)] = []
        if let parameters {
            guard case .mapping(let entries) = parameters.content else {
                report("\"parameters\" is \(parameters.kind); expected a mapping", at: parameters.location)
                return nil
            }
            for entry in entries {
                let value = value(entry.value)
                check(value.references, scope)
                given.append((entry.key, value))
                guard let recipe, !recipe.parameters.contains(where: { $0.name == entry.key }) else { continue }
                let names = recipe.parameters.map(\.name)
                let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
                report(
                    "\(recipe.name) has no parameter \"\(entry.key)\" (\(known))\(NearestName.hint(entry.key, in: names))",
                    at: entry.keyLocation)
            }
        }
        guard let recipe else { return nil }
        for parameter in recipe.parameters
        where parameter.isRequired && !given.contains(where: { $0.key == parameter.name }) {
            report("\(recipe.name) needs the parameter \"\(parameter.name)\"", at: node.location)
        }
        return .run(recipe, parameters: given)
    }

    // MARK: - Parts

    func readTools(_ node: RecipeNode) -> [String] {
        list(node, "tools").compactMap { node in
            guard let name = text(node, "tools") else { return nil }
            toolMentions.append(.init(name: name, location: node.location))
            return name
        }
    }

    private func readToolChoice(_ node: RecipeNode) -> ToolChoice? {
        guard let text = text(node, "tool_choice") else { return nil }
        guard let choice = ToolChoice(text) else {
            let names = ["auto", "none", "required"]
            report(
                "\"tool_choice\" is \"\(text)\"; expected auto, none, required or named:TOOL"
                    + NearestName.hint(text, in: names), at: node.location)
            return nil
        }
        if case .named(let name) = choice { toolMentions.append(.init(name: name, location: node.location)) }
        return choice
    }

    func readBudget(_ node: RecipeNode) -> Budget {
        let keys = ["seconds", "tokens", "tool_calls", "bytes", "turns"]
        guard let members = mapping(node, "a budget", keys: keys) else { return Budget() }
        func count(_ key: String) -> Int? { members[key].flatMap { integer($0, key, in: 1...Int.max) } }
        return Budget(
            duration: members["seconds"].flatMap { positive($0, "seconds") }.map { .seconds($0) },
            tokens: count("tokens"),
            toolCalls: members["tool_calls"].flatMap { integer($0, "tool_calls", in: 0...Int.max) },
            bytes: count("bytes"), turns: count("turns"))
    }

    func readApproval(_ node: RecipeNode) -> ApprovalPolicy? {
        if node.text != nil {
            return choice(node, "approval", of: ApprovalPolicy.Decision.self).map { decision in
                // Without a rule, calls with side effects are asked for.
                ApprovalPolicy(rules: decision == .ask ? [] : [.init(tool: "*", decision: decision)])
            }
        }
        guard case .list(let nodes) = node.content else {
            report("\"approval\" is \(node.kind); expected allow, ask, deny or a list of rules", at: node.location)
            return nil
        }
        let keys = ["tool", "argument", "value", "decision", "even_after_untrusted_text"]
        return ApprovalPolicy(
            rules: nodes.compactMap { node in
                guard let members = mapping(node, "a rule", keys: keys, required: ["tool", "decision"]),
                    let tool = members["tool"].flatMap({ text($0, "tool") }),
                    let decision = members["decision"].flatMap({
                        choice($0, "decision", of: ApprovalPolicy.Decision.self)
                    })
                else { return nil }
                return ApprovalPolicy.Rule(
                    tool: tool, argument: members["argument"].flatMap { text($0, "argument") },
                    value: members["value"].flatMap { text($0, "value") }, decision: decision,
                    evenAfterUntrustedText: members["even_after_untrusted_text"].flatMap {
                        boolean($0, "even_after_untrusted_text")
                    })
            })
    }

    /// The schema and its text.
    func readSchema(_ node: RecipeNode) -> (schema: JSONSchema, json: JSONValue)? {
        do throws(GrammarError) {
            let json = node.json
            return (try JSONSchema(json), json)
        } catch {
            var place = node
            if case .pointer(let pointer) = error.location { place = node.following(pointer: pointer) }
            report("this JSON Schema cannot be used: \(error)", at: place.location)
            return nil
        }
    }
}

extension [String] {
    fileprivate var uniqued: [String] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
