import Corvid
import CorvidGrammar
import Testing

@Suite struct RoutingPolicyTests {
    @Test(arguments: [
        "small", "large", "score", "score:0.25", "cascade", "cascade:-0.5", "budget:30%", "budget:12.5%",
        "budget:0.05s",
        "accuracy:99%",
    ])
    func itsTextIsReadBack(text: String) throws {
        let policy = try RoutingPolicy(text)
        #expect(policy.description == text)
        #expect(
            try JSONValueDecoder().decode(RoutingPolicy.self, from: try JSONValueEncoder().encode(policy)) == policy)
    }

    @Test(arguments: [
        "", "tiny", "small:1", "score:x", "score:2", "cascade:nan", "budget", "budget:", "budget:130%", "budget:-1s",
        "budget:0s",
        "accuracy", "accuracy:101%", "accuracy:x%", "score:0.1:2",
    ])
    func otherTextIsRefused(text: String) {
        #expect(throws: RouterError.self) { try RoutingPolicy(text) }
    }

    @Test func aShareMayBeAPlainNumber() throws {
        #expect(try RoutingPolicy("budget:0.3") == .largeShare(0.3))
        #expect(try RoutingPolicy("accuracy:0.99") == .accuracy(0.99))
    }
}
