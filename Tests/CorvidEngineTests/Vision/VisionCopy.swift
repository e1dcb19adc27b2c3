import Testing

/// A copy of a vision fixture's folder, to be damaged.
final class VisionCopy {
    private let folder = TemporaryFolder()
    var configuration: String
    var weights: [UInt8]

    init(_ fixture: VisionFixture) {
        configuration = String(decoding: TemporaryFolder.read("\(fixture.folder)/config.json"), as: UTF8.self)
        weights = TemporaryFolder.read("\(fixture.folder)/model.safetensors")
    }

    /// The header of the weights, whose length then changes with it.
    var header: String {
        get { String(decoding: weights[8..<8 + headerLength], as: UTF8.self) }
        set {
            let data = weights[(8 + headerLength)...]
            weights = SafeTensorsBytes.file(newValue, data: Array(data))
        }
    }

    /// Replaces a text in configuration and tensor names.
    func replaceNames(_ old: String, _ new: String) {
        configuration = configuration.replacing(old, with: new)
        header = header.replacing(old, with: new)
    }

    /// Writes the folder; returns its path.
    func write() -> String {
        folder.write("config.json", configuration)
        folder.write("model.safetensors", weights)
        return folder.path
    }

    private var headerLength: Int {
        weights[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    }
}
