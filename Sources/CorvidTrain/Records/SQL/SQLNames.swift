import Corvid

/// Names that a query has to put in quotation marks, which only the database tool knows.
enum SQLNames {
    /// Asks the tool how it writes names.
    static func quoted(_ names: Set<String>, _ tools: TaskTools) -> Set<String> {
        var quoted: Set<String> = []
        let names = names.sorted()
        // Its instructions may shorten long tables.
        for start in stride(from: 0, to: names.count, by: 50) {
            let part = names[start..<min(start + 50, names.count)]
            let columns = part.map { TableDescription.Column(name: $0, type: "TEXT") }
            let text = tools.database([TableDescription(name: "t", columns: columns)]).instructions
            quoted.formUnion(part.filter { text.contains(written($0) + " ") })
        }
        return quoted
    }

    static func written(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}
