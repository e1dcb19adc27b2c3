/// A word of a query.
enum SQLToken: Hashable {
    case word(String)
    case number(String)
    case string(String)
    case sign(String)

    /// The words of a query; nil where a text does not end.
    ///
    /// What stands in quotation marks of either kind is a text, as the public sets write them; names stand in back quotes.
    static func tokens(of text: String) -> [SQLToken]? {
        var tokens: [SQLToken] = []
        var rest = Array(text.unicodeScalars)[...]
        func isName(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar == "_" }
        func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
        func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            return String(view)
        }
        while let first = rest.first {
            if first.properties.isWhitespace {
                rest = rest.dropFirst()
            } else if first == "'" || first == "\"" || first == "`" {
                var scalars: [Unicode.Scalar] = []
                rest = rest.dropFirst()
                while true {
                    guard let next = rest.first else { return nil }
                    rest = rest.dropFirst()
                    if next == first {
                        guard rest.first == first else { break }
                        rest = rest.dropFirst()
                    }
                    scalars.append(next)
                }
                tokens.append(first == "`" ? .word(string(scalars)) : .string(string(scalars)))
            } else if isDigit(first) {
                let number = rest.prefix { isDigit($0) || $0 == "." }
                rest = rest.dropFirst(number.count)
                // A name may begin with a digit in the records.
                let name = rest.prefix { isName($0) || isDigit($0) }
                rest = rest.dropFirst(name.count)
                tokens.append(name.isEmpty ? .number(string(number)) : .word(string(number) + string(name)))
            } else if isName(first) {
                let word = rest.prefix { isName($0) || isDigit($0) }
                rest = rest.dropFirst(word.count)
                tokens.append(.word(string(word)))
            } else {
                let two = string(rest.prefix(2))
                if ["!=", "<>", "<=", ">=", "==", "||"].contains(two) {
                    tokens.append(.sign(two))
                    rest = rest.dropFirst(2)
                } else {
                    tokens.append(.sign(string([first])))
                    rest = rest.dropFirst()
                }
            }
        }
        return tokens
    }
}
