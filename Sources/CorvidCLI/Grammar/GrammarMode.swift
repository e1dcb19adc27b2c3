import ArgumentParser
import CorvidGrammar

/// Which spellings of a document a schema takes.
enum GrammarMode: String, ExpressibleByArgument, CaseIterable {
    /// The one compact form that models are made to write.
    case generation
    /// Any legal form: white space, any order of keys, any escapes.
    case validation

    var style: JSONSchema.Style { self == .generation ? .compact : .any }

    var words: String {
        switch self {
        case .generation: "generation: compact, keys in the schema's order"
        case .validation: "validation: any legal form"
        }
    }
}
