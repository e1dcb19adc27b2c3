import Corvid
import CorvidModels

/// Where a model comes from: `--model` and what a run log keeps of it.
enum ModelSource: Sendable, Hashable {
    /// A GGUF file or a Hugging Face folder.
    case checkpoint(path: String)
    /// A file of replies, instead of a model.
    case script(path: String)
    /// A router, by its calibration.
    case routed(calibration: String, policy: RoutingPolicy)

    private static let scriptPrefix = "scripted:"
    private static let routedPrefix = "routed:"

    /// Reads what `--model` has. Paths become absolute, so that a run can be resumed from elsewhere.
    init(_ text: String) {
        if text.hasPrefix(Self.scriptPrefix) {
            self = .script(path: FilePlace.absolute(String(text.dropFirst(Self.scriptPrefix.count))))
        } else if text.hasPrefix(Self.routedPrefix), let at = text.firstIndex(of: "@"),
            let policy = try? RoutingPolicy(String(text[..<at].dropFirst(Self.routedPrefix.count)))
        {
            self = .routed(calibration: FilePlace.absolute(String(text[text.index(after: at)...])), policy: policy)
        } else {
            self = .checkpoint(path: FilePlace.absolute(text))
        }
    }

    var text: String {
        switch self {
        case .checkpoint(let path): path
        case .script(let path): Self.scriptPrefix + path
        case .routed(let calibration, let policy): "\(Self.routedPrefix)\(policy)@\(calibration)"
        }
    }

    /// A model that comes with Corvid.
    ///
    /// - Throws: ``CommandFailure`` when its file is not there.
    static func embedded(_ model: EmbeddedModel) throws(CommandFailure) -> ModelSource {
        do {
            return .checkpoint(path: try model.path(also: ["\(FilePlace.data)/models"]))
        } catch {
            throw CommandFailure(ExitStatus.noInput, "\(error); give a model of your own with --model")
        }
    }
}

extension ModelSource: Codable {
    init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
