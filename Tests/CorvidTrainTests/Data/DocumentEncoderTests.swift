import Corvid
import CorvidEngine
import CorvidTrain
import Foundation
import Testing

@Suite struct DocumentEncoderTests {
    private static let passage = "The mill by Ely was built in 1790. It ground rye. A flood took the wheel away."

    private static let vocabulary = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/CorvidTrain/Configurations/vocabulary.gguf").standardized.path

    private static func encoder() throws -> DocumentEncoder {
        try DocumentEncoder(Tokenizer(checkpoint: Checkpoint.open(vocabulary)))
    }

    private static func task(_ question: String, _ answer: String) -> Example.Task {
        .init([.user(passage + "\n\n" + question), .assistant(answer)])
    }

    @Test("Questions about one passage share it; each has its own sentences and answer") func passages() throws {
        let encoder = try Self.encoder()
        let example = Example(
            skill: .qa, tasks: [Self.task("Who built it?", "Ada"), Self.task("What took the wheel?", "a flood")])
        let document = try #require(encoder.document(example, limit: 1000))
        #expect(encoder.tokenizer.decode(document.trunk).contains("A flood took the wheel away."))
        #expect(document.branches.count == 2)
        for (branch, answer) in zip(document.branches, ["Ada<|end|>", "a flood<|end|>"]) {
            let learned = zip(branch.tokens, branch.isTarget).filter(\.1).map(\.0)
            #expect(learned.map { Self.spelled($0, encoder) }.joined() == answer)
            // The row that predicts the first of them is the branch's own.
            #expect(branch.isTarget.first == false)
        }
    }

    @Test("What is learned is never shared, be it the same in every task") func answers() throws {
        let encoder = try Self.encoder()
        let example = Example(skill: .qa, tasks: [Self.task("Who?", "Ada"), Self.task("Who?", "Ada Brook")])
        let document = try #require(encoder.document(example, limit: 1000))
        #expect(document.branches.allSatisfy { $0.isTarget.first == false && $0.isTarget.contains(true) })
    }

    private static func spelled(_ token: TokenID, _ encoder: DocumentEncoder) -> String {
        encoder.tokenizer.token(spelled: "<|end|>") == token ? "<|end|>" : encoder.tokenizer.decode([token])
    }
}
