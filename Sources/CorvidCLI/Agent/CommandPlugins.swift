import Corvid
import CorvidTrain
import Synchronization

/// The plugins and the kinds of run logs that the process's command was composed with. Not a task's own value: in an optimised build,
/// `TaskLocal.withValue` under a function that returns `Never` crashes (Swift 6.3.1).
enum CommandPlugins {
    private static let composed = Mutex<(factory: PluginFactory, runLogs: [RunLogFormat])>(({ _ in [] }, []))

    static func compose(_ factory: @escaping PluginFactory, _ runLogs: [RunLogFormat]) {
        composed.withLock { $0 = (factory, runLogs) }
    }

    private static let training = Mutex<(@Sendable () -> TaskTools)?>(nil)

    /// Gives the commands that train models the tools as the program's plugins define them.
    static func compose(_ tools: @escaping @Sendable () -> TaskTools) { training.withLock { $0 = tools } }

    /// - Throws: ``CommandFailure`` in a program that was composed without them.
    static func taskTools() throws -> TaskTools {
        guard let tools = training.withLock({ $0 }) else {
            throw CommandFailure(ExitStatus.usage, "this program was built without the tools that training data calls")
        }
        return tools()
    }

    static var runLogs: [RunLogFormat] { composed.withLock { $0.runLogs } }

    static func make(_ options: PluginOptions) async throws -> [any Plugin] {
        let factory = composed.withLock { $0.factory }
        return try await factory(options)
    }
}
