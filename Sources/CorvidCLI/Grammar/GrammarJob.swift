import CorvidGrammar

/// What a benchmark of masks works on: a vocabulary, schemas, and documents as tokens.
struct GrammarJob {
    struct Schema {
        var name: String
        var text: [UInt8]
        /// Token ids of documents that match.
        var valid: [[Int]]
        /// Token ids of documents that do not.
        var invalid: [[Int]]
    }

    /// The bytes of each token.
    var tokens: [[UInt8]]
    /// Ids of control tokens.
    var special: [Int]
    /// Ids of the tokens that end a text.
    var ends: [Int]
    var schemas: [Schema]

    /// As JSON text, with the number of times that a peer shall measure each mask.
    func serialized(repetitions: Int) -> [UInt8] {
        func numbers(_ list: [Int]) -> JSONValue { .array(list.map { .integer($0) }) }
        let vocabulary = JSONValue.object([
            "tokens": .array(tokens.map { .string(Self.hexadecimal($0)) }), "special": numbers(special),
            "end": .integer(ends.first ?? 0),
        ])
        let schemas = schemas.map { schema in
            JSONValue.object([
                "name": .text(schema.name), "schema": .string(schema.text),
                "valid": .array(schema.valid.map(numbers)), "invalid": .array(schema.invalid.map(numbers)),
            ])
        }
        return JSONValue.object([
            "vocabulary": vocabulary, "repetitions": .integer(repetitions), "schemas": .array(schemas),
        ]).serialized
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
