import Corvid

/// Single functions to draw from.
struct FunctionPool: Sendable {
    /// A function on offer and where its requests come from.
    struct Offer: Sendable {
        let lesson: FunctionLesson
        let function: VariedFunction
        var definition: ToolDefinition { function.definition }

        func task(_ random: inout Randomness) -> Example.Task? {
            random.pick(lesson.requests).task([function], &random)
        }
    }

    let lessons: [FunctionLesson]
    var isEmpty: Bool { lessons.isEmpty }

    /// Functions that have nothing to do with one another.
    ///
    /// - Parameters:
    ///   - definitions: what is offered already; no name occurs twice.
    ///   - isArithmetic: whether those count that do what a calculator does, too.
    func draw(
        _ count: Int, avoiding definitions: [ToolDefinition], allowsArithmetic: Bool = false, _ random: inout Randomness
    ) -> [Offer] {
        var offers: [Offer] = []
        var names = Set(definitions.map(\.name))
        var words = definitions.reduce(into: Set<String>()) { $0.formUnion(LessonNames.subjects($1.name)) }
        for _ in 0..<(count * 8) where offers.count < count && !lessons.isEmpty {
            let lesson = random.pick(lessons)
            guard allowsArithmetic || !lesson.isArithmetic, words.isDisjoint(with: lesson.nameWords) else { continue }
            let function = VariedFunction(
                lesson.functions[0], isAlone: true, number: offers.count + 1, &random)
            guard names.insert(function.definition.name).inserted else { continue }
            words.formUnion(lesson.nameWords)
            offers.append(Offer(lesson: lesson, function: function))
        }
        return offers
    }
}
