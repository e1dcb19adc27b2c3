import Testing

@testable import CorvidEngine

/// Against what Hugging Face `tokenizers` made of the same files and texts.
@Suite struct TokenizerFixtureTests {
    @Test(arguments: TokenizerFixture.names)
    func encodesAsHuggingFace(_ name: String) throws {
        let tokenizer = try TokenizerFixture.tokenizer(name)
        let cases = try TokenizerFixture.cases(name)
        #expect(cases.count >= 200)
        for item in cases {
            let text = String(decoding: item.text, as: UTF8.self)
            #expect(tokenizer.plainTokens(item.text, parsing: true) == item.ids, "\(name): \(text.debugDescription)")
            if let ids = item.idsWithSpecial {
                #expect(tokenizer.encode(text, parseSpecialTokens: true) == ids, "\(name): \(text.debugDescription)")
            }
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func decodesAsHuggingFace(_ name: String) throws {
        let tokenizer = try TokenizerFixture.tokenizer(name)
        for item in try TokenizerFixture.cases(name) {
            #expect(
                Array(tokenizer.decode(item.ids).utf8) == item.decoded,
                "\(name): \(String(decoding: item.text, as: UTF8.self).debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func streamsWhatItDecodes(_ name: String) throws {
        let tokenizer = try TokenizerFixture.tokenizer(name)
        for item in try TokenizerFixture.cases(name) {
            for skipsSpecial in [false, true] {
                var stream = tokenizer.makeStreamDecoder(skipSpecialTokens: skipsSpecial)
                var text: [UInt8] = []
                for id in item.ids { text += Array(stream.append(id).utf8) }
                text += Array(stream.finish().utf8)
                #expect(text == Array(tokenizer.decode(item.ids, skipSpecialTokens: skipsSpecial).utf8))
            }
        }
    }

    @Test func leavesSpecialTokensInTextUnlessTold() throws {
        let tokenizer = try TokenizerFixture.tokenizer("llama3")
        let end = try #require(tokenizer.token(spelled: "<|eot_id|>"))
        #expect(tokenizer.encode("a<|eot_id|>", parseSpecialTokens: true).last == end)
        let ids = tokenizer.encode("a<|eot_id|>", addSpecialTokens: false)
        #expect(!ids.contains(end))
        #expect(tokenizer.decode(ids) == "a<|eot_id|>")
        #expect(tokenizer.isSpecial(end))
        #expect(tokenizer.bytes(of: end).isEmpty)
        #expect(tokenizer.endOfSequence.contains(end))
        #expect(tokenizer.decode([end], skipSpecialTokens: true).isEmpty)
        #expect(tokenizer.decode([end]) == "<|eot_id|>")
    }

    @Test func ignoresIdsOutOfRange() throws {
        let tokenizer = try TokenizerFixture.tokenizer("gpt2")
        #expect(tokenizer.decode([-1, TokenID.max, TokenID(tokenizer.vocabularySize)]).isEmpty)
        #expect(tokenizer.bytes(of: -5).isEmpty)
        #expect(!tokenizer.isSpecial(TokenID.max))
    }
}
