/// Reads records of files one after another and leaves out what should not be learned.
struct RecordReader {
    var portion: Portion
    var isLenient: Bool
    var heldOut: HeldOutCheck?
    /// Keeps the lines of what is used, to be written out.
    var keepsLines = false
    private var duplicates = DuplicateFilter()
    private(set) var report = RecordReport()
    /// By file.
    private(set) var lines: [[[UInt8]]] = []

    init(portion: Portion, isLenient: Bool, heldOut: HeldOutCheck?) {
        self.portion = portion
        self.isLenient = isLenient
        self.heldOut = heldOut
    }

    /// The records of a file that are used.
    mutating func read<Value>(
        _ path: String, _ convert: (RecordLine) throws(RecordError) -> RecordOutcome<Value>
    ) throws(RecordError) -> [Value] {
        var file = RecordReport.File(name: RecordFile(path: path).name)
        var values: [Value] = []
        lines.append([])
        try RecordSet.forEachLine(of: path) { (bytes, number) throws(RecordError) in
            guard bytes.contains(where: { $0 > 0x20 }) else { return }
            file.read += 1
            let outcome: RecordOutcome<Value>
            do throws(RecordError) {
                outcome = try convert(try RecordLine(bytes, file: path, number: number))
            } catch {
                guard isLenient else { throw error }
                file.drop(.badRecord)
                return
            }
            switch outcome {
            case .material: break
            case .drop(let drop): file.drop(drop)
            case .keep(let value, let question, let identity, let group):
                if heldOut?.contains(question) == true {
                    file.drop(.heldOut)
                } else if let drop = duplicates.check(identity) {
                    file.drop(drop)
                } else if Portion(of: group ?? question) != portion {
                    file.otherPortion += 1
                } else {
                    file.kept += 1
                    values.append(value)
                    if keepsLines { lines[lines.count - 1].append(bytes) }
                }
            }
        }
        report.files.append(file)
        return values
    }

    /// Counts records that were read and turned out to be of no use.
    mutating func dropLater(_ drops: [RecordDrop], in file: Int) {
        report.files[file].kept -= drops.count
        for drop in drops { report.files[file].drop(drop) }
    }
}
