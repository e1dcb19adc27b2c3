import Corvid

/// Requests to one of several functions that have nothing to do with one another, or to none of them.
struct FunctionSource: ExampleSource {
    let name = "lessons-functions"
    let pool: FunctionPool
    let tools: TaskTools

    func example(_ random: inout Randomness) -> Example {
        let count = random.chance(0.3) ? 1 : Int.random(in: 2...6, using: &random)
        let offers = pool.draw(count, avoiding: [], allowsArithmetic: true, &random)
        var offered = offers.map(\.definition)
        if count > 1, random.chance(0.12), !offers.contains(where: \.lesson.isArithmetic) {
            offered.append(tools.calculator)
        }
        let subjects = offers.reduce(into: Set<String>()) { $0.formUnion($1.lesson.subjects) }
        let wanted = Int.random(in: 4...7, using: &random)
        var tasks: [Example.Task] = []
        // Every request once at most.
        var left = offers.map { $0.lesson.requests.indices.shuffled(using: &random) }
        for _ in 0..<60 where tasks.count < wanted {
            if random.chance(count == 1 ? 0.08 : 0.14) {
                if let task = Self.unfit(random.pick(pool.lessons), subjects, &random) { tasks.append(task) }
                continue
            }
            let index = Int.random(in: offers.indices, using: &random)
            guard let request = left[index].popLast() else { continue }
            if let task = offers[index].lesson.requests[request].task([offers[index].function], &random) {
                tasks.append(task)
            }
        }
        return Example(skill: .tools, tools: offered.shuffled(using: &random), tasks: tasks)
    }

    /// A request that none of the functions on offer can meet; nil where that is not certain.
    static func unfit(
        _ lesson: FunctionLesson, _ subjects: Set<String>, _ random: inout Randomness
    ) -> Example.Task? {
        guard subjects.isDisjoint(with: lesson.subjects),
            let task = random.pick(lesson.requests).task(lesson.functions.map { VariedFunction($0) }, &random)
        else { return nil }
        return Example.Task([task.messages[0], .assistant(LessonRefusals.pick(&random))])
    }
}
