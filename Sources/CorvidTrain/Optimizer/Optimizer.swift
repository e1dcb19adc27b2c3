import CKernels
import CorvidEngine

/// Muon for matrices (Jordan et al. 2024, with the scale of Liu et al. 2025, so that one rate serves both) and AdamW for
/// the rest; clipping, decay and an average of the weights.
package final class Optimizer {
    package let options: OptimizerOptions
    package let model: TrainingModel
    /// Steps done.
    package private(set) var step = 0
    /// First moments, or Muon's momentum.
    package let first: UnsafeMutableBufferPointer<Float>
    /// Second moments; unused where Muon works.
    package let second: UnsafeMutableBufferPointer<Float>
    /// The weights' average.
    package let average: UnsafeMutableBufferPointer<Float>
    private let memory: [MemoryBlock]
    private let workspaces: [Orthogonalization]
    private let jobs: [Job]

    /// A part of the parameters that one thread updates.
    private struct Job {
        var parameter: ParameterTable.Parameter
        var range: Range<Int>
        var isMuon: Bool
    }

    package init(_ model: TrainingModel, options: OptimizerOptions) {
        self.model = model
        self.options = options
        let count = model.table.count
        memory = (0..<3).map { _ in MemoryBlock(byteCount: count * 4) }
        first = memory[0].bytes.bindMemory(to: Float.self)
        second = memory[1].bytes.bindMemory(to: Float.self)
        average = memory[2].bytes.bindMemory(to: Float.self)
        average.baseAddress?.update(from: model.weights.baseAddress!, count: count)
        var jobs: [Job] = []
        for parameter in model.table.parameters {
            let isMuon = parameter.kind == .matrix && options.usesMuon
            let each = isMuon ? parameter.count : 1 << 16
            for start in stride(from: 0, to: parameter.count, by: each) {
                let range = parameter.offset + start..<parameter.offset + min(start + each, parameter.count)
                jobs.append(Job(parameter: parameter, range: range, isMuon: isMuon))
            }
        }
        // The largest first, so that the threads end together.
        self.jobs = jobs.enumerated().sorted {
            ($0.element.isMuon ? 1 : 0, $0.element.range.count, -$0.offset)
                > ($1.element.isMuon ? 1 : 0, $1.element.range.count, -$1.offset)
        }.map(\.element)
        let largest = model.table.parameters.filter { $0.kind == .matrix }
        let side = largest.map { min($0.rows, $0.columns) }.max() ?? 0
        let long = largest.map { max($0.rows, $0.columns) }.max() ?? 0
        workspaces = (0..<model.pool.threads).map { _ in Orthogonalization(side: side, long: long, isa: model.isa) }
    }

    /// Takes the state of a stored run.
    package func restore(step: Int) { self.step = step }

    /// The norm of all gradients together.
    package func gradientNorm() -> Double {
        // Pieces of one size, summed in order: the same on any number of threads.
        let size = 1 << 16
        let count = model.table.count
        let pieces = (count + size - 1) / size
        var sums = [Double](repeating: 0, count: pieces)
        guard let base = model.gradients.baseAddress else { return 0 }
        let isa = model.isa
        sums.withUnsafeMutableBufferPointer { sums in
            nonisolated(unsafe) let sums = sums
            model.pool.forEachChunk(pieces) { chunk, _ in
                sums[chunk] = corvid_sum_of_squares(isa, base + chunk * size, Int64(min(size, count - chunk * size)))
            }
        }
        return sums.reduce(0, +).squareRoot()
    }

    /// One step with the gradients as they are; they are clipped, and cleared afterwards.
    ///
    /// - Parameter factor: of the schedule.
    /// - Returns: The gradients' norm before clipping. Not finite: nothing has been changed.
    package func update(factor: Double) -> Double {
        let norm = gradientNorm()
        guard norm.isFinite else { return norm }
        step += 1
        let scale = options.clip > 0 && norm > options.clip ? Float(options.clip / norm) : 1
        let jobs = jobs
        model.pool.forEachChunk(jobs.count) { chunk, thread in
            let job = jobs[chunk]
            if scale != 1 {
                corvid_scale(
                    model.isa, model.gradients.baseAddress! + job.range.lowerBound, scale, Int64(job.range.count))
            }
            if job.isMuon {
                muon(job.parameter, factor, workspaces[thread])
            } else {
                adamW(job.parameter, job.range, factor)
            }
            if options.averageDecay > 0 {
                // Early on the average follows faster, so that it forgets the beginning.
                let decay = min(options.averageDecay, Double(step) / Double(step + 10))
                corvid_train_average(
                    model.isa, average.baseAddress! + job.range.lowerBound,
                    model.weights.baseAddress! + job.range.lowerBound, Float(decay), Int64(job.range.count))
            }
        }
        model.pack()
        model.clearGradients()
        return norm
    }

    private func adamW(_ parameter: ParameterTable.Parameter, _ range: Range<Int>, _ factor: Double) {
        let isEmbedding = parameter.kind == .embedding
        let rate = options.rate * factor * (isEmbedding ? options.embeddingScale : 1)
        let start = range.lowerBound
        corvid_train_adamw(
            model.isa, model.weights.baseAddress! + start, model.gradients.baseAddress! + start,
            first.baseAddress! + start, second.baseAddress! + start, Int64(range.count), Float(rate),
            Float(options.beta1), Float(options.beta2), Float(1 / (1 - power(options.beta1, Double(step)))),
            Float(1 / (1 - power(options.beta2, Double(step)))), Float(options.epsilon),
            Float(parameter.kind == .vector ? 0 : options.weightDecay))
    }

    private func muon(_ parameter: ParameterTable.Parameter, _ factor: Double, _ workspace: Orthogonalization) {
        let weight = model.weights.baseAddress! + parameter.offset
        let gradient = model.gradients.baseAddress! + parameter.offset
        let momentum = first.baseAddress! + parameter.offset
        let count = Int64(parameter.count)
        // Nesterov's look ahead.
        corvid_scale(model.isa, momentum, Float(options.momentum), count)
        corvid_add(model.isa, momentum, gradient, count)
        corvid_add_scaled(model.isa, gradient, momentum, Float(options.momentum), count)
        workspace.orthogonalize(
            gradient, rows: parameter.rows, columns: parameter.columns, steps: options.orthogonalSteps)
        let rate = options.rate * factor
        let scale = 0.2 * Double(max(parameter.rows, parameter.columns)).squareRoot()
        corvid_scale(model.isa, weight, Float(1 - rate * options.weightDecay), count)
        corvid_add_scaled(model.isa, weight, gradient, Float(-rate * scale), count)
    }
}
