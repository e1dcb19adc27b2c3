/// What a part of a pattern matches, by the context (state before × state after) that it begins and ends in.
struct ContextTransfer {
    let count: Int
    /// Contexts in which the part may match the empty text.
    var isEmptyAllowed: [Bool]
    /// Row by row, the non-empty matches from one context to another.
    var cells: [ExpressionID]

    init(count: Int, emptyAllowed: Bool) {
        self.count = count
        isEmptyAllowed = Array(repeating: emptyAllowed, count: count)
        cells = Array(repeating: .nothing, count: count * count)
    }

    subscript(from: Int, to: Int) -> ExpressionID {
        get { cells[from * count + to] }
        set { cells[from * count + to] = newValue }
    }
}
