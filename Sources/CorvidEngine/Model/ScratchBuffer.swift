/// Memory that is kept between uses and grows when more is asked for. Contents are lost when it grows.
final class ScratchBuffer {
    private(set) var byteCount = 0
    private var memory: UnsafeMutableRawPointer?
    /// Times that a buffer of this process has grown: what tests look at to see that a step allocates nothing.
    private(set) var growths = 0

    deinit { memory?.deallocate() }

    /// Memory of at least `byteCount` bytes, aligned to 64.
    func bytes(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if let memory, byteCount <= self.byteCount { return memory }
        memory?.deallocate()
        let new = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 64), alignment: 64)
        memory = new
        self.byteCount = max(byteCount, 64)
        growths += 1
        return new
    }

    func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        bytes(count * 4).assumingMemoryBound(to: Float.self)
    }
}
