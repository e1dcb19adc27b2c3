/// What one transfer asks for; everything in it has been judged already but the address behind the name.
struct WireRequest: Sendable {
    var address: WebAddress
    var method: String
    var fields: [(name: String, value: String)]
    var body: [UInt8]?
    /// Time left for it.
    var timeout: Duration
    /// The bound that ``timeout`` is the rest of, in milliseconds, to name it in the error.
    var totalTime: Int
    /// Bytes of the body on the wire that are left.
    var wireLimit: Int
    /// What names are taken to lead to.
    var resolutions: [String]
}
