import CorvidGrammar

extension JSONValue.Member {
    /// A member whose key is text.
    init(key: String, value: JSONValue) { self.init(key: Array(key.utf8), value: value) }
}
