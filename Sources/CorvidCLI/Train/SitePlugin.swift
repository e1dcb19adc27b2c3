import Corvid
import CorvidGrammar
import CorvidTrain

/// `fetch` over the pages of a record: the model sees the tool as it is in `corvid run`; what it asks for is fetched, by
/// the same tool, from a server on this machine. Nothing else can be reached.
struct SitePlugin: Plugin {
    let name = "fetch"
    let tools: [any Tool]
    private let servers: [PageServer]
    private let inner: any Plugin

    /// - Throws: ``CommandFailure`` when no server can be started or there is no tool `fetch`; ``PluginError``.
    init(pages: [WebPage]) async throws {
        let site = try Site(pages)
        servers = site.servers
        let outer = try await EvaluateTools.plugin("fetch", PluginOptions())
        await outer.close()
        inner = try await EvaluateTools.plugin(
            "fetch",
            PluginOptions(
                allowedHosts: ["127.0.0.1"], allowedNetworks: ["127.0.0.1"], allowedPorts: servers.map(\.port)))
        guard let shown = outer.tools.first(where: { $0.name == "fetch" }),
            let fetch = inner.tools.first(where: { $0.name == "fetch" })
        else {
            throw CommandFailure(ExitStatus.usage, "this command line has no tool fetch, which the record needs")
        }
        tools = [
            DynamicTool(shown.definition, traits: shown.traits) { arguments, context in
                guard let url = arguments["url"]?.text, let local = site.local(url) else {
                    throw ToolError("Could not fetch \(arguments["url"]?.text ?? "it"): the host is not known.")
                }
                var members = arguments.members ?? []
                for index in members.indices where members[index].key.elementsEqual("url".utf8) {
                    members[index].value = .text(local)
                }
                do {
                    let output = try await fetch.call(json: .object(members), context: context)
                    return ToolOutput(
                        site.shown(output.text), isUntrusted: output.isUntrusted,
                        source: output.source.map(site.shown))
                } catch let error as ToolError {
                    throw ToolError(site.shown(error.message), isRetryable: error.isRetryable)
                }
            }
        ]
    }

    func close() async {
        await inner.close()
        for server in servers { server.close() }
    }
}

/// Hosts and the servers on this machine that stand for them.
private struct Site: Sendable {
    /// `http://shop.test` and the server.
    private let places: [(origin: String, server: PageServer)]

    var servers: [PageServer] { places.map(\.server) }

    init(_ pages: [WebPage]) throws(CommandFailure) {
        var origins: [(origin: String, pages: [String: PageServer.Page])] = []
        for page in pages {
            guard let (origin, path) = Self.parts(page.url) else { continue }
            let served = PageServer.Page(body: Array(page.body.utf8), mediaType: page.mediaType)
            if let place = origins.firstIndex(where: { Self.host($0.origin) == Self.host(origin) }) {
                origins[place].pages[path] = served
            } else {
                origins.append((origin, [path: served]))
            }
        }
        var places: [(String, PageServer)] = []
        for (origin, pages) in origins { places.append((origin, try PageServer(pages))) }
        self.places = places
    }

    /// Where a URL of the record is on this machine.
    func local(_ url: String) -> String? {
        guard let (origin, path) = Self.parts(url),
            let place = places.first(where: { Self.host($0.origin) == Self.host(origin) })
        else { return nil }
        return place.server.origin + path
    }

    /// The text with the names of the record.
    func shown(_ text: String) -> String {
        places.reduce(text) { $0.replacing($1.server.origin, with: $1.origin) }
    }

    private static func host(_ origin: String) -> String {
        let lower = origin.lowercased()
        let host = String(lower[(lower.firstRange(of: "://")?.upperBound ?? lower.startIndex)...])
        if host.hasSuffix(":80") { return String(host.dropLast(3)) }
        return host.hasSuffix(":443") ? String(host.dropLast(4)) : host
    }

    /// `http://shop.test` and `/a.html?b`.
    private static func parts(_ url: String) -> (origin: String, path: String)? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let path = rest[end...].prefix { $0 != "#" }
        return (String(url[..<end]), path.hasPrefix("/") ? String(path) : "/" + path)
    }
}
