/// What is not said keeps its default. Durations are seconds.
extension FetchLimits: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case wireBytes, bodyBytes, expansion, headerBytes, totalTime, connectTime, minimumSpeed, slowTime, redirects
    }

    public init(from decoder: any Decoder) throws {
        self.init()
        try decoder.refuseKeys(otherThan: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try values.read(.wireBytes, into: &wireBytes)
        try values.read(.bodyBytes, into: &bodyBytes)
        try values.read(.expansion, into: &expansion)
        try values.read(.headerBytes, into: &headerBytes)
        try values.readSeconds(.totalTime, into: &totalTime)
        try values.readSeconds(.connectTime, into: &connectTime)
        try values.read(.minimumSpeed, into: &minimumSpeed)
        try values.readSeconds(.slowTime, into: &slowTime)
        try values.read(.redirects, into: &redirects)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(wireBytes, forKey: .wireBytes)
        try values.encode(bodyBytes, forKey: .bodyBytes)
        try values.encode(expansion, forKey: .expansion)
        try values.encode(headerBytes, forKey: .headerBytes)
        try values.encode(totalTime.inSeconds, forKey: .totalTime)
        try values.encode(connectTime.inSeconds, forKey: .connectTime)
        try values.encode(minimumSpeed, forKey: .minimumSpeed)
        try values.encode(slowTime.inSeconds, forKey: .slowTime)
        try values.encode(redirects, forKey: .redirects)
    }
}
