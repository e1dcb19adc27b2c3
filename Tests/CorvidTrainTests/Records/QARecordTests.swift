import Corvid
import CorvidGrammar
import Testing

@testable import CorvidTrain

@Suite struct QARecordTests {
    private static func read(_ context: String, _ answer: String) throws -> RecordOutcome<QASource.Question> {
        let line = JSONValue.object([
            "context": .text(context), "question": .text("Who came?"), "answer": .text(answer),
        ])
        return try QASource.read(RecordLine(line.serialized, file: "qa.jsonl", number: 1))
    }

    @Test func answersAreSpans() throws {
        guard case .keep(let question, _, _, _) = try Self.read("Ann came at noon.", " Ann came at noon. ") else {
            Issue.record("dropped")
            return
        }
        #expect(question.answer == "Ann came at noon")
        guard case .drop = try Self.read("Ann came at noon.", "Bob") else {
            Issue.record("kept")
            return
        }
        guard case .keep(let open, _, _, _) = try Self.read("Ann came at noon.", "") else {
            Issue.record("dropped")
            return
        }
        #expect(open.answer == nil)
    }

    @Test func longTextsAreCutAroundTheAnswer() {
        let sentences = (0..<200).map { "Sentence number \($0) says that box \($0) holds \($0 * 3) balls." }
        let text = sentences.joined(separator: " ")
        for place in [0, 7, 100, 199] {
            var random = Randomness(seed: UInt64(place))
            let answer = "box \(place) holds \(place * 3) balls"
            let cut = QASource.cut(text, around: answer, &random)
            #expect(cut.count <= 1_200)
            #expect(cut.count > 900)
            #expect(cut.contains(answer))
            #expect(text.contains(cut))
            #expect(cut.hasPrefix("Sentence") && cut.hasSuffix("."))
        }
    }

    @Test func whatTheTextDoesNotSayIsSaidSo() throws {
        let lines = (0..<60).map { number -> String in
            let (name, town) = ("Person\(number)", "Town\(number)")
            return #"{"title":"Travel","context":"\#(name) went to \#(town) by train.","#
                + #""question":"Where did \#(name) go by train?","answer":"\#(town)"}"#
        }
        try RecordSamples.withFile("qa_own.jsonl", lines) { path in
            // The names differ by digits alone, so that all are of one portion.
            let (sources, _) = try RecordSet.sources(
                kind: .qa, files: [path], portion: Portion(of: "Where did Person go by train?"),
                tools: RecordSamples.tools)
            let source = try #require(sources.first)
            var stated = 0
            var unstated = 0
            for index in 0..<400 {
                var random = Randomness(seed: 2, index: UInt64(index))
                for task in source.example(&random).tasks {
                    let parts = task.messages[0].text.split(separator: "\n\n")
                    let (context, question) = (String(parts[0]), String(parts[1]))
                    let name = String(context.split(separator: " ")[0])
                    let isAbout = question.contains(name + " ")
                    let reply = task.messages[1].text
                    #expect((reply == QASource.notStated) != isAbout)
                    if isAbout { stated += 1 } else { unstated += 1 }
                    if isAbout { #expect(context.contains(reply)) }
                }
            }
            let share = Double(unstated) / Double(stated + unstated)
            #expect((0.08...0.22).contains(share), "\(share)")
        }
    }
}
