/// Why a grammar, a pattern or a schema cannot be used, and where.
public struct GrammarError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of thing is wrong; more kinds may come.
    public struct Kind: Sendable, Hashable {
        let name: String
        /// The text does not follow the notation.
        public static let syntax = Kind(name: "syntax")
        /// The text is valid but asks for what Corvid does not enforce.
        public static let unsupported = Kind(name: "unsupported")
        /// A keyword's value has the wrong type or is out of its range.
        public static let invalidValue = Kind(name: "invalidValue")
        /// A reference leads nowhere.
        public static let undefinedReference = Kind(name: "undefinedReference")
        /// A rule begins with itself, or a reference never consumes anything.
        public static let leftRecursion = Kind(name: "leftRecursion")
        /// Nothing can match.
        public static let unsatisfiable = Kind(name: "unsatisfiable")
        /// Larger, deeper or more entangled than the stated bounds.
        public static let tooComplex = Kind(name: "tooComplex")
    }

    /// Where the fault is.
    public enum Location: Sendable, Hashable {
        case none
        /// A byte of a pattern, counting from 0.
        case byte(Int)
        /// Counting from 1.
        case line(Int, column: Int)
        /// A JSON pointer (RFC 6901) into a schema; "" is the root.
        case pointer(String)
    }

    public var kind: Kind
    public var location: Location
    /// What is wrong and what to do.
    public var reason: String

    public init(_ kind: Kind, at location: Location = .none, _ reason: String) {
        self.kind = kind
        self.location = location
        self.reason = reason
    }

    public var description: String {
        switch location {
        case .none: reason
        case .byte(let offset): "byte \(offset): \(reason)"
        case .line(let line, let column): "line \(line), column \(column): \(reason)"
        case .pointer(let pointer): "\(pointer.isEmpty ? "schema" : "#" + pointer): \(reason)"
        }
    }
}
