import CCurl

/// The transfers that one multi handle carries out; belongs to one thread.
struct RunningTransfers {
    private let multi: UnsafeMutableRawPointer?
    private var active: [UnsafeMutableRawPointer: (handle: CurlHandle, transfer: Transfer)] = [:]

    init(_ multi: UnsafeMutableRawPointer?) {
        self.multi = multi
        if let multi { _ = corvid_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 8) }
    }

    var isEmpty: Bool { active.isEmpty }

    mutating func start(_ transfer: Transfer) {
        guard !transfer.isAbandoned else { return transfer.finish(.failure(CancellationError())) }
        guard let multi, var handle = CurlHandle() else { return refuse(transfer, "libcurl could not be started") }
        if let option = handle.configure(for: transfer) {
            handle.close()
            return refuse(transfer, "libcurl does not take \(option)")
        }
        transfer.attach(to: handle.easy)
        guard curl_multi_add_handle(multi, handle.easy) == CURLM_OK else {
            handle.close()
            return refuse(transfer, "libcurl does not take the transfer")
        }
        active[handle.easy] = (handle, transfer)
    }

    private func refuse(_ transfer: Transfer, _ what: String) {
        transfer.finish(.failure(FetchError(.connection(what), url: transfer.request.address.description)))
    }

    /// Does what can be done without waiting.
    mutating func advance() {
        guard let multi else { return }
        let now = ContinuousClock.now
        for (easy, entry) in active {
            if entry.transfer.progress.isTooSlow(at: now) {
                entry.transfer.fail(.exceeded(.speed, limit: entry.transfer.policy.limits.minimumSpeed))
            }
            if entry.transfer.shouldStop { end(easy, CURLE_ABORTED_BY_CALLBACK) }
        }
        var count: Int32 = 0
        curl_multi_perform(multi, &count)
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            end(easy, corvid_curl_result(message))
        }
    }

    func wait(milliseconds: Int32) {
        if let multi { curl_multi_poll(multi, nil, 0, milliseconds, nil) }
    }

    private mutating func end(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let (handle, transfer) = active.removeValue(forKey: easy) else { return }
        let outcome = transfer.outcome(code, of: handle)
        // Before anybody hears of the end, the connection of a stopped transfer is closed.
        curl_multi_remove_handle(multi, easy)
        handle.close()
        transfer.finish(outcome)
    }

    mutating func cancelAll() {
        for (easy, entry) in active {
            entry.transfer.abandon()
            end(easy, CURLE_ABORTED_BY_CALLBACK)
        }
    }

    mutating func close() {
        cancelAll()
        if let multi { curl_multi_cleanup(multi) }
    }
}
