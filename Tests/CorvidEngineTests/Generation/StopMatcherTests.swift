import CorvidEngine
import Testing

@Suite struct StopMatcherTests {
    /// The text before the stop sequence that is completed first, by looking at every beginning of the whole.
    static func reference(_ text: String, _ sequences: [String]) -> (String, String?) {
        let bytes = Array(text.utf8)
        for end in 0...bytes.count {
            let matches = sequences.filter { bytes[..<end].reversed().starts(with: $0.utf8.reversed()) }
            guard let match = matches.max(by: { $0.utf8.count < $1.utf8.count }) else { continue }
            return (String(decoding: bytes[..<(end - match.utf8.count)], as: UTF8.self), match)
        }
        return (text, nil)
    }

    @Test(arguments: [
        ("one two three", ["two"]), ("aaab", ["aab"]), ("abababc", ["ababc", "bc"]), ("xyz", ["z"]), ("xyz", ["x"]),
        ("hello", ["l", "llo"]), ("stop", ["stop!", "top"]), ("\n\nUser: hi", ["User:", "\n\nUser:"]),
        ("größe – 🐦‍⬛ Krähe", ["– 🐦", "Krähe", "ä"]), ("nothing here", ["zzz"]), ("abc", []),
    ])
    func everySplitGivesTheSame(text: String, sequences: [String]) {
        let expected = Self.reference(text, sequences)
        let scalars = Array(text.unicodeScalars)
        for cuts in 0..<(1 << min(scalars.count - 1, 12)) {
            var matcher = StopMatcher(sequences)
            var released = ""
            var match: String?
            var piece = ""
            for (index, scalar) in scalars.enumerated() {
                piece.unicodeScalars.append(scalar)
                guard index == scalars.count - 1 || cuts >> min(index, 12) & 1 == 1 else { continue }
                let outcome = matcher.append(piece)
                released += outcome.released
                match = match ?? outcome.match
                piece = ""
            }
            released += matcher.finish()
            #expect(released == expected.0)
            #expect(match == expected.1)
        }
    }

    @Test func onlyWhatMayBecomeAStopSequenceIsHeldBack() {
        var matcher = StopMatcher(["</end>"])
        #expect(matcher.append("text").released == "text")
        #expect(matcher.append(" <").released == " ")
        #expect(matcher.append("b></").released == "<b>")
        #expect(matcher.append("en").released == "")
        #expect(matcher.append("t").released == "</ent")
        #expect(matcher.append("<").released == "")
        #expect(matcher.finish() == "<")
    }
}
