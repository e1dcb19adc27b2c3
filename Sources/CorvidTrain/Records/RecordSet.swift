import Foundation

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

    /// Writes records of the development portion as record files, to be evaluated.
    ///
    /// - Parameters:
    ///   - count: records of each file at most; which ones depends on their text alone.
    ///   - folder: where `NAME_development.jsonl` is written, for each file that has such records.
    /// - Returns: the paths of what was written.
    /// - Throws: ``RecordError``.
    package static func writeDevelopment(
        kind: RecordKind, files: [String], count: Int, into folder: String, allow: [String] = [], lenient: Bool = false,
        tools: TaskTools
    ) throws(RecordError) -> [String] {
        var written: [String] = []
        for file in files { try RecordFile(path: file).check(allowed: allow) }
        var reader = RecordReader(portion: .development, isLenient: lenient, heldOut: nil)
        reader.keepsLines = true
        switch kind {
        case .math: _ = try MathSource.sources(files, &reader, tools)
        case .sql: _ = try SQLSource.sources(files, &reader, tools)
        case .tools: _ = try ToolSources.sources(files, &reader, tools)
        case .qa: _ = try QASource.sources(files, &reader, tools)
        }
        for (index, file) in files.enumerated() where !reader.lines[index].isEmpty {
            let sample = reader.lines[index].sorted { RecordText.hash($0) < RecordText.hash($1) }.prefix(count)
            let path = folder + "/" + RecordFile(path: file).name + "_development.jsonl"
            do {
                try Data(sample.flatMap { $0 + [UInt8(ascii: "\n")] }).write(to: URL(filePath: path), options: .atomic)
            } catch {
                throw RecordError(.unreadable, file: path, reason: "cannot be written: \(error.localizedDescription)")
            }
            written.append(path)
        }
        return written
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
