import Corvid
import CorvidLLM
import CorvidTrain
import Foundation
import Testing

/// Shows examples as models read them: `LESSONS=lessons-math,30 swift test --filter LessonPrinting`.
@Suite struct LessonPrintingTests {
    @Test("Prints what is asked for", .enabled(if: ProcessInfo.processInfo.environment["LESSONS"] != nil)) func show()
        throws
    {
        let words = (ProcessInfo.processInfo.environment["LESSONS"] ?? "").split(separator: ",").map(String.init)
        let bank = try LessonFixtures.bank()
        let source = try #require(bank.source(named: words.first ?? ""))
        for index in 0..<(words.count > 1 ? Int(words[1]) ?? 10 : 10) {
            var random = Randomness(seed: 5, index: UInt64(index))
            let example = source.example(&random)
            print("=== \(index) \(example.skill) tools: \(example.tools.map(\.name))")
            if !example.instructions.isEmpty { print(example.instructions) }
            for (number, task) in example.tasks.enumerated() {
                let tools = number == 0 ? example.tools : []
                print(
                    CompactFormat.segments(task.messages, tools: tools, addsGenerationPrompt: false).map(\.text)
                        .joined())
            }
        }
    }

    @Test("Fast enough", .enabled(if: ProcessInfo.processInfo.environment["LESSONS_SPEED"] != nil)) func speed() throws
    {
        let clock = ContinuousClock()
        var bank = try LessonFixtures.bank()
        print("read in", clock.measure { bank = (try? LessonFixtures.bank()) ?? bank })
        for source in bank.sources {
            var tasks = 0
            let time = clock.measure {
                for index in 0..<2_000 {
                    var random = Randomness(seed: 9, index: UInt64(index))
                    tasks += source.example(&random).tasks.count
                }
            }
            print(source.name, tasks, "tasks", time / tasks, "a task")
        }
    }
}
