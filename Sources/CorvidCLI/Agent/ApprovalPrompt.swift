import Corvid
import CorvidGrammar
import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Answers the policy's questions: by the mode, or by asking the person at the terminal.
actor ApprovalPrompt {
    private let mode: ApprovalMode
    private let output: RunOutput
    private var approvedTools: Set<String> = []

    init(mode: ApprovalMode, output: RunOutput) {
        self.mode = mode
        self.output = output
    }

    /// Nil where nobody can be asked: the run then stops and waits.
    func decide(_ request: ApprovalRequest) async -> ApprovalDecision? {
        switch mode {
        case .always: return .approve
        case .never: return .deny
        case .ask: break
        }
        guard isatty(0) == 1, Console.showsProgress else { return nil }
        // A person who said "always" did not mean arguments that a web page wrote.
        if approvedTools.contains(request.call.name), request.untrustedArguments.isEmpty { return .approve }
        await output.catchUp(with: request)
        Console.report(Self.text(request))
        while true {
            Console.ask("Run it? y: yes, n: no, a: always for \(TerminalText.safe(request.call.name)) > ")
            guard let answer = await Self.readLine() else { return nil }
            switch answer.lowercased().filter({ !$0.isWhitespace }) {
            case "y", "yes": return .approve
            case "n", "no": return .deny
            case "a", "always":
                approvedTools.insert(request.call.name)
                return .approve
            default: continue
            }
        }
    }

    private static func text(_ request: ApprovalRequest) -> String {
        let style = TerminalStyle.errors
        var lines = ["\(style.bold(request.call.name)) needs approval: \(TerminalText.safe(request.reason))"]
        for member in request.call.arguments.members ?? [] {
            let name = String(decoding: member.key, as: UTF8.self)
            let value = TerminalText.safe(String(decoding: member.value.serialized, as: UTF8.self))
            let flag = request.untrustedArguments.contains(name) ? style.yellow("  (stands in untrusted text)") : ""
            lines.append("  \(TerminalText.safe(name)): \(value)\(flag)")
        }
        return lines.joined(separator: "\n")
    }

    /// A line from the terminal; nil at its end and after Ctrl-C.
    private static func readLine() async -> String? {
        await withCheckedContinuation { continuation in
            // Waiting for a person blocks a thread, which must not be one of those that the run needs.
            DispatchQueue.global().async {
                var bytes: [UInt8] = []
                while !InterruptFlag.isRequested {
                    var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
                    guard poll(&input, 1, 50) > 0 else { continue }
                    var byte: UInt8 = 0
                    guard read(0, &byte, 1) == 1 else { return continuation.resume(returning: nil) }
                    if byte == UInt8(ascii: "\n") {
                        return continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
                    }
                    bytes.append(byte)
                }
                continuation.resume(returning: nil)
            }
        }
    }
}
