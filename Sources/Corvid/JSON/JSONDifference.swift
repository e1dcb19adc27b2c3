package import CorvidGrammar

/// The first place where two documents differ.
package struct JSONDifference: Sendable, Hashable, CustomStringConvertible {
    /// "data.usage.promptTokens", "messages[2].content".
    package var path: String
    package var left: JSONValue?
    package var right: JSONValue?

    package var description: String {
        "\(path.isEmpty ? "the document" : path): \(Self.short(left)) became \(Self.short(right))"
    }

    package static func first(_ left: JSONValue, _ right: JSONValue) -> JSONDifference? { first(left, right, path: "") }

    private static func first(_ left: JSONValue, _ right: JSONValue, path: String) -> JSONDifference? {
        switch (left, right) {
        case (.object(let one), .object(let other)):
            for index in 0..<max(one.count, other.count) {
                let old = index < one.count ? one[index] : nil
                let new = index < other.count ? other[index] : nil
                let name = String(decoding: old?.key ?? new?.key ?? [], as: UTF8.self)
                let inner = path.isEmpty ? name : "\(path).\(name)"
                guard let old, let new, old.key == new.key else {
                    return JSONDifference(
                        path: inner, left: old?.value, right: old.flatMap { right[utf8: $0.key] } ?? new?.value)
                }
                if let difference = first(old.value, new.value, path: inner) { return difference }
            }
            return nil
        case (.array(let one), .array(let other)):
            for index in 0..<max(one.count, other.count) {
                let inner = "\(path)[\(index)]"
                guard index < one.count, index < other.count else {
                    return JSONDifference(
                        path: inner, left: index < one.count ? one[index] : nil,
                        right: index < other.count ? other[index] : nil)
                }
                if let difference = first(one[index], other[index], path: inner) { return difference }
            }
            return nil
        default: return left == right ? nil : JSONDifference(path: path, left: left, right: right)
        }
    }

    private static func short(_ value: JSONValue?) -> String {
        guard let value else { return "nothing" }
        let text = String(decoding: value.serialized, as: UTF8.self)
        return text.count <= 160 ? text : text.prefix(160) + "…"
    }
}

extension JSONValue {
    fileprivate subscript(utf8 key: [UInt8]) -> JSONValue? { members?.first { $0.key == key }?.value }
}
