import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The test's command line on a pseudo terminal, as a person has it.
final class Terminal {
    private let main: Int32
    private var process: pid_t = 0
    private var bytes: [UInt8] = []

    init(_ box: AgentSandbox, _ arguments: [String], delay: Int = 0) throws {
        var ends: (main: Int32, child: Int32) = (-1, -1)
        // Not ttyname, whose answer the next call overwrites: tests run side by side.
        var name = [CChar](repeating: 0, count: 256)
        guard openpty(&ends.main, &ends.child, nil, nil, nil) == 0, ttyname_r(ends.child, &name, name.count) == 0 else {
            throw NeverCame(what: "a pseudo terminal")
        }
        main = ends.main
        let terminal = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { close(ends.child) }
        _ = fcntl(ends.child, F_SETFD, FD_CLOEXEC)
        _ = fcntl(main, F_SETFD, FD_CLOEXEC)
        _ = fcntl(main, F_SETFL, O_NONBLOCK)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens becomes its own.
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // POSIX_SPAWN_SETSID, which the Glibc module does not show.
        posix_spawnattr_setflags(&attributes, 0x80)
        let program = CommandLineTool.executable("CorvidTestTool").path
        let environment = ProcessInfo.processInfo.environment.merging(box.environment(delay: delay)) { $1 }
        let words = ([program] + arguments).map { strdup($0) }
        let variables = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for word in words + variables { free(word) } }
        guard posix_spawn(&process, program, &actions, &attributes, words + [nil], variables + [nil]) == 0 else {
            throw NeverCame(what: "the process")
        }
    }

    deinit {
        close(main)
        if process > 0 {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
    }

    /// Everything shown so far.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func type(_ text: String) {
        let typed = Array(text.utf8)
        _ = typed.withUnsafeBytes { write(main, $0.baseAddress, $0.count) }
    }

    /// Waits until the terminal shows something new that contains the words.
    func wait(for words: String) throws {
        let deadline = Date(timeIntervalSinceNow: 15)
        while Date() < deadline {
            take()
            if let found = text.range(of: words) {
                bytes = Array(text[found.upperBound...].utf8)
                return
            }
            usleep(2000)
        }
        throw NeverCame(what: "\(words) in \(text.debugDescription)")
    }

    /// The exit code, or 128 and the signal that ended it.
    func wait() -> Int32 {
        var status: Int32 = 0
        let deadline = Date(timeIntervalSinceNow: 15)
        while waitpid(process, &status, WNOHANG) == 0 {
            take()
            if Date() > deadline { kill(process, SIGKILL) }
            usleep(2000)
        }
        take()
        process = 0
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    private func take() {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(main, &chunk, chunk.count)
            guard count > 0 else { return }
            bytes += chunk[..<count]
        }
    }
}
