/// A keyword of a schema with its value checked; what belongs together stands together.
///
/// Nodes, names and patterns are numbered within their ``SchemaDocument``.
enum SchemaKeyword: Sendable {
    /// `false`: no value.
    case nothing
    case types(SchemaTypes)
    /// `enum` and `const`.
    case values([JSONValue])

    case minimum(ExactDecimal, isExclusive: Bool)
    case maximum(ExactDecimal, isExclusive: Bool)
    case multiple(ExactDecimal)

    case minimumLength(Int)
    case maximumLength(Int)
    case pattern(Int32)
    case format(StringFormat)
    /// `x-grammar`: an index into the document's grammars.
    case grammar(Int32)
    /// `x-grounded`.
    case grounded(SchemaGrounding)

    /// `properties`, `patternProperties` and `additionalProperties`.
    case members(Members)
    case memberNames(Int32)
    case required([Int32])
    case minimumMembers(Int)
    case maximumMembers(Int)
    case dependentRequired([DependentNames])
    case dependentSchemas([Member])
    case unevaluatedMembers(Int32)

    /// `prefixItems` and `items`, or their older spellings.
    case items(prefix: [Int32], rest: Int32?)
    case contains(Int32, minimum: Int, maximum: Int?)
    case minimumItems(Int)
    case maximumItems(Int)
    case uniqueItems
    case unevaluatedItems(Int32)

    case all([Int32])
    case any([Int32])
    case one([Int32])
    case not(Int32)
    case condition(Int32, then: Int32?, else: Int32?)
    case reference(Int32)
    /// Where the name is `nil` it behaves as `reference`.
    case dynamicReference(Int32, anchor: Int32)
    /// One of some literals (see ``SchemaLiteral``) holds; made while compiling.
    case anyLiteral([SchemaLiteral])

    struct Member: Sendable {
        var name: Int32
        var node: Int32
    }

    struct PatternMember: Sendable {
        var pattern: Int32
        var node: Int32
    }

    struct DependentNames: Sendable {
        var name: Int32
        var required: [Int32]
    }

    struct Members: Sendable {
        var named: [Member] = []
        var patterns: [PatternMember] = []
        var additional: Int32?
    }
}
