import ArgumentParser

/// Who answers when the policy asks for a call's approval.
enum ApprovalMode: String, ExpressibleByArgument, CaseIterable, Codable, Sendable {
    /// Every call is approved.
    case always
    /// No call is approved.
    case never
    /// A person at the terminal; without one the run stops and waits.
    case ask
}
