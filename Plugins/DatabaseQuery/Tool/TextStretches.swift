/// The stretches of one to five words of a text, in the forms in which a database may hold them.
struct TextStretches {
    /// A place in the text, counted in pieces: runs of letters and digits.
    typealias Place = Range<Int>

    /// What to look for, different byte for byte.
    private(set) var forms: [String] = []
    /// Where each form stands, by its folded text.
    private var places: [String: [Place]] = [:]

    private static let maximumCharacters = 8000
    private static let maximumWords = 5
    private static let maximumPieces = 10
    private static let maximumStretches = 400
    private static let maximumForms = 1000
    private static let maximumLength = 100

    init(_ text: String) {
        let text = text.prefix(Self.maximumCharacters)
        let pieces = Self.pieces(of: text)
        var seen: Set<[UInt8]> = []
        for place in Self.chosenPlaces(pieces) {
            for form in Self.forms(of: place, pieces, text) where form.count > 1 {
                let isNew = seen.insert(Array(form.utf8)).inserted
                guard !isNew || forms.count < Self.maximumForms else { continue }
                if isNew { forms.append(form) }
                let key = form.lowercased()
                if places[key]?.contains(place) != true { places[key, default: []].append(place) }
            }
        }
    }

    /// Where a value stands, whatever its case; none when it does not.
    func places(of value: String) -> [Place] { places[value.lowercased()] ?? [] }

    // MARK: - Words

    private struct Piece {
        let range: Range<Substring.Index>
        /// The number of the word, as divided by white space, that it belongs to.
        let word: Int
        let isCommon: Bool
        let isCapital: Bool
        let hasLetter: Bool

        init(_ range: Range<Substring.Index>, word: Int, in text: Substring) {
            self.range = range
            self.word = word
            let characters = text[range]
            let lower = characters.lowercased()
            isCapital = characters.first?.isUppercase == true
            // IT and US are names rather than pronouns.
            let isWritten = characters.count > 1 && !characters.contains(where: \.isLowercase)
            isCommon = !isWritten && TextStretches.commonWords.contains(lower)
            hasLetter = characters.contains(where: \.isLetter)
        }
    }

    private static func pieces(of text: Substring) -> [Piece] {
        var pieces: [Piece] = []
        var start: Substring.Index?
        var word = 0
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            let next = text.index(after: index)
            let isInside =
                character.isLetter || character.isNumber
                || start != nil && apostrophes.contains(character) && next < text.endIndex && text[next].isLetter
            if isInside {
                start = start ?? index
            } else {
                if let begin = start { pieces.append(Piece(begin..<index, word: word, in: text)) }
                start = nil
                if character.isWhitespace { word += 1 }
            }
            index = next
        }
        if let begin = start { pieces.append(Piece(begin..<text.endIndex, word: word, in: text)) }
        return pieces
    }

    /// The stretches that may be values, in the text's order. Of a long text those with capital letters come first.
    private static func chosenPlaces(_ pieces: [Piece]) -> [Place] {
        var capital: [Place] = []
        var others: [Place] = []
        for first in pieces.indices {
            var isCommon = true
            var hasLetter = false
            var isCapital = false
            for last in first..<min(first + maximumPieces, pieces.count) {
                guard pieces[last].word - pieces[first].word < maximumWords else { break }
                isCommon = isCommon && pieces[last].isCommon
                hasLetter = hasLetter || pieces[last].hasLetter
                isCapital = isCapital || pieces[last].isCapital
                guard hasLetter, !isCommon else { continue }
                if isCapital { capital.append(first..<last + 1) } else { others.append(first..<last + 1) }
            }
        }
        return Array((capital + others).prefix(maximumStretches))
    }

    // MARK: - Forms

    /// As written; without a possessive or plural s; with the signs that touch it, as in "C++" and "Inc."; with single
    /// spaces. Databases may fold the case of ASCII only, so that other letters are also given in other cases.
    private static func forms(of place: Place, _ pieces: [Piece], _ text: Substring) -> [String] {
        let start = pieces[place.lowerBound].range.lowerBound
        let end = pieces[place.upperBound - 1].range.upperBound
        let plain = String(text[start..<end])
        guard plain.count <= maximumLength, !plain.utf8.contains(0) else { return [] }
        var forms = [plain]
        for ending in ["'s", "’s"] where plain.hasSuffix(ending) { forms.append(String(plain.dropLast(2))) }
        if plain.count > 3, plain.last == "s" || plain.last == "S", !plain.lowercased().hasSuffix("ss"),
            forms.count == 1
        {
            forms.append(String(plain.dropLast()))
        }
        let closing = trailingSigns.union(plain.filter { quotes.contains($0) })
        let before = text[..<start].suffix(3).reversed().prefix { leadingSigns.contains($0) }.reversed()
        let after = text[end...].prefix(3).prefix { closing.contains($0) }
        if !after.isEmpty { forms.append(plain + after) }
        if !before.isEmpty {
            forms.append(String(before) + plain)
            if !after.isEmpty { forms.append(String(before) + plain + after) }
        }
        if plain.contains(where: { $0.isWhitespace && $0 != " " }) || plain.contains("  ") {
            forms.append(plain.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        }
        for form in forms where !form.utf8.allSatisfy({ $0 < 0x80 }) {
            forms += [form.lowercased(), form.uppercased(), capitalized(form)]
        }
        return forms
    }

    private static func capitalized(_ text: String) -> String {
        var isInside = false
        return text.reduce(into: "") { result, character in
            result += isInside ? character.lowercased() : character.uppercased()
            isInside = character.isLetter || character.isNumber
        }
    }

    private static let apostrophes: Set<Character> = ["'", "’"]
    private static let quotes: Set<Character> = ["\"", "'"]
    private static let leadingSigns: Set<Character> = [".", "#", "@", "(", "[", "$"]
    private static let trailingSigns: Set<Character> = [".", "!", "?", ")", "]", "+", "#", "*", "%"]

    private static let commonWords: Set<String> = Set(
        """
        a about all also am an and any are as at be been between both but by can could did do does each every find for
        from get give had has have he her here his how i if in into is it its list many me more most much my no nor not
        of on or our over please she should show so some tell than that the their them then there these they this those to
        under up us was we were what when where which who whom whose why with would you your
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
