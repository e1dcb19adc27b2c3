import CorvidGrammar

/// What must hold of an answer or of how it was found.
public struct RecipeCheck: Sendable, CustomStringConvertible {
    /// Bounds of what a step took.
    struct Limits: Sendable {
        var turns: Int?
        var tokens: Int?
        var toolCalls: Int?
        var seconds: Double?
    }

    indirect enum Kind: Sendable {
        case equals(RecipeValue)
        case contains(RecipeValue)
        case matches(RegularExpression, CompiledGrammar)
        case number(RecipeValue, tolerance: Double)
        case schema(JSONSchema)
        case called(tool: String, arguments: RecipeValue?, times: Int?)
        case atMost(Limits)
        case command([RecipeTemplate])
        case not(RecipeCheck)
    }

    var kind: Kind
    /// What is checked; nil: the answer.
    var value: RecipeValue?
    /// The part of it that is.
    var part: RecipePath?
    /// What the model reads when the check fails.
    public var hint: String?
    public var location: RecipeLocation
    /// The check as it is written, in one line.
    public var description: String

    var references: [RecipeTemplate.Reference] {
        let own: [RecipeTemplate.Reference] =
            switch kind {
            case .equals(let value), .contains(let value), .number(let value, _): value.references
            case .called(_, let arguments, _): arguments?.references ?? []
            case .command(let words): words.flatMap(\.references)
            case .not(let check): check.references
            case .matches, .schema, .atMost: []
            }
        return (value?.references ?? []) + own
    }

    /// Looks at the run and not at a value.
    var concernsRun: Bool {
        switch kind {
        case .called, .atMost: true
        case .not(let check): check.concernsRun
        default: false
        }
    }
}

/// How a check went.
public struct RecipeCheckResult: Sendable, Hashable, Codable {
    /// The check as it is written.
    public var check: String
    public var passed: Bool
    /// What was found.
    public var reason: String
    /// What the model is told; nil when the check passed.
    public var feedback: String?
}
