public import Corvid
package import CorvidTrain

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension CorvidCommand {
    /// The whole program: runs the process's arguments and exits. A command line with a plugin of one's own is
    ///
    /// ```swift
    /// @main struct MyCorvid {
    ///     static func main() async { await CorvidCommand.main(plugins: [MyPlugin()]) }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - plugins: offered by every command that works with tools.
    ///   - factory: makes further plugins from what the command line grants.
    ///   - runLogs: kinds of files for run logs besides JSON lines.
    public static func main(
        plugins: [any Plugin], and factory: @escaping PluginFactory = { _ in [] }, runLogs: [RunLogFormat] = []
    ) async -> Never {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let status = await run(arguments, plugins: { plugins + (try await factory($0)) }, runLogs: runLogs)
        exit(status)
    }

    /// Tells the commands that train models how the program's tools are defined.
    package static func teach(_ tools: @escaping @Sendable () -> TaskTools) { CommandPlugins.compose(tools) }
}
