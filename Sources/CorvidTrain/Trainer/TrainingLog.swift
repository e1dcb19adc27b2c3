import CorvidGrammar
import Foundation

/// What a run has measured, kept as JSON lines: means over stretches of steps, and evaluations.
package struct TrainingLog: Sendable {
    /// The means over a stretch of steps.
    package struct Stretch: Sendable, Hashable, Codable {
        package var step: Int
        package var tokens: UInt64
        package var loss: Double
        package var gradientNorm: Double
        package var rateFactor: Double
    }

    /// The losses on the development portion.
    package struct Evaluation: Sendable, Hashable, Codable {
        package struct Part: Sendable, Hashable, Codable {
            package var name: String
            package var loss: Double
            /// Share of tokens that the model would have chosen.
            package var accuracy: Double
        }
        package var step: Int
        package var tokens: UInt64
        package var parts: [Part]

        /// The evaluation as a line of JSON.
        package var line: String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        }

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
    private var open: [(loss: Double, norm: Double)] = []
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
        open.append((report.loss, report.gradientNorm))
        guard open.count == Self.stretch else { return }
        let count = Double(open.count)
        stretches.append(
            Stretch(
                step: report.step, tokens: tokens, loss: open.reduce(0) { $0 + $1.loss } / count,
                gradientNorm: open.reduce(0) { $0 + $1.norm } / count, rateFactor: report.rateFactor))
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
