import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ctrl-C, looked at once a step: the first ends the work cleanly, the second at once.
enum InterruptFlag {
    private static let flag = Atomic<Bool>(false)

    /// From here on Ctrl-C sets ``isRequested``.
    static func watch() {
        flag.store(false, ordering: .relaxed)
        signal(SIGINT) { _ in
            if InterruptFlag.flag.exchange(true, ordering: .relaxed) { _exit(ExitStatus.interrupted) }
        }
    }

    /// From here on Ctrl-C ends the process again.
    static func unwatch() {
        flag.store(false, ordering: .relaxed)
        signal(SIGINT, SIG_DFL)
    }

    static var isRequested: Bool { flag.load(ordering: .relaxed) }

    /// Ends the command when Ctrl-C was pressed.
    ///
    /// - Throws: ``CommandFailure`` with status 130.
    static func check() throws {
        if isRequested { throw CommandFailure(ExitStatus.interrupted, "interrupted") }
    }
}
