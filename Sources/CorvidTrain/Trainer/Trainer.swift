import CKernels
import CorvidEngine

/// Trains a model on a stream of documents: steps of gradients, the schedule, stored states.
package final class Trainer {
    package let model: TrainingModel
    package let optimizer: Optimizer
    package let schedule: Schedule
    /// Steps of the whole run.
    package let steps: Int
    /// Where the data is after the last step.
    package private(set) var position = DocumentStream.Position()
    /// Whose predictions are learned beside the data; to be set before a state is loaded.
    package var teacher: Teacher?
    /// Of a prompt's targets, relative to those that the model is to write; to be set before the first step.
    package var promptWeight = 1.0
    private let pass: TrainingPass
    private let seed: UInt64
    private let dropout: Double

    /// What a step did.
    package struct Report: Sendable {
        /// From 1.
        package var step: Int
        /// Mean cross-entropy of the learned tokens, in nats.
        package var loss: Double
        /// Mean divergence from the teacher's predictions, in nats; nil without a teacher.
        package var divergence: Double?
        /// Before clipping.
        package var gradientNorm: Double
        package var rateFactor: Double
        package var tokens: Int
        package var lossTokens: Int
    }

    /// - Parameters:
    ///   - kinship: which tokens are forms of one word, and begin alike.
    ///   - dropout: the chance of each number of a sublayer's output to be dropped in training.
    package init(
        _ shape: ModelShape, optimizer options: OptimizerOptions, schedule: Schedule, steps: Int, capacity: Int,
        seed: UInt64, kinship: TokenKinship? = nil, threads: Int? = nil, recomputes: Bool = false, dropout: Double = 0
    ) {
        self.seed = seed
        self.dropout = dropout
        model = TrainingModel(shape, pool: ThreadPool(threads: threads))
        model.initialize(seed: seed, kinship: kinship)
        optimizer = Optimizer(model, options: options)
        self.schedule = schedule
        self.steps = steps
        pass = TrainingPass(model, capacity: capacity, recomputes: recomputes)
    }

    /// One step.
    ///
    /// - Throws: ``TrainingError`` with `.diverged` when the loss or the gradients are no longer finite; the weights are
    ///   then as they were before the step.
    package func train(_ step: StepBatches) throws(TrainingError) -> Report {
        let number = optimizer.step + 1
        let weight = 1 / Float(max(step.lossTokens, 1))
        var loss = 0.0
        var divergence = 0.0
        for (index, batch) in step.batches.enumerated() where batch.lossCount > 0 {
            let part = pass.accumulate(
                batch, weight: weight, promptWeight: Float(promptWeight),
                dropout: Dropout(rate: Float(dropout), seed: seed, step: number, batch: index),
                toward: teacher?.targets(batch))
            if teacher != nil { divergence += pass.divergence }
            guard part.isFinite, divergence.isFinite else {
                model.clearGradients()
                let found = part.isFinite ? divergence : part
                throw TrainingError(
                    .diverged, "the loss became \(found) in step \(number), batch \(index + 1) of \(step.batches.count)"
                )
            }
            loss += part
        }
        let factor = schedule.factor(step: number - 1, of: steps)
        let norm = optimizer.update(factor: factor)
        guard norm.isFinite else {
            model.clearGradients()
            throw TrainingError(.diverged, "the gradients became \(norm) in step \(number)")
        }
        position = step.position
        let count = Double(max(step.lossTokens, 1))
        return Report(
            step: number, loss: loss / count, divergence: teacher == nil ? nil : divergence / count,
            gradientNorm: norm, rateFactor: factor, tokens: step.tokens, lossTokens: step.lossTokens)
    }

    /// Of each set of batches, for the averaged weights, which are what is exported: the mean cross-entropy of the targets
    /// and the share of them that the model would have chosen.
    package func evaluateAverage(_ sets: [[PackedBatch]]) -> [(loss: Double, accuracy: Double)] {
        swapAverage()
        defer { swapAverage() }
        return sets.map { batches in
            var loss = 0.0
            var correct = 0
            for batch in batches {
                let result = pass.evaluate(batch)
                loss += result.loss
                correct += result.correct
            }
            let count = Double(max(batches.reduce(0) { $0 + $1.lossCount }, 1))
            return (loss / count, Double(correct) / count)
        }
    }

    /// Of each batch, for the averaged weights: which of its targets the model would have chosen.
    package func hitsOfAverage(_ batches: [PackedBatch]) -> [[Bool]] {
        swapAverage()
        defer { swapAverage() }
        return batches.map { pass.hits($0) }
    }

    private func swapAverage() {
        for index in model.weights.indices { swap(&model.weights[index], &optimizer.average[index]) }
        model.pack()
    }

    /// Goes on from a stored state.
    package func restore(step: Int, position: DocumentStream.Position) {
        optimizer.restore(step: step)
        self.position = position
        model.pack()
    }
}
