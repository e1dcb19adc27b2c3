/// A picture at its place among tokens.
///
/// The tokens at its positions are placeholders: any of the vocabulary, usually the model's own token for images.
public struct PlacedImage: Sendable, Hashable {
    /// The position of the first row, counted from the first token of the prompt or run. In a run it may be negative, and
    /// rows may lie beyond the end: a run has the rows that meet its tokens.
    public var position: Int
    public var image: EmbeddedImage

    public init(_ image: EmbeddedImage, at position: Int) {
        self.image = image
        self.position = position
    }

    /// The positions that it takes.
    var range: Range<Int> { position..<position + image.rows }
}

extension [PlacedImage] {
    /// - Throws: `invalidImage` for rows of another width, for pictures that overlap, and for those that are not within
    ///   `positions`, where that is told.
    func validate(width: Int, positions: Range<Int>? = nil) throws(EngineError) {
        for (index, placed) in enumerated() {
            guard placed.image.width == width else {
                throw EngineError(
                    .invalidImage,
                    "a picture has rows of \(placed.image.width) numbers; the model takes \(width), so its image encoder "
                        + "belongs to another model")
            }
            if let positions, !positions.contains(placed.range) {
                throw EngineError(
                    .invalidImage,
                    "a picture takes positions \(placed.range); the prompt has \(positions)")
            }
            if let other = self[..<index].first(where: { $0.range.overlaps(placed.range) }) {
                throw EngineError(
                    .invalidImage, "pictures at positions \(other.range) and \(placed.range) overlap")
            }
        }
    }

    /// Whether the pictures among `pending`, the cache's last keys, are here: they end before position 0.
    func cover(_ pending: ArraySlice<TokenID>) -> Bool {
        pending.enumerated().allSatisfy { offset, key in
            let position = offset - pending.count
            return key >= 0
                || contains { $0.range.contains(position) && $0.image.cacheKeys[position - $0.position] == key }
        }
    }

    /// `tokens` as the cache keeps them: pictures by their keys.
    func cacheKeys(of tokens: [TokenID]) -> [TokenID] {
        guard !isEmpty else { return tokens }
        var keys = tokens
        for placed in self {
            for position in placed.range.clamped(to: 0..<tokens.count) {
                keys[position] = placed.image.cacheKeys[position - placed.position]
            }
        }
        return keys
    }

    /// The row that stands at `position`.
    func row(at position: Int) -> UnsafePointer<Float>? {
        first { $0.range.contains(position) }.map { $0.image.row(position - $0.position) }
    }
}
