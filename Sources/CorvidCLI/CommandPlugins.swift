import Corvid
import Synchronization

/// The plugins that the process's command was composed with. Not a task's own value: in an optimised build,
/// `TaskLocal.withValue` under a function that returns `Never` crashes (Swift 6.3.1).
enum CommandPlugins {
    private static let composed = Mutex<PluginFactory>({ _ in [] })

    static func compose(_ factory: @escaping PluginFactory) { composed.withLock { $0 = factory } }

    static func make(_ options: PluginOptions) async throws -> [any Plugin] {
        let factory = composed.withLock { $0 }
        return try await factory(options)
    }
}
