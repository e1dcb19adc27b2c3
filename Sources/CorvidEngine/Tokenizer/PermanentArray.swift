/// An array that never changes after it is made and whose address stays, so that hot loops hold plain pointers.
final class PermanentArray<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    // Immutable after init; the memory is freed with the last reference.
    let base: UnsafeMutablePointer<Element>
    let count: Int

    convenience init(_ elements: some Collection<Element>) {
        self.init(count: elements.count) { buffer in
            _ = buffer.initialize(from: elements)
        }
    }

    /// `count` elements, all of which `fill` must initialise.
    init(count: Int, fill: (UnsafeMutableBufferPointer<Element>) -> Void) {
        self.count = count
        base = .allocate(capacity: max(count, 1))
        fill(UnsafeMutableBufferPointer(start: base, count: count))
    }

    deinit { base.deallocate() }

    var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

    /// The element at `index`. Traps when it is out of range.
    subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count)
        return base[index]
    }
}
