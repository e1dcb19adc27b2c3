package import CorvidGrammar

/// Whether a query is the right one: by what it returns, or by its text.
package enum QueryScore {
    /// Columns that are tried in every order.
    private static let maximumColumns = 5

    /// Whether two results are the same: their rows in any order, or in their order where the right query has one.
    ///
    /// Names of columns do not count, nor does the order of columns, up to five; numbers are equal within 1e-6.
    package static func areEqual(
        _ rows: [[JSONValue]], _ expected: [[JSONValue]], isOrdered: Bool, ignoringCase: Bool = false
    ) -> Bool {
        if haveEqualRows(rows, expected, isOrdered: isOrdered, ignoringCase: ignoringCase) { return true }
        guard rows.count == expected.count, let width = expected.first?.count, 2...maximumColumns ~= width,
            rows.allSatisfy({ $0.count == width })
        else { return false }
        return permutations(Array(0..<width)).contains { order in
            let turned = rows.map { row in order.map { row[$0] } }
            return haveEqualRows(turned, expected, isOrdered: isOrdered, ignoringCase: ignoringCase)
        }
    }

    private static func permutations(_ columns: [Int]) -> [[Int]] {
        guard columns.count > 1 else { return [columns] }
        return columns.flatMap { first in
            permutations(columns.filter { $0 != first }).map { [first] + $0 }
        }
    }

    private static func haveEqualRows(
        _ rows: [[JSONValue]], _ expected: [[JSONValue]], isOrdered: Bool, ignoringCase: Bool
    ) -> Bool {
        guard rows.count == expected.count else { return false }
        func match(_ one: [[JSONValue]], _ other: [[JSONValue]]) -> Bool {
            zip(one, other).allSatisfy { areEqual($0, $1, ignoringCase: ignoringCase) }
        }
        if isOrdered { return match(rows, expected) }
        let order: ([JSONValue], [JSONValue]) -> Bool = { precedes($0, $1, ignoringCase: ignoringCase) }
        if match(rows.sorted(by: order), expected.sorted(by: order)) { return true }
        // Numbers that differ by less than counts may have led to different orders.
        guard rows.count <= 2000 else { return false }
        var left = expected
        for row in rows {
            guard let place = left.firstIndex(where: { areEqual(row, $0, ignoringCase: ignoringCase) }) else {
                return false
            }
            left.remove(at: place)
        }
        return true
    }

    /// Whether two queries say the same but for the way of writing.
    package static func areSameText(_ sql: String, _ expected: String, ignoringCase: Bool = false) -> Bool {
        QueryTokens(sql).normalized(ignoringCase: ignoringCase)
            == QueryTokens(expected).normalized(ignoringCase: ignoringCase)
    }

    /// Whether a query orders its rows.
    package static func isOrdered(_ sql: String) -> Bool { QueryTokens(sql).isOrdered }

    private static func areEqual(_ row: [JSONValue], _ other: [JSONValue], ignoringCase: Bool) -> Bool {
        row.count == other.count
            && zip(row, other).allSatisfy { one, other in
                switch (one, other) {
                case (.number, .number):
                    NumberScore.areEqual(one.double ?? .nan, other.double ?? .nan, tolerance: 1e-6)
                case (.string(let one), .string(let other)) where ignoringCase: folded(one) == folded(other)
                default: one == other
                }
            }
    }

    private static func precedes(_ row: [JSONValue], _ other: [JSONValue], ignoringCase: Bool) -> Bool {
        for (one, other) in zip(row, other) {
            let ranks = (rank(one), rank(other))
            if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
            if let left = one.double, let right = other.double {
                if left != right { return left < right }
            } else {
                let left = one.utf8.map { ignoringCase ? folded($0) : $0 } ?? one.serialized
                let right = other.utf8.map { ignoringCase ? folded($0) : $0 } ?? other.serialized
                if left != right { return left.lexicographicallyPrecedes(right) }
            }
        }
        return row.count < other.count
    }

    private static func rank(_ value: JSONValue) -> Int {
        switch value {
        case .null: 0
        case .bool: 1
        case .number: 2
        case .string: 3
        case .array, .object: 4
        }
    }

    /// As SQLite's NOCASE has it: letters of ASCII only.
    private static func folded(_ bytes: [UInt8]) -> [UInt8] { bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } }
}
