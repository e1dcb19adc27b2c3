import CorvidEngine
import CorvidTrain
import Foundation
import Testing

@Suite struct TokenKinshipTests {
    private static let vocabulary = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/CorvidTrain/Configurations/vocabulary.gguf").standardized.path
    private let tokenizer: Tokenizer
    private let kinship: TokenKinship

    init() throws {
        tokenizer = try Tokenizer(checkpoint: Checkpoint.open(Self.vocabulary))
        kinship = TokenKinship(tokenizer)
    }

    private func token(_ text: String) throws -> Int {
        let ids = tokenizer.encode(text, addSpecialTokens: false)
        try #require(ids.count == 1, "\(text)")
        return Int(ids[0])
    }

    @Test("A word with a blank, and with a capital, is a form of the bare word") func forms() throws {
        let city = try token("city")
        #expect(kinship.origins[city] == city)
        #expect(kinship.forms[city] == [])
        let blank = try token(" city")
        #expect(kinship.origins[blank] == city)
        #expect(kinship.forms[blank] == .blank)
        let capital = try token("The")
        #expect(kinship.origins[capital] == (try token("the")))
        #expect(kinship.forms[capital] == .capital)
        // A form is of what is no form itself.
        for (id, origin) in kinship.origins.enumerated() { #expect(kinship.forms[origin] == [], "\(id)") }
    }

    @Test("Control tokens and single blanks are forms of nothing") func others() throws {
        for id in kinship.origins.indices where tokenizer.isSpecial(TokenID(id)) { #expect(kinship.forms[id] == []) }
        #expect(kinship.forms[try token(" ")] == [])
    }

    @Test("Forms begin with embeddings that differ by one direction for all words") func embeddings() throws {
        let shape = ModelShape(
            vocabulary: (tokenizer.vocabularySize + 31) / 32 * 32, width: 64, layers: [.convolution, .attention],
            heads: 4, keyValueHeads: 2, headSize: 16, feedForward: 96)
        let model = TrainingModel(shape, pool: ThreadPool(threads: 2))
        model.initialize(seed: 1, kinship: kinship)
        let table = try #require(model.table.parameters.first { $0.name == "token_embd.weight" })
        func row(_ id: Int) -> [Float] { Array(model.weights[table.offset + id * 64..<table.offset + (id + 1) * 64]) }
        func cosine(_ one: [Float], _ other: [Float]) -> Float {
            func product(_ one: [Float], _ other: [Float]) -> Float { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
            return product(one, other) / (product(one, one) * product(other, other)).squareRoot()
        }
        var differences: [[Float]] = []
        for id in kinship.origins.indices where kinship.forms[id] == .blank {
            differences.append(zip(row(id), row(kinship.origins[id])).map { $0 - $1 })
        }
        #expect(differences.count > 1000)
        for difference in differences { #expect(cosine(difference, differences[0]) > 0.9) }
        let city = row(try token("city"))
        #expect(cosine(city, row(try token(" city"))) > cosine(city, row(try token("price"))) + 0.2)
        // Without kinship they are as unlike as other words.
        model.initialize(seed: 1)
        #expect(abs(cosine(row(try token("city")), row(try token(" city"))) - 0.5) < 0.35)
    }
}
