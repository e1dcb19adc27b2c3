import CorvidGrammar

/// The way to a value: `steps.plan.answer.items[0]`. Names stand between points; `[n]` counts from 0.
struct RecipePath: Sendable, Hashable, CustomStringConvertible {
    enum Part: Sendable, Hashable {
        case name(String)
        case index(Int)
    }

    struct SyntaxError: Error {
        var reason: String
    }

    static let maximumParts = 32

    let parts: [Part]
    let description: String

    init(_ text: some StringProtocol) throws(SyntaxError) {
        description = String(text)
        var parts: [Part] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            if rest.first == "[" {
                guard let end = rest.firstIndex(of: "]"),
                    let index = Int(rest[rest.index(after: rest.startIndex)..<end]),
                    index >= 0
                else { throw SyntaxError(reason: "\"\(text)\" has no whole number between [ and ]") }
                parts.append(.index(index))
                rest = rest[rest.index(after: end)...]
            } else {
                if !parts.isEmpty {
                    guard rest.first == "." else {
                        throw SyntaxError(reason: "\"\(text)\" lacks a point before \"\(rest)\"")
                    }
                    rest = rest.dropFirst()
                }
                let name = rest.prefix { !".[]{}".contains($0) }
                guard !name.isEmpty else { throw SyntaxError(reason: "\"\(text)\" lacks a name") }
                parts.append(.name(String(name)))
                rest = rest[name.endIndex...]
            }
        }
        guard (1...Self.maximumParts).contains(parts.count) else {
            throw SyntaxError(
                reason: parts.isEmpty ? "a name is missing" : "\"\(text)\" has more than \(Self.maximumParts) parts")
        }
        self.parts = parts
    }

    /// The value there.
    ///
    /// - Throws: `SyntaxError` with the first part that leads nowhere and what there is instead.
    static func value(of parts: some Collection<Part>, in value: JSONValue, named root: String) throws(SyntaxError)
        -> JSONValue
    {
        var value = value
        var walked = root
        for part in parts {
            switch part {
            case .name(let name):
                guard let members = value.members else {
                    throw SyntaxError(reason: "\(walked) is \(value.kindOfValue) and has no \"\(name)\"")
                }
                let key = Array(name.utf8)
                guard let found = members.first(where: { $0.key == key }) else {
                    let names = members.map { String(decoding: $0.key, as: UTF8.self) }
                    let known = names.isEmpty ? "nothing" : names.prefix(12).joined(separator: ", ")
                    throw SyntaxError(
                        reason: "\(walked) has no \"\(name)\" (it has \(known))\(NearestName.hint(name, in: names))")
                }
                value = found.value
                walked += ".\(name)"
            case .index(let index):
                guard let values = value.array else {
                    throw SyntaxError(reason: "\(walked) is \(value.kindOfValue) and has no element \(index)")
                }
                guard values.indices.contains(index) else {
                    throw SyntaxError(reason: "\(walked) has \(values.count) elements and no element \(index)")
                }
                value = values[index]
                walked += "[\(index)]"
            }
        }
        return value
    }
}

extension JSONValue {
    var kindOfValue: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// A text as it is, everything else as JSON.
    package var plainText: String { text ?? String(decoding: serialized, as: UTF8.self) }
}
