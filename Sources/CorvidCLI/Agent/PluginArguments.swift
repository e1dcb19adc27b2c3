import ArgumentParser
import Corvid

/// What the plugins may do.
struct PluginArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Let the tools query this: a SQLite, CSV, JSON lines or SQL file, or a postgres:// URL, and NAME= before it to "
                + "name it. May be given several times.", valueName: "database"))
    var database: [String] = []

    @Flag(help: "Let calls change the databases, each after approval.")
    var allowWriting = false

    @Option(
        help: ArgumentHelp(
            "Fetch from this host only; *.example.org stands for all under it. May be given several times.",
            valueName: "host"))
    var allowHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "Fetch from these addresses too, though they are not public, such as 127.0.0.1 or 10.0.0.0/8. May be given "
                + "several times.", valueName: "network"))
    var allowNetwork: [String] = []

    @Option(
        help: ArgumentHelp(
            "Fetch from this port too, beside 80 and 443. May be given several times.", valueName: "port"))
    var allowPort: [Int] = []

    @Flag(help: "Let requests carry data (POST), each after approval.")
    var allowPost = false

    @Option(help: ArgumentHelp("Keep fetched pages in this folder.", valueName: "dir"))
    var fetchCache: String?

    func validate() throws {
        if let port = allowPort.first(where: { !(1...65_535).contains($0) }) {
            throw ValidationError("--allow-port is \(port); it must be in 1...65535")
        }
    }

    var options: PluginOptions {
        PluginOptions(
            databases: database.map(Self.resolved), allowsWriting: allowWriting, allowedHosts: allowHost,
            allowedNetworks: allowNetwork, allowedPorts: allowPort, allowsPosting: allowPost,
            cacheFolder: fetchCache.map(FilePlace.absolute))
    }

    /// A file that is there gets its whole path, so that a run can be resumed from elsewhere.
    private static func resolved(_ database: String) -> String {
        if FilePlace.isReadable(database) { return FilePlace.absolute(database) }
        guard let sign = database.firstIndex(of: "=") else { return database }
        let location = String(database[database.index(after: sign)...])
        return FilePlace.isReadable(location) ? database[...sign] + FilePlace.absolute(location) : database
    }
}
