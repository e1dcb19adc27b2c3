package import CorvidGrammar

/// The records of a file.
package struct EvaluationRecordFile: Sendable {
    package var records: [EvaluationRecord] = []
    /// What was wrong with the records that were left out.
    package var skipped: [EvaluationError] = []

    private static let maximumRecords = 1_000_000

    /// Reads JSON lines; a file of another name is a text as a whole.
    ///
    /// - Parameters:
    ///   - isLenient: leaves out records that cannot be used, instead of ending.
    /// - Throws: ``EvaluationError`` with line and member of what is wrong.
    package init(_ bytes: [UInt8], name: String, isLenient: Bool = false) throws(EvaluationError) {
        let folder = name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "."
        if bytes.starts(with: [0x1F, 0x8B]) {
            throw EvaluationError(.init(file: name, line: 0), "the file is compressed; unpack it first, with gunzip")
        }
        let lower = name.lowercased()
        guard [".jsonl", ".ndjson", ".json"].contains(where: { lower.hasSuffix($0) }) || name == "-" else {
            let place = EvaluationRecord.Place(file: name, line: 0)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw EvaluationError(place, "neither JSON lines (a name that ends in .jsonl) nor UTF-8 text")
            }
            records = [
                EvaluationRecord(place: place, id: name, kind: .text, groups: [], content: .text(text))
            ]
            return
        }
        var number = 0
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            let place = EvaluationRecord.Place(file: name, line: number)
            do {
                guard records.count < Self.maximumRecords else {
                    throw EvaluationError(place, "more than \(Self.maximumRecords) records; split the file")
                }
                records.append(try EvaluationRecord(try Self.parsed(line, place), at: place, folder: folder))
            } catch {
                guard isLenient else { throw error }
                skipped.append(error)
            }
        }
    }

    private static func parsed(
        _ line: ArraySlice<UInt8>, _ place: EvaluationRecord.Place
    ) throws(EvaluationError) -> JSONValue {
        do {
            return try JSONValue(parsing: Array(line))
        } catch {
            throw EvaluationError(place, "not JSON: column \(error.column): \(error.reason)")
        }
    }
}
