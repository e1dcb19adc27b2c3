import Corvid
import CorvidEngine
import CorvidGrammar
import CorvidTrain
import Foundation
import Testing

/// The probe of copying and lookup: what it asks, how it counts, and as records.
@Suite struct CopyProbeTests {
    private static let vocabulary = GeneratorTools.vocabulary

    @Test("Tokens and whole strings are counted apart") func score() {
        // Two replies in one branch, and one in another.
        let branches = [
            TokenDocument.Branch(
                tokens: [1, 2, 3, 4, 5, 6, 7], isTarget: [false, true, true, false, false, true, true]),
            TokenDocument.Branch(tokens: [1, 8, 9], isTarget: [false, true, true]),
        ]
        let batch = TestModels.batch([TokenDocument(trunk: [0, 0], branches: branches)])
        func score(_ hits: [Bool]) -> CopyScore { CopyScore(name: "copying", batches: [batch], hits: [hits]) }
        #expect(batch.lossCount == 6)
        let perfect = score([true, true, true, true, true, true])
        #expect(perfect.tokens == 1 && perfect.strings == 1 && perfect.count == 3)
        let one = score([true, true, true, false, true, true])
        #expect(one.tokens == 5.0 / 6 && one.strings == 2.0 / 3)
        let each = score([true, false, false, true, true, false])
        #expect(each.tokens == 0.5 && each.strings == 0)
        // Over two batches.
        let both = CopyScore(
            name: "copying", batches: [batch, batch],
            hits: [[true, true, true, true, true, true], [true, true, false, false, false, false]])
        #expect(both.tokens == 8.0 / 12 && both.strings == 4.0 / 6 && both.count == 6)
        #expect(CopyScore(name: "copying", batches: [], hits: []).strings == 0)
    }

    @Test("What is to be said stands in what was read", arguments: CopyProbe.Skill.allCases)
    func answers(skill: CopyProbe.Skill) {
        let probe = CopyProbe(skill, vocabulary: Self.vocabulary)
        for index in 0..<200 {
            var random = Randomness(seed: 3, index: UInt64(index))
            let example = probe.example(&random)
            for task in example.tasks {
                var seen = Array(example.instructions.utf8)
                for message in task.messages {
                    let text = Array(message.text.utf8)
                    if message.role == .assistant {
                        #expect(!text.isEmpty && seen.firstRange(of: text) != nil, "\(message.text)")
                    }
                    seen += [0x0A] + text
                }
            }
        }
    }

    @Test("The probe is the same for every run, and nothing where nothing fits") func batches() throws {
        var random = Randomness(seed: 1)
        let tokenizer = try SampleText.tokenizer(SampleText.draft((0..<40).map { _ in SampleText.text(&random) }))
        let encoder = try DocumentEncoder(tokenizer)
        let pieces = CopyProbe.pieces(of: tokenizer)
        #expect(pieces.count > 200)
        let probe = CopyProbe(.copying, vocabulary: pieces)
        let batches = probe.batches(encoder, capacity: 1024)
        #expect(batches.reduce(0) { $0 + $1.used } >= 12_000)
        #expect(batches.allSatisfy { $0.used <= 1024 && $0.rows % 32 == 0 && $0.lossCount > 0 })
        #expect(probe.batches(encoder, capacity: 1024).map(\.tokens) == batches.map(\.tokens))
        #expect(CopyProbe(.lookup, vocabulary: pieces).batches(encoder, capacity: 4).isEmpty)
    }

    @Test("Records are different, of both kinds, and read as they were written") func records() throws {
        let records = CopyRecords.make(count: 300, seed: 1, vocabulary: Self.vocabulary)
        #expect(records.count == 300)
        #expect(Set(records.map { $0["prompt"].map(\.serialized) ?? [] }).count > 250)
        #expect(CopyRecords.make(count: 300, seed: 1, vocabulary: Self.vocabulary) == records)
        #expect(CopyRecords.make(count: 300, seed: 2, vocabulary: Self.vocabulary) != records)
        var contexts = 0
        for record in records {
            let read = try EvaluationRecord(record, at: EvaluationSamples.place, folder: "/nowhere")
            #expect(read.kind == .copy)
            guard case .copy(let messages, let answer) = read.content else { continue }
            if messages.first?.role == .system { contexts += 1 }
            #expect(answer == record["answer"]?.text)
            let whole = messages.map(\.text).joined(separator: "\n")
            #expect(Array(whole.utf8).firstRange(of: Array(answer.utf8)) != nil)
        }
        #expect((20..<280).contains(contexts))
        let groups = records.compactMap { $0["category"]?.text }
        #expect(groups.count { $0 == "copying" } == 150 && groups.count { $0 == "lookup" } == 150)
    }

    @Test("A copy is right to the byte") func running() async throws {
        func outcome(_ json: String, _ reply: String) async throws -> CaseOutcome {
            let model = ScriptedModel { request in
                #expect(request.messages.last?.role == .user)
                return .text(reply)
            }
            let tools = EvaluationTools(
                calculator: { throw ToolError("none") }, database: { _ in throw ToolError("none") },
                web: { _ in throw ToolError("none") })
            return try await Evaluation(model: model, tools: tools).outcome(of: try EvaluationSamples.record(json))
        }
        let record = #"{"kind": "copy", "prompt": "Echo: Zoë  7.", "answer": "Zoë  7.", "category": "copying"}"#
        let right = try await outcome(record, "Zoë  7.")
        #expect(right.isRight == true && right.fault == nil && right.section == "copy")
        #expect(right.record.groups == ["copying"])
        // The same letter in two code points is another string.
        for wrong in ["Zoë 7.", "zoë  7.", "Zoë  7. ", "Zoe\u{308}  7."] {
            let outcome = try await outcome(record, wrong)
            #expect(outcome.isRight == false && outcome.error == nil, "\(wrong)")
        }
        let lookup = try await outcome(
            #"{"context": "a: 1\nb: 2", "prompt": "b?", "answer": "2"}"#, "2")
        #expect(lookup.isRight == true && lookup.record.kind == .copy)
        #expect(lookup.messages.prefix(2).map(\.role) == [.system, .user])
    }

    @Test(arguments: [
        (#"{"kind": "copy", "answer": "x"}"#, #""prompt": is missing"#),
        (#"{"kind": "copy", "prompt": "x"}"#, #""answer": is missing"#),
        (#"{"kind": "copy", "prompt": "x", "answer": ""}"#, #""answer": is empty"#),
        (#"{"kind": "copy", "prompt": 5, "answer": "x"}"#, #""prompt": expected a string, found a number"#),
        (#"{"kind": "copi", "x": 5}"#, "did you mean copy?"),
    ])
    func complaints(json: String, complaint: String) {
        let found = EvaluationSamples.complaint(json)
        #expect(found.contains(complaint), "\(found)")
        #expect(found.hasPrefix("dev.jsonl:7"))
    }
}
