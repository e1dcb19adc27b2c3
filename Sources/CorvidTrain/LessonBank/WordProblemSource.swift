import Corvid

/// Word problems with calculator calls by reference.
struct WordProblemSource: ExampleSource {
    let name = "lessons-math"
    let lessons: [WordProblemLesson]
    let tools: TaskTools
    /// Functions that are offered now and then though they are not needed, with tasks of their own.
    let others: FunctionPool

    func example(_ random: inout Randomness) -> Example {
        var offered = [tools.calculator]
        var tasks: [Example.Task] = []
        let choice = Double.random(in: 0..<1, using: &random)
        if choice >= 0.6 {
            if choice < 0.8 || others.isEmpty {
                offered.append(tools.fetch)
            } else {
                let functions = others.draw(Int.random(in: 1...3, using: &random), avoiding: offered, &random)
                offered += functions.map(\.definition)
                if let task = functions.randomElement(using: &random)?.task(&random) { tasks.append(task) }
            }
        }
        let count = Int.random(in: 4...6, using: &random)
        for _ in 0..<200 where tasks.count < count {
            if let task = random.pick(lessons).task(&random) { tasks.append(task) }
        }
        tasks.shuffle(using: &random)
        return Example(skill: .math, tools: offered, tasks: tasks)
    }
}
