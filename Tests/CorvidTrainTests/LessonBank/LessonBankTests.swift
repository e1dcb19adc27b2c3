import Corvid
import CorvidGrammar
import CorvidLLM
import CorvidTrain
import Foundation
import Testing

@Suite struct LessonBankTests {
    @Test("Every lesson can be filled, and nothing is wrong with any") func check() throws {
        let checker = try LessonChecker(folder: LessonFixtures.folder, fillings: 3)
        for problem in checker.problems { Issue.record("\(problem)") }
        #expect(checker.counts.values.allSatisfy { $0 > 50 })
    }

    @Test("The same place gives the same example", arguments: [3, 44]) func places(index: UInt64) throws {
        for source in try LessonFixtures.bank().sources {
            var one = Randomness(seed: 2, index: index)
            var same = Randomness(seed: 2, index: index)
            let first = source.example(&one)
            let second = source.example(&same)
            #expect(first.tasks.map(\.messages) == second.tasks.map(\.messages), "\(source.name)")
            #expect(first.tools == second.tools)
            #expect(!first.tasks.isEmpty)
        }
    }

    @Test("References name the numbers that calls have, as a run resolves them") func references() throws {
        let bank = try LessonFixtures.bank()
        var references = 0
        for source in bank.sources {
            for index in 0..<120 {
                var random = Randomness(seed: 11, index: UInt64(index))
                let example = source.example(&random)
                for task in example.tasks {
                    for (place, message) in task.messages.enumerated() {
                        let numbers = ConversationNumbers(Array(task.messages[..<place]))
                        for call in message.toolCalls {
                            guard let written = call.written else { continue }
                            references += 1
                            let tool = try #require(example.tools.first { $0.name == call.name })
                            // The calculator of these tests has no grammar, so that a run would not resolve its text.
                            guard call.name != "calculator" else { continue }
                            #expect(numbers.resolve(written, of: tool) == call.arguments)
                        }
                    }
                }
            }
        }
        #expect(references > 1_000)
    }

    @Test("Every call is to a tool on offer, with its results in order") func calls() throws {
        for source in try LessonFixtures.bank().sources {
            for index in 0..<80 {
                var random = Randomness(seed: 12, index: UInt64(index))
                let example = source.example(&random)
                let names = Set(example.tools.map(\.name))
                #expect(names.count == example.tools.count, "\(source.name) offers a name twice")
                for task in example.tasks {
                    #expect(task.messages.first?.role == .user)
                    #expect(task.messages.last?.role == .assistant)
                    for call in task.messages.flatMap(\.toolCalls) {
                        #expect(names.contains(call.name), "\(source.name) \(index) calls \(call.name)")
                    }
                    for place in task.given { #expect(task.messages[place].role == .assistant) }
                }
            }
        }
    }

    @Test("Arguments of functions fit the schemas as they are offered") func schemas() throws {
        let bank = try LessonFixtures.bank()
        for name in ["lessons-functions", "lessons-function-sets"] {
            let source = try #require(bank.source(named: name))
            for index in 0..<60 {
                var random = Randomness(seed: 13, index: UInt64(index))
                let example = source.example(&random)
                for call in example.tasks.flatMap({ $0.messages[1].toolCalls }) {
                    let tool = try #require(example.tools.first { $0.name == call.name })
                    #expect(try JSONSchema(tool.parameters).evaluate(call.arguments), "\(call)")
                }
            }
        }
    }

    @Test("No function, story or schema is of both portions") func portions() throws {
        func names(_ portion: Portion) throws -> Set<String> {
            let source = try #require(try LessonFixtures.bank(portion).source(named: "lessons-function-sets"))
            var names: Set<String> = []
            for index in 0..<400 {
                var random = Randomness(seed: 4, index: UInt64(index))
                for task in source.example(&random).tasks {
                    names.insert(String(task.messages[0].text.filter(\.isLetter).prefix(60)))
                }
            }
            return names
        }
        let development = try names(.development)
        #expect(development.count > 30)
        #expect(try names(.training).intersection(development).count <= 2)
    }

    @Test("What is wrong with a record is said with file and line")
    func problems() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lessons-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = [
            #"{"s":"a","t":"{p1} has {N1} {x1} and gets {N2}. How many {x1} does {he1} have?","e":"N1+N2","c":[]}"#,
            #"{"s":"b","t":"{p1} has {N1} {x1}. How many?","e":"N1+N2","c":[]}"#,
            #"{"s":"c","t":"{p1} has {N1} {x1}. How many?","e":"N1","c":["N1>500"]}"#,
            #"{"s":"d","t":"{p1} has {N1:tiny} {x1}. How many?","e":"N1","c":[]}"#,
            #"{"kind":"page","title":"T","text":"A tower.","values":{},"questions":[{"t":"What?","a":"a bridge"}]}"#,
            #"{"hello":1}"#, "not JSON",
        ]
        try lines.joined(separator: "\n").write(
            to: folder.appendingPathComponent("x.jsonl"), atomically: true, encoding: .utf8)
        let checker = try LessonChecker(folder: folder.path, fillings: 4)
        #expect(checker.problems.map(\.line) == [2, 3, 4, 5, 6, 7])
        #expect(checker.problems.allSatisfy { $0.file == "x.jsonl" })
        #expect(checker.problems[0].message.contains("N2"))
        #expect(checker.problems[2].message.contains("tiny"))
        #expect(throws: LessonProblem.self) {
            try LessonBank(folder: folder.path, portion: .training, tools: LessonFixtures.tools)
        }
    }
}
