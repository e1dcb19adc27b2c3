import CorvidEngine
import Testing

@Suite struct PromptLookupDraftTests {
    static func propose(_ tokens: [TokenID], limit: Int = 100, longest: Int = 4) throws -> [TokenID] {
        var draft = PromptLookupDraft(longestDraft: longest)
        return draft.propose(after: tokens, limit: limit, sampler: try Sampler(.greedy, vocabularySize: 100))
    }

    @Test func proposesWhatFollowedBefore() throws {
        #expect(try Self.propose([1, 2, 3, 4, 5, 6, 1, 2]) == [3, 4, 5, 6])
        #expect(try Self.propose([1, 2, 3, 4, 5, 6, 1, 2], limit: 2) == [3, 4])
        #expect(try Self.propose([1, 2, 3]) == [])
        #expect(try Self.propose([7, 7, 7]) == [7, 7, 7, 7])
        #expect(try Self.propose([]) == [])
    }

    @Test func aRepetitionGoesOn() throws {
        #expect(try Self.propose([9, 5, 6, 5, 6, 5, 6]) == [5, 6, 5, 6])
    }

    @Test func prefersTheLongestAndThenTheLatestMatch() throws {
        #expect(try Self.propose([5, 1, 2, 3, 40, 9, 2, 3, 50, 5, 1, 2, 3], longest: 1) == [40])
        #expect(try Self.propose([1, 2, 40, 1, 2, 50, 1, 2], longest: 1) == [50])
    }

    @Test func theLengthFollowsTheHits() {
        var length = DraftLength(longest: 16)
        #expect(length.current == 4)
        length.learn(accepted: 4, of: 4)
        length.learn(accepted: 8, of: 8)
        #expect(length.current == 16)
        length.learn(accepted: 16, of: 16)
        #expect(length.current == 16)
        length.learn(accepted: 2, of: 16)
        #expect(length.current == 3)
        length.learn(accepted: 0, of: 3)
        length.learn(accepted: 0, of: 1)
        #expect(length.current == 1)
    }
}
