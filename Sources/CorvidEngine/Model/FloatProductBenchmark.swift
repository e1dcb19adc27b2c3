internal import CKernels

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How fast this machine computes a product of float32 matrices, by Corvid's kernel and by OpenBLAS.
package enum FloatProductBenchmark {
    /// Rows of x, as many as a long prompt has tokens.
    package static let tokens = 512
    /// Rows and columns of W.
    package static let width = 1024

    /// The rates of one machine, in operations a second; an addition and a multiplication are two.
    package struct Report: Sendable {
        /// Threads of either side.
        package let threads: Int
        /// Corvid's rates, one for each repetition.
        package let rates: [Double]
        /// OpenBLAS's rates; empty where it is not installed.
        package let openBLASRates: [Double]
    }

    /// Measures y = x Wᵀ with x `[512, 1024]` and W `[1024, 1024]` on both sides in turn.
    ///
    /// - Parameter threads: nil for one on each physical core.
    package static func measure(threads: Int? = nil, repetitions: Int) -> Report {
        let pool = ThreadPool(threads: threads)
        let memory = ScratchBuffer()
        let x = memory.floats(2 * tokens * width + width * width)
        let weights = x + tokens * width
        let y = weights + width * width
        for index in 0..<(tokens + width) * width { x[index] = Float(index % 251) / 251 - 0.5 }
        let openBLAS = OpenBLAS.shared
        var rates: [Double] = []
        var openBLASRates: [Double] = []
        for _ in 0..<max(repetitions, 1) {
            rates.append(rate { multiply(x, weights, into: y, tokens: tokens, rows: width, columns: width, on: pool) })
            guard let openBLAS else { continue }
            openBLASRates.append(
                rate {
                    openBLAS.multiplyTransposed(
                        x, weights, into: y, m: tokens, n: width, k: width, threads: pool.threads)
                })
            // Its threads wait in a loop for a while, and would take the cores from ours.
            usleep(100_000)
        }
        return Report(threads: pool.threads, rates: rates, openBLASRates: openBLASRates)
    }

    /// Operations a second of `product`, which runs once more before, to wake the threads.
    private static func rate(_ product: () -> Void) -> Double {
        let times = 8
        product()
        let start = ContinuousClock.now
        for _ in 0..<times { product() }
        return Double(2 * tokens * width * width * times) / (start.duration(to: .now) / .seconds(1))
    }

    /// y = x Wᵀ: x is `[tokens, columns]`, W is `[rows, columns]`, y is `[tokens, rows]`, all row by row.
    static func multiply(
        _ x: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, tokens: Int,
        rows: Int, columns: Int, on pool: ThreadPool
    ) {
        let format = Int32(CORVID_F32)
        let arguments = corvid_matmul_arguments(
            format: format, weights: weights, row_bytes: Int64(columns * 4), rows: Int64(rows),
            columns: Int64(columns), tokens: Int64(tokens), x: x, x_stride: Int64(columns),
            activations: corvid_activations(), y: y, y_stride: Int64(rows))
        let scratchBytes = Int(corvid_matmul_scratch_bytes(format, Int64(columns), Int64(tokens)))
        let scratchStride = (scratchBytes + 127) & ~127
        let scratch = ScratchBuffer()
        let product = Pieces(
            arguments: arguments, isa: corvid_isa_best(), scratch: scratch.bytes(scratchStride * pool.threads),
            scratchStride: scratchStride)
        pool.run(product, chunks: (rows + Pieces.rows - 1) / Pieces.rows)
    }

    /// The product in pieces of 64 rows of W.
    private struct Pieces: ParallelWork {
        static let rows = 64
        let arguments: corvid_matmul_arguments
        let isa: corvid_isa
        let scratch: UnsafeMutableRawPointer
        let scratchStride: Int

        func run(chunk: Int, thread: Int) {
            let begin = Int64(chunk * Self.rows)
            let end = min(begin + Int64(Self.rows), arguments.rows)
            withUnsafePointer(to: arguments) {
                corvid_matmul(isa, $0, begin, end, scratch + thread * scratchStride)
            }
        }
    }
}
