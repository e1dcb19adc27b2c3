/// Which SQL a database speaks.
public enum SQLDialect: String, Sendable, Hashable {
    case sqlite
    case postgres

    /// The name as people know it.
    public var name: String { self == .sqlite ? "SQLite" : "PostgreSQL" }

    /// An identifier as it has to be written in a statement: quoted only where it must be.
    func quoted(_ identifier: String) -> String {
        let bytes = identifier.utf8
        let isPlain =
            !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                // PostgreSQL folds capital letters that are not quoted.
                case UInt8(ascii: "A")...UInt8(ascii: "Z"): self == .sqlite
                default: false
                }
            }
            && !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes.first ?? 0)
            && !SQLKeywords.all.contains(identifier.uppercased())
        return isPlain ? identifier : forceQuoted(identifier)
    }

    func forceQuoted(_ identifier: String) -> String {
        var result = "\""
        for scalar in identifier.unicodeScalars {
            result.unicodeScalars.append(scalar)
            if scalar == "\"" { result += "\"" }
        }
        return result + "\""
    }
}
