import Corvid

/// Questions about tables, answered with a query.
struct SQLSource {
    static func sources(
        _ files: [String], _ reader: inout RecordReader, _ tools: TaskTools
    ) throws(RecordError) -> [any ExampleSource] { [] }
}
