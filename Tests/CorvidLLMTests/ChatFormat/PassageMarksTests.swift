import Corvid
import CorvidGrammar
import Testing

@testable import CorvidLLM

/// The sentences that a passage's question points at.
struct PassageMarksTests {
    private static let passage =
        "The mill was built by Ada Brook in 1790. It ground rye. A flood took the wheel away in 1812! Who owns it now?"

    private static func marked(_ text: String, question: String) -> [String] {
        PassageMarks.marks(in: text[...], of: text, question: question).map { mark in
            "\(mark.place) " + String(decoding: Array(text.utf8)[mark.offset...].prefix(9), as: UTF8.self)
        }
    }

    @Test func theSentenceWithTheRarestWordsComesFirst() {
        #expect(Self.marked(Self.passage, question: "When did the flood take the wheel?").contains("1 A flood t"))
        #expect(Self.marked(Self.passage, question: "Who built the mill?").first == "1 The mill ")
    }

    @Test func aSentenceGoesOnWithWhatTheOneBeforeNamed() {
        let found = Self.marked("The mill stands by Ely. It ground rye. Boats pass. Cows rest.", question: "mill")
        #expect(found == ["1 The mill ", "2 It ground"])
    }

    @Test func nothingIsMarkedWhereNothingIsShared() {
        #expect(Self.marked(Self.passage, question: "Is bread cheap?").isEmpty)
        #expect(Self.marked(Self.passage, question: "").isEmpty)
        #expect(Self.marked("Bread is cheap. Rye too.", question: "Is bread cheap?").isEmpty)
        #expect(Self.marked("", question: "Is bread cheap?").isEmpty)
    }

    @Test func linesAreSentences() {
        let found = Self.marked("Opening hours\n\nMonday: closed\nTuesday: 9 to 5\n", question: "tuesday hours")
        #expect(found == ["1 Opening h", "2 Tuesday: "] || found == ["2 Opening h", "1 Tuesday: "])
    }

    @Test func offsetsCountBytes() throws {
        let text = "Früh säte Käthe Öl. Ein Baum. Der Müller schlief."
        let mark = try #require(PassageMarks.marks(in: text[...], of: text, question: "Müller").first)
        #expect(String(decoding: Array(text.utf8)[mark.offset...].prefix(4), as: UTF8.self) == "Der ")
    }

    @Test func aPassageStandsBeforeTheLastBlankLine() throws {
        let parts = try #require(PassageMarks.passageAndQuestion(in: "a\n\nb\n\nc?"))
        #expect(parts.passage == "a\n\nb")
        #expect(parts.question == "c?")
        #expect(PassageMarks.passageAndQuestion(in: "a\nb") == nil)
    }

    @Test func aPromptHasMarksBeforeSentencesAndTagsAfterNumbers() {
        let text = Self.passage + "\n\nWhen did the flood take the wheel?"
        let prompt = CompactFormat.segments([.user(text)]).map(\.text).joined()
        #expect(prompt.contains("^1A flood took the wheel away in 1812@2^1! "))
        #expect(prompt.contains(" ^2") || prompt.contains(">^2"))
    }

    @Test func aPageIsMarkedByTheQuestionBeforeIt() {
        let call = ToolCall(id: "call_1", name: "fetch", arguments: .object(["url": .text("http://a.example/")]))
        let messages: [Message] = [
            .user("When did the flood take the wheel? See http://a.example/"), .assistant("", toolCalls: [call]),
            .tool(Self.passage, call: call, isUntrusted: true),
        ]
        let prompt = CompactFormat.segments(messages).map(\.text).joined()
        #expect(prompt.contains("^1A flood"))
        // What follows changes nothing before it.
        let more = CompactFormat.segments(
            messages + [.assistant("In 1812."), .user("And who built the mill?")], addsGenerationPrompt: false)
        #expect(more.map(\.text).joined().hasPrefix(prompt.dropLast("<|assistant|>".count)))
    }

    @Test func segmentsTogetherAreTheText() {
        let text = "One 1. Two 2 two. Three flood 3. Four flood wheel 4.\n\nwheel flood two?"
        let content = CompactFormat.segments([.user(text)]).filter(\.isContent).map(\.text).joined()
        #expect(content.hasPrefix(text))
    }
}
