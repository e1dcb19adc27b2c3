extension GBNFScanner {
    /// An error about what stands at the current position instead of something else.
    func unexpected(_ expected: String) -> GrammarError {
        guard let scalar = scalar(at: position) else {
            return error(at: position, "the text ends; expected \(expected)")
        }
        let found =
            switch scalar.value {
            case 0x0A, 0x0D: "the end of the line"
            case 0x21..<0x7F: "'\(scalar)'"
            default: "character U+\(String(scalar.value, radix: 16, uppercase: true))"
            }
        return error(at: position, "found \(found); expected \(expected)")
    }

    func error(_ kind: GrammarError.Kind = .syntax, at offset: Int, _ reason: String) -> GrammarError {
        GrammarError(kind, at: location(of: offset), reason)
    }
}
