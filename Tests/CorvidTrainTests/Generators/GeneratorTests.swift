import Corvid
import CorvidGrammar
import CorvidLLM
import CorvidTrain
import Testing

@Suite struct GeneratorTests {
    static let inventions = Generators.names.filter { $0 != "repetition" }

    @Test func namesAreKnownAndOthersAreNot() {
        for name in Generators.names {
            #expect(Generators.source(named: name, tools: GeneratorTools.tools)?.name == name)
        }
        #expect(Generators.source(named: "stoires", tools: GeneratorTools.tools) == nil)
    }

    @Test(arguments: inventions) func theSameRandomNumbersMakeTheSameExample(_ name: String) {
        let (first, second) = (GeneratorTools.examples(name, 40), GeneratorTools.examples(name, 40))
        #expect(first.count == 40)
        for (one, other) in zip(first, second) {
            #expect(one.tools == other.tools && one.instructions == other.instructions)
            #expect(one.tasks.map(\.messages) == other.tasks.map(\.messages))
        }
        let others = GeneratorTools.examples(name, 40, seed: 12)
        #expect(zip(first, others).contains { $0.tasks.map(\.messages) != $1.tasks.map(\.messages) })
    }

    @Test(arguments: inventions) func tasksEndWithTheAssistantAndShareTools(_ name: String) {
        for example in GeneratorTools.examples(name, 300) {
            #expect(!example.tasks.isEmpty)
            #expect(Set(example.tools.map(\.name)).count == example.tools.count)
            for task in example.tasks {
                #expect(task.messages.first?.role == .user)
                #expect(task.messages.last?.role == .assistant)
                #expect(task.messages.allSatisfy { !$0.text.isEmpty || !$0.toolCalls.isEmpty })
                for call in task.messages.flatMap(\.toolCalls) {
                    #expect(example.tools.contains { $0.name == call.name }, "\(call.name)")
                }
            }
        }
    }

    @Test(arguments: inventions) func nothingOfTheFormsIsLeft(_ name: String) {
        for example in GeneratorTools.examples(name, 300) {
            for message in example.tasks.flatMap(\.messages) {
                #expect(!message.text.unicodeScalars.contains { 0xE000...0xF8FF ~= $0.value }, "\(message.text)")
                guard name != "copy" else { continue }
                #expect(!message.text.contains(/\{[a-zA-Z_ ]{1,12}\}|\[[^\]"]*\||~/), "\(message.text)")
            }
        }
    }

    @Test("A pair's value is asked for by its key, and both stand in the list") func pairs() throws {
        for example in GeneratorTools.examples("pairs", 200) {
            #expect((3...10).contains(example.tasks.count))
            for task in example.tasks {
                let value = try #require(task.messages.last?.text)
                let question = try #require(task.messages.first?.text)
                let lines = example.instructions.split(separator: #/\n|; |, /#)
                #expect(
                    lines.contains { line in
                        guard line.hasSuffix(value) else { return false }
                        let key = line.dropLast(value.count).split(separator: #/: | = | -> | is |  | - /#).first ?? ""
                        return question.contains(key)
                    }, "\(question) \(value)")
            }
        }
    }

    @Test(arguments: [
        ("arithmetic", 2500), ("stories", 16000), ("functions", 14000), ("schemas", 12000), ("pages", 16000),
        ("results", 6000), ("smalltalk", 2000), ("copy", 15000),
    ]) func wordingVaries(_ name: String, least: Int) {
        var grams: Set<[Substring]> = []
        for example in GeneratorTools.examples(name, 500) {
            for message in example.tasks.flatMap(\.messages) where message.role == .user {
                let words = message.text.lowercased().split { !$0.isLetter }.map { Substring(String($0)) }
                guard words.count > 3 else { continue }
                for start in 0...words.count - 4 { grams.insert(Array(words[start..<start + 4])) }
            }
        }
        #expect(grams.count > least, "\(name) has \(grams.count)")
    }

    @Test(arguments: inventions.filter { !["copy", "pairs"].contains($0) }) func portionsDiffer(_ name: String) {
        let training = GeneratorTools.examples(name, 20)
        let development = GeneratorTools.examples(name, 20, portion: .development)
        #expect(zip(training, development).contains { $0.tasks.map(\.messages) != $1.tasks.map(\.messages) })
    }

    @Test func repliesOfCopyPracticeStandInTheContext() {
        for example in GeneratorTools.examples("copy", 600) {
            for (before, reply) in GeneratorTools.replies(example) {
                let context = example.instructions + "\n" + before.map(\.text).joined(separator: "\n")
                let wanted =
                    reply.toolCalls.isEmpty
                    ? [reply.text]
                    : reply.toolCalls.flatMap { $0.arguments.members ?? [] }.compactMap(\.value.text)
                for text in wanted {
                    #expect(Array(context.utf8).contains(Array(text.utf8)), "\(text) in \(context)")
                }
            }
        }
    }

    @Test func answersFromPagesAreSpans() {
        var unstated = 0
        var answers = 0
        for example in GeneratorTools.examples("pages", 500) {
            for task in example.tasks {
                guard let answer = task.messages.last?.text else { continue }
                answers += 1
                if answer == "The text does not say." {
                    unstated += 1
                    continue
                }
                let sources = task.messages.filter { $0.role == .tool || example.skill == .qa && $0.role == .user }
                #expect(sources.contains { $0.text.contains(answer) }, "\(answer)")
            }
        }
        #expect(unstated * 10 > answers && unstated * 3 < answers)
    }

    @Test func pagesOfTheWebAreUntrusted() {
        for example in GeneratorTools.examples("pages", 200) where example.skill == .web {
            let results = example.tasks.flatMap(\.messages).filter { $0.role == .tool }
            #expect(results.allSatisfy { $0.isUntrusted })
        }
    }
}
