package import CorvidGrammar

/// What was read, and what was left out and why.
package struct RecordReport: Sendable, Hashable, CustomStringConvertible {
    /// One file's counts.
    package struct File: Sendable, Hashable {
        package var name: String
        /// Lines.
        package var read = 0
        /// Records that are used, in this portion.
        package var kept = 0
        /// Records that are good and belong to the other portion.
        package var otherPortion = 0
        /// Records that were left out, by reason.
        package var dropped: [String: Int] = [:]

        package init(name: String) { self.name = name }

        mutating func drop(_ drop: RecordDrop) { dropped[drop.reason, default: 0] += 1 }
    }

    package var files: [File] = []

    package init(files: [File] = []) { self.files = files }

    package static func + (a: RecordReport, b: RecordReport) -> RecordReport {
        RecordReport(files: a.files + b.files)
    }

    /// An object of files, each with its counts.
    package var json: JSONValue {
        .object([
            "files": .array(
                files.map { file in
                    .object([
                        "name": .text(file.name), "read": .integer(file.read), "kept": .integer(file.kept),
                        "other_portion": .integer(file.otherPortion),
                        "dropped": .object(
                            file.dropped.sorted { $0.key < $1.key }.map {
                                JSONValue.Member(key: Array($0.key.utf8), value: .integer($0.value))
                            }),
                    ])
                })
        ])
    }

    /// A table: a line for each file, then its reasons, the most frequent first.
    package var description: String {
        let width = files.reduce(24) { max($0, $1.name.count) }
        func cell(_ text: some CustomStringConvertible, _ width: Int) -> String {
            let text = text.description
            return String(repeating: " ", count: max(0, width - text.count)) + text
        }
        func name(_ text: String) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
        var lines = [name("file") + cell("read", 10) + cell("kept", 10) + cell("other", 10) + cell("dropped", 10)]
        for file in files {
            lines.append(
                name(file.name) + cell(file.read, 10) + cell(file.kept, 10) + cell(file.otherPortion, 10)
                    + cell(file.dropped.values.reduce(0, +), 10))
            for (reason, count) in file.dropped.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                lines.append("  " + cell(count, 8) + "  " + reason)
            }
        }
        return lines.joined(separator: "\n")
    }
}
