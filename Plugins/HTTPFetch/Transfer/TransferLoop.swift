import CCurl
import Foundation
import Synchronization

/// Carries out transfers on a thread of its own, which lives while there are any and a little longer, so that connections
/// are used again.
final class TransferLoop: Sendable {
    /// How long an idle thread keeps its connections.
    private static let linger = Duration.seconds(5)

    private let shared = Mutex(Shared())

    private struct Shared: ~Copyable {
        var incoming: [Transfer] = []
        var isRunning = false
        var isClosed = false
        // Set while the thread may be waiting in it.
        nonisolated(unsafe) var multi: UnsafeMutableRawPointer?
    }

    /// Carries out one transfer. Cancelling the task ends it at once, and its connection with it.
    ///
    /// - Throws: `CancellationError`, or ``FetchError``.
    func perform(_ request: WireRequest, policy: FetchPolicy) async throws -> WireResponse {
        let transfer = Transfer(request, policy: policy)
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                transfer.continuation = continuation
                submit(transfer)
            }
        } onCancel: {
            transfer.abandon()
            wake()
        }
    }

    private func submit(_ transfer: Transfer) {
        let state = shared.withLock { shared -> (mustStart: Bool, isClosed: Bool) in
            guard !shared.isClosed else { return (false, true) }
            shared.incoming.append(transfer)
            defer { shared.isRunning = true }
            if let multi = shared.multi { curl_multi_wakeup(multi) }
            return (!shared.isRunning, false)
        }
        if state.isClosed { transfer.finish(.failure(CancellationError())) }
        guard state.mustStart else { return }
        let thread = Thread { self.run() }
        thread.name = "corvid.fetch"
        thread.start()
    }

    private func wake() {
        shared.withLock { shared in
            if let multi = shared.multi { curl_multi_wakeup(multi) }
        }
    }

    /// Cancels all transfers and ends the thread; later ones are cancelled at once.
    func close() {
        shared.withLock { shared in
            shared.isClosed = true
            if let multi = shared.multi { curl_multi_wakeup(multi) }
        }
    }

    private func run() {
        // A peer that closes must be an error of one transfer, not the end of the process.
        var pipe = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, nil)

        let multi = CurlHandle.isReady ? curl_multi_init() : nil
        nonisolated(unsafe) let shown = multi
        shared.withLock { $0.multi = shown }
        var running = RunningTransfers(multi)
        var idleSince = ContinuousClock.now
        while true {
            for transfer in takeIncoming() { running.start(transfer) }
            if isClosed { running.cancelAll() }
            running.advance()
            if !running.isEmpty { idleSince = .now }
            if running.isEmpty, endIfIdle(since: idleSince) { break }
            running.wait(milliseconds: running.isEmpty ? 500 : 100)
        }
        running.close()
    }

    private var isClosed: Bool { shared.withLock { $0.isClosed } }

    private func takeIncoming() -> [Transfer] {
        shared.withLock { shared in
            defer { shared.incoming = [] }
            return shared.incoming
        }
    }

    private func endIfIdle(since: ContinuousClock.Instant) -> Bool {
        shared.withLock { shared in
            guard shared.incoming.isEmpty, shared.isClosed || ContinuousClock.now - since >= Self.linger else {
                return false
            }
            shared.multi = nil
            shared.isRunning = false
            return true
        }
    }
}
