import CorvidGrammar

/// A scripted task: steps that ask a model or call a tool, and checks of what came out.
///
/// A recipe is read from a file (YAML, or JSON, which is YAML too). This is the whole language; a `?` marks keys that
/// may be left out.
///
/// ```yaml
/// name: NAME                  # letters, digits, "_" and "-"
/// description: TEXT           # ?
/// parameters:                 # ? what the caller gives, by name
///   NAME:
///     type: string            # ? string, integer, number, boolean, enum or file (its text is the value)
///     values: [A, B]          # of an enum
///     default: VALUE          # ? without one the parameter must be given,
///     required: false         # ? unless this says otherwise; its value is then null
///     description: TEXT       # ?
/// model: FILE                 # ? unless the caller chooses one
/// databases: [FILE]           # ?
/// tools: [NAME]               # ? the only tools that are offered; * stands for any characters
/// instructions: TEMPLATE      # ? what the model is told before everything else
/// budget:                     # ? of each run of a model; any of these
///   { seconds: 60, tokens: 8000, tool_calls: 8, bytes: 1000000, turns: 8 }
/// approval: ask               # ? allow, ask or deny calls that change something; or a list of rules:
///   [{ tool: NAME, argument: NAME, value: TEXT, decision: allow, even_after_untrusted_text: false }]
/// steps:
///   - id: NAME
///     prompt: TEMPLATE        # either: asks the model
///     answer: JSON-SCHEMA     # ? the answer is JSON of this kind
///     tools: [NAME]           # ? fewer than the recipe's
///     tool_choice: auto       # ? none, required or named:TOOL
///     budget: { turns: 3 }    # ? over the recipe's
///   - id: NAME
///     tool: NAME              # or: calls a tool without a model
///     arguments: { … }        # ? texts in it are templates
///     budget: { seconds: 5 }  # ?
///   - id: NAME
///     recipe: FILE            # or: runs another recipe; its answer is that of its last step
///     parameters: { … }       # ? texts in it are templates
///     # and with each of them:
///     when: [CHECK]           # ? runs the step only if all hold; each needs a value
///     foreach: LIST           # ? runs it for each element, {{item}} and {{index}}; the answer is a list
///     checks: [CHECK]         # ?
///     retries: 2              # ? how often it is tried again when a check fails,
///     on_failure: feedback    # ? telling the model what failed, or from the beginning: restart
/// checks: [CHECK]             # ? over the whole recipe
/// ```
///
/// A check is a mapping with one of these:
///
/// | key | holds when the value |
/// |---|---|
/// | `equals: VALUE` | is the same; space around a text does not count |
/// | `contains: VALUE` | contains the text, or as a list the element |
/// | `matches: PATTERN` | has a match (ECMA-262; `^…$` for the whole) |
/// | `number: NUMBER`, `tolerance: 0.01`? | is that number, or a text of which it is the last number |
/// | `schema: JSON-SCHEMA` | follows the schema |
/// | `called: TOOL`, `arguments: {…}`?, `times: 2`? | (not the value:) the model called the tool, with at least these arguments |
/// | `at_most: {turns, tokens, tool_calls, seconds}` | (not the value:) the step took no more |
/// | `command: [PROGRAM, …]` | makes the program, which reads it, end with status 0; only where commands are allowed |
/// | `not: CHECK` | does not pass that check |
///
/// and beside it `value: TEMPLATE` (otherwise the step's answer; of the whole recipe the last answer), `at: PATH`
/// for a part of it (`items[0].price`), and `hint: TEXT`, which a failing model reads. Without a hint it is told what
/// failed, but never the value that `equals`, `contains` and `number` expect.
///
/// Templates name `{{parameter}}`, `{{steps.ID.answer}}`, `{{input.FIELD}}`, `{{item}}` and `{{index}}`, each with a
/// further path into a JSON value (`{{steps.plan.answer.items[0].name}}`). There is no logic in them. Values are put in
/// as text and never read as templates; a template that is one reference only gives the value with its type. `\{{`
/// stands for the braces. The answer of a call reads as the tool's text, and a path leads into the tool's data. A
/// message with text from a file, the web or an answer that was made from such is marked
/// untrusted.
public struct Recipe: Sendable {
    public var name: String
    public var summary: String
    public var parameters: [RecipeParameter]
    public var model: String?
    /// As written, relative to the recipe's folder; those of sub-recipes included.
    public var databases: [String]
    /// The tools that are offered; nil: all.
    public var tools: [String]?
    public var budget: Budget?
    public var approval: ApprovalPolicy?
    public var steps: [RecipeStep]
    public var checks: [RecipeCheck]
    public var source: RecipeSource
    var instructions: RecipeTemplate?
    /// Names of tools that stand in the recipe and its sub-recipes.
    var toolMentions: [Mention]
    /// Where the recipe or a sub-recipe first names the input.
    var inputMention: RecipeLocation?
    /// Where a check first wants to run a command.
    var commandMention: RecipeLocation?

    struct Mention: Sendable {
        var name: String
        var location: RecipeLocation
    }

    /// Finds the file of a sub-recipe: the path as written, and the file that it is written in.
    ///
    /// The node's source is named so that the same file always has the same name.
    ///
    /// - Throws: any error; its description becomes the problem.
    public typealias Loader = (_ path: String, _ from: RecipeSource) throws -> RecipeNode

    /// How many recipes may stand in one another.
    public static let maximumDepth = 8

    /// Reads a recipe and checks all that can be checked without running it.
    ///
    /// - Throws: `RecipeError` with every mistake.
    public init(_ node: RecipeNode, loader: @escaping Loader = Recipe.loadNothing) throws {
        let reader = RecipeReader(loader: loader)
        let recipe = reader.recipe(node)
        guard reader.problems.isEmpty, let recipe else { throw RecipeError(reader.problems) }
        self = recipe
    }

    init(
        name: String, summary: String, parameters: [RecipeParameter], model: String?, databases: [String],
        tools: [String]?, budget: Budget?, approval: ApprovalPolicy?, steps: [RecipeStep], checks: [RecipeCheck],
        source: RecipeSource, instructions: RecipeTemplate?, toolMentions: [Mention], inputMention: RecipeLocation?,
        commandMention: RecipeLocation?
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
        self.model = model
        self.databases = databases
        self.tools = tools
        self.budget = budget
        self.approval = approval
        self.steps = steps
        self.checks = checks
        self.source = source
        self.instructions = instructions
        self.toolMentions = toolMentions
        self.inputMention = inputMention
        self.commandMention = commandMention
    }

    /// Knows no other recipes.
    public static func loadNothing(_ path: String, _ from: RecipeSource) throws -> RecipeNode {
        throw RecipeError("there is no way to read \(path) here")
    }

    /// Compares what the recipe needs with what a run has.
    ///
    /// - Parameters:
    ///   - tools: the names of the agent's tools.
    /// - Throws: `RecipeError` with every tool that is not there, and with what else is missing.
    public func check(tools: [String], hasInput: Bool, allowsCommands: Bool) throws(RecipeError) {
        var problems: [RecipeError.Problem] = []
        for mention in toolMentions {
            guard !tools.contains(where: { wildcard(mention.name, matches: $0) }) else { continue }
            let known = tools.isEmpty ? "there are no tools" : "the tools are \(tools.joined(separator: ", "))"
            let problem = RecipeError.Problem(
                "there is no tool \(mention.name) (\(known))\(NearestName.hint(mention.name, in: tools))",
                at: mention.location)
            // A recipe that is used twice names its tools twice.
            if !problems.contains(where: { $0.description == problem.description }) { problems.append(problem) }
        }
        if !hasInput, let inputMention {
            problems.append(.init("the run has no input for {{input}}", at: inputMention))
        }
        if !allowsCommands, let commandMention {
            problems.append(.init("this check runs a command, and commands are not allowed", at: commandMention))
        }
        guard problems.isEmpty else { throw RecipeError(problems) }
    }
}
