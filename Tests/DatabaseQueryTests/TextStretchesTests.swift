import Testing

@testable import DatabaseQuery

@Suite struct TextStretchesTests {
    @Test(arguments: [
        ("orders from Paris", ["orders", "orders from", "orders from Paris", "from Paris", "Paris", "order"]),
        ("the \"New York\" office?", ["New York", "New", "York", "the \"New", "New York\" office", "office?"]),
        ("Ada's lamps", ["Ada's", "Ada", "Ada's lamps", "Ada's lamp", "lamps", "lamp"]),
        ("Ada’s", ["Ada’s", "Ada"]), ("James' and O'Brien's", ["James", "O'Brien", "O'Brien's"]),
        ("Berlin-based", ["Berlin", "Berlin-based"]), ("Acme Inc. owes", ["Acme Inc", "Acme Inc.", "Inc."]),
        ("C++ or #tag (x) .NET", ["C++", "#tag", ".NET"]), ("US or IT", ["US", "IT"]),
        ("Paris/Rome", ["Paris", "Rome", "Paris/Rome"]), ("New\n York", ["New York"]),
        ("örebro", ["örebro", "Örebro", "ÖREBRO"]), ("AT&T", ["AT&T"]),
        ("a b c d e f", ["b c d e f"]), ("東京", ["東京"]), ("glass", ["glass"]),
    ]) func offers(_ text: String, _ forms: [String]) {
        let stretches = TextStretches(text)
        for form in forms { #expect(stretches.forms.contains(form), "\(form) in \(stretches.forms)") }
    }

    @Test(arguments: [
        ("which of the most", ["which", "of the", "which of the most"]), ("x in y", ["x", "y"]),
        ("12 or 3.5 on 2024-01-02", ["12", "3.5", "2024", "2024-01-02"]), ("glass", ["glas"]),
        ("one two three four five six", ["one two three four five six"]), ("it is us", ["it", "us"]),
        ("'Rome', she said", ["'Rome", "Rome'", "'Rome'", "Rome',"]), ("a\u{0} b", ["a\u{0} b"]), ("", [""]),
    ]) func leavesOut(_ text: String, _ forms: [String]) {
        let stretches = TextStretches(text)
        for form in forms { #expect(!stretches.forms.contains(form), "\(form) in \(stretches.forms)") }
    }

    @Test func knowsWhereAValueStands() {
        let stretches = TextStretches("New York's office in YORK")
        #expect(stretches.places(of: "new york") == [0..<2])
        #expect(stretches.places(of: "York") == [1..<2, 4..<5])
        #expect(stretches.places(of: "Berlin") == [])
    }

    /// Names are looked for first, and nothing grows with the text.
    @Test func longTextsAreBounded() {
        let long = String(repeating: "some words that nobody needs to look up, ", count: 5000)
        let stretches = TextStretches(String(long.prefix(6000)) + " Paris " + long)
        #expect(stretches.forms.count <= 1000 && stretches.forms.contains("Paris"))
        #expect(TextStretches(String(repeating: "É-'s ", count: 100_000)).forms.count <= 1000)
        #expect(TextStretches(String(repeating: "x", count: 1_000_000)).forms.isEmpty)
        #expect(TextStretches(String(repeating: "'", count: 100_000)).forms.isEmpty)
    }
}
