public import CorvidGrammar
import Foundation

/// What the caller of a recipe gives it.
public struct RecipeParameter: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case string, integer, number, boolean
        /// One of `values`.
        case choice = "enum"
        /// The path of a file, whose text is the value. Such text is untrusted.
        case file
    }

    /// The longest file.
    public static let maximumFileBytes = 1 << 20

    public var name: String
    public var kind: Kind
    public var values: [String]
    public var defaultValue: JSONValue?
    public var isRequired: Bool
    public var summary: String
    /// Where the path of a file's default begins.
    var folder: String

    /// What a person wrote, as the parameter's type.
    ///
    /// - Throws: `RecipeError` with what does not fit.
    public func value(of text: String) throws(RecipeError) -> JSONValue {
        let value: JSONValue? =
            switch kind {
            case .string, .file, .choice: .text(text)
            case .boolean: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
            case .integer, .number: (try? JSONValue(parsing: text)).flatMap { $0.double == nil ? nil : $0 }
            }
        guard let value, isOfType(value) else {
            throw RecipeError("the parameter \(name) is \"\(text)\", and must be \(expectation)")
        }
        return value
    }

    func isOfType(_ value: JSONValue) -> Bool {
        switch kind {
        case .string, .file: value.text != nil
        case .choice: value.text.map(values.contains) ?? false
        case .boolean: value.bool != nil
        case .integer: value.int != nil
        case .number: value.double?.isFinite == true
        }
    }

    /// What a value must be, in words.
    public var expectation: String {
        switch kind {
        case .string: "a text"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .choice: "one of \(values.joined(separator: ", "))"
        case .file: "the path of a file"
        }
    }

    /// The value that templates see: a file's is its text.
    func datum(of given: RecipeDatum?) throws(RecipeError) -> RecipeDatum {
        guard var datum = given ?? defaultValue.map({ RecipeDatum($0) }) else {
            guard isRequired else { return RecipeDatum(.null) }
            throw RecipeError("the parameter \(name) is missing: it must be \(expectation)")
        }
        if !isOfType(datum.value), let text = datum.value.text, let value = try? value(of: text) { datum.value = value }
        guard isOfType(datum.value) else {
            throw RecipeError(
                "the parameter \(name) is \(datum.value.kindOfValue), \(datum.value.plainText.prefix(80)), and must be "
                    + expectation)
        }
        guard kind == .file, var path = datum.value.text else { return datum }
        guard !datum.isUntrusted else {
            throw RecipeError("the parameter \(name) is a file's path, and untrusted text must not choose it")
        }
        if given == nil, !path.hasPrefix("/") { path = folder + path }
        datum.value = .string(try Self.contents(of: path, for: name))
        datum.isUntrusted = true
        datum.sources = [path]
        return datum
    }

    private static func contents(of path: String, for name: String) throws(RecipeError) -> [UInt8] {
        var bytes: [UInt8]
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            bytes = Array(try file.read(upToCount: maximumFileBytes + 1) ?? Data())
        } catch {
            throw RecipeError("the parameter \(name) is the file \(path), which cannot be read")
        }
        guard bytes.count <= maximumFileBytes else {
            throw RecipeError(
                "the parameter \(name) is the file \(path), which has more than \(maximumFileBytes) bytes")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw RecipeError("the parameter \(name) is the file \(path), which is no UTF-8 text")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        return bytes
    }
}

extension Recipe {
    /// The parameters' values for templates.
    ///
    /// - Throws: `RecipeError` with every parameter that is unknown, missing or of the wrong type.
    func bind(_ given: [String: RecipeDatum]) throws(RecipeError) -> [String: RecipeDatum] {
        var problems: [RecipeError.Problem] = []
        var bound: [String: RecipeDatum] = [:]
        let known = parameters.map(\.name)
        for name in given.keys.sorted() where !known.contains(name) {
            let list = known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
            problems.append(
                .init("\(self.name) has no parameter \(name) (\(list))\(NearestName.hint(name, in: known))", at: nil))
        }
        for parameter in parameters {
            do {
                bound[parameter.name] = try parameter.datum(of: given[parameter.name])
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw RecipeError(problems) }
        return bound
    }

    /// Tells whether these parameters would do, before anything runs.
    ///
    /// - Throws: `RecipeError` with every parameter that is unknown, missing or of the wrong type.
    public func check(parameters given: [String: JSONValue]) throws(RecipeError) {
        _ = try bind(given.mapValues { RecipeDatum($0) })
    }
}
