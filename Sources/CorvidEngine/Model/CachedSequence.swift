/// One sequence of a ``KVCache``: its tokens, and the memory that holds what was computed from them.
struct CachedSequence {
    private let layout: CacheLayout
    private(set) var tokens: [TokenID] = []
    /// Positions whose keys, values and convolution inputs are held. Less than `tokens.count` only after a truncation
    /// that went back behind what the history reaches; the forward then computes the tokens between again.
    private(set) var computed = 0
    /// `computed` positions of pages, rounded up.
    private(set) var groups: [MemoryBlock] = []
    /// Recent convolution inputs; the one of position p lies in row p % historyCapacity of its layer.
    private var history: MemoryBlock?
    /// Convolution inputs of positions `historyStart..<computed` are in the history.
    private var historyStart = 0

    init(layout: CacheLayout) {
        self.layout = layout
        if layout.history > 0 { history = MemoryBlock(byteCount: layout.historyFloats * 4) }
    }

    /// A sequence read from a file.
    /// - Parameters:
    ///   - groups: The page groups that `tokens` need, the last one perhaps partly filled.
    ///   - history: The inputs of the last `layout.history` positions; when there is none, they come from the groups,
    ///     and the tokens after the last full page are computed again.
    init(layout: CacheLayout, tokens: [TokenID], groups: [MemoryBlock], history: MemoryBlock?) {
        self.layout = layout
        self.tokens = tokens
        self.groups = groups
        self.history = history
        computed = tokens.count
        historyStart = max(0, computed - layout.history)
        guard history == nil, layout.history > 0 else { return }
        self.history = MemoryBlock(byteCount: layout.historyFloats * 4)
        goBackToPage(of: computed)
    }

    /// Start of the convolution inputs.
    var historyBase: UnsafeMutablePointer<Float>? { history?.base.assumingMemoryBound(to: Float.self) }

    /// Tokens that the next forward computes again before new ones.
    var pending: ArraySlice<TokenID> { tokens[computed...] }

    mutating func truncate(to length: Int) {
        guard length < tokens.count else { return }
        tokens.removeLast(tokens.count - length)
        guard length < computed else { return }
        if layout.history == 0 || max(0, length - layout.history) >= historyStart {
            computed = length
        } else {
            goBackToPage(of: length)
        }
        let needed = (computed + CacheLayout.pagePositions - 1) / CacheLayout.pagePositions
        groups.removeLast(groups.count - needed)
    }

    /// Makes room for `count` positions behind `computed`, in memory that no other sequence shares.
    mutating func prepare(count: Int) {
        let page = CacheLayout.pagePositions
        if computed % page != 0, !isKnownUniquelyReferenced(&groups[computed / page]) {
            groups[computed / page] = MemoryBlock(copying: groups[computed / page])
        }
        while groups.count * page < computed + count { groups.append(MemoryBlock(byteCount: layout.groupBytes)) }
        if history != nil, !isKnownUniquelyReferenced(&history) { history = history.map(MemoryBlock.init(copying:)) }
    }

    /// Appends new tokens, of which the memory knows nothing yet.
    mutating func append(_ new: some Collection<TokenID>) { tokens.append(contentsOf: new) }

    /// Takes note that the memory holds `count` more positions.
    mutating func advance(by count: Int) {
        computed += count
        historyStart = max(historyStart, computed - CacheLayout.historyCapacity)
    }

    /// Row of the history for `position`, `[width]` floats of the layer that lies at `ring`.
    func historyRow(ring: Int, width: Int, position: Int) -> UnsafeMutablePointer<Float> {
        history!.base.assumingMemoryBound(to: Float.self)
            + (ring + position % CacheLayout.historyCapacity * width)
    }

    /// The history rows that a file keeps, at most: the inputs of the last `history` positions of each layer.
    static func forEachStoredRow(
        _ layout: CacheLayout, length: Int, _ body: (_ row: Int, _ count: Int) -> Void
    ) {
        for case .convolution(_, let ring, let width, let count) in layout.layers {
            for position in max(0, length - count)..<length {
                body(ring + position % CacheLayout.historyCapacity * width, width)
            }
        }
    }

    /// Forgets what was computed after the last full page before `length`.
    private mutating func goBackToPage(of length: Int) {
        computed = length / CacheLayout.pagePositions * CacheLayout.pagePositions
        historyStart = max(0, computed - layout.history)
        let needed = computed / CacheLayout.pagePositions
        if groups.count > needed { groups.removeLast(groups.count - needed) }
        if computed > 0 { recallHistory() }
    }

    /// Fills the history from what the last group keeps of its last positions. `computed` is a multiple of the page.
    private mutating func recallHistory() {
        if !isKnownUniquelyReferenced(&history) { history = history.map(MemoryBlock.init(copying:)) }
        let group = groups[computed / CacheLayout.pagePositions - 1]
        for case .convolution(let offset, let ring, let width, let count) in layout.layers {
            for row in 0..<count {
                historyRow(ring: ring, width: width, position: computed - count + row).update(
                    from: (group.base + offset).assumingMemoryBound(to: Float.self) + row * width, count: width)
            }
        }
    }
}
