/// What is not said keeps its default, so that a policy in a file is as short as it can be: `{"allowsLoopback": true}`.
/// `"allowedPorts": null` is all ports. A key that does not exist is an error. Durations are seconds.
extension FetchPolicy: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case schemes, allowedHosts, deniedHosts, allowedPorts, deniedPorts, allowsLoopback, allowedNetworks, methods
        case allowsInsecureRedirects, obeysRobots, hostInterval, httpVersion, usesEnvironmentProxy, certificateFile
        case userAgent, truncates, limits
    }

    public init(from decoder: any Decoder) throws {
        self.init()
        try decoder.refuseKeys(otherThan: CodingKeys.allCases.map(\.rawValue))
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try values.read(.schemes, into: &schemes)
        try values.read(.allowedHosts, into: &allowedHosts)
        try values.read(.deniedHosts, into: &deniedHosts)
        try values.read(.allowedPorts, into: &allowedPorts)
        try values.read(.deniedPorts, into: &deniedPorts)
        try values.read(.allowsLoopback, into: &allowsLoopback)
        try values.read(.allowedNetworks, into: &allowedNetworks)
        try values.read(.methods, into: &methods)
        try values.read(.allowsInsecureRedirects, into: &allowsInsecureRedirects)
        try values.read(.obeysRobots, into: &obeysRobots)
        try values.readSeconds(.hostInterval, into: &hostInterval)
        try values.read(.httpVersion, into: &httpVersion)
        try values.read(.usesEnvironmentProxy, into: &usesEnvironmentProxy)
        try values.read(.certificateFile, into: &certificateFile)
        try values.read(.userAgent, into: &userAgent)
        try values.read(.truncates, into: &truncates)
        try values.read(.limits, into: &limits)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(schemes.sorted(), forKey: .schemes)
        try values.encode(allowedHosts, forKey: .allowedHosts)
        try values.encode(deniedHosts, forKey: .deniedHosts)
        try values.encode(allowedPorts?.sorted(), forKey: .allowedPorts)
        try values.encode(deniedPorts.sorted(), forKey: .deniedPorts)
        try values.encode(allowsLoopback, forKey: .allowsLoopback)
        try values.encode(allowedNetworks, forKey: .allowedNetworks)
        try values.encode(methods.sorted(), forKey: .methods)
        try values.encode(allowsInsecureRedirects, forKey: .allowsInsecureRedirects)
        try values.encode(obeysRobots, forKey: .obeysRobots)
        try values.encode(hostInterval.inSeconds, forKey: .hostInterval)
        try values.encode(httpVersion, forKey: .httpVersion)
        try values.encode(usesEnvironmentProxy, forKey: .usesEnvironmentProxy)
        try values.encode(certificateFile, forKey: .certificateFile)
        try values.encode(userAgent, forKey: .userAgent)
        try values.encode(truncates, forKey: .truncates)
        try values.encode(limits, forKey: .limits)
    }
}
