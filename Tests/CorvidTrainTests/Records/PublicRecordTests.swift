import Corvid
import CorvidGrammar
import CorvidLLM
import Foundation
import Testing

@testable import CorvidTrain

/// Everything that the public records make; without them these tests have nothing to do.
@Suite struct PublicRecordTests {
    private static let allowed = ["qa_squadshifts_new_wiki"]

    private static func files(_ kind: RecordKind) -> [String] {
        guard let folder = RecordSamples.publicFolder else { return [] }
        var files = RecordSamples.publicFiles(kind.rawValue)
        if kind == .qa { files.append(folder + "/qa/qa_squadshifts_new_wiki.UNSTATED_train.jsonl.gz") }
        return files
    }

    @Test(.enabled(if: RecordSamples.publicFolder != nil, "needs ../shared/data"), arguments: RecordKind.allCases)
    func examplesAreWhatTheFormatCanSay(_ kind: RecordKind) throws {
        let start = ContinuousClock.now
        let (sources, report) = try RecordSet.sources(
            kind: kind, files: Self.files(kind), portion: .training, allow: Self.allowed, tools: RecordSamples.tools)
        print(kind, "read in", ContinuousClock.now - start)
        print(report)
        #expect(kind == .sql || !sources.isEmpty)
        let shown = ProcessInfo.processInfo.environment["CORVID_RECORDS_SHOWN"].flatMap(Int.init) ?? 0
        for source in sources {
            var tasks = 0
            let start = ContinuousClock.now
            for index in 0..<400 {
                var random = Randomness(seed: 1, index: UInt64(index))
                let example = source.example(&random)
                tasks += example.tasks.count
                Self.check(example, source.name)
            }
            let time = ContinuousClock.now - start
            print(source.name, tasks, "tasks,", time / tasks, "each with its check")
            for index in 0..<shown {
                var random = Randomness(seed: 2, index: UInt64(index))
                print("=====", source.name, index)
                print(RecordSamples.text(source.example(&random)))
            }
        }
    }

    private static func check(_ example: Example, _ name: String) {
        #expect(!example.tasks.isEmpty)
        #expect(Set(example.tools.map(\.name)).count == example.tools.count, "\(name): \(example.tools.map(\.name))")
        for task in example.tasks {
            #expect(task.messages.first?.role == .user)
            #expect(task.messages.last?.role == .assistant)
            #expect(task.messages.indices.contains { task.messages[$0].role == .assistant && !task.given.contains($0) })
            for (index, message) in task.messages.enumerated() {
                for call in message.toolCalls {
                    guard let tool = example.tools.first(where: { $0.name == call.name }) else {
                        Issue.record("\(name): \(call.name) is not offered")
                        continue
                    }
                    guard let written = call.written else { continue }
                    let numbers = ConversationNumbers(Array(task.messages[..<index]))
                    let resolved =
                        call.name == "calculator"
                        ? JSONValue.object([
                            "expression": .text(Self.replaced(written["expression"]?.text ?? "", numbers))
                        ]) : numbers.resolve(written, of: tool)
                    #expect(resolved == call.arguments, "\(name)")
                }
            }
        }
    }

    /// References replaced by what they name, as the agent does it for the calculator.
    private static func replaced(_ text: String, _ numbers: ConversationNumbers) -> String {
        text.replacing(/@[0-9]+/) { match in
            numbers.value(of: match.output).map { $0.hasPrefix("-") ? "(\($0))" : $0 } ?? "?"
        }
    }
}
