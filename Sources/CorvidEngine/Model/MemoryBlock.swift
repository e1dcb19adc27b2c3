/// Zeroed memory aligned to 64 bytes, freed with its last owner.
final class MemoryBlock {
    let bytes: UnsafeMutableRawBufferPointer

    init(byteCount: Int) {
        bytes = .allocate(byteCount: max(byteCount, 1), alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    init(copying other: MemoryBlock) {
        bytes = .allocate(byteCount: other.bytes.count, alignment: 64)
        bytes.copyMemory(from: UnsafeRawBufferPointer(other.bytes))
    }

    deinit { bytes.deallocate() }

    var base: UnsafeMutableRawPointer { bytes.baseAddress! }
}
