/// What came back of one transfer.
struct WireResponse: Sendable {
    var status = 0
    var httpVersion = ""
    var fields = HeaderFields()
    /// Decompressed.
    var body: [UInt8] = []
    var wireBytes = 0
    var isTruncated = false
    var remoteAddress: IPAddress?

    /// The `Location` of a redirect that a client may follow by itself (RFC 9110, 15.4).
    var redirectTarget: [UInt8]? {
        guard [301, 302, 303, 307, 308].contains(status) else { return nil }
        return fields.value("location")
    }
}
