public import CorvidGrammar

/// A step before it runs, with the values that are known by then.
public struct RecipePreview: Sendable, Hashable {
    public var step: String
    /// How many steps it stands in.
    public var depth: Int
    /// "asks the model", "calls calculator", "runs other.yaml".
    public var action: String
    /// The prompt or the arguments; what is not known yet stands there as `{{…}}`.
    public var text: String
    /// Conditions, checks and retries, one line each.
    public var notes: [String]
}

extension Recipe {
    /// What a run would do, without running anything.
    ///
    /// - Throws: `RecipeError` for parameters that do not fit.
    public func preview(parameters: [String: JSONValue] = [:], input: JSONValue? = nil) throws(RecipeError)
        -> [RecipePreview]
    {
        let bound = try bind(parameters.mapValues { RecipeDatum($0) })
        return preview(RecipeScope(parameters: bound, input: input.map { RecipeDatum($0) }), depth: 0)
    }

    private func preview(_ scope: RecipeScope, depth: Int) -> [RecipePreview] {
        steps.flatMap { step -> [RecipePreview] in
            var notes: [String] = []
            if step.items != nil { notes.append("for each element of a list") }
            notes += step.conditions.map { "when \($0)" } + step.checks.map { "check \($0)" }
            if step.retries > 0 { notes.append("up to \(step.retries) retries (\(step.onFailure.rawValue))") }
            func made(_ action: String, _ text: String) -> RecipePreview {
                RecipePreview(step: step.id, depth: depth, action: action, text: text, notes: notes)
            }
            switch step.action {
            case .ask(let question):
                return [made("asks the model", question.prompt.preview(in: scope))]
            case .call(let tool, let arguments):
                let json = arguments.preview(in: scope)
                return [made("calls \(tool)", String(decoding: json.serialized, as: UTF8.self))]
            case .run(let inner, let given):
                let values = RecipeValue.object(given).preview(in: scope)
                // What the steps before will give is not known, so the inner parameters stay open where they need it.
                var known = RecipeScope(input: scope.input)
                for member in values.members ?? [] where member.value.text?.contains("{{") != true {
                    known.parameters[String(decoding: member.key, as: UTF8.self)] = RecipeDatum(member.value)
                }
                return [made("runs \(inner.source.name)", String(decoding: values.serialized, as: UTF8.self))]
                    + inner.preview(known, depth: depth + 1)
            }
        }
    }
}

extension RecipeTemplate {
    /// The text with the values that are known; other references stay as they are written.
    fileprivate func preview(in scope: RecipeScope) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .reference(let reference):
                (try? scope.value(of: reference))?.value.plainText ?? "{{\(reference.path)}}"
            }
        }.joined()
    }
}

extension RecipeValue {
    fileprivate func preview(in scope: RecipeScope) -> JSONValue {
        switch self {
        case .literal(let value): value
        case .template(let template):
            (try? template.datum(in: scope))?.value ?? .text(template.preview(in: scope))
        case .list(let values): .array(values.map { $0.preview(in: scope) })
        case .object(let members):
            .object(members.map { JSONValue.Member(key: Array($0.key.utf8), value: $0.value.preview(in: scope)) })
        }
    }
}
