/// What an array of one branch has to be.
final class ArraySpecification {
    var rules: [(from: Int, to: Int?, literal: SchemaLiteral)] = []
    var counted: [Counted] = []
    /// Arrays that this one must not equal, as constants.
    var excluded: [[SchemaLiteral]] = []
    var longestExcluded = -1
    var minimum = 0
    var maximum: Int?
    var isUnique = false
    /// From here on all items are under the same conditions.
    var prefixCount = 0
    var itemFormulas: [Int32?] = []
    var costTable: ArrayCostTable?

    /// Items of which the number matters.
    struct Counted {
        var from: Int
        var to: Int?
        var literal: SchemaLiteral
        var minimum: Int
        var maximum: Int?

        /// Beyond this, counts make no difference.
        var limit: Int { maximum.map { max($0, minimum) } ?? minimum }
    }

    /// Beyond this, indices make no difference.
    var indexLimit: Int { max(1, prefixCount, minimum, maximum ?? 0, longestExcluded + 1) }
}

/// Where a document stands within an array: after some items.
struct ArrayState: Hashable {
    var specification: Int32
    /// Items so far, up to the specification's limit.
    var index: Int32 = 0
    /// For each counted condition, how many items met it, up to its limit.
    var counts: [Int32] = []
    /// Excluded arrays that are not yet left behind.
    var alive: [Int32] = []
    /// Instances of constants: items that must not come again. A list's number.
    var items: Int32 = -1
}

/// For an array with counted items: bytes from each state to the end.
struct ArrayCostTable {
    let specification: Int32
    let indexLimit: Int
    let combinations: Int
    let isBounded: Bool
    private let sizes: [Int]
    private var costs: [Int32]

    init(_ array: ArraySpecification, specification: Int32 = 0) {
        self.specification = specification
        indexLimit = array.indexLimit
        sizes = array.counted.map { $0.limit + 1 }
        var product = 1
        var isBounded = array.indexLimit <= 100_000
        for size in sizes {
            product = min(product, 1 << 20) * min(size, 1 << 20)
            if product > 1 << 16 { isBounded = false }
        }
        isBounded = isBounded && product * (indexLimit + 1) <= 1 << 17
        combinations = product
        self.isBounded = isBounded
        costs = isBounded ? Array(repeating: -1, count: product * (indexLimit + 1)) : []
    }

    private func place(_ state: ArrayState) -> Int {
        var place = 0
        for (size, count) in zip(sizes, state.counts) { place = place * size + Int(count) }
        return Int(state.index) * combinations + place
    }

    func state(_ index: Int, _ place: Int) -> ArrayState {
        var rest = place
        var counts: [Int32] = []
        for size in sizes.reversed() {
            counts.append(Int32(rest % size))
            rest /= size
        }
        return ArrayState(specification: specification, index: Int32(index), counts: counts.reversed())
    }

    func cost(_ state: ArrayState) -> Int? {
        let cost = costs[place(state)]
        return cost < 0 ? nil : Int(cost)
    }

    mutating func set(_ state: ArrayState, _ cost: Int?) {
        costs[place(state)] = cost.map { Int32(min($0, 1 << 28)) } ?? -1
    }
}
