import CorvidGrammar
import Testing

struct JSONGrammarTests {
    static let documents = [
        #"{"name": "Ada \u00e9\ud83d\ude00\/\b", "age": -36.50e+10, "tags": ["a", true, null], "x": {}}"#,
        " [ 1 , [ ] , {\t\"k\" :\r\n0 } , \"\" , false ] ", "0", "-0.0", "\"\\\"\"", "123456789012345678901234567890",
        "[[[[[[[[[[1]]]]]]]]]]", "{\"\u{7F}é😀\":\"\\uD7ff\\ue000\\uDBFF\\uDFFF\"}",
    ]

    @Test("Documents match, and each of their beginnings can be completed", arguments: documents)
    func completions(document: String) throws {
        let pool = ExpressionPool()
        var state = try Grammar.json.compile(into: pool)
        var text: [UInt8] = []
        for byte in document.utf8 {
            state = pool.derivative(state, by: byte)
            text.append(byte)
            #expect(state != .nothing)
            let completion = pool.completion(state)
            #expect(completion.count == pool.cost(state))
            _ = try JSONValue(parsing: text + completion)
        }
        #expect(pool.isNullable(state))
    }

    @Test("Mutated documents match exactly when a JSON parser reads them", arguments: 0..<20 as Range<UInt64>)
    func mutations(seed: UInt64) throws {
        var generator = GrammarGenerator(seed: seed &+ 77)
        let pool = ExpressionPool()
        let start = try Grammar.json.compile(into: pool)
        let alphabet =
            Array("{}[]\",:\\u0123dDcCaAeE.+-tfn \n\t/b".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
        for _ in 0..<1_000 {
            var text = Array((Self.documents.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0...text.count, using: &generator)
                let byte = alphabet.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: text.insert(byte, at: place)
                case 1 where place < text.count: text.remove(at: place)
                case _ where place < text.count: text[place] = byte
                default: break
                }
            }
            let isJSON = (try? JSONValue(parsing: text)) != nil
            #expect(pool.matches(start, text) == isJSON, "\(String(decoding: text, as: UTF8.self))")
        }
    }
}
