import Foundation

/// A model that comes with Corvid. Its file lies beside the program, as this target's resource.
///
/// ```swift
/// let model = try LocalModel(path: EmbeddedModel.jackdaw.path())
/// ```
public enum EmbeddedModel: String, Sendable, CaseIterable {
    /// The small one.
    case jackdaw
    /// The large one.
    case raven

    /// The environment variable that names the only folder where models are looked for.
    public static let folderVariable = "CORVID_MODELS"

    /// The places of the file, in the order of looking: the folder in `CORVID_MODELS` alone where that is set; else the
    /// resources beside the running program or in its bundle, the program's own folder, and `folders`.
    public func places(also folders: [String] = []) -> [String] {
        let file = rawValue + ".gguf"
        if let folder = ProcessInfo.processInfo.environment[Self.folderVariable], !folder.isEmpty {
            return ["\(folder)/\(file)"]
        }
        let bases = [Self.programFolder, Bundle.main.resourcePath, Bundle.main.bundlePath].compactMap(\.self)
        var places: [String] = []
        for base in bases {
            // As the package manager lays resources out on Linux and on macOS.
            places.append("\(base)/corvid_CorvidModels.resources/Models/\(file)")
            places.append("\(base)/corvid_CorvidModels.bundle/Contents/Resources/Models/\(file)")
        }
        if let folder = Self.programFolder { places.append("\(folder)/\(file)") }
        places += folders.map { "\($0)/\(file)" }
        var seen: Set<String> = []
        return places.filter { seen.insert($0).inserted }
    }

    /// Where the file is.
    ///
    /// - Parameter folders: where else to look.
    /// - Throws: `EmbeddedModelError` when it is in none of its ``places(also:)``.
    public func path(also folders: [String] = []) throws(EmbeddedModelError) -> String {
        let places = places(also: folders)
        if let path = places.first(where: FileManager.default.isReadableFile(atPath:)) { return path }
        throw EmbeddedModelError(model: self, places: places)
    }

    /// Where the calibration of the router between the models is: beside the small one.
    ///
    /// - Throws: `EmbeddedModelError` when the small model is not there.
    public static func calibrationPath(also folders: [String] = []) throws(EmbeddedModelError) -> String {
        URL(filePath: try jackdaw.path(also: folders)).deletingLastPathComponent().appending(path: "router.json")
            .path(percentEncoded: false)
    }

    private static var programFolder: String? {
        guard let program = Bundle.main.executablePath else { return nil }
        return URL(filePath: program).resolvingSymlinksInPath().deletingLastPathComponent().path(percentEncoded: false)
            .trimmingSuffix("/")
    }
}

/// A model's file is nowhere where it could be.
public struct EmbeddedModelError: Error, Sendable, Hashable, CustomStringConvertible {
    public var model: EmbeddedModel
    /// Where it was looked for.
    public var places: [String]

    public var description: String {
        "the embedded model \(model.rawValue) is not installed (looked for \(places.joined(separator: ", ")))"
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
