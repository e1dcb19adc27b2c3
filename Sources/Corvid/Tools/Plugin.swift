/// A set of tools that belong together.
public protocol Plugin: Sendable {
    var name: String { get }
    var tools: [any Tool] { get }
    /// What the model should know beside the tools' own descriptions, such as the tables of a database.
    var instructions: String? { get }
    /// Releases what the plugin holds. Calls that are under way are cancelled.
    func close() async
}

extension Plugin {
    public var instructions: String? { nil }
    public func close() async {}
}
