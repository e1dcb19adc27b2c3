import Foundation

/// A response as the cache keeps it.
struct CacheEntry {
    /// All but the body.
    struct Metadata: Codable {
        var url: String
        var status: Int
        var fields: HeaderFields
        var httpVersion: String
        var remoteAddress: String?
        /// What was sent of the fields that `Vary` names.
        var sent: [String: String]
        var requested: Date
        var received: Date
    }

    var metadata: Metadata
    var body: [UInt8]

    /// Nil when the response may not be kept, or not to any use.
    init?(_ response: WireResponse, for hop: FetchHop, requested: Date, heuristics: Bool) {
        let control = CacheControl(response.fields)
        let vary = (response.fields["vary"] ?? "").lowercased().split(separator: ",").map { name in
            String(name.filter { $0 != " " && $0 != "\t" })
        }
        guard [200, 203, 301, 308, 404, 410].contains(response.status), !control.noStore, !response.isTruncated,
            !vary.contains("*")
        else { return nil }
        metadata = Metadata(
            url: hop.address.description, status: response.status, fields: response.fields,
            httpVersion: response.httpVersion, remoteAddress: response.remoteAddress?.description,
            sent: Dictionary(vary.map { ($0, hop.sent($0)) }) { first, _ in first }, requested: requested,
            received: Date())
        metadata.fields.removeAll(named: ["set-cookie", "set-cookie2"])
        body = response.body
        guard isFresh(at: Date(), heuristics: heuristics) || !conditions.isEmpty else { return nil }
    }

    init(metadata: Metadata, body: [UInt8]) {
        self.metadata = metadata
        self.body = body
    }

    var remoteAddress: IPAddress? { metadata.remoteAddress.flatMap { IPAddress($0) } }

    func answers(_ hop: FetchHop) -> Bool {
        metadata.url.utf8.elementsEqual(hop.address.description.utf8)
            && metadata.sent.allSatisfy { hop.sent($0.key) == $0.value }
    }

    /// As if it had just come, with the age that it has.
    var wire: WireResponse {
        var wire = WireResponse()
        wire.status = metadata.status
        wire.fields = metadata.fields
        wire.httpVersion = metadata.httpVersion
        wire.body = body
        wire.remoteAddress = remoteAddress
        return wire
    }

    /// RFC 9111, 4.2.
    func isFresh(at now: Date, heuristics: Bool) -> Bool {
        let control = CacheControl(metadata.fields)
        guard !control.noCache, let lifetime = lifetime(control, heuristics: heuristics) else { return false }
        return lifetime > age(at: now)
    }

    /// RFC 9111, 4.2.1 and 4.2.2, in seconds.
    private func lifetime(_ control: CacheControl, heuristics: Bool) -> Double? {
        if let maxAge = control.maxAge { return Double(maxAge) }
        let date = self.date("date") ?? metadata.received
        if metadata.fields["expires"] != nil { return self.date("expires").map { $0.timeIntervalSince(date) } ?? 0 }
        guard heuristics, let modified = self.date("last-modified") else { return nil }
        return min(max(date.timeIntervalSince(modified) / 10, 0), 24 * 3600)
    }

    /// RFC 9111, 4.2.3, in seconds.
    private func age(at now: Date) -> Double {
        let apparent = max(0, metadata.received.timeIntervalSince(date("date") ?? metadata.received))
        let delay = max(0, metadata.received.timeIntervalSince(metadata.requested))
        let corrected = Double(metadata.fields.number("age") ?? 0) + delay
        return max(apparent, corrected) + max(0, now.timeIntervalSince(metadata.received))
    }

    private func date(_ name: String) -> Date? { metadata.fields[name].flatMap { HTTPDate.parse($0) } }

    /// Fields that ask whether the entry still holds (RFC 9111, 4.3.1).
    var conditions: [(name: String, value: String)] {
        let pairs = [("if-none-match", "etag"), ("if-modified-since", "last-modified")]
        return pairs.compactMap { condition, validator in
            guard let value = metadata.fields.value(validator), let text = String(validating: value, as: UTF8.self),
                !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
            else { return nil }
            return (condition, text)
        }
    }

    /// RFC 9111, 4.3.4.
    func revalidated(by response: WireResponse, requested: Date) -> CacheEntry {
        var renewed = self
        renewed.metadata.fields.update(from: response.fields)
        renewed.metadata.fields.removeAll(named: ["set-cookie", "set-cookie2"])
        if response.fields.value("age") == nil { renewed.metadata.fields.removeAll(named: ["age"]) }
        renewed.metadata.requested = requested
        renewed.metadata.received = Date()
        return renewed
    }
}
