/// Zeroed memory aligned to 64 bytes, freed with its last owner.
package final class MemoryBlock {
    package let bytes: UnsafeMutableRawBufferPointer

    package init(byteCount: Int) {
        bytes = .allocate(byteCount: max(byteCount, 1), alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    package init(copying other: MemoryBlock) {
        bytes = .allocate(byteCount: other.bytes.count, alignment: 64)
        bytes.copyMemory(from: UnsafeRawBufferPointer(other.bytes))
    }

    deinit { bytes.deallocate() }

    package var base: UnsafeMutableRawPointer { bytes.baseAddress! }
}
