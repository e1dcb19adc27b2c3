package import CorvidEngine

/// What must work before anything else can: strings that no training has seen, in forms of question that are held out,
/// to be copied or to be looked up.
package struct CopyProbe: ExampleSource {
    package enum Skill: String, Sendable, CaseIterable {
        /// A stretch of the text, repeated.
        case copying
        /// The value of a key, the item of a place.
        case lookup
    }

    package let skill: Skill
    private let practice: CopyPractice

    package var name: String { skill.rawValue }

    /// - Parameter vocabulary: The pieces that tokens stand for; see ``pieces(of:)``.
    package init(_ skill: Skill, vocabulary: [String]) {
        self.skill = skill
        practice = CopyPractice(vocabulary: vocabulary, portion: .development)
    }

    package func example(_ random: inout Randomness) -> Example {
        var composer = Composer(random, .development)
        defer { random = composer.random }
        switch skill {
        case .copying:
            return composer.chance(0.5) ? practice.repetition(&composer) : practice.quotation(&composer)
        case .lookup: return composer.chance(0.7) ? practice.lookup(&composer) : practice.list(&composer)
        }
    }

    /// Some 12,000 tokens of documents; none where no document fits in `capacity` tokens.
    package func batches(_ encoder: DocumentEncoder, capacity: Int) -> [PackedBatch] {
        var batches: [PackedBatch] = []
        var batch = PackedBatch()
        var tokens = 0
        for index in 0..<1000 where tokens < 12_000 {
            var random = Randomness(seed: 0xC0B1_5EED, index: UInt64(index))
            guard let document = encoder.document(example(&random), limit: capacity) else { continue }
            if batch.used + document.count > capacity {
                batch.finish()
                batches.append(batch)
                batch = PackedBatch()
            }
            batch.append(document)
            tokens += document.count
        }
        guard batch.used > 0 else { return batches }
        batch.finish()
        return batches + [batch]
    }

    /// The text of each plain token.
    package static func pieces(of tokenizer: Tokenizer) -> [String] {
        (0..<tokenizer.vocabularySize).compactMap { id in
            let id = TokenID(id)
            guard !tokenizer.isSpecial(id) else { return nil }
            return String(validating: tokenizer.bytes(of: id), as: UTF8.self)
        }
    }
}
