import CorvidGrammar
import Foundation

/// What a model's reply shows of its being right.
package struct AttemptSignals: Sendable, Hashable {
    package static let names = [
        "mean choice", "least choice", "second least choice", "doubtful choices", "open choices", "calls",
        "argument bytes",
        "text bytes", "samples disagree", "cut",
    ]

    /// In the order of ``names``.
    package let values: [Double]

    /// - Parameter sample: another reply to the same request, drawn at random.
    package init(_ reply: ModelReply, sample: ModelReply? = nil) {
        let confidence = reply.confidence ?? ReplyConfidence()
        values = [
            confidence.mean, confidence.least, confidence.secondLeast, Double(confidence.doubtful),
            log1p(Double(confidence.count)), Double(reply.toolCalls.count),
            log1p(Double(reply.toolCalls.reduce(0) { $0 + $1.arguments.serialized.count })),
            log1p(Double(reply.text.utf8.count)), sample.map { Self.agree(reply, $0) ? 0 : 1 } ?? 0,
            reply.finishReason == .stop ? 0 : 1,
        ]
    }

    /// As they were kept.
    package init(values: [Double]) { self.values = values }

    /// The request for another reply by which a model's sureness is judged: drawn at random, and always in the same way.
    package static func sampleRequest(_ request: ModelRequest) -> ModelRequest {
        var request = request
        request.wantsConfidence = false
        request.sampling = SamplingParameters(temperature: 0.8, seed: 1)
        return request
    }

    /// Whether two replies do the same: the same calls, or the same text.
    package static func agree(_ one: ModelReply, _ other: ModelReply) -> Bool {
        guard one.toolCalls.isEmpty, other.toolCalls.isEmpty else {
            return one.toolCalls.map(\.name) == other.toolCalls.map(\.name)
                && one.toolCalls.map(\.arguments) == other.toolCalls.map(\.arguments)
        }
        return one.text == other.text
    }
}
