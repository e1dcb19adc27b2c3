import CorvidGrammar

/// Turns a file's values into a recipe and collects the mistakes on the way.
final class RecipeReader {
    /// More mistakes than these are not told.
    static let maximumProblems = 25

    private(set) var problems: [RecipeError.Problem] = []
    let loader: Recipe.Loader
    /// Recipes that were read, by the names of their sources; nil for those with mistakes.
    private var known: [String: Recipe?] = [:]
    /// The recipes in which the current one stands.
    private var stack: [String] = []
    var toolMentions: [Recipe.Mention] = []
    var inputMention: RecipeLocation?
    var commandMention: RecipeLocation?
    var databases: [String] = []

    init(loader: @escaping Recipe.Loader) { self.loader = loader }

    /// No more is told, so no more needs to be looked for.
    var isFull: Bool { problems.count >= Self.maximumProblems }

    func report(_ message: String, at location: RecipeLocation) {
        if !isFull { problems.append(.init(message, at: location)) }
    }

    // MARK: - The recipe

    private static let keys = [
        "name", "description", "parameters", "model", "databases", "tools", "instructions", "budget", "approval",
        "steps", "checks",
    ]

    func recipe(_ node: RecipeNode) -> Recipe? {
        stack.append(node.location.source.name)
        defer { stack.removeLast() }
        let outer = (toolMentions, inputMention, commandMention, databases)
        (toolMentions, inputMention, commandMention, databases) = ([], nil, nil, [])
        let recipe = readRecipe(node)
        let (mentions, input, command, files) = outer
        (toolMentions, inputMention, commandMention, databases) = (
            mentions + toolMentions, input ?? inputMention, command ?? commandMention, files + databases
        )
        return recipe
    }

    private func readRecipe(_ node: RecipeNode) -> Recipe? {
        guard let members = mapping(node, "a recipe", keys: Self.keys, required: ["name", "steps"]) else { return nil }
        let parameters = members["parameters"].map(readParameters) ?? []
        var scope = NameScope(parameters: parameters.map(\.name))
        databases = (members["databases"].map { texts($0, "databases") } ?? []).map { path in
            path.hasPrefix("/") || path.contains("://") ? path : node.location.source.folder + path
        }
        let tools = members["tools"].map { readTools($0) }
        let instructions = members["instructions"].flatMap { template($0, "instructions") }
        check(instructions?.references ?? [], scope)
        let steps = members["steps"].map { readSteps($0, &scope) } ?? []
        scope.visibleSteps = scope.allSteps
        let checks = members["checks"].map { readChecks($0, scope) } ?? []
        return Recipe(
            name: members["name"].flatMap { identifier($0, "name") } ?? "",
            summary: members["description"].flatMap { text($0, "description") } ?? "", parameters: parameters,
            model: members["model"].flatMap { text($0, "model") }, databases: databases, tools: tools,
            budget: members["budget"].map(readBudget), approval: members["approval"].flatMap(readApproval),
            steps: steps, checks: checks, source: node.location.source, instructions: instructions,
            toolMentions: toolMentions, inputMention: inputMention, commandMention: commandMention)
    }

    /// A recipe that another one names.
    func subrecipe(_ path: String, at location: RecipeLocation) -> Recipe? {
        let node: RecipeNode
        do {
            node = try loader(path, location.source)
        } catch let error as RecipeError where error.problems.contains(where: { $0.location != nil }) {
            for problem in error.problems where !isFull { problems.append(problem) }
            return nil
        } catch {
            report("\(error)", at: location)
            return nil
        }
        let name = node.location.source.name
        if let start = stack.firstIndex(of: name) {
            let cycle = (stack[start...] + [name]).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
            report("the recipe runs itself: \(cycle.joined(separator: " → "))", at: location)
            return nil
        }
        guard stack.count < Recipe.maximumDepth else {
            report("more than \(Recipe.maximumDepth) recipes stand in one another", at: location)
            return nil
        }
        // The depth is that of the shortest way to a recipe read before; running counts anew.
        if let recipe = known[name] {
            if let recipe { adopt(recipe) }
            return recipe
        }
        let count = problems.count
        let read = recipe(node)
        known[name] = .some(problems.count == count ? read : nil)
        return problems.count == count ? read : nil
    }

    private func adopt(_ recipe: Recipe) {
        toolMentions += recipe.toolMentions
        inputMention = inputMention ?? recipe.inputMention
        commandMention = commandMention ?? recipe.commandMention
        databases += recipe.databases
    }

    // MARK: - Parameters

    private func readParameters(_ node: RecipeNode) -> [RecipeParameter] {
        guard case .mapping(let entries) = node.content else {
            report("\"parameters\" is \(node.kind); expected a mapping of names", at: node.location)
            return []
        }
        return entries.compactMap { entry in
            guard isIdentifier(entry.key) else {
                report("\"\(entry.key)\" is no name for a parameter: \(Self.nameRule)", at: entry.keyLocation)
                return nil
            }
            guard !RecipeScope.reserved.contains(entry.key) else {
                report("\"\(entry.key)\" is taken: templates name other things by it", at: entry.keyLocation)
                return nil
            }
            return readParameter(entry.key, entry.value)
        }
    }

    private func readParameter(_ name: String, _ node: RecipeNode) -> RecipeParameter? {
        let keys = ["type", "values", "default", "required", "description"]
        guard let members = mapping(node, "a parameter", keys: keys) else { return nil }
        let kind = members["type"].flatMap { choice($0, "type", of: RecipeParameter.Kind.self) } ?? .string
        let values = members["values"].map { texts($0, "values") } ?? []
        if kind == .choice, values.isEmpty {
            report("an enum needs its \"values\"", at: members["values"]?.location ?? node.location)
        } else if kind != .choice, let misplaced = members["values"] {
            report("\"values\" belongs to a parameter of type enum", at: misplaced.location)
        }
        let isRequired = members["required"].flatMap { boolean($0, "required") }
        let parameter = RecipeParameter(
            name: name, kind: kind, values: values, defaultValue: members["default"]?.json,
            isRequired: isRequired ?? (members["default"] == nil),
            summary: members["description"].flatMap { text($0, "description") } ?? "",
            folder: node.location.source.folder)
        if let given = members["default"] {
            if isRequired == true {
                report("a parameter with a default is not required", at: given.location)
            } else if !parameter.isOfType(given.json) {
                let quotes = kind == .string ? "; put it in quotes" : ""
                report(
                    "the default is \(given.kind); expected \(parameter.expectation)\(quotes)", at: given.location)
            }
        }
        return parameter
    }
}
