import Corvid
import Synchronization

/// How far a batch is: on a terminal one line that changes; nothing in a pipe.
final class BatchProgress: Sendable {
    private struct State {
        var done: Int
        var failed: Int
        let resumed: Int
        let watch = Stopwatch()
    }

    private let total: Int
    private let state: Mutex<State>

    init(total: Int, finished: [FinishedCase]) {
        self.total = total
        let failed = finished.count { $0.result.status != .passed }
        state = Mutex(State(done: finished.count, failed: failed, resumed: finished.count))
        show()
    }

    func add(_ done: FinishedCase) {
        state.withLock { state in
            state.done += 1
            if done.result.status != .passed { state.failed += 1 }
        }
        if done.result.status != .passed, Console.showsProgress {
            let style = TerminalStyle.errors
            let reason = TerminalText.line(done.result.failure ?? "", width: 120)
            Console.report("\(style.red("✗")) \(TerminalText.line(done.name, width: 40)): \(reason)")
        }
        show()
    }

    private func show() {
        guard Console.showsProgress else { return }
        let line = state.withLock { state in
            let made = Double(state.done - state.resumed)
            let rate = made / max(state.watch.seconds, 1e-9)
            var line = "\(state.done) of \(total) cases"
            if state.failed > 0 { line += ", \(state.failed) not passed" }
            if made > 0 {
                line +=
                    ", \(NumberFormat.rate(rate)) cases/s, \(NumberFormat.clock(Double(total - state.done) / rate)) left"
            }
            return line
        }
        Console.progress(TerminalText.line(line, width: TerminalText.width(of: 2) - 1))
    }
}
