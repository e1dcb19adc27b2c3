import Foundation

/// The lines that were entered, kept in a file that only its owner can read.
struct LineHistory: Sendable {
    private let path: String
    private var lines: [String]
    private static let mostLines = 1000

    init(path: String) {
        self.path = path
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        lines = text.split(separator: "\n").suffix(Self.mostLines).map { Self.unescaped(String($0)) }
    }

    /// Adds a line and writes it to the file. A history that cannot be written is kept in memory.
    mutating func add(_ line: String) {
        guard line.contains(where: { !$0.isWhitespace }), line != lines.last else { return }
        lines.append(line)
        if lines.count > Self.mostLines { lines.removeFirst(lines.count - Self.mostLines) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let text = lines.map { Self.escaped($0) + "\n" }.joined()
        try? PrivateFile.write(Array(text.utf8), to: path)
    }

    /// Goes through the lines and back.
    var browser: Browser { Browser(lines: lines) }

    struct Browser {
        fileprivate let lines: [String]
        private var place: Int
        private var draft = ""

        fileprivate init(lines: [String]) {
            self.lines = lines
            place = lines.count
        }

        /// - Parameter current: what stands in the line; comes back below the newest.
        mutating func older(than current: String) -> String? {
            guard place > 0 else { return nil }
            if place == lines.count { draft = current }
            place -= 1
            return lines[place]
        }

        mutating func newer() -> String? {
            guard place < lines.count else { return nil }
            place += 1
            return place == lines.count ? draft : lines[place]
        }
    }

    private static func escaped(_ line: String) -> String {
        line.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\n", with: "\\n")
    }

    private static func unescaped(_ text: String) -> String {
        var line = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                line.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                line.append(character)
            }
        }
        return line
    }
}
