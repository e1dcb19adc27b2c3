import CorvidGrammar
import Foundation

/// The records of a file.
package struct EvaluationRecordFile: Sendable {
    package var records: [EvaluationRecord] = []
    /// What was wrong with the records that were left out.
    package var skipped: [EvaluationError] = []

    private static let maximumRecords = 1_000_000
    /// Bytes of a text that is predicted as a whole.
    private static let maximumText = 256 << 20

    /// Reads JSON lines, compressed with gzip or not; a file of another name than `….jsonl`, `….ndjson` or `….json` is a
    /// text as a whole.
    ///
    /// - Parameter isLenient: leaves out records that cannot be used, instead of ending.
    /// - Throws: ``EvaluationError`` with line and member of what is wrong.
    package init(path: String, isLenient: Bool = false) throws(EvaluationError) {
        let whole = EvaluationRecord.Place(file: path, line: 0)
        var name = path.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        guard [".jsonl", ".ndjson", ".json"].contains(where: { name.hasSuffix($0) }) else {
            records = [
                EvaluationRecord(
                    place: whole, id: path, kind: .text, groups: [], content: .text(try Self.text(path, whole)))
            ]
            return
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let lines: GzipFile
        do { lines = try GzipFile(path: path) } catch { throw EvaluationError(whole, error.reason) }
        while let line = try Self.line(of: lines, whole) {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            let place = EvaluationRecord.Place(file: path, line: lines.line)
            guard records.count < Self.maximumRecords else {
                throw EvaluationError(place, "more than \(Self.maximumRecords) records; split the file")
            }
            do {
                records.append(try EvaluationRecord(try Self.parsed(line, place), at: place, folder: folder))
            } catch {
                guard isLenient else { throw error }
                skipped.append(error)
            }
        }
    }

    private static func line(
        of file: GzipFile, _ place: EvaluationRecord.Place
    ) throws(EvaluationError) -> [UInt8]? {
        do { return try file.nextLine() } catch { throw EvaluationError(place, error.reason) }
    }

    private static func parsed(
        _ line: [UInt8], _ place: EvaluationRecord.Place
    ) throws(EvaluationError) -> JSONValue {
        do {
            return try JSONValue(parsing: line)
        } catch {
            throw EvaluationError(place, "not JSON: column \(error.column): \(error.reason)")
        }
    }

    private static func text(_ path: String, _ place: EvaluationRecord.Place) throws(EvaluationError) -> String {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw EvaluationError(place, "cannot be read")
        }
        guard data.count <= maximumText else {
            throw EvaluationError(place, "has more than \(maximumText >> 20) MB; take a part of it")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw EvaluationError(place, "neither JSON lines (a name that ends in .jsonl) nor UTF-8 text")
        }
        return text
    }
}
