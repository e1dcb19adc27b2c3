import CorvidTrain
import Testing

@Suite struct RandomnessTests {
    @Test("The same place gives the same numbers, another place others") func places() {
        var one = Randomness(seed: 1, index: 7)
        var same = Randomness(seed: 1, index: 7)
        var other = Randomness(seed: 1, index: 8)
        let first = (0..<100).map { _ in one.next() }
        #expect(first == (0..<100).map { _ in same.next() })
        #expect(Set(first).isDisjoint(with: (0..<100).map { _ in other.next() }))
    }

    @Test("Chances come as often as they say") func chances() {
        var random = Randomness(seed: 3)
        let hits = (0..<10_000).count { _ in random.chance(0.3) }
        #expect((2850...3150).contains(hits))
    }
}
