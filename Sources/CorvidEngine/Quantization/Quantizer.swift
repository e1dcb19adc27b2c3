import CKernels
import Dispatch
import Synchronization

/// Writes a checkpoint as a GGUF file of another storage type.
///
/// ```swift
/// let checkpoint = try Checkpoint.open("SmolLM2-135M")           // a GGUF file or a Hugging Face folder
/// try Quantizer(type: .q4_k_m).write(checkpoint, to: "smollm2-q4_k_m.gguf")
/// ```
///
/// Tensors are converted a few megabytes at a time, so memory stays bounded whatever the model's size. Rows are split
/// between threads and each row's bytes depend on that row alone: the file is the same for any number of threads.
/// Tensors that already have their target format are copied unchanged.
///
/// A file made from a Hugging Face folder has the layout that llama.cpp expects: merged experts, interleaved rotary pairs
/// in the `llama` family, the vocabulary under `tokenizer.ggml`.
public struct Quantizer: Sendable {
    /// What to make of the weights.
    public var type: QuantizationType
    /// Threads to convert with.
    public var threads: Int
    /// The name of the pre-tokenizer to write (`tokenizer.ggml.pre`); nil to recognise it from the folder's tokenizer.
    public var preTokenizer: String?

    /// - Parameter threads: nil for one a processor.
    public init(type: QuantizationType, threads: Int? = nil, preTokenizer: String? = nil) {
        self.type = type
        self.threads = max(1, threads ?? ProcessorCount.available)
        self.preTokenizer = preTokenizer
    }

    /// How far a conversion has come.
    public struct Progress: Sendable, Hashable {
        /// The tensor that is being written.
        public var tensor: String
        /// Tensors that are complete, and of how many.
        public var tensorsDone: Int
        public var tensorCount: Int
        /// Bytes of source tensors that are converted, and of how many.
        public var bytesRead: UInt64
        public var bytesToRead: UInt64
        /// Size of the file when it is complete.
        public var fileBytes: UInt64
    }

    /// What a conversion has made.
    public struct Summary: Sendable, Hashable {
        /// Bytes of all source tensors.
        public var bytesRead: UInt64
        /// Size of the file.
        public var fileBytes: UInt64
        /// How many tensors have which format.
        public var tensors: [TensorFormat: Int]
        /// Numbers in all tensors.
        public var parameters: UInt64
        /// Tensors that were quantised before and have been quantised anew, which loses more than one step from the
        /// original weights.
        public var requantized: Int
    }

    /// Writes `checkpoint` to `path`.
    ///
    /// - Parameters:
    ///   - replacing: whether a file of that name may be replaced, which happens at the very end; otherwise it is an error.
    ///     A file that the checkpoint is read from is never replaced.
    ///   - progress: called after each piece, on the calling thread; false ends the conversion.
    /// - Throws: `.unwritable` when the output cannot be written; `.tensor` naming the tensor and row for a weight that is
    ///   not finite or beyond the range of the target format; what ``Checkpoint`` throws for a source that contradicts
    ///   itself; `.cancelled` when `progress` said so or the current task is cancelled.
    @discardableResult
    public func write(
        _ checkpoint: Checkpoint, to path: String, replacing: Bool = false, progress: (Progress) -> Bool = { _ in true }
    ) throws(CheckpointError) -> Summary {
        try refuse(path, for: checkpoint, replacing: replacing)
        let plan = try QuantizationPlan(checkpoint, type: type, preTokenizer: preTokenizer)
        var writer = try GGUFWriter(path: path, metadata: plan.metadata, tensors: plan.items.map(\.tensor))
        var state = Progress(
            tensor: "", tensorsDone: 0, tensorCount: plan.items.count, bytesRead: 0,
            bytesToRead: plan.items.reduce(0) { $0 + UInt64($1.sourceBytes) }, fileBytes: writer.fileBytes)
        var summary = Summary(
            bytesRead: state.bytesToRead, fileBytes: writer.fileBytes, tensors: [:], parameters: 0, requantized: 0)
        for item in plan.items {
            state.tensor = item.tensor.name
            try convert(item, with: &writer, state: &state, progress: progress)
            state.tensorsDone += 1
            summary.tensors[item.tensor.format, default: 0] += 1
            summary.parameters += UInt64(item.rows * item.columns)
            let stored = item.sources[0].format
            if stored.blockLength > 1, item.tensor.format.blockLength > 1, stored != item.tensor.format {
                summary.requantized += 1
            }
        }
        try writer.finish()
        return summary
    }

    private func refuse(_ path: String, for checkpoint: Checkpoint, replacing: Bool) throws(CheckpointError) {
        guard let existing = FileIdentity(path) else { return }
        let sources = Set(checkpoint.tensors.map(\.file)).union([checkpoint.path])
        if sources.contains(where: { FileIdentity($0) == existing }) {
            throw CheckpointError(.unwritable, file: path, reason: "is what is read; give the output another name")
        }
        if !replacing {
            throw CheckpointError(
                .unwritable, file: path, reason: "exists already; ask for it to be replaced (--force) or name another")
        }
    }

    /// Bytes of output that are converted before they are written.
    private static let pieceBytes = 8 << 20

    private func convert(
        _ item: QuantizationPlan.Item, with writer: inout GGUFWriter, state: inout Progress,
        progress: (Progress) -> Bool
    ) throws(CheckpointError) {
        guard item.rows > 0, item.columns > 0 else { return }
        guard let rowBytes = item.tensor.format.rowBytes(columns: item.columns) else {
            throw CheckpointError(
                .tensor, file: item.sources[0].file, reason: "tensor \(item.tensor.name) has rows of no whole blocks")
        }
        let before = state.bytesRead
        let pieceRows = min(max(Self.pieceBytes / rowBytes, 1), item.rows)
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceRows * rowBytes, alignment: 64)
        defer { piece.deallocate() }
        var row = 0
        while row < item.rows {
            if Task.isCancelled { throw Self.cancellation(item) }
            let rows = row..<min(row + pieceRows, item.rows)
            let output = UnsafeMutableRawBufferPointer(rebasing: piece[..<(rows.count * rowBytes)])
            if let bad = RowConverter(item: item, rowBytes: rowBytes).convert(rows, to: output, threads: threads) {
                let source = item.sources[bad / item.rowsPerSource]
                throw CheckpointError(
                    .tensor, file: source.file, offset: source.offset,
                    reason: "tensor \(source.name) has in row \(bad % item.rowsPerSource) a number that is not finite"
                        + " or too large for \(item.tensor.format.name)")
            }
            try writer.write(UnsafeRawBufferPointer(output))
            row = rows.upperBound
            state.bytesRead = before + UInt64(Double(item.sourceBytes) * (Double(row) / Double(item.rows)))
            guard progress(state) else { throw Self.cancellation(item) }
        }
        state.bytesRead = before + UInt64(item.sourceBytes)
    }
}

extension Quantizer {
    private static func cancellation(_ item: QuantizationPlan.Item) -> CheckpointError {
        CheckpointError(.cancelled, file: item.sources[0].file, reason: "the conversion was interrupted")
    }
}

extension CheckpointError.Code {
    /// The task that did the work was cancelled.
    public static let cancelled = Self(rawValue: "cancelled")
}
