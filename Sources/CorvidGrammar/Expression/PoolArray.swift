/// A growing array of plain values behind one pointer.
///
/// A pool reads its arrays at every byte of every token: as constants of raw memory they cost neither checks for overlapping
/// access nor counts of references. Whoever holds one has to ``deallocate()`` it.
struct PoolArray<Element: BitwiseCopyable> {
    private struct Header {
        var base: UnsafeMutablePointer<Element>
        var count: Int
        var capacity: Int
    }

    private let header: UnsafeMutablePointer<Header>

    init(capacity: Int = 64) {
        header = .allocate(capacity: 1)
        header.initialize(to: Header(base: .allocate(capacity: capacity), count: 0, capacity: capacity))
    }

    func deallocate() {
        header.pointee.base.deallocate()
        header.deallocate()
    }

    var count: Int { header.pointee.count }
    var capacity: Int { header.pointee.capacity }
    var indices: Range<Int> { 0..<count }

    @inline(__always)
    subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < header.pointee.count)
            return header.pointee.base[index]
        }
        nonmutating _modify {
            precondition(index >= 0 && index < header.pointee.count)
            yield &header.pointee.base[index]
        }
    }

    subscript(range: Range<Int>) -> Slice<UnsafeBufferPointer<Element>> {
        UnsafeBufferPointer(start: header.pointee.base, count: count)[range]
    }

    func append(_ element: Element) {
        if header.pointee.count == header.pointee.capacity { grow(to: header.pointee.count + 1) }
        (header.pointee.base + header.pointee.count).initialize(to: element)
        header.pointee.count += 1
    }

    /// Appends `elements`, which do not lie in this array.
    func append(contentsOf elements: some Collection<Element>) {
        let needed = count + elements.count
        if needed > capacity { grow(to: needed) }
        for element in elements { append(element) }
    }

    func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: header.pointee.base, count: count))
    }

    private func grow(to needed: Int) {
        let capacity = max(needed, header.pointee.capacity * 2)
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        larger.moveInitialize(from: header.pointee.base, count: header.pointee.count)
        header.pointee.base.deallocate()
        header.pointee.base = larger
        header.pointee.capacity = capacity
    }
}
