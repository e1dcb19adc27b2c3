import Testing

@testable import CorvidGrammar

@Suite struct SubstringMachineTests {
    /// All texts that the machine takes, by following every byte it offers; checks each state on the way.
    private func language(_ machine: SubstringMachine) -> Set<[UInt8]> {
        var result: Set<[UInt8]> = []
        var pending: [(state: Int32, text: [UInt8])] = [(SubstringMachine.start, [])]
        while let (state, text) = pending.popLast() {
            if machine.isAccepting(state) { result.insert(text) }
            let first = machine.firstBytes(state)
            for byte in UInt8.min...UInt8.max {
                let target = machine.next(state, byte)
                #expect(first.contains(byte) == (target >= 0))
                if target >= 0 { pending.append((target, text + [byte])) }
            }
        }
        // A completion leads to a text of the language, and no text of it is nearer.
        for text in result {
            var state = SubstringMachine.start
            for (index, byte) in text.enumerated() {
                let whole = text[..<index] + machine.completion(state)
                #expect(result.contains(Array(whole)))
                #expect(whole.count <= text.count)
                state = machine.next(state, byte)
            }
            #expect(machine.completion(state).isEmpty)
        }
        return result
    }

    /// The stretches by definition: from scalar to scalar, no white space at either end.
    private func stretches(_ texts: [String], limit: Int = .max) -> Set<[UInt8]> {
        var result: Set<[UInt8]> = []
        for text in texts {
            let scalars = Array(text.unicodeScalars)
            for start in scalars.indices where !scalars[start].properties.isWhitespace {
                for end in start..<scalars.count
                where !scalars[end].properties.isWhitespace && end - start < limit {
                    result.insert(scalars[start...end].flatMap { Array(String($0).utf8) })
                }
            }
        }
        return result
    }

    @Test func agreesWithBruteForce() throws {
        var generator = SeededGenerator(seed: 51)
        let alphabet = ["a", "b", "ab", " ", "é", "€", "\n", "𝄞", "."]
        for round in 0..<300 {
            let texts = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                }.joined()
            }
            let limit = round % 3 == 0 ? Int.random(in: 1...6, using: &generator) : nil
            let options = SubstringOptions(isWordAligned: false, maximumCharacters: limit)
            let grounded = GroundedText(texts)
            let machine = SubstringMachine(grounded, options: options)
            let expected = stretches(texts, limit: limit ?? .max)
            #expect(machine.map(language) ?? [] == expected, "\(texts) \(options)")
            let bytes = texts.flatMap { Array($0.utf8) }
            for start in bytes.indices {
                for end in start..<min(bytes.count, start + 9) {
                    let candidate = Array(bytes[start...end])
                    #expect(grounded.contains(candidate, options: options) == expected.contains(candidate))
                }
            }
        }
    }

    @Test func wholeWordsAgreeWithBruteForce() throws {
        var generator = SeededGenerator(seed: 52)
        let words = ["on", "a", "ona", "né", "to"]
        for round in 0..<200 {
            let texts = (0..<Int.random(in: 1...2, using: &generator)).map { _ in
                (0..<Int.random(in: 0...7, using: &generator)).map { _ in words.randomElement(using: &generator) ?? "a"
                }
            }
            let limit = round % 2 == 0 ? Int.random(in: 1...12, using: &generator) : Int.max
            var expected: Set<[UInt8]> = []
            for list in texts {
                for start in list.indices {
                    for end in start..<list.count {
                        let stretch = list[start...end].joined(separator: ", ")
                        if stretch.unicodeScalars.count <= limit { expected.insert(Array(stretch.utf8)) }
                    }
                }
            }
            let options = SubstringOptions(maximumCharacters: limit == .max ? nil : limit)
            let grounded = GroundedText(texts.map { $0.joined(separator: ", ") })
            #expect(SubstringMachine(grounded, options: options).map(language) ?? [] == expected)
            #expect(expected.allSatisfy { grounded.contains($0, options: options) })
            #expect(!grounded.contains(Array("on,".utf8), options: options))
        }
    }

    /// The pieces of a text that words part it into: every stretch from a word's start to the next word's end.
    private func words(_ text: String) -> [String] {
        let grounded = GroundedText([text])
        var result: [String] = []
        for start in grounded.marks.indices where grounded.marks[start].contains(.wordStart) {
            guard let end = grounded.marks.indices.first(where: { $0 > start && grounded.marks[$0].contains(.wordEnd) })
            else { continue }
            result.append(String(decoding: grounded.bytes[start..<end], as: UTF8.self))
        }
        return result
    }

    @Test(arguments: [
        ("Call Ann, please.", ["Call", "Ann", "please"]),
        ("See https://example.com/a?b=1&c=(2). Bye", ["See", "https://example.com/a?b=1&c=(2)", "Bye"]),
        ("mail ann.lee+x@mail.example.org!", ["mail", "ann.lee+x@mail.example.org"]),
        ("“Zoë’s” café", ["Zoë", "s", "café"]),
        ("costs $1,234.50 or 12%", ["costs", "$", "1,234.50", "or", "12", "%"]),
        ("on 2026-11-21 at 12:30", ["on", "2026-11-21", "at", "12:30"]),
        ("minus -5, well-known v1.2.3", ["minus", "-5", "well", "known", "v1.2.3"]),
        ("see example.com or snake_case", ["see", "example.com", "or", "snake_case"]),
        ("東京へ行く", ["東", "京", "へ", "行", "く"]),
        ("e\u{301}te\u{301} 👍🏽 ok", ["e\u{301}te\u{301}", "👍", "🏽", "ok"]),
        ("  ", []), ("", []), ("…!?", []),
    ])
    func wordRules(_ text: String, _ expected: [String]) {
        #expect(words(text).map { Array($0.utf8) } == expected.map { Array($0.utf8) }, "\(words(text))")
    }

    @Test func stretchesStayWithinOneText() throws {
        let machine = try #require(SubstringMachine(GroundedText(["a b", "c"]), options: SubstringOptions()))
        #expect(language(machine) == Set(["a", "b", "a b", "c"].map { Array($0.utf8) }))
    }

    @Test func nothingToGroundIn() {
        let pool = ExpressionPool()
        for texts in [[], [""], ["  \n"], ["", "…"]] {
            #expect(pool.substring(of: GroundedText(texts)) == .nothing)
            #expect(pool.number(in: GroundedText(texts)) == .nothing)
            #expect(pool.url(in: GroundedText(texts)) == .nothing)
        }
        let long = GroundedText(["abcdef"])
        #expect(pool.substring(of: long, options: SubstringOptions(maximumCharacters: 5)) == .nothing)
        #expect(pool.substring(of: long, options: SubstringOptions(maximumCharacters: 6)) != .nothing)
        #expect(pool.substring(of: long, options: SubstringOptions(maximumCharacters: 0)) == .nothing)
    }

    @Test func aLongTextIsOneChainOfStates() throws {
        var generator = SeededGenerator(seed: 53)
        let words = (0..<2_000).map { _ in String(UInt64.random(in: 0...(.max), using: &generator), radix: 36) }
        let text = words.joined(separator: " ")
        let options = SubstringOptions(isWordAligned: false)
        let machine = try #require(SubstringMachine(GroundedText([text]), options: options))
        func walk(_ stretch: some Sequence<UInt8>) -> Int32 {
            var state = SubstringMachine.start
            for byte in stretch where state >= 0 { state = machine.next(state, byte) }
            return state
        }
        let all = walk(text.utf8)
        #expect(all >= 0)
        let count = machine.stateCount
        // Another way to the same place joins the first within a few bytes.
        #expect(walk(text.utf8.dropFirst(words[0].utf8.count + 1)) == all)
        #expect(machine.stateCount < count + 100)
        #expect(walk((text + "x").utf8) == -1)
    }

    @Test func withinJSONStrings() throws {
        let pool = ExpressionPool()
        let text = GroundedText(["He said \"no\"\nand left \u{e9}"])
        let content = pool.substring(of: text, options: SubstringOptions(isWordAligned: false))
        let string = pool.sequence(pool.literal("\""), pool.jsonString(content, .canonical))
        func accepts(_ candidate: String) -> Bool {
            var state = string
            for byte in candidate.utf8 { state = pool.derivative(state, by: byte) }
            return state == .empty
        }
        #expect(accepts(#""said \"no\"\nand""#))
        #expect(accepts("\"left \u{e9}\""))
        #expect(!accepts(#""said no""#))
        #expect(!accepts(#""""#))
        #expect(!accepts(#""said ""#))
    }
}
