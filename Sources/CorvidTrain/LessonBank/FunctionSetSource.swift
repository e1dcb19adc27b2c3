import Corvid

/// Requests to sets of functions that are easily confused: one call, several, none.
struct FunctionSetSource: ExampleSource {
    let name = "lessons-function-sets"
    let lessons: [FunctionLesson]
    let pool: FunctionPool

    func example(_ random: inout Randomness) -> Example {
        let lesson = random.pick(lessons)
        let variesNames = random.chance(0.5)
        let functions = lesson.functions.enumerated().map { index, function in
            variesNames
                ? VariedFunction(function, isAlone: false, number: index + 1, &random) : VariedFunction(function)
        }
        var offered = functions.map(\.definition)
        if random.chance(0.2) {
            let others = pool.draw(
                Int.random(in: 1...2, using: &random), avoiding: offered, allowsArithmetic: true, &random)
            offered += others.filter { lesson.subjects.isDisjoint(with: $0.lesson.subjects) }.map(\.definition)
        }
        let wanted = Int.random(in: 4...8, using: &random)
        var tasks: [Example.Task] = []
        for request in lesson.requests.shuffled(using: &random).prefix(wanted) {
            if let task = request.task(functions, &random) { tasks.append(task) }
        }
        return Example(skill: .tools, tools: offered.shuffled(using: &random), tasks: tasks)
    }
}
