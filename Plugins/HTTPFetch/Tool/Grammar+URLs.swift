public import CorvidGrammar

extension Grammar {
    /// The URLs that a policy may allow: each sentence is one that ``HTTPFetcher`` reads and does not refuse before it
    /// connects. Not every allowed URL is a sentence: names are ASCII, and of addresses only those are written that the
    /// policy names.
    public init(urlsAllowedBy policy: FetchPolicy) {
        let hosts = Self.hosts(policy)
        let rules: [Rule] = [
            Rule(name: "root", expression: .sequence([.reference("origin"), .optional(.reference("target"))])),
            Rule(
                name: "origin",
                expression: .choice(
                    ["https", "http"].filter { policy.schemes.contains($0) }.map { scheme in
                        [.text("\(scheme)://"), hosts, Self.port(policy, scheme: scheme)]
                    })),
            Rule(
                name: "target",
                expression: [
                    .choice([
                        ["/", .repetition(.reference("character"), 0...2000)],
                        ["?", .repetition(.reference("character"), 0...2000)],
                    ]), .optional(["#", .repetition(.reference("character"), 0...200)]),
                ]),
            Rule(
                name: "character",
                expression: .choice([
                    .characters(
                        CharacterClass.letters.union(.digits).union(CharacterClass(in: "-._~!$&'()*+,;=:@/?"))),
                    ["%", .repetition(.characters(.hexadecimalDigits), 2)],
                ])),
        ]
        self.init(root: "root", rules: rules)
    }

    // MARK: Ports

    private static func port(_ policy: FetchPolicy, scheme: String) -> Expression {
        let standard = WebAddress.defaultPort(scheme)
        let isAllowed = { (port: Int) in
            policy.allowedPorts?.contains(port) ?? true && !policy.deniedPorts.contains(port)
        }
        let written: Expression
        if let ports = policy.allowedPorts {
            written = .choice(
                ports.filter { (1...65535).contains($0) && isAllowed($0) }.sorted().map { .text(":\($0)") })
        } else {
            let any = Expression.regularExpression(
                ":([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])")
            let denied = policy.deniedPorts.sorted().map { Expression.text(":\($0)") }
            written = denied.isEmpty ? any : .intersection([any, .complement(.choice(denied))])
        }
        return isAllowed(standard) ? .optional(written) : written
    }

    // MARK: Hosts

    private static func hosts(_ policy: FetchPolicy) -> Expression {
        var choices: [Expression] = []
        if let allowed = policy.allowedHosts {
            for pattern in allowed where !pattern.host.isEmpty {
                if pattern.coversSubdomains {
                    // Two labels more must keep the name within 253 bytes.
                    guard pattern.host.utf8.count <= 125 else { continue }
                    choices.append(excluding(policy, [.repetition([label(63), "."], 1...2), folded(pattern.host)]))
                } else if let host = plain(pattern.host, policy) {
                    choices.append(host)
                }
            }
        } else {
            // Two shapes within 253 bytes: few long labels, or many shorter ones.
            let top: Expression = [.characters(.letters), .repetition(.characters(.letters), 1...22)]
            choices.append(
                excluding(
                    policy,
                    .choice([
                        [.repetition([label(63), "."], 1...3), top], [.repetition([label(27), "."], 4...8), top],
                    ])))
            let known = (policy.allowsLoopback ? ["localhost", "127.0.0.1", "::1"] : [])
            let single = policy.allowedNetworks.filter(\.isSingleAddress).map(\.description)
            choices += (known + single).compactMap { plain($0, policy) }
        }
        return .choice(choices)
    }

    /// A host by itself, if nothing else in the policy refuses it.
    private static func plain(_ text: String, _ policy: FetchPolicy) -> Expression? {
        let bracketed = text.contains(":") ? "[\(text)]" : text
        var open = policy
        open.allowedPorts = nil
        open.deniedPorts = []
        guard let host = try? WebAddress.Host(parsing: bracketed),
            open.refusal(of: WebAddress(scheme: policy.schemes.first ?? "https", host: host, port: 443, target: "/"))
                == nil
        else { return nil }
        return folded(bracketed)
    }

    /// Names but those that the policy refuses.
    private static func excluding(_ policy: FetchPolicy, _ names: Expression) -> Expression {
        let before: Expression = .optional([.zeroOrMore(.anyCharacter), "."])
        var refused: [Expression] = policy.deniedHosts.filter { !$0.host.isEmpty }.map { pattern in
            pattern.coversSubdomains
                ? [.zeroOrMore(.anyCharacter), ".", folded(pattern.host)] : folded(pattern.host)
        }
        if !policy.allowsLoopback { refused.append([before, folded("localhost")]) }
        return refused.isEmpty ? names : .intersection([names, .complement(.choice(refused))])
    }

    private static func label(_ maximum: Int) -> Expression {
        let inner = CharacterClass.letters.union(.digits)
        return [
            .characters(inner),
            .optional([
                .repetition(.characters(inner.union(CharacterClass(in: "-"))), 0...(maximum - 2)), .characters(inner),
            ]),
        ]
    }

    /// A name in either case.
    private static func folded(_ text: String) -> Expression {
        .sequence(
            text.unicodeScalars.map { scalar in
                let upper = scalar.properties.uppercaseMapping
                return scalar.isASCII && upper.unicodeScalars.first != scalar
                    ? .characters(in: "\(scalar)\(upper)") : .text("\(scalar)")
            })
    }
}
