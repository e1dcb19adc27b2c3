import Corvid
import CorvidGrammar

/// How the command line made an agent. The header of a run's log keeps it, so that the run can be resumed and replayed.
struct AgentSetup: Sendable, Hashable, Codable {
    var model: ModelSource
    var threads: Int?
    var plugins = PluginOptions()
    /// The only tools; empty: all.
    var tools: [String] = []
    var maximumReplyTokens: Int?
    var approve = ApprovalMode.ask

    /// - Throws: ``CommandFailure``, `CheckpointError`, ``PluginError``.
    func makeAgent(instructions: String = "", options: AgentOptions = AgentOptions()) async throws -> ConfiguredAgent {
        let plugins = try await makePlugins()
        do {
            var options = options
            options.maximumReplyTokens = maximumReplyTokens
            let model = try ModelLoader.load(model, threads: threads)
            let agent = Agent(model: model, instructions: instructions, plugins: plugins, options: options)
            return ConfiguredAgent(agent: agent, setup: self)
        } catch {
            for plugin in plugins { await plugin.close() }
            throw error
        }
    }

    /// The plugins with the chosen tools.
    func makePlugins() async throws -> [any Plugin] {
        let all = try await CommandPlugins.make(plugins)
        guard !tools.isEmpty else { return all }
        let known = all.flatMap(\.tools).map(\.name)
        if let unknown = tools.first(where: { !known.contains($0) }) {
            for plugin in all { await plugin.close() }
            throw Self.unknownTool(unknown, known: known)
        }
        return all.map { ChosenTools(plugin: $0, names: Set(tools)) }
    }

    static func unknownTool(_ name: String, known: [String]) -> CommandFailure {
        let list = known.isEmpty ? "none" : known.sorted().joined(separator: ", ")
        return CommandFailure(
            ExitStatus.usage, "there is no tool '\(name)'; the tools are \(list)\(NearestName.hint(name, in: known))")
    }

    /// What the log's header keeps: all but the passwords of databases, which come from `PGPASSWORD` or a password file
    /// when the run is resumed.
    var json: JSONValue {
        var kept = self
        kept.plugins.databases = plugins.databases.map(Self.withoutPassword)
        return (try? JSONValueEncoder().encode(kept)) ?? .null
    }

    /// `postgres://user:password@host/base` without `:password`, and neither with one among the parameters.
    private static func withoutPassword(_ database: String) -> String {
        let database = database.replacing(#/\bpassword=('[^']*'|[^&\s]*)/#, with: "")
        guard let scheme = database.firstRange(of: "://") else { return database }
        let authority = database[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return database
        }
        return String(database[..<colon] + database[at...])
    }
}

extension AgentSetup {
    /// Reads what a log's header keeps.
    ///
    /// - Throws: ``CommandFailure`` when another program wrote the log.
    init(of header: RunHeader, log: String) throws(CommandFailure) {
        do {
            self = try JSONValueDecoder().decode(AgentSetup.self, from: header.setup ?? .null)
        } catch {
            throw CommandFailure(
                ExitStatus.badData,
                "\(log): the log does not say how its agent was made; only runs of this command line can be repeated")
        }
    }
}

/// An agent that the command line made, and how.
struct ConfiguredAgent: Sendable {
    var agent: Agent
    var setup: AgentSetup

    /// Works with the agent and releases what its plugins hold.
    func use<Result>(_ body: (Agent) async throws -> Result) async throws -> Result {
        do {
            let result = try await body(agent)
            await close()
            return result
        } catch {
            await close()
            throw error
        }
    }

    /// Releases what the plugins hold.
    func close() async { for plugin in agent.plugins { await plugin.close() } }
}

/// A plugin of which only some tools are wanted.
private struct ChosenTools: Plugin {
    let plugin: any Plugin
    let names: Set<String>

    var name: String { plugin.name }
    var tools: [any Tool] { plugin.tools.filter { names.contains($0.name) } }
    var instructions: String? { tools.isEmpty ? nil : plugin.instructions }
    func close() async { await plugin.close() }
}
