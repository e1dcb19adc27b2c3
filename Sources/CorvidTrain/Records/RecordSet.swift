/// Public records as supplies of examples.
package enum RecordSet {
    /// Reads record files and makes a source of each.
    ///
    /// - Parameters:
    ///   - kind: the files' format.
    ///   - files: paths of JSON lines, plain or gzip.
    ///   - allow: names (`qa_squadshifts_new_wiki`) of files whose licence flag (`.NC`, `.UNCLEAR`, `.UNSTATED`) is accepted;
    ///     others with a flag are refused.
    ///   - lenient: skips and counts records that lack a field or have a wrong type, which else end the reading.
    ///   - tools: the agent's own tools.
    ///   - heldOut: what must not be learned.
    /// - Returns: a source for each file that has tasks in this portion, named as the file is, and what was left out.
    /// - Throws: ``RecordError``.
    package static func sources(
        kind: RecordKind, files: [String], portion: Portion, allow: [String] = [], lenient: Bool = false,
        tools: TaskTools, heldOut: HeldOutCheck? = nil
    ) throws(RecordError) -> ([any ExampleSource], RecordReport) {
        for file in files { try RecordFile(path: file).check(allowed: allow) }
        var reader = RecordReader(portion: portion, isLenient: lenient, heldOut: heldOut)
        let sources: [any ExampleSource] =
            switch kind {
            case .math: try MathSource.sources(files, &reader, tools)
            case .sql: try SQLSource.sources(files, &reader, tools)
            case .tools: try ToolSources.sources(files, &reader, tools)
            case .qa: try QASource.sources(files, &reader, tools)
            }
        return (sources, reader.report)
    }

    /// The lines of a file, plain or gzip.
    static func forEachLine(
        of path: String, _ body: ([UInt8], _ number: Int) throws(RecordError) -> Void
    ) throws(RecordError) {
        do {
            let file = try GzipFile(path: path)
            while let line = try file.nextLine() { try body(line, file.line) }
        } catch let error {
            throw (error as? RecordError) ?? RecordError(.unreadable, file: path, reason: "\(error)")
        }
    }
}
