import Corvid
import CorvidGrammar

/// Two runs side by side: which event of one stands beside which of the other.
struct RunAlignment {
    /// A line of the comparison. At least one side has an event.
    struct Row {
        var left: RunRecord?
        var right: RunRecord?
        /// Where the two events first differ; nil when they do not, or one is missing.
        var difference: JSONDifference?

        var isEqual: Bool { left != nil && right != nil && difference == nil }
    }

    var rows: [Row]

    /// Two logs of more events than this together are compared place by place.
    private static let mostPairs = 4_000_000

    init(_ left: [RunRecord], _ right: [RunRecord]) throws {
        let one = try left.map { try Self.comparable($0.event) }
        let other = try right.map { try Self.comparable($0.event) }
        rows = Self.pairs(left.map { Self.key($0.event) }, right.map { Self.key($0.event) }, one, other).map { pair in
            var row = Row(left: pair.left.map { left[$0] }, right: pair.right.map { right[$0] })
            if let at = pair.left, let beside = pair.right, one[at] != other[beside] {
                row.difference = JSONDifference.first(one[at], other[beside])
            }
            return row
        }
    }

    var isIdentical: Bool { rows.allSatisfy(\.isEqual) }
    var firstDifference: Row? { rows.first { !$0.isEqual } }

    /// Events that are of one kind, and of one tool, may stand side by side.
    private static func key(_ event: AgentEvent) -> String {
        switch event {
        case .toolStarted(_, let name), .toolWithdrawn(let name, _): "\(event.name) \(name)"
        case .toolFinished(let result): "\(event.name) \(result.name)"
        case .approvalAsked(let request): "\(event.name) \(request.call.name)"
        default: event.name
        }
    }

    /// The event without what differs between any two runs: their names, times, and what was in the cache.
    private static func comparable(_ event: AgentEvent) throws -> JSONValue {
        var event = event
        switch event {
        case .started(var header):
            header.runID = ""
            header.startTime = 0
            event = .started(header)
        case .replied(var reply):
            reply.usage.cachedTokens = 0
            event = .replied(reply)
        default: break
        }
        return try JSONValueEncoder().encode(event)
    }

    /// The longest common subsequence, where equal events count more than those that are only of one kind.
    private static func pairs(
        _ leftKeys: [String], _ rightKeys: [String], _ left: [JSONValue], _ right: [JSONValue]
    ) -> [(left: Int?, right: Int?)] {
        let (rows, columns) = (left.count, right.count)
        guard rows * columns <= mostPairs else {
            return (0..<max(rows, columns)).map { ($0 < rows ? $0 : nil, $0 < columns ? $0 : nil) }
        }
        func weight(_ row: Int, _ column: Int) -> Int32 {
            leftKeys[row] != rightKeys[column] ? 0 : left[row] == right[column] ? 3 : 2
        }
        // best[row][column]: of what begins at row and column.
        var best = [Int32](repeating: 0, count: (rows + 1) * (columns + 1))
        let width = columns + 1
        for row in backwards(rows) {
            for column in backwards(columns) {
                var most = max(best[(row + 1) * width + column], best[row * width + column + 1])
                let own = weight(row, column)
                if own > 0 { most = max(most, own + best[(row + 1) * width + column + 1]) }
                best[row * width + column] = most
            }
        }
        var pairs: [(left: Int?, right: Int?)] = []
        var (row, column) = (0, 0)
        while row < rows || column < columns {
            let here = best[row * width + column]
            if row < rows, column < columns, weight(row, column) > 0,
                here == weight(row, column) + best[(row + 1) * width + column + 1]
            {
                pairs.append((row, column))
                (row, column) = (row + 1, column + 1)
            } else if row < rows, column == columns || here == best[(row + 1) * width + column] {
                pairs.append((row, nil))
                row += 1
            } else {
                pairs.append((nil, column))
                column += 1
            }
        }
        return pairs
    }

    private static func backwards(_ count: Int) -> StrideTo<Int> { stride(from: count - 1, to: -1, by: -1) }
}
