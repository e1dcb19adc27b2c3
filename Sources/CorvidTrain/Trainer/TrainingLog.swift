import CorvidGrammar
import Foundation

/// What a run has measured, kept as JSON lines: means over stretches of steps, and evaluations.
package struct TrainingLog: Sendable {
    /// The means over a stretch of steps.
    package struct Stretch: Sendable, Hashable, Codable {
        package var step: Int
        package var tokens: UInt64
        package var loss: Double
        /// From the teacher's predictions; nil without a teacher.
        package var divergence: Double?
        package var gradientNorm: Double
        package var rateFactor: Double
    }

    /// What the averaged weights come to on the development portion.
    package struct Evaluation: Sendable, Hashable, Codable {
        package struct Part: Sendable, Hashable, Codable {
            package var name: String
            package var loss: Double
            /// Share of tokens that the model would have chosen.
            package var accuracy: Double
        }
        package var step: Int
        package var tokens: UInt64
        /// Copying and lookup of unseen strings.
        package var probes: [CopyScore]?
        package var parts: [Part]
        /// As an agent, where the plan asks for it.
        package var tasks: [TaskAccuracy]?

        /// The mean over the sources.
        package var loss: Double { parts.reduce(0) { $0 + $1.loss } / Double(max(parts.count, 1)) }
    }

    private struct Line: Codable {
        var stretch: Stretch?
        var evaluation: Evaluation?
    }

    package private(set) var stretches: [Stretch] = []
    package private(set) var evaluations: [Evaluation] = []
    private let path: String
    private var open: [Trainer.Report] = []
    /// Steps whose mean is one line.
    private static let stretch = 20

    /// Reads what an earlier part of the run has written, up to the step that is gone on from.
    init(path: String, upTo step: Int) throws {
        self.path = path
        guard step > 0, let data = FileManager.default.contents(atPath: path) else { return }
        let decoder = JSONDecoder()
        for line in data.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? decoder.decode(Line.self, from: line) else { continue }
            if let stretch = line.stretch, stretch.step <= step { stretches.append(stretch) }
            if let evaluation = line.evaluation, evaluation.step <= step { evaluations.append(evaluation) }
        }
    }

    mutating func append(_ report: Trainer.Report, tokens: UInt64) {
        open.append(report)
        guard open.count == Self.stretch else { return }
        let count = Double(open.count)
        stretches.append(
            Stretch(
                step: report.step, tokens: tokens, loss: open.reduce(0) { $0 + $1.loss } / count,
                divergence: report.divergence.map { _ in open.reduce(0) { $0 + ($1.divergence ?? 0) } / count },
                gradientNorm: open.reduce(0) { $0 + $1.gradientNorm } / count, rateFactor: report.rateFactor))
        open.removeAll(keepingCapacity: true)
    }

    mutating func append(_ evaluation: Evaluation) { evaluations.append(evaluation) }

    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var data = Data()
        for stretch in stretches {
            data += try encoder.encode(Line(stretch: stretch)) + [0x0A]
        }
        for evaluation in evaluations {
            data += try encoder.encode(Line(evaluation: evaluation)) + [0x0A]
        }
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
