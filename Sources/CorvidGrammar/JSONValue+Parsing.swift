/// Reading JSON text.
extension JSONValue {
    /// Parses one JSON text: exactly RFC 8259, nothing more.
    ///
    /// Linear in the text. Strings must be valid UTF-8 and escaped surrogates must pair; numbers keep their text;
    /// a byte order mark, comments, trailing commas and anything after the value are refused.
    /// - Parameter maximumDepth: how many arrays and objects may stand inside one another.
    public init(parsing bytes: UnsafeRawBufferPointer, maximumDepth: Int = 256) throws(JSONParseError) {
        var parser = JSONParser(bytes, maximumDepth: maximumDepth)
        self = try parser.parseText()
    }

    /// Parses one JSON text held in an array of bytes.
    public init(parsing bytes: [UInt8], maximumDepth: Int = 256) throws(JSONParseError) {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONParseError) in try JSONValue(parsing: buffer, maximumDepth: maximumDepth) }
        }
        self = try result.get()
    }

    /// Parses one JSON text held in a string.
    public init(parsing text: String, maximumDepth: Int = 256) throws(JSONParseError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }
}
