import CKernels
import Foundation
import Testing

/// The loss of distillation: its value against the definition in double precision, its gradient against finite
/// differences of it, and every instruction set against the plain twin bit for bit.
struct TrainingDistillTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var count: Int
        var used: Int
        var target: Int
        /// Tokens that the teacher names.
        var top: Int
        var temperature: Float
        var namesTarget: Bool

        var testDescription: String {
            "\(top) of \(used) in \(count), temperature \(temperature), target named: \(namesTarget)"
        }

        static let all = [(48, 41, 40, 5), (4096, 4090, 0, 32), (96, 96, 17, 96), (512, 480, 479, 1), (16, 16, 3, 4)]
            .flatMap { count, used, target, top in
                [(Float(1), true), (2, false), (4, true)].map {
                    Case(count: count, used: used, target: target, top: top, temperature: $0.0, namesTarget: $0.1)
                }
            }
    }

    @Test(arguments: Case.all) func loss(_ one: Case) {
        var random = Random(seed: UInt64(one.count + one.top))
        let logits = random.floats(one.count).map { $0 * 4 }, weight: Float = 0.7
        let teacher = random.floats(one.used).map { exp(Double($0) * 3) }
        let sum = teacher.reduce(0, +)
        let tokens = (0..<one.top).map { Int32((one.target + (one.namesTarget ? 0 : 1) + $0) % one.used) }
        let probabilities = tokens.map { Float(teacher[Int($0)] / sum) }
        let rest = one.top == one.used ? 0 : 1 - probabilities.reduce(0, +)
        let teaching = TrainingKernels.Teaching(
            tokens: tokens, probabilities: probabilities, rest: rest, temperature: one.temperature, share: 0.3)
        func run(_ isa: corvid_isa) -> TrainingOutcome {
            TrainingKernels.distill(
                isa, logits: logits, used: one.used, target: one.target, weight: weight, teaching)
        }
        let actual = run(CORVID_ISA_SCALAR)
        for isa in InstructionSetTests.sets { #expect(run(isa).differences(from: actual) == [], "\(isa)") }
        #expect(actual["logits"] == logits)

        func entropy(_ x: [Double]) -> Double {
            let top = x.prefix(one.used).max() ?? 0
            return log(x.prefix(one.used).reduce(0) { $0 + exp($1 - top) }) + top - x[one.target]
        }
        func divergence(_ x: [Double]) -> Double {
            let soft = x.prefix(one.used).map { $0 / Double(one.temperature) }
            let top = soft.max() ?? 0
            let powers = soft.map { exp($0 - top) }
            let all = powers.reduce(0, +)
            var others = powers
            var sum = 0.0
            for (token, probability) in zip(tokens, probabilities) {
                others[Int(token)] = 0
                let p = Double(probability)
                sum += p * (log(p) - log(powers[Int(token)] / all))
            }
            guard rest > 0 else { return sum }
            return sum + Double(rest) * (log(Double(rest)) - log(others.reduce(0, +) / all))
        }
        let wide = doubles(logits), temperature = Double(one.temperature), share = Double(Float(0.3))
        #expect(agree(actual["loss"], [Double(weight) * entropy(wide)], relative: 1e-5, absolute: 1e-6))
        #expect(agree(actual["divergence"], [divergence(wide)], relative: 1e-5, absolute: 1e-5))
        func whole(_ x: [Double]) -> Double {
            Double(weight) * ((1 - share) * entropy(x) + share * temperature * temperature * divergence(x))
        }
        let places = sample(one.count, most: 40, using: &random) + [one.target, one.count - 1] + tokens.map(Int.init)
        let expected = places.map { i in slope(whole, at: wide, i) }
        #expect(agree(places.map { actual["dlogits"][$0] }, expected, relative: bfloatTolerance, absolute: 1e-6))
    }

    /// One logit far above all others: the rest has no probability that could be written, and nothing overflows.
    @Test func survivesCertainty() {
        var logits = [Float](repeating: 0, count: 32)
        logits[3] = 500
        let teaching = TrainingKernels.Teaching(
            tokens: [3, 4], probabilities: [0.5, 0.25], rest: 0.25, temperature: 1, share: 0.5)
        for isa in [CORVID_ISA_SCALAR] + InstructionSetTests.sets {
            let outcome = TrainingKernels.distill(isa, logits: logits, used: 32, target: 3, weight: 1, teaching)
            #expect(outcome.parts.allSatisfy { $0.values.allSatisfy(\.isFinite) }, "\(isa)")
            #expect(outcome["divergence"][0] > 50)
        }
    }

    @Test(arguments: [CORVID_ISA_SCALAR] + InstructionSetTests.sets) func showsWhatIsNotANumber(isa: corvid_isa) {
        var random = Random(seed: 1)
        var logits = random.floats(96)
        logits[37] = .nan
        let teaching = TrainingKernels.Teaching(
            tokens: [5], probabilities: [0.5], rest: 0.5, temperature: 2, share: 0.5)
        let outcome = TrainingKernels.distill(isa, logits: logits, used: 90, target: 3, weight: 1, teaching)
        #expect(outcome["loss"][0].isNaN && outcome["divergence"][0].isNaN && outcome["dlogits"][3].isNaN)
    }
}
