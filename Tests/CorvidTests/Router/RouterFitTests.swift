import Corvid
import CorvidGrammar
import Foundation
import Testing

@testable import Corvid

@Suite struct RouterFitTests {
    @Test func itFindsWhatTellsHardQuestions() throws {
        let samples = RouterSamples.samples(400)
        var options = RouterFit.Options()
        options.usesRepresentation = false
        options.wordBuckets = 128
        let fit = RouterFit(options: options)
        let gains = try fit.stage(samples, attempt: false).gains
        let curve = try QualityCostCurve(
            outcomes: samples.map { $0.outcome(isCascade: false, reads: false) },
            strategy: RoutingStrategy(name: "gain", scores: gains))
        // Every long question is hard and a fifth of the short ones: by length alone 2/3 are to be had, by all 0.7.
        #expect(curve.averageGapRecovered ?? 0 > 0.65)
        // The attempt tells the others, too.
        let attempts = RouterSamples.samples(400, attempts: true)
        let after = try fit.stage(attempts, attempt: true).gains
        let better = try QualityCostCurve(
            outcomes: attempts.map { $0.outcome(isCascade: true, reads: false) },
            strategy: RoutingStrategy(name: "gain", scores: after, runsSmallFirst: true))
        #expect(better.averageGapRecovered ?? 0 > 0.695)
    }

    @Test func equalDataGiveEqualBytes() throws {
        #expect(try RouterSamples.calibration().json == RouterSamples.calibration().json)
    }

    @Test func tooLittleDataIsRefusedWithCounts() {
        func reason(_ samples: [RoutingSample]) -> String {
            do {
                _ = try RouterFit().step(samples, attempts: false)
                return ""
            } catch { return "\(error)" }
        }
        #expect(reason([]).contains("0 questions are too few to fit a router; 100 are needed"))
        #expect(reason(RouterSamples.samples(99)).contains("99 questions"))
        var alike = RouterSamples.samples(200)
        for index in alike.indices { alike[index].smallQuality = 1 }
        #expect(reason(alike).contains("the larger model is better at 0 of 200 questions (worse at 0, alike at 200)"))
        for index in alike.indices { alike[index].smallQuality = 0 }
        #expect(reason(alike).contains("10 others are needed"))
    }

    @Test func policiesAreSolvedOnTheCalibrationsOwnPoints() throws {
        let calibration = try RouterSamples.calibration()
        let step = calibration.steps[0]
        for share in [0.0, 0.1, 0.3, 0.5, 1] {
            let rule = try step.rule(for: .largeShare(share))
            #expect(try #require(step.point(of: rule)).largeShare <= share + 1e-9)
        }
        let kept = try #require(step.point(of: try step.rule(for: .accuracy(0.9))))
        #expect(kept.accuracy >= 0.9 * step.largeAccuracy - 1e-9)
        // Half of the questions are hard: fewer large calls would not do.
        #expect(kept.largeShare > 0.35 && kept.largeShare < 0.6)
        let all = try #require(step.point(of: try step.rule(for: .accuracy(1))))
        #expect(all.accuracy >= step.largeAccuracy - 1e-9)
        let cheap = try step.rule(for: .secondsPerQuestion(0.02))
        #expect(try #require(step.point(of: cheap)).seconds <= 0.02)
        #expect(throws: RouterError.self) { try step.rule(for: .secondsPerQuestion(0.001)) }
        #expect(try step.rule(for: .large) == RouterCalibration.Rule(stage: .before, threshold: -1))
    }

    @Test func aCalibrationIsReadBack() throws {
        let calibration = try RouterSamples.calibration()
        #expect(try RouterCalibration(json: try calibration.json, file: "router.json") == calibration)
    }

    @Test func aDamagedCalibrationIsRefusedByFileAndReason() throws {
        func reason(_ text: String) -> String {
            do {
                _ = try RouterCalibration(json: Array(text.utf8), file: "r.json")
                return ""
            } catch { return "\(error)" }
        }
        let text = String(decoding: try RouterSamples.calibration().json, as: UTF8.self)
        #expect(reason("").hasPrefix("r.json: not JSON"))
        #expect(reason("{}").contains("\"version\" is missing"))
        #expect(
            reason(text.replacing("\"version\":1", with: "\"version\":9")).contains(
                "version 9, and this release reads 1"))
        #expect(
            reason(text.replacing("\"question words\"", with: "\"phase of the moon\"")).contains("phase of the moon"))
        #expect(reason(text.replacing("\"bias\":", with: "\"byas\":")).contains("bias"))
        #expect(reason(text.replacing("\"steps\":[", with: "\"steps\":[],\"was\":[")).contains("0 steps"))
    }

    @Test func mutatedCalibrationsNeverCrash() throws {
        let text = try RouterSamples.calibration().json
        var random = SeededRandom(state: 7)
        let request = ModelRequest(messages: [.user(RouterSamples.long)])
        for _ in 0..<3000 {
            var mutated = text
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<mutated.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: mutated[place] = UInt8.random(in: 32...126, using: &random)
                case 1: mutated.remove(at: place)
                default:
                    mutated.removeSubrange(place..<min(place + Int.random(in: 1...200, using: &random), mutated.count))
                }
            }
            guard let calibration = try? RouterCalibration(json: mutated, file: "m") else { continue }
            for step in calibration.steps {
                let gain = step.before?.gain(RoutingInput(prompt: PromptSignals(request)))
                #expect(gain?.isNaN != true)
                _ = try? step.rule(for: .accuracy(0.99))
            }
        }
    }

    @Test func regressionEndsWhereTheGradientVanishes() {
        var random = SeededRandom(state: 3)
        let rows = (0..<200).map { _ in
            LogisticRegression.Row(
                dense: (0..<5).map { _ in Double.random(in: -2...2, using: &random) },
                sparse: [Int.random(in: 0..<8, using: &random)], sparseValue: 0.7)
        }
        let targets = rows.map {
            $0.dense[0] + 0.5 * $0.dense[1] + Double.random(in: -1...1, using: &random) > 0 ? 1.0 : 0
        }
        let regression = LogisticRegression(
            densePenalties: [Double](repeating: 0.02, count: 5), sparsePenalty: 0.05, sparseCount: 8)
        let weights = regression.fit(rows, targets: targets, iterations: 200)
        func loss(_ weights: [Double]) -> Double {
            var loss = 0.0
            for (row, target) in zip(rows, targets) {
                var sum = weights[13]
                for index in 0..<5 { sum += row.dense[index] * weights[index] }
                for place in row.sparse { sum += 0.7 * weights[5 + place] }
                loss += (log(1 + exp(sum)) - target * sum) / 200
            }
            for index in 0..<5 { loss += 0.01 * weights[index] * weights[index] }
            for index in 5..<13 { loss += 0.025 * weights[index] * weights[index] }
            return loss
        }
        for index in weights.indices {
            var (up, down) = (weights, weights)
            up[index] += 1e-4
            down[index] -= 1e-4
            #expect(abs(loss(up) - loss(down)) / 2e-4 < 2e-4)
        }
        #expect(weights[0] > 0.5 && weights[1] > 0.1)
    }
}
