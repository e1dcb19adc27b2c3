import CorvidGrammar

// How forced bytes become tokens.
extension GrammarConstraint {
    /// Tokens whose text decides how what follows is cut.
    static let context = 3

    /// The tokens of what must follow.
    ///
    /// The forced bytes end where there is a choice; a token of the finished text may begin within them and reach beyond.
    /// Wherever one can begin, the tokens before it are what the tokenizer makes of the bytes before it. Only what all
    /// these cuts have in common is forced; from there on the model chooses under its mask.
    ///
    /// - Parameter isCertain: false for the tokenizer's tokens of all the forced bytes, which are only likely.
    func forcedRun(isCertain: Bool = true) -> [TokenID] {
        let run = vocabulary.forcedRun(for: matcher)
        var forced: [TokenID] = []
        var start = 0
        while start < run.bytes.count {
            if run.bytes[start] == 0xFF {
                guard let token = vocabulary.token(spelled: run.bytes[start..<(start + 5)]) else { return forced }
                forced.append(TokenID(token))
                start += 5
                continue
            }
            let end = run.bytes[start...].firstIndex(of: 0xFF) ?? run.bytes.count
            let text = Array(run.bytes[start..<end])
            // A control token behind the text closes it.
            let openings =
                !isCertain || end < run.bytes.count ? [] : run.openings.filter { $0 >= start }.map { $0 - start }
            let tokens = agreed(text, openings, behind: start == 0 ? recent : [])
            forced += tokens
            guard tokens.reduce(0, { $0 + vocabulary.bytes(of: Int($1)).count }) == text.count else { return forced }
            start = end
        }
        return forced
    }

    /// The tokens that all tokenisations of `text` and what may follow begin with.
    private func agreed(_ text: [UInt8], _ openings: [Int], behind recent: [TokenID]) -> [TokenID] {
        guard let (context, tokens) = canonical(text, behind: recent) else { return [] }
        var common = tokens[...]
        for opening in openings {
            // A character that is cut belongs to what is open.
            var place = opening
            while place > 0, text[place] & 0xC0 == 0x80 { place -= 1 }
            guard place > 0, let other = tokenise(Array(text[..<place]), behind: context) else { return [] }
            var count = 0
            while count < common.count, count < other.count, common[count] == other[count] { count += 1 }
            common = common.prefix(count)
            if common.isEmpty { break }
        }
        return Array(common)
    }

    /// The tokenizer's own tokens for `text` behind the last tokens; where these are not cut as the tokenizer would cut them,
    /// behind the cut.
    private func canonical(
        _ text: [UInt8], behind recent: [TokenID]
    ) -> (context: [UInt8], tokens: [TokenID])? {
        var count = recent.count
        while count > 0 {
            let before = recent.suffix(count)
            let context = before.flatMap { tokenizer.bytes(of: $0) }
            if before.allSatisfy({ !tokenizer.isSpecial($0) }), isText(context),
                let tokens = tokenise(text, behind: context, last: before.last)
            {
                return (context, tokens)
            }
            count -= 1
        }
        // Some tokenizers put a space before the first word: the line break stands in for what was before.
        for context in [[], [0x0A]] as [[UInt8]] {
            if let tokens = tokenise(text, behind: context) { return (context, tokens) }
        }
        return nil
    }

    /// The tokens of `text` behind `context`; nil when none begins where `text` does, or `last` is not the one before.
    private func tokenise(_ text: [UInt8], behind context: [UInt8], last: TokenID? = nil) -> [TokenID]? {
        let all = (context + text).withUnsafeBufferPointer {
            tokenizer.encode(utf8: $0, addSpecialTokens: false, parseSpecialTokens: false)
        }
        var first = all.count
        var missing = text.count
        while missing > 0, first > 0 {
            first -= 1
            let bytes = vocabulary.bytes(of: Int(all[first]))
            guard bytes.count <= missing, bytes.elementsEqual(text[(missing - bytes.count)..<missing]), !bytes.isEmpty
            else { return nil }
            missing -= bytes.count
        }
        guard missing == 0 else { return nil }
        if let last {
            guard first > 0, all[first - 1] == last else { return nil }
        }
        return Array(all[first...])
    }

    private func isText(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }
}
