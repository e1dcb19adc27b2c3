#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where Corvid keeps its files, by the XDG Base Directory Specification.
enum FilePlace {
    /// Run logs and the history of the chat.
    static var state: String { folder("XDG_STATE_HOME", under: ".local/state") }
    /// Models.
    static var data: String { folder("XDG_DATA_HOME", under: ".local/share") }
    /// What can be made again.
    static var cache: String { folder("XDG_CACHE_HOME", under: ".cache") }

    /// A variable of the environment that is set and not empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// The path from the root on; URLs stay as they are.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), !path.contains("://") else { return path }
        guard let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }

    /// The specification has relative paths ignored.
    private static func folder(_ variable: String, under: String) -> String {
        if let path = environment(variable), path.hasPrefix("/") { return path + "/corvid" }
        return "\(environment("HOME") ?? "/tmp")/\(under)/corvid"
    }
}

extension FilePlace {
    static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }
}
