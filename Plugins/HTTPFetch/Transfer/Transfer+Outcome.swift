import CCurl

extension Transfer {
    /// What the transfer came to, given libcurl's result.
    func outcome(_ code: CURLcode, of handle: CurlHandle) -> Result<WireResponse, any Error> {
        if isAbandoned { return .failure(CancellationError()) }
        if code == CURLE_OK || isCutShort {
            measure()
            var version = 0
            _ = corvid_curl_get_long(handle.easy, CURLINFO_HTTP_VERSION, &version)
            response.httpVersion =
                switch version {
                case Int(CURL_HTTP_VERSION_1_0): "1.0"
                case Int(CURL_HTTP_VERSION_1_1): "1.1"
                case Int(CURL_HTTP_VERSION_2_0): "2"
                default: "3"
                }
            return .success(response)
        }
        let reason = failure ?? self.reason(code)
        return .failure(FetchError(reason, url: request.address.description))
    }

    private func reason(_ code: CURLcode) -> FetchError.Reason {
        if let refusal, !response.hasBegun { return refusal }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .unresolvedHost(request.address.host.description)
        case CURLE_OPERATION_TIMEDOUT:
            let limits = policy.limits
            if !isConnected, limits.connectTime < request.timeout {
                return .exceeded(.connectTime, limit: limits.connectTime.milliseconds)
            }
            return .exceeded(.totalTime, limit: request.totalTime)
        case CURLE_PARTIAL_FILE: return .incomplete(received: response.body.count)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            return .tls(message(code))
        case CURLE_GOT_NOTHING: return .malformedResponse("the connection was closed without one")
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED:
            return .malformedResponse(message(code))
        case CURLE_RECV_ERROR where response.hasBegun && response.status > 0:
            return .connection("\(message(code)), after \(response.body.count) bytes")
        default: return .connection(message(code))
        }
    }

    private func message(_ code: CURLcode) -> String {
        let own = String(cString: errorText)
        return own.isEmpty ? String(cString: curl_easy_strerror(code)) : own
    }
}

extension WireResponse {
    /// Whether anything of an answer came.
    var hasBegun: Bool { status > 0 || !fields.all.isEmpty }
}
