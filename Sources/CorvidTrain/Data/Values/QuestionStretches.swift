/// The stretches of one to five words of a question: what a database is asked for to learn which of its values are named.
///
/// As the database tool does it: a word begins and ends with a letter or a digit, what touches it may belong to it; a
/// stretch has a letter, and other words than the commonest.
struct QuestionStretches: Sendable {
    private struct Piece: Sendable {
        /// In the bytes of the lower-case text.
        var range: Range<Int>
        /// In the question.
        var source: Range<String.Index>
        /// By white space.
        var word: Int
        var isCommon: Bool
        var isCapital: Bool
        var hasLetter: Bool
        var characters: Int
    }

    private static let maximumWords = 5
    private static let maximumPieces = 10

    private let question: String
    /// Lower case, single spaces.
    private var text: [UInt8] = []
    private var pieces: [Piece] = []

    init(_ question: String) {
        self.question = question
        var open: Piece?
        var isLower = false
        var word = 0
        func close(_ index: String.Index, _ text: [UInt8]) -> Piece? {
            guard var piece = open else { return nil }
            piece.range = piece.range.lowerBound..<text.count
            piece.source = piece.source.lowerBound..<index
            // IT and US are names rather than pronouns.
            let isWritten = piece.characters > 1 && !isLower
            piece.isCommon = !isWritten && Self.commonWords.contains(Array(text[piece.range]))
            return piece
        }
        var index = question.startIndex
        while index < question.endIndex {
            let character = question[index]
            let next = question.index(after: index)
            let isApostrophe = character == "'" || character == "’"
            let isLetter = character.isLetter
            if isLetter || character.isNumber
                || open != nil && isApostrophe && next < question.endIndex && question[next].isLetter
            {
                if open == nil {
                    open = Piece(
                        range: text.count..<text.count, source: index..<next, word: word, isCommon: false,
                        isCapital: character.isUppercase, hasLetter: false, characters: 0)
                    isLower = false
                }
                if isLetter { open?.hasLetter = true }
                open?.characters += 1
                isLower = isLower || character.isLowercase
                text.append(contentsOf: character.lowercased().utf8)
            } else {
                if let piece = close(index, text) { pieces.append(piece) }
                open = nil
                if character.isWhitespace {
                    word += 1
                    if text.last != 0x20 { text.append(0x20) }
                } else {
                    text.append(contentsOf: character.utf8)
                }
            }
            index = next
        }
        if let piece = close(question.endIndex, text) { pieces.append(piece) }
    }

    /// Calls for each stretch, with the numbers of its pieces and the forms that a value of it may have.
    func forEach(_ body: (_ pieces: Range<Int>, _ forms: [ArraySlice<UInt8>]) -> Void) {
        for first in pieces.indices {
            var isCommon = true
            var hasLetter = false
            for last in first..<min(first + Self.maximumPieces, pieces.count) {
                guard pieces[last].word - pieces[first].word < Self.maximumWords else { break }
                isCommon = isCommon && pieces[last].isCommon
                hasLetter = hasLetter || pieces[last].hasLetter
                guard hasLetter, !isCommon, last > first || pieces[first].characters > 1 else { continue }
                body(first..<last + 1, forms(pieces[first].range.lowerBound..<pieces[last].range.upperBound))
            }
        }
    }

    /// As written, without a possessive or plural s, and with the signs that touch it.
    private func forms(_ range: Range<Int>) -> [ArraySlice<UInt8>] {
        let plain = text[range]
        var forms = [plain]
        if let owner = Self.owners.first(where: { plain.suffix($0.count).elementsEqual($0) }) {
            forms.append(plain.dropLast(owner.count))
        } else if plain.count > 3, plain.last == UInt8(ascii: "s"), plain.dropLast().last != UInt8(ascii: "s") {
            forms.append(plain.dropLast())
        }
        let before = text[..<range.lowerBound].suffix(3).reversed().prefix { Self.leadingSigns.contains($0) }.count
        let after = text[range.upperBound...].prefix(3).prefix { Self.trailingSigns.contains($0) }.count
        if after > 0 { forms.append(text[range.lowerBound..<range.upperBound + after]) }
        if before > 0 {
            forms.append(text[range.lowerBound - before..<range.upperBound])
            if after > 0 { forms.append(text[range.lowerBound - before..<range.upperBound + after]) }
        }
        return forms
    }

    /// The pieces that look like names; the first one's capital means nothing.
    var names: [Int] {
        pieces.indices.filter { index in
            let piece = pieces[index]
            return index > 0 && piece.isCapital && piece.hasLetter && !piece.isCommon && piece.characters > 1
        }
    }

    /// What stands there, without a possessive.
    func original(_ numbers: Range<Int>) -> String {
        let text = question[
            pieces[numbers.lowerBound].source.lowerBound..<pieces[numbers.upperBound - 1].source.upperBound]
        return String(text.hasSuffix("'s") || text.hasSuffix("’s") ? text.dropLast(2) : text)
    }

    private static let owners = [Array("'s".utf8), Array("’s".utf8)]
    private static let leadingSigns = Set(".#@([$".utf8)
    private static let trailingSigns = Set(".!?)]+#*%".utf8)
    private static let commonWords = Set(
        """
        a about all also am an and any are as at be been between both but by can could did do does each every find for
        from get give had has have he her here his how i if in into is it its list many may me more most much my no nor not
        of on or our over please she should show so some tell than that the their them then there these they this those to
        under up us was we were what when where which who whom whose why will with would you your
        """.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })
}
