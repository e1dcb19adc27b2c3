/// Stands for a model that could not be loaded, so that a ``ModelRouter`` can do without it.
public struct UnavailableModel: LanguageModel {
    public let information: ModelInformation
    /// Why it is not there.
    public let reason: String

    public init(name: String, contextLength: Int, reason: String) {
        information = ModelInformation(name: name, contextLength: contextLength)
        self.reason = reason
    }

    private var error: ModelError { ModelError(.engine, "The model \(information.name) is not there: \(reason)") }

    public func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
        AsyncThrowingStream { $0.finish(throwing: error) }
    }

    public func countTokens(of request: ModelRequest) throws -> Int { throw error }
}
