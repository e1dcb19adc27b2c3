/// Checked access: every accessor throws an error that names the file, the byte offset where known, the key and
/// what was expected.
extension Checkpoint {
    /// The key `suffix` of this architecture: `key("block_count")` is `llama.block_count`.
    public func key(_ suffix: String) -> String { "\(architecture).\(suffix)" }

    /// The integer at `key`, which must exist and lie in `range`.
    public func integer(
        _ key: String, in range: ClosedRange<Int> = 0...Int(Int32.max)
    ) throws(CheckpointError) -> Int {
        guard let value = try optionalInteger(key, in: range) else { throw missing(key, expected: "an integer") }
        return value
    }

    /// The integer at `key`, or nil when the key is absent; a value of another type or out of `range` is an error.
    public func optionalInteger(
        _ key: String, in range: ClosedRange<Int> = 0...Int(Int32.max)
    ) throws(CheckpointError) -> Int? {
        guard let stored = metadata[key] else { return nil }
        guard let value = stored.integer else { throw wrongType(key, stored, expected: "an integer") }
        guard range.contains(value) else {
            throw outOfRange(key, "\(value)", "\(range.lowerBound)...\(range.upperBound)")
        }
        return value
    }

    /// The number at `key`, which must exist, be finite and lie in `range`.
    public func float(
        _ key: String, in range: ClosedRange<Float> = -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude
    ) throws(CheckpointError) -> Float {
        guard let value = try optionalFloat(key, in: range) else { throw missing(key, expected: "a number") }
        return value
    }

    /// The number at `key`, or nil when the key is absent; a value of another type or out of `range` is an error.
    public func optionalFloat(
        _ key: String, in range: ClosedRange<Float> = -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude
    ) throws(CheckpointError) -> Float? {
        guard let stored = metadata[key] else { return nil }
        guard let number = stored.number else { throw wrongType(key, stored, expected: "a number") }
        let value = Float(number)
        guard range.contains(value) else {
            throw outOfRange(key, "\(number)", "\(range.lowerBound)...\(range.upperBound)")
        }
        return value
    }

    /// The truth value at `key`, or nil when the key is absent; another type is an error.
    public func optionalBoolean(_ key: String) throws(CheckpointError) -> Bool? {
        guard let stored = metadata[key] else { return nil }
        guard let value = stored.boolean else { throw wrongType(key, stored, expected: "a boolean") }
        return value
    }

    /// The text at `key`, which must exist.
    public func text(_ key: String) throws(CheckpointError) -> String {
        guard let value = try optionalText(key) else { throw missing(key, expected: "a string") }
        return value
    }

    /// The text at `key`, or nil when the key is absent; another type is an error.
    public func optionalText(_ key: String) throws(CheckpointError) -> String? {
        guard let stored = metadata[key] else { return nil }
        guard let value = stored.text else { throw wrongType(key, stored, expected: "a string") }
        return value
    }

    /// `count` integers at `key`: an array of that length, or one integer that stands for all.
    ///
    /// Files state per-layer values (`attention.head_count_kv`) in either way. Nil when the key is absent.
    public func optionalIntegers(
        _ key: String, count: Int, in range: ClosedRange<Int> = 0...Int(Int32.max)
    ) throws(CheckpointError) -> [Int]? {
        guard let stored = metadata[key] else { return nil }
        if let single = stored.integer {
            guard range.contains(single) else {
                throw outOfRange(key, "\(single)", "\(range.lowerBound)...\(range.upperBound)")
            }
            return [Int](repeating: single, count: count)
        }
        guard case .integers(let values) = stored else {
            throw wrongType(key, stored, expected: "an integer or an array of \(count) integers")
        }
        guard values.count == count else {
            throw error(.metadata, key, "has \(values.count) elements; expected \(count)")
        }
        return try values.map { value throws(CheckpointError) in
            guard let value = Int(exactly: value), range.contains(value) else {
                throw outOfRange(key, "\(value)", "\(range.lowerBound)...\(range.upperBound)")
            }
            return value
        }
    }

    /// As ``optionalIntegers(_:count:in:)``, for a key that must exist.
    public func integers(
        _ key: String, count: Int, in range: ClosedRange<Int> = 0...Int(Int32.max)
    ) throws(CheckpointError) -> [Int] {
        guard let values = try optionalIntegers(key, count: count, in: range) else {
            throw missing(key, expected: "an integer or an array of \(count) integers")
        }
        return values
    }

    /// The tensor `name`, which must exist and have exactly `shape` (fastest dimension first).
    ///
    /// Trailing dimensions of 1 do not count: `[64]` and `[64, 1]` are the same shape.
    public func tensor(required name: String, shape: [Int]) throws(CheckpointError) -> StoredTensor {
        guard let tensor = try tensor(optional: name, shape: shape) else {
            throw CheckpointError(
                .tensor, file: path, reason: "tensor \(name) is missing; expected one of shape \(shape)")
        }
        return tensor
    }

    /// The tensor `name` when there is one; it must then have exactly `shape`.
    public func tensor(optional name: String, shape: [Int]) throws(CheckpointError) -> StoredTensor? {
        guard let tensor = tensor(name) else { return nil }
        guard Self.withoutTrailingOnes(tensor.shape) == Self.withoutTrailingOnes(shape) else {
            throw tensorError(name, "has shape \(tensor.shape); expected \(shape)")
        }
        return tensor
    }

    /// An error about the metadata value `key`: "metadata key KEY " and then `reason`.
    package func error(_ code: CheckpointError.Code, _ key: String, _ reason: String) -> CheckpointError {
        let (file, offset) = location(ofKey: key)
        return CheckpointError(code, file: file, offset: offset, reason: "metadata key \(key) \(reason)")
    }

    /// An error about the tensor `name`: "tensor NAME " and then `reason`.
    package func tensorError(
        _ name: String, _ reason: String, code: CheckpointError.Code = .tensor
    ) -> CheckpointError {
        let (file, offset) = location(ofTensor: name)
        return CheckpointError(code, file: file, offset: offset, reason: "tensor \(name) \(reason)")
    }

    private func missing(_ key: String, expected: String) -> CheckpointError {
        error(.metadata, key, "is missing; expected \(expected)")
    }

    private func wrongType(_ key: String, _ value: MetadataValue, expected: String) -> CheckpointError {
        error(.metadata, key, "is \(value.kindName); expected \(expected)")
    }

    private func outOfRange(_ key: String, _ value: String, _ range: String) -> CheckpointError {
        error(.metadata, key, "is \(value); expected \(range)")
    }

    private static func withoutTrailingOnes(_ shape: [Int]) -> ArraySlice<Int> {
        var shape = shape[...]
        while shape.count > 1, shape.last == 1 { shape.removeLast() }
        return shape
    }
}
