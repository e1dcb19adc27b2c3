import CCurl
import Foundation

/// One easy handle of libcurl with the lists that it points into.
struct CurlHandle {
    let easy: UnsafeMutableRawPointer
    private var list: UnsafeMutablePointer<curl_slist>?
    private var resolutions: UnsafeMutablePointer<curl_slist>?

    /// Once for the process, before any other call.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// What this libcurl can decompress.
    static let encodings: String = {
        let features = curl_version_info(CURLVERSION_FIRST).pointee.features
        let hasBrotli = features & Int32(bitPattern: UInt32(CURL_VERSION_BROTLI)) != 0
        let hasZlib = features & Int32(bitPattern: UInt32(CURL_VERSION_LIBZ)) != 0
        return [hasZlib ? "gzip, deflate" : nil, hasBrotli ? "br" : nil].compactMap { $0 }.joined(separator: ", ")
    }()

    init?() {
        guard Self.isReady, let easy = curl_easy_init() else { return nil }
        self.easy = easy
    }

    func close() {
        curl_easy_cleanup(easy)
        curl_slist_free_all(list)
        curl_slist_free_all(resolutions)
    }

    /// - Returns: The first option that libcurl would not take.
    mutating func configure(for transfer: Transfer) -> String? {
        let request = transfer.request
        let policy = transfer.policy
        var failed: String?
        func check(_ code: CURLcode, _ what: String) {
            if code != CURLE_OK, failed == nil { failed = what }
        }
        func set(_ option: CURLoption, _ value: Int, _ what: String) {
            check(corvid_curl_set_long(easy, option, value), what)
        }
        func set(_ option: CURLoption, _ value: String, _ what: String) {
            check(corvid_curl_set_text(easy, option, value), what)
        }
        set(CURLOPT_URL, request.address.description, "the URL")
        // The path is canonical already and must be requested as it was judged.
        set(CURLOPT_PATH_AS_IS, 1, "the path")
        set(CURLOPT_PROTOCOLS_STR, "http,https", "protocols")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https", "protocols")
        set(CURLOPT_FOLLOWLOCATION, 0, "redirects")
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1, "credentials")
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue), "netrc")
        set(CURLOPT_NOSIGNAL, 1, "signals")
        // A name server that does not answer must not hold up a cancelled transfer.
        set(CURLOPT_QUICK_EXIT, 1, "resolver")
        if !policy.usesEnvironmentProxy { set(CURLOPT_PROXY, "", "proxy") }
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1, "proxy header")
        let agent = String(policy.userAgent.unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7F })
        set(CURLOPT_USERAGENT, agent, "user agent")
        let version =
            switch policy.httpVersion {
            case .automatic: CURL_HTTP_VERSION_2TLS
            case .http1: CURL_HTTP_VERSION_1_1
            case .http2: CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
            }
        set(CURLOPT_HTTP_VERSION, Int(version), "the version of HTTP")
        if policy.httpVersion == .http2, request.address.scheme == "http" {
            // libcurl 7.88 fails when it uses a connection of HTTP/2 without TLS a second time.
            set(CURLOPT_FRESH_CONNECT, 1, "connections")
            set(CURLOPT_FORBID_REUSE, 1, "connections")
        }
        if let file = policy.certificateFile { set(CURLOPT_CAINFO, file, "certificates") }
        let connect = min(policy.limits.connectTime, request.timeout)
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, min(connect.milliseconds, Int(Int32.max))), "connect time")
        set(CURLOPT_TIMEOUT_MS, max(1, min(request.timeout.milliseconds, Int(Int32.max))), "time")
        // Parts of a compressed body cannot be decompressed.
        let asksForPart = request.fields.contains { $0.name == "range" }
        set(CURLOPT_ACCEPT_ENCODING, asksForPart ? "identity" : Self.encodings, "encodings")
        switch request.method {
        case "HEAD": set(CURLOPT_NOBODY, 1, "method")
        case "POST":
            let body = request.body ?? []
            check(corvid_curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)), "body")
            body.withUnsafeBytes { bytes in
                let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                check(corvid_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start), "body")
            }
            set(CURLOPT_POST, 1, "method")
        default: set(CURLOPT_HTTPGET, 1, "method")
        }
        for field in request.fields { list = curl_slist_append(list, "\(field.name): \(field.value)") ?? list }
        // No round of waiting for permission to send.
        list = curl_slist_append(list, "Expect:") ?? list
        check(corvid_curl_set_list(easy, CURLOPT_HTTPHEADER, list), "fields")
        for entry in request.resolutions { resolutions = curl_slist_append(resolutions, entry) ?? resolutions }
        if resolutions != nil { check(corvid_curl_set_list(easy, CURLOPT_RESOLVE, resolutions), "resolutions") }
        check(corvid_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, transfer.errorText), "error text")
        setCallbacks(Unmanaged.passUnretained(transfer).toOpaque(), check)
        return failed
    }

    private func setCallbacks(_ context: UnsafeMutableRawPointer, _ check: (CURLcode, String) -> Void) {
        check(corvid_curl_set_pointer(easy, CURLOPT_WRITEDATA, context), "callback")
        check(corvid_curl_set_pointer(easy, CURLOPT_HEADERDATA, context), "callback")
        check(corvid_curl_set_pointer(easy, CURLOPT_XFERINFODATA, context), "callback")
        check(corvid_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context), "callback")
        check(corvid_curl_set_pointer(easy, CURLOPT_PREREQDATA, context), "callback")
        check(corvid_curl_set_pointer(easy, CURLOPT_PRIVATE, context), "callback")
        check(
            corvid_curl_set_write(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
                let length = size * count
                guard let transfer = Transfer.from(context) else { return 0 }
                return transfer.receiveBody(UnsafeRawBufferPointer(start: data, count: length))
                    ? length : Transfer.stop(length)
            }, "callback")
        check(
            corvid_curl_set_write(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
                let length = size * count
                guard let transfer = Transfer.from(context) else { return 0 }
                return transfer.receiveHeader(UnsafeRawBufferPointer(start: data, count: length))
                    ? length : Transfer.stop(length)
            }, "callback")
        check(
            corvid_curl_set_progress(easy) { context, _, downloaded, _, _ in
                Transfer.from(context)?.receiveProgress(Int(downloaded)) == true ? 0 : 1
            }, "callback")
        check(corvid_curl_set_long(easy, CURLOPT_NOPROGRESS, 0), "callback")
        check(
            corvid_curl_set_open_socket(easy) { context, _, address in
                guard let transfer = Transfer.from(context), let address,
                    transfer.mayConnect(to: IPAddress(corvid_curl_address(address)))
                else { return CURL_SOCKET_BAD }
                let type = address.pointee.socktype
                #if os(Linux)
                    let flags = Int32(SOCK_CLOEXEC.rawValue)
                #else
                    let flags: Int32 = 0
                #endif
                return socket(address.pointee.family, type | flags, address.pointee.protocol)
            }, "callback")
        check(
            corvid_curl_set_prerequest(easy) { context, remote, _, _, _ in
                guard let transfer = Transfer.from(context) else { return CURL_PREREQFUNC_ABORT }
                return transfer.prepare(remote: remote.flatMap { String(validatingCString: $0) })
                    ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            }, "callback")
    }
}

extension Transfer {
    fileprivate static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// A count that differs from what was given, which tells libcurl to stop.
    fileprivate static func stop(_ length: Int) -> Int { length == 0 ? 1 : 0 }

    /// The connection stands, be it new or one from before: the last look at where it leads.
    fileprivate func prepare(remote: String?) -> Bool {
        isConnected = true
        let address = remote.flatMap { IPAddress(String($0.prefix { $0 != "%" })) }
        response.remoteAddress = address
        return mayConnect(to: address) && !shouldStop
    }
}
