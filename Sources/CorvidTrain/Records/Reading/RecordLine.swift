import CorvidGrammar

/// One line of a record file: a JSON object whose members are found at once and read when they are asked for.
///
/// Most lines of tool records are definitions that earlier lines had, too; what is known by its bytes is not read again.
struct RecordLine {
    let file: String
    let number: Int
    let bytes: [UInt8]
    private let members: [(key: Range<Int>, value: Range<Int>)]

    /// - Throws: ``RecordError`` where the line is no object.
    init(_ bytes: [UInt8], file: String, number: Int) throws(RecordError) {
        self.file = file
        self.number = number
        self.bytes = bytes
        let members = bytes.withUnsafeBufferPointer { buffer in
            var scanner = RecordScanner(buffer)
            return scanner.members()
        }
        guard let members else {
            throw RecordError(
                .notAnObject, file: file, line: number,
                reason: "the line is no JSON object; record files have one object a line")
        }
        self.members = members
    }

    /// A member's JSON text.
    func raw(_ key: String) -> ArraySlice<UInt8>? {
        members.first { bytes[$0.key].elementsEqual(key.utf8) }.map { bytes[$0.value] }
    }

    /// A member's value; nil where there is none, or null.
    func optional(_ key: String) throws(RecordError) -> JSONValue? {
        guard let raw = raw(key) else { return nil }
        let value = try parse(raw, key)
        return value.isNull ? nil : value
    }

    func parse(_ raw: ArraySlice<UInt8>, _ field: String) throws(RecordError) -> JSONValue {
        do {
            return try JSONValue(parsing: Array(raw), maximumDepth: 64)
        } catch {
            throw RecordError(.notAnObject, file: file, line: number, field: field, reason: "no valid JSON: \(error)")
        }
    }

    func value(_ key: String) throws(RecordError) -> JSONValue {
        guard let value = try optional(key) else { throw missing(key) }
        return value
    }

    func text(_ key: String) throws(RecordError) -> String {
        let value = try value(key)
        guard let text = value.text else { throw wrong(key, "a string", value) }
        return text
    }

    func array(_ key: String) throws(RecordError) -> [JSONValue] {
        let value = try value(key)
        guard let array = value.array else { throw wrong(key, "an array", value) }
        return array
    }

    func number(_ key: String) throws(RecordError) -> String {
        let value = try value(key)
        guard case .number(let text) = value else { throw wrong(key, "a number", value) }
        return text
    }

    /// The JSON texts of an array's elements.
    func elements(_ key: String) throws(RecordError) -> [ArraySlice<UInt8>] {
        guard let raw = raw(key) else { throw missing(key) }
        let elements = raw.withUnsafeBufferPointer { buffer in
            var scanner = RecordScanner(buffer)
            return scanner.elements()
        }
        guard let elements else { throw wrong(key, "an array", try value(key)) }
        return elements.map { bytes[raw.startIndex + $0.lowerBound..<raw.startIndex + $0.upperBound] }
    }

    // MARK: Inside of values

    func text(_ key: String, of object: JSONValue, in field: String) throws(RecordError) -> String {
        guard let value = object[key] else { throw missing(field + "." + key) }
        guard let text = value.text else { throw wrong(field + "." + key, "a string", value) }
        return text
    }

    func array(_ key: String, of object: JSONValue, in field: String) throws(RecordError) -> [JSONValue] {
        guard let value = object[key] else { throw missing(field + "." + key) }
        guard let array = value.array else { throw wrong(field + "." + key, "an array", value) }
        return array
    }

    func missing(_ field: String) -> RecordError {
        RecordError(
            .missingField, file: file, line: number, field: field, reason: "missing; add it, or read with --lenient")
    }

    func wrong(_ field: String, _ wanted: String, _ found: JSONValue) -> RecordError {
        let kind =
            switch found {
            case .null: "null"
            case .bool: "a boolean"
            case .number: "a number"
            case .string: "a string"
            case .array: "an array"
            case .object: "an object"
            }
        return RecordError(
            .wrongType, file: file, line: number, field: field, reason: "\(kind) where \(wanted) is expected")
    }
}
