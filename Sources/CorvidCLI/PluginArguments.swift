import ArgumentParser
import Corvid

/// What the plugins may do.
struct PluginArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Let the tools query this: a SQLite, CSV or JSON lines file, or a postgres:// URL. May be given several "
                + "times.", valueName: "database"))
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

    @Flag(help: "Let requests carry data (POST), each after approval.")
    var allowPost = false

    @Option(help: ArgumentHelp("Keep fetched pages in this folder.", valueName: "dir"))
    var fetchCache: String?

    var options: PluginOptions {
        PluginOptions(
            databases: database.map(FilePlace.absolute), allowsWriting: allowWriting, allowedHosts: allowHost,
            allowedNetworks: allowNetwork, allowsPosting: allowPost,
            cacheFolder: fetchCache.map(FilePlace.absolute))
    }
}
