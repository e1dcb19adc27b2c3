/// A read-only range of memory that keeps its owner (a file mapping or an allocation) alive.
public struct MappedBytes: @unchecked Sendable {  // The memory is immutable and `owner` outlives every use of `buffer`.
    /// Start and length; valid while this value, or another that shares its owner, lives in a variable or property:
    /// for a temporary value use ``withBytes(_:)``.
    public let buffer: UnsafeRawBufferPointer
    private let owner: AnyObject?

    package init(buffer: UnsafeRawBufferPointer, owner: AnyObject?) {
        self.buffer = buffer
        self.owner = owner
    }

    /// Runs `body` on the bytes, which stay valid until it returns.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(owner) {} }
        return try body(buffer)
    }

    public var count: Int { buffer.count }
    public var baseAddress: UnsafeRawPointer? { buffer.baseAddress }

    /// A part of the range, sharing the owner. Traps when `range` is not inside.
    package func slice(_ range: Range<Int>) -> MappedBytes {
        MappedBytes(buffer: UnsafeRawBufferPointer(rebasing: buffer[range]), owner: owner)
    }

    /// A copy of `bytes` in memory of its own, aligned to 64.
    package static func copying(_ bytes: some Collection<UInt8>) -> MappedBytes {
        let allocation = Allocation(byteCount: bytes.count)
        allocation.buffer.copyBytes(from: bytes)
        return MappedBytes(buffer: UnsafeRawBufferPointer(allocation.buffer), owner: allocation)
    }

    /// `byteCount` bytes filled by `body`, in memory of their own, aligned to 64.
    package static func filling(
        byteCount: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Void
    ) rethrows -> MappedBytes {
        let allocation = Allocation(byteCount: byteCount)
        try body(allocation.buffer)
        return MappedBytes(buffer: UnsafeRawBufferPointer(allocation.buffer), owner: allocation)
    }

    private final class Allocation {
        let buffer: UnsafeMutableRawBufferPointer
        init(byteCount: Int) {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
            buffer = UnsafeMutableRawBufferPointer(rebasing: memory[..<byteCount])
        }
        deinit { buffer.deallocate() }
    }
}
