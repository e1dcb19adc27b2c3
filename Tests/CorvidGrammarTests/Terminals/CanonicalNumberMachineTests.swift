import Testing

@testable import CorvidGrammar

@Suite struct CanonicalNumberMachineTests {
    private static let alphabet = Array("-.0123456789".utf8)

    private func make(
        _ specification: NumberSpecification, _ limits: NumberLimits = NumberLimits()
    ) throws -> CanonicalNumberMachine {
        try #require(try CanonicalNumberMachine.make(specification, limits: limits))
    }

    private func range(_ low: String?, _ high: String?, integer: Bool = true) throws -> NumberSpecification {
        var specification = NumberSpecification()
        specification.integerOnly = integer
        if let low { specification.require(atLeast: NumberBound(try #require(ExactDecimal(low)))) }
        if let high { specification.require(atMost: NumberBound(try #require(ExactDecimal(high)))) }
        return specification
    }

    private func accepts(_ machine: CanonicalNumberMachine, _ text: String) -> Bool {
        var state = CanonicalNumberMachine.start
        for byte in text.utf8 {
            state = machine.next(state, byte)
            if state < 0 { return false }
        }
        return machine.isAccepting(state)
    }

    /// Walks every text over the alphabet up to `depth` bytes that can begin a number, and holds each against the oracle.
    /// Returns how many texts the oracle takes.
    private func compare(_ machine: CanonicalNumberMachine?, _ numbers: RandomNumbers, depth: Int) -> Int {
        var members = 0
        var text: [UInt8] = []
        var seen: Set<Int32> = []
        func visit(_ state: Int32) {
            let isNumber = NumberOracle.isNumber(text)
            if isNumber {
                let value = NumberOracle.value(text)
                let expected = NumberOracle.isCanonical(text) && value.map(numbers.oracle.contains) ?? false
                if expected { members += 1 }
                let found = state >= 0 && (machine?.isAccepting(state) ?? false)
                if found != expected {
                    Issue.record("\(String(decoding: text, as: UTF8.self)): \(found) in\(numbers.description)")
                }
            } else if state >= 0, let machine {
                #expect(!machine.isAccepting(state))
            }
            if state >= 0, let machine, seen.insert(state).inserted { check(machine, state, text, numbers) }
            guard text.count < depth else { return }
            for byte in Self.alphabet {
                let target = state < 0 ? -1 : machine?.next(state, byte) ?? -1
                // A dead prefix is followed only where the syntax goes on, to see that nothing of it was wanted.
                if target < 0, !canBegin(text, byte) { continue }
                text.append(byte)
                visit(target)
                text.removeLast()
            }
        }
        visit(machine == nil ? -1 : CanonicalNumberMachine.start)
        return members
    }

    private func canBegin(_ text: [UInt8], _ byte: UInt8) -> Bool {
        [[], [0x30], [0x2E, 0x30]].contains { NumberOracle.isNumber(text + [byte] + $0) }
    }

    /// The state's completion, its first bytes.
    private func check(_ machine: CanonicalNumberMachine, _ state: Int32, _ prefix: [UInt8], _ numbers: RandomNumbers) {
        let completion = machine.completion(state)
        let text = prefix + completion
        let name = "\(String(decoding: prefix, as: UTF8.self))|\(String(decoding: completion, as: UTF8.self))"
        let value = NumberOracle.value(text)
        #expect(
            NumberOracle.isNumber(text) && NumberOracle.isCanonical(text)
                && value.map(numbers.oracle.contains) ?? false,
            "completion \(name) in\(numbers.description)")
        // The search is wide where divisors make many states: the first are as good as any.
        if state < 40 {
            #expect(shortest(machine, state) == completion.count, "completion \(name) in\(numbers.description)")
        }
        let first = machine.firstBytes(state)
        #expect((UInt8.min...UInt8.max).allSatisfy { first.contains($0) == (machine.next(state, $0) >= 0) })
    }

    /// The length of a shortest completion, breadth first over the transitions alone.
    private func shortest(_ machine: CanonicalNumberMachine, _ state: Int32) -> Int {
        var level: Set<Int32> = [state]
        var seen = level
        for length in 0..<60 {
            if level.contains(where: machine.isAccepting) { return length }
            var next: Set<Int32> = []
            for state in level {
                for byte in Self.alphabet {
                    let target = machine.next(state, byte)
                    if target >= 0, seen.insert(target).inserted { next.insert(target) }
                }
            }
            level = next
        }
        return .max
    }

    @Test func agreesWithBruteForce() throws {
        var generator = SeededGenerator(seed: 11)
        var empty = 0
        for round in 0..<200 {
            let numbers = try RandomNumbers(&generator)
            let machine = try CanonicalNumberMachine.make(numbers.specification, limits: NumberLimits())
            let members = compare(machine, numbers, depth: round == 0 ? 6 : round < 15 ? 5 : 4)
            if machine == nil {
                empty += 1
                #expect(members == 0)
                #expect(numbers.specification.isEmpty)
            } else {
                #expect(!numbers.specification.isEmpty)
            }
        }
        // Both kinds occur, or the test says little.
        #expect(empty > 5 && empty < 150)
    }

    @Test func fewStates() throws {
        func states(_ specification: NumberSpecification) throws -> Int {
            let machine = try make(specification)
            var pending: [Int32] = [CanonicalNumberMachine.start]
            var seen: Set<Int32> = [CanonicalNumberMachine.start]
            while let state = pending.popLast() {
                for byte in Self.alphabet {
                    let target = machine.next(state, byte)
                    if target >= 0, seen.insert(target).inserted { pending.append(target) }
                }
            }
            return seen.count
        }
        #expect(try states(.integer) == 4)
        #expect(try states(try range("0", nil)) == 3)
        #expect(try states(try range("0", "65535")) <= 16)
        #expect(try states(try range("-2147483648", "2147483647")) <= 40)
        #expect(try states(NumberSpecification()) <= 40)
        #expect(try states(try range("0", "1", integer: false)) <= 40)
        var cents = try range("0", "100000", integer: false)
        try cents.require(multipleOf: try #require(ExactDecimal("0.01")))
        #expect(try states(cents) <= 30)
        var thousands = NumberSpecification.integer
        try thousands.require(multipleOf: try #require(ExactDecimal("1e30")))
        #expect(try states(thousands) <= 70)
        var sevens = NumberSpecification.integer
        try sevens.require(multipleOf: ExactDecimal(7))
        #expect(try states(sevens) <= 12)
    }

    @Test func aSelfLoopForDigitsThatNothingLimits() throws {
        let machine = try make(try range("0", nil))
        let first = machine.next(CanonicalNumberMachine.start, UInt8(ascii: "1"))
        for digit in UInt8(ascii: "0")...UInt8(ascii: "9") { #expect(machine.next(first, digit) == first) }
        #expect(machine.next(CanonicalNumberMachine.start, UInt8(ascii: "9")) == first)
    }

    @Test func largeBoundsAreReached() throws {
        let low = "1" + String(repeating: "0", count: 299) + "7"
        let high = "1" + String(repeating: "0", count: 299) + "9"
        let machine = try make(try range(low, high))
        #expect(accepts(machine, low) && accepts(machine, high))
        #expect(accepts(machine, "1" + String(repeating: "0", count: 299) + "8"))
        #expect(!accepts(machine, "1" + String(repeating: "0", count: 300)))
        #expect(machine.completion(CanonicalNumberMachine.start).count == 301)
        let above = try make(try range("1e40", nil), NumberLimits(integerDigits: 19))
        #expect(accepts(above, "1" + String(repeating: "0", count: 40)))
        let limited = try make(.integer, NumberLimits(integerDigits: 5))
        #expect(accepts(limited, "99999") && accepts(limited, "-99999") && !accepts(limited, "100000"))
    }

    @Test func fractionsGoAsFarAsTheyMust() throws {
        let short = NumberLimits(fractionDigits: 2)
        #expect(accepts(try make(NumberSpecification(), short), "0.25"))
        #expect(!accepts(try make(NumberSpecification(), short), "0.125"))
        #expect(accepts(try make(try range("0.125", "0.126", integer: false), short), "0.125"))
        var open = NumberSpecification()
        open.require(atLeast: NumberBound(try #require(ExactDecimal("0.12")), isExclusive: true))
        open.require(atMost: NumberBound(try #require(ExactDecimal("0.13")), isExclusive: true))
        let machine = try make(open, short)
        #expect(machine.completion(CanonicalNumberMachine.start).count == 5)
        var broken = NumberSpecification()
        broken.mustNotBeInteger = true
        #expect(accepts(try make(broken, NumberLimits(fractionDigits: 0)), "0.5"))
        let tiny = try make(try range("1e-400", "2e-400", integer: false))
        #expect(accepts(tiny, "0." + String(repeating: "0", count: 399) + "2"))
    }

    @Test func impossibleAndTooLong() throws {
        #expect(try CanonicalNumberMachine.make(try range("5", "4"), limits: NumberLimits()) == nil)
        var odd = try range("6", "6")
        try odd.forbid(multipleOf: ExactDecimal(2))
        #expect(try CanonicalNumberMachine.make(odd, limits: NumberLimits()) == nil)
        var never = NumberSpecification.integer
        never.mustNotBeInteger = true
        #expect(never.isEmpty)
        #expect(throws: NumberSpecificationError.self) {
            try CanonicalNumberMachine.make(try range("1e1000000000", nil), limits: NumberLimits())
        }
        #expect(throws: NumberSpecificationError.self) {
            try CanonicalNumberMachine.make(
                try range("1e-1000000000", "2e-1000000000", integer: false), limits: NumberLimits())
        }
        var specification = NumberSpecification()
        for divisor in ["0", "-1", "1e2000", "1e-1000000000"] {
            let value = try #require(ExactDecimal(divisor))
            #expect(throws: NumberSpecificationError.self) { try specification.require(multipleOf: value) }
            #expect(throws: NumberSpecificationError.self) { try specification.forbid(multipleOf: value) }
        }
    }

    @Test func longTextsUnderAPrimeDivisorKeepStatesSmall() throws {
        var specification = NumberSpecification.integer
        try specification.require(multipleOf: ExactDecimal(1_000_003))
        let machine = try make(specification)
        var generator = SeededGenerator(seed: 12)
        var state = machine.next(CanonicalNumberMachine.start, UInt8(ascii: "1"))
        for _ in 0..<20_000 { state = machine.next(state, UInt8.random(in: 0x30...0x39, using: &generator)) }
        #expect(state >= 0)
        #expect(machine.states.allSatisfy { $0.digits.digitCount < 20 })
    }

    @Test func tooManyDivisors() throws {
        var specification = NumberSpecification.integer
        for place in 0..<3 {
            try specification.forbid(multipleOf: try #require(ExactDecimal("\(place + 2)e900")))
        }
        #expect(throws: NumberSpecificationError.self) {
            try CanonicalNumberMachine.make(specification, limits: NumberLimits())
        }
        #expect(!specification.isEmpty)
    }

    @Test func throughAPool() throws {
        let pool = ExpressionPool()
        func accepts(_ expression: ExpressionID, _ text: String) -> Bool {
            pool.isNullable(text.utf8.reduce(expression) { pool.derivative($0, by: $1) })
        }
        let port = try pool.number(try range("0", "65535"), style: .canonical)
        #expect(accepts(port, "65535") && !accepts(port, "65536") && !accepts(port, "1e3"))
        #expect(accepts(try pool.number(try range("0", "65535"), style: .any), "1e3"))
        #expect(try pool.number(try range("5", "4"), style: .canonical) == .nothing)
        #expect(try pool.number(try range("5", "4"), style: .any) == .nothing)
        var list = try range("2", nil)
        list.allowed = try ["1", "2.0", "30e-1", "2.5"].map { try #require(ExactDecimal($0)) }
        let members = try pool.number(list, style: .canonical)
        #expect(accepts(members, "2") && accepts(members, "3"))
        #expect(!accepts(members, "1") && !accepts(members, "2.0") && !accepts(members, "2.5"))
        // What follows a number shows where it ends.
        let array = pool.sequence([pool.literal("["), port, pool.literal("]")])
        #expect(accepts(array, "[80]") && !accepts(array, "[080]"))
        #expect(pool.completion(array) == Array("[0]".utf8))
    }
}
