/// The functions of all tool records as sources use them.
struct ToolFunctions: Sendable {
    let all: [FunctionSignature]
    let catalog: [Int32]
    private let variants: [String: [FunctionVariant]]
    private let keys: [String]
    private let nameTopics: [Set<String>]
    private let topics: [Set<String>]

    init(_ library: ToolLibrary) {
        all = library.functions.map(Self.described)
        catalog = library.catalog
        variants = library.variants
        keys = library.functions.map { ToolLibrary.key($0.name, $0.parameters.map(\.name)) }
        nameTopics = all.map { FunctionSignature.topics(of: $0.name) }
        topics = all.map(\.topics)
    }

    /// Descriptions that only repeat the name say nothing and give way to better ones.
    private static func described(_ function: FunctionSignature) -> FunctionSignature {
        var function = function
        let words = FunctionSignature.words(of: function.name)
        if function.description.isEmpty || FunctionSignature.words(of: function.description) == words {
            function.description = FunctionDescriptions.byName[function.name] ?? ""
        }
        for index in function.parameters.indices {
            let parameter = function.parameters[index]
            let isRepetition =
                FunctionSignature.words(of: parameter.description) == FunctionSignature.words(of: parameter.name)
            if isRepetition { function.parameters[index].description = "" }
        }
        return function
    }

    func variant(of function: Int32, _ random: inout Randomness) -> FunctionVariant? {
        guard let list = variants[keys[Int(function)]], random.chance(0.4) else { return nil }
        return random.pick(list)
    }

    /// Whether it might do what the agent's own calculator or fetch is for.
    func isLikeOwnTools(_ function: Int32) -> Bool { !topics[Int(function)].isDisjoint(with: Self.ownTopics) }

    private static let ownTopics: Set<String> = [
        "calculator", "calculate", "calculation", "math", "maths", "arithmetic", "sum", "add", "compute", "convert",
        "fetch", "web", "webpage", "website", "page", "url", "link",
    ]

    /// Whether one might do what the other is for, as far as words tell.
    func clash(_ a: Int32, _ b: Int32) -> Bool {
        let (a, b) = (Int(a), Int(b))
        return all[a].name == all[b].name || !nameTopics[a].isDisjoint(with: topics[b])
            || !nameTopics[b].isDisjoint(with: topics[a])
    }
}
