public import Corvid

/// What the command line grants the plugins. The defaults grant the least.
public struct PluginOptions: Sendable, Hashable, Codable {
    /// What may be queried: a SQLite file, a CSV or JSON lines file, or a `postgres://` URL; each may have a name before
    /// it, as in `sales=shop.db`.
    public var databases: [String]
    /// Calls may change the databases; each one still needs approval.
    public var allowsWriting: Bool
    /// The only hosts that may be fetched from; `*.example.org` stands for all under it. Empty: every public host.
    public var allowedHosts: [String]
    /// Addresses that are not public and may be fetched from all the same: `127.0.0.1`, `10.0.0.0/8`.
    public var allowedNetworks: [String]
    /// Ports that may be fetched from beside 80 and 443.
    public var allowedPorts: [Int]
    /// Requests may carry data (POST); each one still needs approval.
    public var allowsPosting: Bool
    /// Where fetched pages are kept; nil: nowhere.
    public var cacheFolder: String?

    public init(
        databases: [String] = [], allowsWriting: Bool = false, allowedHosts: [String] = [],
        allowedNetworks: [String] = [], allowedPorts: [Int] = [], allowsPosting: Bool = false,
        cacheFolder: String? = nil
    ) {
        self.databases = databases
        self.allowsWriting = allowsWriting
        self.allowedHosts = allowedHosts
        self.allowedNetworks = allowedNetworks
        self.allowedPorts = allowedPorts
        self.allowsPosting = allowsPosting
        self.cacheFolder = cacheFolder
    }
}

/// Makes the plugins of a command.
///
/// - Throws: ``PluginError`` for what the user can repair.
public typealias PluginFactory = @Sendable (PluginOptions) async throws -> [any Plugin]

/// Why a plugin cannot work with what the command line gives it.
public struct PluginError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is; each has its exit code.
    public enum Kind: Sendable, Hashable {
        /// A file or a table that is not there.
        case missing
        /// A server that does not answer or refuses.
        case unavailable
        /// Something that is there and cannot be used.
        case invalid
        /// An option that says nothing that can be done.
        case usage
    }

    public var kind: Kind
    /// One sentence: what happened, where, and what to do.
    public var description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
