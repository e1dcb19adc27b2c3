package import Corvid
import Foundation

/// What an evaluation takes from whoever composed the program: the plugins that cases work with.
package struct EvaluationTools: Sendable {
    /// The plugin with the tool `calculator`.
    package var calculator: @Sendable () async throws -> any Plugin
    /// The plugin with the tool `database` for a case's own database.
    package var database: @Sendable (CaseDatabase) async throws -> any Plugin
    /// The plugin with the tool `fetch`, which gets these pages and nothing else.
    package var web: @Sendable ([WebPage]) async throws -> any Plugin
    /// Measures how well the model predicts a text; nil where it cannot tell.
    package var text: (@Sendable (String) async throws -> TextScore)?

    package init(
        calculator: @escaping @Sendable () async throws -> any Plugin,
        database: @escaping @Sendable (CaseDatabase) async throws -> any Plugin,
        web: @escaping @Sendable ([WebPage]) async throws -> any Plugin,
        text: (@Sendable (String) async throws -> TextScore)? = nil
    ) {
        self.calculator = calculator
        self.database = database
        self.web = web
        self.text = text
    }
}

/// How well a text was predicted.
package struct TextScore: Sendable, Hashable {
    /// The sum of the negative log-likelihoods of the scored tokens, in nats.
    package var loss: Double
    package var tokens: Int

    package init(loss: Double, tokens: Int) {
        self.loss = loss
        self.tokens = tokens
    }

    /// e to the mean loss of a token.
    package var perplexity: Double { exp(loss / Double(max(1, tokens))) }
}
