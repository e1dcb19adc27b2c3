import CorvidGrammar

/// All functions that tool records name, each once.
final class ToolLibrary {
    private(set) var functions: [FunctionSignature] = []
    private(set) var topics: [Set<String>] = []
    private var numbers: [UInt64: Int32] = [:]
    /// Functions of no record, offered beside others.
    private(set) var catalog: [Int32] = []
    /// Other descriptions, by ``key(_:)``.
    private(set) var variants: [String: [FunctionVariant]] = [:]

    /// The number of a function by its JSON text.
    func number(_ raw: ArraySlice<UInt8>, _ field: String, _ line: RecordLine) throws(RecordError) -> Int32 {
        let hash = RecordText.hash(raw)
        if let known = numbers[hash] { return known }
        let function = try FunctionSignature(try line.parse(raw, field), in: field, line)
        let number = add(function)
        numbers[hash] = number
        return number
    }

    func add(_ function: FunctionSignature) -> Int32 {
        functions.append(function)
        topics.append(function.topics)
        return Int32(functions.count - 1)
    }

    func addToCatalog(_ number: Int32) { catalog.append(number) }

    static func key(_ name: String, _ parameters: some Sequence<String>) -> String {
        name + " " + parameters.sorted().joined(separator: " ")
    }

    func addVariant(_ variant: FunctionVariant, of name: String) {
        variants[Self.key(name, variant.parameters.keys), default: []].append(variant)
    }
}
