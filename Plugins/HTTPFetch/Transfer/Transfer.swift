import CCurl
import Foundation
import Synchronization

/// One request on the wire and what has come of it so far.
// Sendable: once handed to a loop, only the loop's thread touches anything but the atomic flag and the constants.
final class Transfer: @unchecked Sendable {
    let request: WireRequest
    let policy: FetchPolicy
    private let abandoned = Atomic(false)

    var continuation: CheckedContinuation<WireResponse, any Error>?
    /// Why a callback stopped the transfer; it decides over whatever libcurl then reports.
    private(set) var failure: FetchError.Reason?
    var response = WireResponse()
    /// Whether enough has come that the rest is not wanted.
    private(set) var isCutShort = false
    var refusal: FetchError.Reason?
    var isConnected = false
    var progress: SpeedMeter
    let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var headerBytes = 0
    private var isHeaderComplete = false
    private var handle: UnsafeMutableRawPointer?

    init(_ request: WireRequest, policy: FetchPolicy) {
        self.request = request
        self.policy = policy
        progress = SpeedMeter(policy.limits)
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit { errorText.deallocate() }

    /// May be called from any thread; the loop must then be woken.
    func abandon() { abandoned.store(true, ordering: .releasing) }

    var isAbandoned: Bool { abandoned.load(ordering: .acquiring) }

    var shouldStop: Bool { failure != nil || isAbandoned }

    func fail(_ reason: FetchError.Reason) {
        if failure == nil { failure = reason }
    }

    func attach(to handle: UnsafeMutableRawPointer) { self.handle = handle }

    // MARK: Header

    /// Takes one header line, a status line or the empty line at the end.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        progress.add(line.count)
        guard headerBytes <= policy.limits.headerBytes else {
            fail(.exceeded(.headerBytes, limit: policy.limits.headerBytes))
            return false
        }
        // Fields after the body are trailers, which nobody here asks for.
        guard response.body.isEmpty else { return true }
        if line.starts(with: "HTTP/".utf8) {
            response.fields = HeaderFields()
            isHeaderComplete = false
            return true
        }
        var text = line[...]
        while let last = text.last, last == 0x0A || last == 0x0D { text.removeLast() }
        if text.isEmpty {
            return finishHeader()
        }
        guard !isHeaderComplete else { return true }
        if text.first == 0x20 || text.first == 0x09 {
            // libcurl unfolds nothing: an obsolete line fold belongs to the field before (RFC 9112, 5.2).
            response.fields.extendLast(Array(text))
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            response.fields.append(name: Array(text[..<colon]), value: Array(text[(colon + 1)...]))
        }
        return true
    }

    private func finishHeader() -> Bool {
        isHeaderComplete = true
        guard let handle else { return true }
        var status = 0
        _ = corvid_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        response.status = status
        guard request.method != "HEAD", status >= 200, !policy.truncates,
            let length = response.fields.number("content-length"), length > request.wireLimit
        else { return true }
        if response.redirectTarget != nil { return true }
        fail(.exceeded(.wireBytes, limit: policy.limits.wireBytes))
        return false
    }

    // MARK: Body

    /// Bytes of the body before decompression.
    private var wireBytes: Int {
        var size: curl_off_t = 0
        if let handle { _ = corvid_curl_get_size(handle, CURLINFO_SIZE_DOWNLOAD_T, &size) }
        return Int(size)
    }

    /// Bodies of redirects are not read beyond this.
    static let redirectBody = 64 << 10
    /// What libcurl decodes at once may not be counted as received yet.
    static let expansionFloor = 16 << 10

    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let limits = policy.limits
        let wire = wireBytes
        let size = response.body.count + bytes.count
        if response.redirectTarget != nil {
            guard size <= Self.redirectBody else {
                isCutShort = true
                return false
            }
        } else if size > limits.bodyBytes {
            return overflow(.bodyBytes, limits.bodyBytes, bytes, room: limits.bodyBytes - response.body.count)
        } else if wire > request.wireLimit {
            return overflow(.wireBytes, limits.wireBytes, bytes, room: max(request.wireLimit - response.body.count, 0))
        }
        let allowed = max(wire, Self.expansionFloor).multipliedReportingOverflow(by: max(limits.expansion, 1))
        if !allowed.overflow, size > allowed.partialValue {
            fail(.exceeded(.expansion, limit: limits.expansion))
            return false
        }
        response.body += bytes
        return true
    }

    private func overflow(_ bound: FetchBound, _ limit: Int, _ bytes: UnsafeRawBufferPointer, room: Int) -> Bool {
        if policy.truncates {
            response.body += bytes.prefix(max(room, 0))
            response.isTruncated = true
            isCutShort = true
        } else {
            fail(.exceeded(bound, limit: limit))
        }
        return false
    }

    /// Called by libcurl about once a read, with the bytes of the body so far on the wire.
    func receiveProgress(_ downloaded: Int) -> Bool {
        guard !shouldStop else { return false }
        progress.update(total: downloaded)
        // Compressed data may come without end and decompress to nothing.
        let isRedirect = response.redirectTarget != nil
        if isRedirect, downloaded > Self.redirectBody {
            isCutShort = true
            return false
        }
        if downloaded > request.wireLimit, !isCutShort, !isRedirect {
            return overflow(.wireBytes, policy.limits.wireBytes, UnsafeRawBufferPointer(start: nil, count: 0), room: 0)
        }
        return true
    }

    // MARK: Addresses

    /// Whether a socket may be opened to an address.
    func mayConnect(to address: IPAddress?) -> Bool {
        guard let address else {
            refusal = .connection("an address of an unknown family")
            return false
        }
        guard let reason = policy.refusal(of: address) else { return true }
        refusal = reason
        return false
    }

    func finish(_ result: Result<WireResponse, any Error>) {
        continuation?.resume(with: result)
        continuation = nil
        handle = nil
    }

    func measure() { response.wireBytes = wireBytes }
}
