import CKernels
import Dispatch
import Synchronization

/// Converts rows of one tensor from the format they are stored in to another.
struct RowConverter {
    let item: QuantizationPlan.Item
    /// Bytes of a converted row.
    let rowBytes: Int

    /// Rows that a thread takes at a time: enough work to make taking them cheap.
    private var batch: Int { max(1, 16_384 / max(item.columns, 1)) }

    /// Converts `rows` to `output`, split between `threads`. Returns a row that has a number which the format cannot hold,
    /// or nil.
    func convert(_ rows: Range<Int>, to output: UnsafeMutableRawBufferPointer, threads: Int) -> Int? {
        let next = Atomic<Int>(rows.lowerBound)
        let bad = Atomic<Int>(Int.max)
        nonisolated(unsafe) let output = output  // Each row of it is written by the one thread that took that row.
        let workers = max(1, min(threads, (rows.count + batch - 1) / batch))
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let numbers = UnsafeMutableBufferPointer<Float>.allocate(capacity: item.columns)
            defer { numbers.deallocate() }
            while true {
                let first = next.add(batch, ordering: .relaxed).oldValue
                guard first < rows.upperBound else { return }
                for row in first..<min(first + batch, rows.upperBound) {
                    let start = (row - rows.lowerBound) * rowBytes
                    let target = UnsafeMutableRawBufferPointer(rebasing: output[start..<start + rowBytes])
                    if !convert(row, to: target, numbers: numbers) { bad.min(row, ordering: .relaxed) }
                }
            }
        }
        let first = bad.load(ordering: .relaxed)
        return first == Int.max ? nil : first
    }

    private func convert(
        _ row: Int, to target: UnsafeMutableRawBufferPointer, numbers: UnsafeMutableBufferPointer<Float>
    ) -> Bool {
        let (stored, bytes) = item.sourceRow(row)
        let format = item.tensor.format
        if stored == format {
            target.copyMemory(from: bytes)
            return true
        }
        guard let from = bytes.baseAddress, let values = numbers.baseAddress, let to = target.baseAddress else {
            return true
        }
        let count = Int64(item.columns)
        if stored == .f64 {
            for index in 0..<item.columns {
                values[index] = Float(from.loadUnaligned(fromByteOffset: 8 * index, as: Double.self))
            }
        } else if !corvid_dequantize_row(Int32(stored.rawValue), from, values, count) {
            return false
        }
        // A NaN compares false.
        guard corvid_largest_magnitude(values, count) <= Self.limit(of: format) else { return false }
        return corvid_quantize_row(Int32(format.rawValue), values, to, count)
    }

    /// The largest magnitude that a format can hold: its scales are half-precision floats.
    private static func limit(of format: TensorFormat) -> Float {
        let largestHalf: Float = 65_504
        return switch format {
        case .f16, .q4_1, .q5_1, .q4_K, .q5_K: largestHalf
        case .q4_0: 8 * largestHalf
        case .q5_0: 16 * largestHalf
        case .q8_0: 127 * largestHalf
        case .q6_K: 32 * largestHalf
        case .bf16: 0x1.FEp127
        default: .greatestFiniteMagnitude
        }
    }
}
