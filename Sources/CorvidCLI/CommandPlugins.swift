/// The plugins that the running command was composed with.
enum CommandPlugins {
    @TaskLocal static var factory: PluginFactory = { _ in [] }
}
