import Corvid
import CorvidGrammar
import Testing

@testable import CorvidLLM

/// The sentences that a passage's question points at.
struct MatchingSentencesTests {
    private static let passage =
        "The mill was built by Ada Brook in 1790. It ground rye. A flood took the wheel away in 1812! Who owns it now?"

    private static func found(_ text: String, _ question: String) -> [String] {
        MatchingSentences.find(in: text[...], question: question).map { String($0.prefix(9)) }
    }

    private static func prompt(_ messages: [Message]) -> String {
        CompactFormat.segments(messages).map(\.text).joined()
    }

    @Test func theSentenceWithTheRarestWordsComesFirst() {
        #expect(Self.found(Self.passage, "When did the flood take the wheel?").first == "A flood t")
        #expect(Self.found(Self.passage, "Who built the mill?").first == "The mill ")
    }

    @Test func aSentenceGoesOnWithWhatTheOneBeforeNamed() {
        #expect(
            Self.found("The mill stands by Ely. It ground rye. Boats pass. Cows rest.", "mill")
                == ["The mill ", "It ground"])
    }

    @Test func nothingIsFoundWhereNothingIsShared() {
        #expect(Self.found(Self.passage, "Is bread cheap?").isEmpty)
        #expect(Self.found(Self.passage, "").isEmpty)
        #expect(Self.found("Bread is cheap. Rye too.", "Is bread cheap?").isEmpty)
        #expect(Self.found("", "Is bread cheap?").isEmpty)
    }

    @Test func linesAreSentences() {
        let found = Self.found("Opening hours\n\nMonday: closed\nTuesday: 9 to 5\n", "tuesday hours")
        // Monday's line goes on with what the heading names.
        #expect(found.prefix(2).sorted() == ["Opening h", "Tuesday: "])
        #expect(found.dropFirst(2) == ["Monday: c"])
    }

    @Test("Two long sentences are kept, and up to four short ones") func room() {
        let long = (1...5).map { "Mill number \($0) " + String(repeating: "is far away and ", count: 14) + "old." }
        #expect(Self.found(long.joined(separator: " "), "mill").count == 2)
        let short = (1...6).map { "Mill \($0) is old." }
        #expect(Self.found(short.joined(separator: " "), "mill").count == 4)
    }

    @Test func aPassageStandsBeforeTheLastBlankLine() throws {
        let parts = try #require(MatchingSentences.passageAndQuestion(in: "a\n\nb\n\nc?"))
        #expect(parts.passage == "a\n\nb")
        #expect(parts.question == "c?")
        #expect(MatchingSentences.passageAndQuestion(in: "a\nb") == nil)
    }

    @Test func aPromptRepeatsSentencesBehindTheQuestionWithoutTags() {
        let question = "When did the flood take the wheel?"
        let prompt = Self.prompt([.user(Self.passage + "\n\n" + question)])
        #expect(prompt.contains("away in 1812@2^1! Who"))
        #expect(prompt.contains(question + "<|match|>^1A flood took the wheel away in 1812!^2"))
    }

    @Test func aPageIsSearchedForTheQuestionBeforeIt() {
        let call = ToolCall(id: "call_1", name: "fetch", arguments: .object(["url": .text("http://a.example/")]))
        let messages: [Message] = [
            .user("When did the flood take the wheel? See http://a.example/"), .assistant("", toolCalls: [call]),
            .tool(Self.passage, call: call, isUntrusted: true),
        ]
        let prompt = Self.prompt(messages)
        #expect(prompt.contains("Who owns it now?<|match|>^1A flood"))
        // What follows changes nothing before it.
        let more = CompactFormat.segments(
            messages + [.assistant("In 1812."), .user("And who built the mill?")], addsGenerationPrompt: false)
        #expect(more.map(\.text).joined().hasPrefix(prompt.dropLast("<|assistant|>".count)))
    }

    @Test func whatIsRepeatedIsContent() {
        let text = "One 1. Two <|end|> two. Three flood 3. Four flood wheel 4.\n\nwheel flood two?"
        let segments = CompactFormat.segments([.user(text)], addsGenerationPrompt: false)
        #expect(segments.filter(\.isContent).map(\.text).joined().hasPrefix(text))
        #expect(segments.filter { !$0.isContent }.map(\.text).joined().hasSuffix("<|match|>^1^2^3<|end|>"))
    }
}
