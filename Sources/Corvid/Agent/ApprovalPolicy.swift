import CorvidGrammar

/// Which calls run without asking. A value: it can be stored, and stands in every run log.
///
/// The first rule that fits a call decides; without one, calls of tools with side effects are asked for and all others
/// run. Once untrusted text (a web page, a file) stands in the conversation, calls with side effects are asked for even
/// where a rule allows them, unless the rule says `evenAfterUntrustedText`.
public struct ApprovalPolicy: Sendable, Hashable, Codable {
    public enum Decision: String, Sendable, Hashable, Codable, CaseIterable {
        case allow, deny, ask
    }

    public struct Rule: Sendable, Hashable, Codable {
        /// A tool's name; `*` stands for any characters.
        public var tool: String
        /// Applies only where this argument has a value that fits `value`.
        public var argument: String?
        /// What the argument must be; `*` stands for any characters.
        public var value: String?
        public var decision: Decision
        /// An `allow` that holds when untrusted text may have led to the call.
        public var evenAfterUntrustedText: Bool?

        public init(
            tool: String, argument: String? = nil, value: String? = nil, decision: Decision,
            evenAfterUntrustedText: Bool? = nil
        ) {
            self.tool = tool
            self.argument = argument
            self.value = value
            self.decision = decision
            self.evenAfterUntrustedText = evenAfterUntrustedText
        }

        func fits(_ call: ToolCall) -> Bool {
            guard wildcard(tool, matches: call.name) else { return false }
            guard let argument else { return true }
            guard let found = call.arguments[argument] else { return false }
            let text = found.text ?? String(decoding: found.serialized, as: UTF8.self)
            return wildcard(value ?? "*", matches: text)
        }
    }

    public var rules: [Rule]

    public init(rules: [Rule] = []) { self.rules = rules }

    /// Asks for side effects, allows the rest.
    public static let standard = ApprovalPolicy()
    /// What to do with a call, and why.
    func decide(_ call: ToolCall, traits: ToolTraits, afterUntrustedText: Bool) -> (decision: Decision, reason: String)
    {
        let rule = rules.first { $0.fits(call) }
        switch rule?.decision {
        case .deny: return (.deny, "a rule for \(rule?.tool ?? call.name) denies it")
        case .ask: return (.ask, "a rule for \(rule?.tool ?? call.name) asks for it")
        case .allow where !traits.hasSideEffects || !afterUntrustedText || rule?.evenAfterUntrustedText == true:
            return (.allow, "a rule for \(rule?.tool ?? call.name) allows it")
        case .allow: return (.ask, "\(call.name) changes something, and untrusted text may have led to the call")
        case nil where traits.hasSideEffects && afterUntrustedText:
            return (.ask, "\(call.name) changes something, and untrusted text may have led to the call")
        case nil where traits.hasSideEffects: return (.ask, "\(call.name) changes something")
        case nil: return (.allow, "\(call.name) only reads")
        }
    }
}

/// A call that waits for a person.
public struct ApprovalRequest: Sendable, Hashable, Codable {
    public var call: ToolCall
    public var reason: String
    /// The arguments whose text stands in untrusted text of the conversation.
    public var untrustedArguments: [String]
}

/// What a person says to a call.
public enum ApprovalDecision: String, Sendable, Hashable, Codable {
    case approve, deny
}

/// Whether the text fits a pattern in which `*` stands for any characters. Linear in the text for each star.
func wildcard(_ pattern: String, matches text: String) -> Bool {
    let pattern = Array(pattern.utf8)
    let text = Array(text.utf8)
    var at = 0
    var position = 0
    var star: (pattern: Int, text: Int)?
    while position < text.count {
        if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
            star = (at, position)
            at += 1
        } else if at < pattern.count, pattern[at] == text[position] {
            at += 1
            position += 1
        } else if let last = star {
            star = (last.pattern, last.text + 1)
            at = last.pattern + 1
            position = last.text + 1
        } else {
            return false
        }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
}
