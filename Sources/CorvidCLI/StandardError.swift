#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The stream for everything that is not the result: progress, notes, errors.
enum StandardError {
    /// Whether a person may be reading it.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes `text` as it is, unbuffered.
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                #if canImport(Darwin)
                    let written = Darwin.write(STDERR_FILENO, rest.baseAddress, rest.count)
                #elseif canImport(Musl)
                    let written = Musl.write(STDERR_FILENO, rest.baseAddress, rest.count)
                #else
                    let written = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                #endif
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            }
        }
    }
}
