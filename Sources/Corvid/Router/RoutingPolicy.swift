/// By which rule a ``ModelRouter`` picks a model.
///
/// As text, on the command line and in logs: `small`, `large`, `score`, `score:0.2`, `cascade`, `cascade:0.2`,
/// `budget:30%`, `budget:0.05s`, `accuracy:99%`.
public enum RoutingPolicy: Sendable, Hashable {
    /// Always the first model.
    case small
    /// Always the last model.
    case large
    /// Before any reply: the larger model where what it is expected to gain is above the threshold, a difference of
    /// probabilities between -1 and 1; nil takes the calibration's own.
    case score(threshold: Double?)
    /// The small model tries; its attempt is kept unless what the larger one is expected to gain over it is above the
    /// threshold, or a tool says that the attempt was wrong.
    case cascade(threshold: Double?)
    /// The best accuracy for a share of large calls, 0 to 1.
    case largeShare(Double)
    /// The best accuracy for so many CPU-seconds a question, on the machine of the calibration.
    case secondsPerQuestion(Double)
    /// At least this share of the large model's accuracy, 0 to 1, at least cost.
    case accuracy(Double)

    /// What ships as the default: 99 % of the large model's accuracy.
    public static let standard = RoutingPolicy.accuracy(0.99)
}

extension RoutingPolicy: CustomStringConvertible {
    public var description: String {
        switch self {
        case .small: "small"
        case .large: "large"
        case .score(let threshold): "score" + (threshold.map { ":\($0)" } ?? "")
        case .cascade(let threshold): "cascade" + (threshold.map { ":\($0)" } ?? "")
        case .largeShare(let share): "budget:\(Self.percent(share))"
        case .secondsPerQuestion(let seconds): "budget:\(seconds)s"
        case .accuracy(let share): "accuracy:\(Self.percent(share))"
        }
    }

    /// Reads the text form.
    ///
    /// - Throws: ``RouterError`` that says what the forms are, or which number is out of its range.
    public init(_ text: String) throws(RouterError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let value = parts.count > 1 ? parts[1] : nil
        switch (parts.first ?? "", value) {
        case ("small", nil): self = .small
        case ("large", nil): self = .large
        case ("score", let value):
            self = .score(threshold: try value.map { text throws(RouterError) in try Self.threshold(text) })
        case ("cascade", let value):
            self = .cascade(threshold: try value.map { text throws(RouterError) in try Self.threshold(text) })
        case ("budget", let value?) where value.hasSuffix("s"):
            guard let seconds = Double(value.dropLast()), seconds > 0, seconds.isFinite else {
                throw Self.unreadable(text)
            }
            self = .secondsPerQuestion(seconds)
        case ("budget", let value?): self = .largeShare(try Self.share(value, of: text))
        case ("accuracy", let value?): self = .accuracy(try Self.share(value, of: text))
        default: throw Self.unreadable(text)
        }
    }

    private static func percent(_ share: Double) -> String {
        let percent = (share * 1e6).rounded() / 1e4
        return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    }

    private static func threshold(_ text: String) throws(RouterError) -> Double {
        guard let value = Double(text), (-1...1).contains(value) else {
            throw RouterError(.badPolicy, "the threshold '\(text)' is no number between -1 and 1")
        }
        return value
    }

    private static func share(_ value: String, of text: String) throws(RouterError) -> Double {
        let isPercent = value.hasSuffix("%")
        guard let number = Double(isPercent ? String(value.dropLast()) : value) else { throw unreadable(text) }
        let share = isPercent ? number / 100 : number
        guard (0...1).contains(share) else {
            throw RouterError(.badPolicy, "'\(value)' in '\(text)' is no share: it must be in 0%...100%")
        }
        return share
    }

    private static func unreadable(_ text: String) -> RouterError {
        RouterError(
            .badPolicy,
            "'\(text)' is no routing policy; there are small, large, score, score:T, cascade, cascade:T (T a gain, such "
                + "as 0.2), budget:30% (of calls to the large model), budget:0.05s (a question) and accuracy:99%")
    }
}

extension RoutingPolicy: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
