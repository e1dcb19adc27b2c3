import Testing

@testable import CorvidGrammar

@Suite struct WrittenNumberTests {
    private static let alphabet = Array("-+.eE0123456789".utf8)

    /// Walks all texts up to `depth` bytes that the syntax can begin with and holds each against `expected`.
    private func compare(
        _ machine: any ExpressionMachine, depth: Int, isExactEverywhere: Bool, name: String = "",
        expected: (Int128) -> Bool
    ) {
        var text: [UInt8] = []
        func visit(_ state: Int32) {
            let found = state >= 0 && machine.isAccepting(state)
            if NumberOracle.isNumber(text) {
                if let value = NumberOracle.value(text), found != expected(value) {
                    Issue.record("\(String(decoding: text, as: UTF8.self)): \(found) \(name)")
                }
            } else {
                #expect(!found)
            }
            if state >= 0, isExactEverywhere {
                let whole = text + machine.completion(state)
                let value = NumberOracle.value(whole)
                #expect(
                    NumberOracle.isNumber(whole) && value.map(expected) ?? true,
                    "\(String(decoding: text, as: UTF8.self)) is completed to \(String(decoding: whole, as: UTF8.self))"
                )
                let first = machine.firstBytes(state)
                #expect((UInt8.min...UInt8.max).allSatisfy { first.contains($0) == (machine.next(state, $0) >= 0) })
            }
            guard text.count < depth else { return }
            for byte in Self.alphabet {
                let target = state < 0 ? -1 : machine.next(state, byte)
                guard target >= 0 || canBegin(text + [byte]) else { continue }
                text.append(byte)
                visit(target)
                text.removeLast()
            }
        }
        visit(0)
    }

    private func canBegin(_ text: [UInt8]) -> Bool {
        // Large exponents are beyond the oracle.
        if let mark = text.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }), text.count - mark > 3 { return false }
        return [[], [0x30]].contains { NumberOracle.isNumber(text + $0) }
    }

    private func machine(_ specification: NumberSpecification) throws -> any ExpressionMachine {
        try #require(try NumberMachine.make(specification, style: .any)).machine
    }

    @Test func anyNumber() throws {
        compare(try machine(NumberSpecification()), depth: 4, isExactEverywhere: true) { _ in true }
    }

    @Test func wholeNumbersHoweverWritten() throws {
        compare(try machine(.integer), depth: 4, isExactEverywhere: true) {
            $0 % NumberOracle.power(NumberOracle.places) == 0
        }
        var broken = NumberSpecification()
        broken.mustNotBeInteger = true
        compare(try machine(broken), depth: 4, isExactEverywhere: true) {
            $0 % NumberOracle.power(NumberOracle.places) != 0
        }
    }

    @Test(arguments: [
        ("1000e-3", true), ("1000e-4", false), ("1.50e1", true), ("1.50e+0000001", true), ("1.25e1", false),
        ("1.25e99999999999999999999", true), ("0.000e-99999999999", true), ("10e-99999999999999999999", false),
        ("120.00e-1", true), ("120.00e-2", false), ("0.001e3", true), ("0.001e2", false), ("100e-002", true),
    ])
    func wholeNumbersWithExponents(_ text: String, _ isWhole: Bool) throws {
        var broken = NumberSpecification()
        broken.mustNotBeInteger = true
        for (specification, expected) in [(NumberSpecification.integer, isWhole), (broken, !isWhole)] {
            let machine = try machine(specification)
            var state: Int32 = 0
            for byte in text.utf8 where state >= 0 { state = machine.next(state, byte) }
            #expect((state >= 0 && machine.isAccepting(state)) == expected)
        }
    }

    @Test func agreesWithBruteForce() throws {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<60 {
            let numbers = try RandomNumbers(&generator)
            guard let made = try NumberMachine.make(numbers.specification, style: .any) else {
                #expect(numbers.specification.isEmpty)
                continue
            }
            compare(
                made.machine, depth: 4, isExactEverywhere: false, name: numbers.description,
                expected: numbers.oracle.contains)
        }
    }

    @Test func listsOfNumbers() throws {
        var specification = NumberSpecification()
        specification.allowed = try ["1", "2.50", "1.0", "30"].map { try #require(ExactDecimal($0)) }
        specification.require(atMost: NumberBound(ExactDecimal(20)))
        #expect(specification.members?.map(\.description) == ["1", "2.5"])
        compare(try machine(specification), depth: 5, isExactEverywhere: false) {
            $0 == NumberOracle.value(Array("1".utf8)) || $0 == NumberOracle.value(Array("2.5".utf8))
        }
    }

    @Test func textsWithoutEndStop() throws {
        var specification = NumberSpecification()
        specification.require(atLeast: NumberBound(.zero))
        let machine = try machine(specification)
        var state: Int32 = 0
        var length = 0
        while state >= 0, length < 20_000 {
            state = machine.next(state, UInt8(ascii: "1"))
            length += 1
        }
        #expect(length == WrittenNumberMachine.longestText + 1)
    }
}
