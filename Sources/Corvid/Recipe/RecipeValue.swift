import CorvidGrammar

/// A JSON value whose texts are templates.
indirect enum RecipeValue: Sendable {
    case literal(JSONValue)
    case template(RecipeTemplate)
    case list([RecipeValue])
    case object([(key: String, value: RecipeValue)])

    /// - Throws: `RecipeError` with the place of what has no value.
    func datum(in scope: RecipeScope) throws(RecipeError) -> RecipeDatum {
        switch self {
        case .literal(let value): return RecipeDatum(value)
        case .template(let template): return try template.datum(in: scope)
        case .list(let values):
            var result = RecipeDatum(.null)
            var elements: [JSONValue] = []
            for value in values {
                let element = try value.datum(in: scope)
                elements.append(element.value)
                result.join(element)
            }
            result.value = .array(elements)
            return result
        case .object(let members):
            var result = RecipeDatum(.null)
            var made: [JSONValue.Member] = []
            for (key, value) in members {
                let member = try value.datum(in: scope)
                made.append(.init(key: Array(key.utf8), value: member.value))
                result.join(member)
            }
            result.value = .object(made)
            return result
        }
    }

    var references: [RecipeTemplate.Reference] {
        switch self {
        case .literal: []
        case .template(let template): template.references
        case .list(let values): values.flatMap(\.references)
        case .object(let members): members.flatMap(\.value.references)
        }
    }
}
