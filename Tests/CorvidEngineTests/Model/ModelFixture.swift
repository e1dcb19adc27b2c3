import CorvidEngine
import CorvidGrammar
import Foundation
import Testing

/// A tiny checkpoint of one family, with what an independent implementation computes from it.
struct ModelFixture {
    let checkpoint: Checkpoint
    private let bytes: [UInt8]
    private let header: [String: (shape: [Int], range: Range<Int>)]

    /// - Parameter gguf: Open the GGUF form of the family instead of the folder.
    init(_ family: String, gguf: Bool = false) throws {
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        let folder = fixtures.appending(path: "checkpoints/\(family)")
        checkpoint = try Checkpoint.open(
            gguf ? fixtures.appending(path: "gguf/\(family).gguf").path : folder.path)
        bytes = Array(try Data(contentsOf: folder.appending(path: "expected.safetensors")))
        let length = bytes[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let json = try bytes[8..<8 + length].withUnsafeBytes { try JSONValue(parsing: $0) }
        var header: [String: (shape: [Int], range: Range<Int>)] = [:]
        for member in try #require(json.members) {
            let fields = Dictionary(
                uniqueKeysWithValues: (member.value.members ?? []).map {
                    (String(decoding: $0.key, as: UTF8.self), $0.value)
                })
            guard let shape = fields["shape"]?.array?.compactMap(\.int),
                let offsets = fields["data_offsets"]?.array?.compactMap(\.int)
            else { continue }
            header[String(decoding: member.key, as: UTF8.self)] = (
                shape, 8 + length + offsets[0]..<8 + length + offsets[1]
            )
        }
        self.header = header
    }

    func floats(_ name: String) throws -> [Float] {
        let range = try #require(header[name]).range
        return bytes[range].withUnsafeBytes { raw in
            (0..<raw.count / 4).map { Float(bitPattern: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
        }
    }

    func tokens(_ name: String) throws -> [TokenID] {
        let range = try #require(header[name]).range
        return bytes[range].withUnsafeBytes { raw in
            (0..<raw.count / 8).map { TokenID(raw.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self)) }
        }
    }

    /// Largest difference of any two numbers, and the largest expected one.
    static func deviation(_ found: [Float], _ expected: [Float]) -> (absolute: Float, scale: Float) {
        var largest: Float = 0
        var scale: Float = 0
        for (a, b) in zip(found, expected) {
            largest = max(largest, abs(a - b))
            scale = max(scale, abs(b))
        }
        return (largest, scale)
    }
}

extension Transformer {
    /// Logits of every token of `tokens`, row after row.
    func allLogits(_ tokens: [TokenID], _ cache: KVCache) throws -> [Float] {
        let run = Batch.Run(sequence: cache.makeSequence(), tokens: tokens, outputs: .all)
        let logits = try forward(Batch([run]), cache: cache)
        return (0..<logits.rows).flatMap { logits[$0] }
    }

    /// The tokens that follow `prompt` when the most likely one is taken `count` times.
    func greedy(_ prompt: [TokenID], count: Int, _ cache: KVCache) throws -> [TokenID] {
        let sequence = cache.makeSequence()
        var next = prompt
        var result: [TokenID] = []
        while result.count < count {
            let logits = try forward(Batch([Batch.Run(sequence: sequence, tokens: next)]), cache: cache)
            let row = logits[0]
            var best = 0
            for index in row.indices where row[index] > row[best] { best = index }
            next = [TokenID(best)]
            result.append(TokenID(best))
        }
        return result
    }
}
