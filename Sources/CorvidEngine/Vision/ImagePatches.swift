/// A picture as an image tower reads it: normalised pixels, cut into patches.
public struct ImagePatches: Sendable, Hashable {
    /// Patches from top to bottom, and from left to right.
    public let rows: Int
    public let columns: Int
    /// `[rows * columns, 3 * side * side]`: patches from the top left, row by row; of each all of red, then green, then
    /// blue, and of each colour row by row.
    public let values: [Float]
    /// The patches at the top left that show the picture; those beyond are padding, which nothing looks at.
    public let filledRows: Int
    public let filledColumns: Int

    public init(rows: Int, columns: Int, values: [Float], filledRows: Int? = nil, filledColumns: Int? = nil) {
        self.rows = rows
        self.columns = columns
        self.values = values
        self.filledRows = filledRows ?? rows
        self.filledColumns = filledColumns ?? columns
    }

    /// Tells pictures apart by their contents.
    package var contentHash: [UInt8] {
        var hash = ContentHash()
        for number in [rows, columns, filledRows, filledColumns] { hash.append(UInt64(bitPattern: Int64(number))) }
        values.withUnsafeBytes { hash.append($0) }
        return hash.finish()
    }
}
