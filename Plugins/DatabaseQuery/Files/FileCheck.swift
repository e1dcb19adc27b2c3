import Foundation

/// Looks at what lies at a path before it is opened: a device or a pipe would never end.
enum FileCheck {
    /// The size of a regular file in bytes.
    ///
    /// - Throws: `.notFound`, `.invalidFile` for a folder, a device or a pipe, `.accessDenied`.
    static func size(of path: String) throws(DatabaseError) -> Int {
        // Links are followed.
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
            throw DatabaseError(.notFound, "there is no file \(path); check the path")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw DatabaseError(.invalidFile, "\(path) is no file but a folder or a device; name a file")
        }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw DatabaseError(.accessDenied, "\(path) may not be read; check its permissions")
        }
        return attributes[.size] as? Int ?? 0
    }
}
