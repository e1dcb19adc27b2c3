/// Why a file of lines cannot be read.
package struct GzipFileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Path as given by the caller.
    package var file: String
    /// Offset in the file as it is stored; nil when it could not be opened.
    package var byte: UInt64?
    /// What was found and what to do.
    package var reason: String

    package init(file: String, byte: UInt64? = nil, reason: String) {
        self.file = file
        self.byte = byte
        self.reason = reason
    }

    package var description: String {
        if let byte { "\(file): byte \(byte): \(reason)" } else { "\(file): \(reason)" }
    }
}
