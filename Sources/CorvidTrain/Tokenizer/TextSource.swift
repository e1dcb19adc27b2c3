import CorvidEngine
import CorvidGrammar

/// The pieces of one file of text: nine tenths to learn from and a tenth to judge by.
///
/// Files named `.jsonl` or `.json` hold a JSON value a line; a text that occurs in several records of a file counts once,
/// so that a definition repeated with every record does not outweigh all else. Other files are plain text. Either may be
/// compressed with gzip.
package struct TextSource: Sendable {
    package let path: String
    package private(set) var learned = PieceCounts()
    package private(set) var heldOut = PieceCounts()
    /// Different texts.
    package private(set) var texts = 0

    /// What is longer is no word: encoded data, ruled lines.
    private static let longestPiece = 256
    /// Plain text is dealt out in blocks of so many bytes.
    private static let blockSize = 4096
    private static let parts: UInt64 = 10

    private let scanner: PieceScanner

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - skippedKeys: members of records that hold no text.
    ///   - progress: is told how many bytes of the file are done; false ends the work.
    /// - Throws: `GzipFileError` when the file cannot be read; `TokenizerTrainingError` with code `text` and the line when
    ///   it is not what its name says.
    package init(
        path: String, skippedKeys: [String] = [], progress: (UInt64) -> Bool = { _ in true }
    ) throws {
        guard let scanner = PieceScanner(preTokenizer: BPETrainer.preTokenizer) else {
            preconditionFailure("the engine has no pre-tokenizer \(BPETrainer.preTokenizer)")
        }
        self.scanner = scanner
        self.path = path
        let file = try GzipFile(path: path)
        func check() throws {
            guard file.line % 256 != 0 || progress(file.offset) else {
                throw TokenizerTrainingError(.cancelled, "the reading of \(path) was interrupted")
            }
        }
        if Self.holdsRecords(path) {
            try readRecords(file, VocabularyText(skippedKeys: Set(skippedKeys.map { Array($0.utf8) })), check)
        } else {
            try readText(file, check)
        }
    }

    private static func holdsRecords(_ path: String) -> Bool {
        let name = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
        return name.hasSuffix(".jsonl") || name.hasSuffix(".json")
    }

    private mutating func readRecords(_ file: GzipFile, _ text: VocabularyText, _ check: () throws -> Void) throws {
        var known: Set<UInt64> = []
        while let line = try file.nextLine() {
            try check()
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            let record: JSONValue
            do {
                record = try JSONValue(parsing: line)
            } catch {
                throw TokenizerTrainingError(.text, "\(path): line \(file.line): \(error)")
            }
            text.forEachText(of: record) { bytes in
                let hash = Self.hash(bytes)
                if known.insert(hash).inserted { add(bytes, hash: hash) }
            }
        }
    }

    private mutating func readText(_ file: GzipFile, _ check: () throws -> Void) throws {
        var block: [UInt8] = []
        while let line = try file.nextLine() {
            try check()
            guard String(validating: line, as: UTF8.self) != nil else {
                throw TokenizerTrainingError(.text, "\(path): line \(file.line): is not UTF-8 text")
            }
            block += line + [0x0A]
            if block.count >= Self.blockSize {
                add(block, hash: Self.hash(block))
                block = []
            }
        }
        if !block.isEmpty { add(block, hash: Self.hash(block)) }
    }

    private mutating func add(_ text: [UInt8], hash: UInt64) {
        if text.isEmpty { return }
        texts += 1
        let isHeldOut = (hash >> 32) % Self.parts == 0
        text.withUnsafeBufferPointer { buffer in
            scanner.forEachPiece(of: buffer) { piece in
                if piece.count > Self.longestPiece { return }
                if isHeldOut { heldOut.add(piece) } else { learned.add(piece) }
            }
        }
    }

    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash ^= hash >> 32
        return hash &* 0x9E37_79B9_7F4A_7C15
    }
}
