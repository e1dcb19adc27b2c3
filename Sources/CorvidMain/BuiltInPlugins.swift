import Calculator
import Corvid
import CorvidCLI
import DatabaseQuery
import HTTPFetch

/// The plugins of the `corvid` command, made from what its command line grants.
enum BuiltInPlugins {
    /// - Throws: `PluginError` for what the user can repair.
    static func make(_ options: PluginOptions) async throws -> [any Plugin] {
        var plugins: [any Plugin] = [CalculatorPlugin(), try fetch(options)]
        if !options.databases.isEmpty { plugins.append(try await database(options)) }
        return plugins
    }

    private static func fetch(_ options: PluginOptions) throws(PluginError) -> HTTPFetchPlugin {
        do {
            var policy = FetchPolicy.reading
            if !options.allowedHosts.isEmpty {
                policy.allowedHosts = try options.allowedHosts.map { try HostPattern($0) }
            }
            policy.allowedNetworks = try options.allowedNetworks.map { try AddressBlock($0) }
            policy.allowedPorts?.formUnion(options.allowedPorts)
            if options.allowsPosting { policy.methods.insert("POST") }
            return HTTPFetchPlugin(policy: policy, cache: try options.cacheFolder.map { try FetchCache(folder: $0) })
        } catch {
            throw PluginError(.usage, "\(error)")
        }
    }

    private static func database(_ options: PluginOptions) async throws(PluginError) -> DatabasePlugin {
        do {
            var policy = QueryPolicy()
            policy.allowsWriting = options.allowsWriting
            return try await DatabasePlugin(
                try options.databases.map { try DatabaseLocation(parsing: $0) }, policy: policy)
        } catch let error as DatabaseError {
            let kind: PluginError.Kind =
                switch error.code {
                case .notFound, .unknownDatabase: .missing
                case .connectionFailed, .accessDenied, .timedOut, .unavailable: .unavailable
                default: .invalid
                }
            throw PluginError(kind, error.message)
        } catch {
            throw PluginError(.invalid, "\(error)")
        }
    }
}
