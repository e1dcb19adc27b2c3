package import CorvidEngine

/// Which tokens are forms of one word: `Paris` with and without the blank before it, `city` and `City`.
///
/// What is copied from a sentence into a call begins there with another token than it began with here. Where forms of a
/// word begin with embeddings that differ by one direction for all words, what finds and copies one finds and copies all.
package struct TokenKinship: Sendable {
    /// Of each token the one whose word it has, which may be itself.
    package private(set) var origins: [Int]
    /// Of each token what makes it another form than its origin.
    package private(set) var forms: [Form]

    package struct Form: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let blank = Form(rawValue: 1)
        package static let capital = Form(rawValue: 2)
        package static let capitals = Form(rawValue: 4)
    }

    package init(_ tokenizer: Tokenizer) {
        let texts = (0..<tokenizer.vocabularySize).map { id in
            let id = TokenID(id)
            return tokenizer.isSpecial(id) ? nil : String(validating: tokenizer.bytes(of: id), as: UTF8.self)
        }
        var places: [[UInt8]: Int] = [:]
        for (id, text) in texts.enumerated() {
            if let text { places[Array(text.utf8)] = id }
        }
        origins = Array(texts.indices)
        forms = Array(repeating: [], count: texts.count)
        for (id, text) in texts.enumerated() {
            guard let text else { continue }
            var word = text[...]
            var form: Form = []
            if word.first == " ", word.count > 1 {
                word.removeFirst()
                form.insert(.blank)
            }
            let lower = word.lowercased()
            if !word.utf8.elementsEqual(lower.utf8), let origin = places[Array(lower.utf8)] {
                let isAll = word.count > 1 && word.utf8.elementsEqual(word.uppercased().utf8)
                form.insert(isAll ? .capitals : .capital)
                origins[id] = origin
            } else if form == .blank, let origin = places[Array(word.utf8)] {
                origins[id] = origin
            } else {
                form = []
            }
            forms[id] = form
        }
    }

    /// Makes embeddings alike: every form's is its origin's and a direction for what makes it another form.
    func apply(to embeddings: UnsafeMutableBufferPointer<Float>, width: Int, _ random: inout Randomness) {
        let rows = min(origins.count, embeddings.count / max(1, width))
        guard rows > 0 else { return }
        let scale =
            0.5 * (embeddings.prefix(rows * width).reduce(0) { $0 + $1 * $1 } / Float(rows * width)).squareRoot()
        for form in [Form.blank, .capital, .capitals] {
            let direction = (0..<width).map { _ in scale * Float(random.normal()) }
            for row in 0..<rows where forms[row].contains(form) {
                // An origin is no form itself, so that it is as it began whenever it is read.
                if form == forms[row].first, origins[row] < rows {
                    for index in 0..<width {
                        embeddings[row * width + index] = embeddings[origins[row] * width + index]
                    }
                }
                for index in 0..<width { embeddings[row * width + index] += direction[index] }
            }
        }
    }
}

extension TokenKinship.Form {
    /// The first of the forms that it has.
    fileprivate var first: Self? {
        let forms: [Self] = [.blank, .capital, .capitals]
        return forms.first { contains($0) }
    }
}
