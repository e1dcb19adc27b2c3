/// Matches exactly the stretches of a ``GroundedText`` that begin and end where the options allow.
///
/// A state is a range of the sorted suffixes, those that begin with the text so far, and its length. Where only one is left
/// the state is the place that was reached, whatever the way there, so most states are shared between all stretches that
/// run through a place. States are made as they are needed.
final class SubstringMachine: ExpressionMachine {
    private struct State {
        /// The range in `starts`, and how many bytes have been matched.
        var low: Int32
        var high: Int32
        var depth: Int32
        /// Bytes of a shortest completion, and where it begins.
        var distance: Int32
        var rest: Int32
        /// Where the state's edges begin, once they are known; there are `edgeCount` of them.
        var firstEdge: Int32 = -1
        var edgeCount: Int32 = 0
    }

    static let start: Int32 = 0

    private let text: GroundedText
    private let maximum: Int
    /// Where stretches may begin, in the order of the texts from there.
    private let starts: [Int32]
    /// The first allowed end at or after each position, within the same text; -1 for none.
    private let nextEnds: [Int32]
    /// How many scalars begin before each position; empty without a limit of length.
    private let scalarsBefore: [Int32]
    private var states: [State] = []
    private var edges: [(byte: UInt8, target: Int32)] = []
    /// The state of each place that only one start leads to, or -1; used only without a limit of length.
    private var places: [Int32]

    /// nil where no stretch of the texts is allowed.
    init?(_ text: GroundedText, options: SubstringOptions) {
        self.text = text
        maximum = options.maximumCharacters ?? .max
        let (startMark, endMark): (TextMarks, TextMarks) =
            options.isWordAligned ? (.wordStart, .wordEnd) : (.start, .end)
        let count = text.bytes.count
        var ends = [Int32](repeating: -1, count: count)
        for range in text.ranges {
            var next: Int32 = -1
            for position in (range.lowerBound...range.upperBound).reversed() {
                if text.marks[position].contains(endMark) { next = Int32(position) }
                ends[position] = next
            }
        }
        var scalars: [Int32] = []
        if maximum != .max {
            scalars = [Int32](repeating: 0, count: count)
            var sum: Int32 = 0
            for position in 0..<count {
                scalars[position] = sum
                if text.marks[position].contains(.scalar) { sum += 1 }
            }
        }
        nextEnds = ends
        scalarsBefore = scalars
        places = maximum == .max ? [Int32](repeating: -1, count: count) : []
        let maximum = self.maximum
        starts = text.order.filter { start in
            let position = Int(start)
            guard text.marks[position].contains(startMark), ends[position + 1] >= 0 else { return false }
            return maximum == .max || Int(scalars[Int(ends[position + 1])] - scalars[position]) <= maximum
        }
        guard !starts.isEmpty else { return nil }
        states.append(State(low: 0, high: Int32(starts.count), depth: 0, distance: .max, rest: 0))
        for start in starts {
            let length = ends[Int(start) + 1] - start
            if length < states[0].distance {
                states[0].distance = length
                states[0].rest = start
            }
        }
    }

    /// The number of states that have been made.
    var stateCount: Int { states.count }

    // MARK: ExpressionMachine

    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        expand(state)
        let node = states[Int(state)]
        for index in Int(node.firstEdge)..<Int(node.firstEdge + node.edgeCount) where edges[index].byte == byte {
            return edges[index].target
        }
        return -1
    }

    func isAccepting(_ state: Int32) -> Bool { states[Int(state)].distance == 0 }

    func firstBytes(_ state: Int32) -> ByteSet {
        expand(state)
        let node = states[Int(state)]
        var set = ByteSet()
        for index in Int(node.firstEdge)..<Int(node.firstEdge + node.edgeCount) { set.insert(edges[index].byte) }
        return set
    }

    func completion(_ state: Int32) -> [UInt8] {
        let node = states[Int(state)]
        return Array(text.bytes[Int(node.rest)..<Int(node.rest + node.distance)])
    }

    // MARK: States

    private func expand(_ id: Int32) {
        guard states[Int(id)].firstEdge < 0 else { return }
        let node = states[Int(id)]
        let first = Int32(edges.count)
        var found: [(byte: UInt8, target: Int32)] = []
        var low = node.low
        while low < node.high {
            let byte = byte(low, node.depth)
            let high = end(of: byte, from: low, to: node.high, depth: node.depth)
            if byte != 0xFF {
                let target = make(low, high, node.depth + 1)
                if target >= 0 { found.append((byte, target)) }
            }
            low = high
        }
        edges.append(contentsOf: found)
        states[Int(id)].firstEdge = first
        states[Int(id)].edgeCount = Int32(found.count)
    }

    private func byte(_ index: Int32, _ depth: Int32) -> UInt8 { text.bytes[Int(starts[Int(index)] + depth)] }

    /// The first suffix in the range that goes on with another byte: steps that double, then halves.
    private func end(of byte: UInt8, from low: Int32, to high: Int32, depth: Int32) -> Int32 {
        var known = low
        var step: Int32 = 1
        while high - known > step, self.byte(known + step, depth) == byte {
            known += step
            step *= 2
        }
        var beyond = min(known + step, high)
        while beyond - known > 1 {
            let middle = known + (beyond - known) / 2
            if self.byte(middle, depth) == byte { known = middle } else { beyond = middle }
        }
        return known + 1
    }

    /// The state for a range and a length; -1 where nothing completes it.
    private func make(_ low: Int32, _ high: Int32, _ depth: Int32) -> Int32 {
        let isPlace = high - low == 1 && !places.isEmpty
        let place = starts[Int(low)] + depth
        if isPlace, places[Int(place)] >= 0 { return places[Int(place)] }
        var best = Int32.max
        var rest: Int32 = 0
        for index in Int(low)..<Int(high) {
            let position = starts[index] + depth
            let end = nextEnds[Int(position)]
            guard end >= 0, end - position < best else { continue }
            if maximum != .max {
                guard Int(scalarsBefore[Int(end)] - scalarsBefore[Int(starts[index])]) <= maximum else { continue }
            }
            best = end - position
            rest = position
            if best == 0 { break }
        }
        guard best < .max else { return -1 }
        let id = Int32(states.count)
        states.append(State(low: low, high: high, depth: depth, distance: best, rest: rest))
        if isPlace { places[Int(place)] = id }
        return id
    }
}
