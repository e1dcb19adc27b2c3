import Corvid

/// Where a model comes from: `--model` and what a run log keeps of it.
enum ModelSource: Sendable, Hashable {
    /// A GGUF file or a Hugging Face folder.
    case checkpoint(path: String)
    /// A file of replies, instead of a model.
    case script(path: String)

    private static let scriptPrefix = "scripted:"

    /// Reads what `--model` has. Paths become absolute, so that a run can be resumed from elsewhere.
    init(_ text: String) {
        if text.hasPrefix(Self.scriptPrefix) {
            self = .script(path: FilePlace.absolute(String(text.dropFirst(Self.scriptPrefix.count))))
        } else {
            self = .checkpoint(path: FilePlace.absolute(text))
        }
    }

    var text: String {
        switch self {
        case .checkpoint(let path): path
        case .script(let path): Self.scriptPrefix + path
        }
    }

    /// One of the models that come with Corvid.
    enum Embedded: String {
        case small = "jackdaw"
        case large = "raven"

        /// Where its file would be, in the order of looking.
        private var places: [String] {
            let folders = [FilePlace.environment("CORVID_MODELS"), FilePlace.executableFolder].compactMap(\.self)
            return (folders + ["\(FilePlace.data)/models"]).map { "\($0)/\(rawValue).gguf" }
        }

        /// - Throws: ``CommandFailure`` when the model is not there.
        func source() throws(CommandFailure) -> ModelSource {
            for path in places where FilePlace.isReadable(path) { return .checkpoint(path: path) }
            throw CommandFailure(
                ExitStatus.noInput,
                "the embedded model \(rawValue) is not installed (looked for \(places.joined(separator: ", "))); "
                    + "give a model of your own with --model")
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
