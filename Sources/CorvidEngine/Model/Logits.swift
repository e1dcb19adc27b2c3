/// Scores of every token of the vocabulary, one row for each token whose outputs were asked for.
///
/// Rows are in the order of the batch's runs, then of their tokens. The memory is reused by the next forward when no
/// copy of this value is left, so that a decoding step allocates nothing.
public struct Logits: @unchecked Sendable {  // The storage is written before this value exists and never after.
    public let vocabularySize: Int
    public let rows: Int
    private let storage: Storage

    init(vocabularySize: Int, rows: Int, storage: Storage) {
        self.vocabularySize = vocabularySize
        self.rows = rows
        self.storage = storage
    }

    /// Calls `body` with the scores of row `row`: `[vocabularySize]`, valid during the call.
    public func withRow<Result, Failure: Error>(
        _ row: Int, _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
        let start = storage.floats.baseAddress! + row * vocabularySize
        let result = try body(UnsafeBufferPointer(start: start, count: vocabularySize))
        extendLifetime(storage)
        return result
    }

    /// A copy of the scores of row `row`.
    public subscript(row: Int) -> [Float] { withRow(row) { Array($0) } }

    /// Memory of `capacity` floats, aligned to 64 bytes.
    final class Storage {
        let floats: UnsafeMutableBufferPointer<Float>

        init(capacity: Int) {
            let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1) * 4, alignment: 64)
            floats = raw.bindMemory(to: Float.self)
        }

        deinit { UnsafeMutableRawBufferPointer(floats).deallocate() }
    }
}
