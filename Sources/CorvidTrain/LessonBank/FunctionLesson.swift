import Corvid
import CorvidGrammar

/// Functions that belong together, one or several, with requests and the calls that each needs.
struct FunctionLesson: Sendable {
    struct Request: Sendable {
        var text: LessonText
        var slots: LessonSlots
        /// Empty: no function fits.
        var calls: [(function: Int, arguments: [(key: [UInt8], value: LessonArgument)])]
    }

    let functions: [ToolDefinition]
    let requests: [Request]
    /// Words of names and descriptions that say what the functions are about.
    let subjects: Set<String>
    /// Words of the names alone.
    let nameWords: Set<String>
    /// Whether it does what a calculator can do, too.
    let isArithmetic: Bool
    /// What belongs to the same portion.
    let group: String

    /// One function with `requests` of `args`.
    init(function record: JSONValue) throws {
        try self.init([Self.definition(record)], record) { request, slots in
            [(0, try Self.arguments(request["args"], &slots))]
        }
    }

    /// A set of `tools` with `requests` of `calls`.
    init(set record: JSONValue) throws {
        let functions = try (record["tools"]?.array ?? []).map(Self.definition)
        try self.init(functions, record) { request, slots in
            try (request["calls"]?.array ?? []).map { call in
                guard
                    let function = functions.firstIndex(where: { $0.name.utf8.elementsEqual(call["name"]?.utf8 ?? []) })
                else {
                    throw LessonProblem("\(call["name"]?.text ?? "a call without a name") is none of the functions")
                }
                return (function, try Self.arguments(call["arguments"], &slots))
            }
        }
    }

    private init(
        _ functions: [ToolDefinition], _ record: JSONValue,
        calls: (JSONValue, inout LessonSlots) throws -> [(
            function: Int, arguments: [(key: [UInt8], value: LessonArgument)]
        )]
    ) throws {
        guard !functions.isEmpty, let requests = record["requests"]?.array, !requests.isEmpty else {
            throw LessonProblem("functions need requests")
        }
        self.functions = functions
        let values = LessonSlots.values(record)
        self.requests = try requests.map { request in
            guard let text = request["t"]?.text else { throw LessonProblem("a request has no text t") }
            var slots = LessonSlots(.other, values: values)
            let template = try LessonText(text, slots: &slots)
            return Request(text: template, slots: slots, calls: try calls(request, &slots)).with(slots)
        }
        nameWords = functions.reduce(into: []) { $0.formUnion(LessonNames.subjects($1.name)) }
        subjects = functions.reduce(into: nameWords) { $0.formUnion(LessonNames.subjects($1.description)) }
        let stems = [
            "calculat", "comput", "percent", "arithmetic", "average", "number", "convert", "total", "sum", "mathemat",
        ]
        isArithmetic = functions.contains { function in
            let text = (function.name + " " + function.description).lowercased()
            return stems.contains { text.contains($0) }
        }
        group = functions.map { $0.name }.joined(separator: " ")
    }

    private static func definition(_ record: JSONValue) throws -> ToolDefinition {
        guard let name = record["name"]?.text, let parameters = record["parameters"] else {
            throw LessonProblem("a function needs a name and parameters")
        }
        return ToolDefinition(name: name, description: record["description"]?.text ?? "", parameters: parameters)
    }

    private static func arguments(
        _ value: JSONValue?, _ slots: inout LessonSlots
    ) throws -> [(key: [UInt8], value: LessonArgument)] {
        guard let members = value?.members else { throw LessonProblem("a call's arguments must be an object") }
        return try members.map { ($0.key, try LessonArgument($0.value, slots: &slots)) }
    }
}

extension FunctionLesson.Request {
    /// With the slots as they are after the calls have been read.
    fileprivate func with(_ slots: LessonSlots) -> Self {
        var copy = self
        copy.slots = slots
        return copy
    }

    /// The conversation of this request: user, calls.
    ///
    /// - Parameter functions: the lesson's functions as they are offered.
    func task(_ functions: [VariedFunction], _ random: inout Randomness) -> Example.Task? {
        var filling = LessonFilling(slots)
        var text = LessonFilling.Text()
        LessonSurroundings.greet(&text, &random)
        guard filling.append(self.text, to: &text, &random) else { return nil }
        let original = text.bytes
        LessonSurroundings.vary(&text, &random)
        if calls.isEmpty { return Example.Task([.user(text.string), .assistant(LessonRefusals.pick(&random))]) }
        var references = LessonReferences()
        references.add(text)
        var filler = LessonArgumentFiller(filling, references)
        var made: [ToolCall] = []
        for (index, call) in calls.enumerated() {
            guard functions.indices.contains(call.function),
                let filled = functions[call.function].call(call.arguments, id: index + 1, &filler, &random)
            else { return nil }
            made.append(filled)
        }
        // What is copied must stand in the question still.
        let copied = made.contains {
            $0.arguments.holdsString { original.containsRun($0) && !text.bytes.containsRun($0) }
        }
        let question = copied ? String(decoding: original, as: UTF8.self) : text.string
        return Example.Task([.user(question), .assistant("", toolCalls: made)])
    }
}

extension JSONValue {
    /// Whether any string in it satisfies a condition.
    func holdsString(_ condition: ([UInt8]) -> Bool) -> Bool {
        switch self {
        case .string(let bytes): condition(bytes)
        case .array(let values): values.contains { $0.holdsString(condition) }
        case .object(let members): members.contains { $0.value.holdsString(condition) }
        default: false
        }
    }
}

extension [UInt8] {
    /// Whether the bytes stand somewhere in these.
    func containsRun(_ run: [UInt8]) -> Bool {
        guard let first = run.first else { return true }
        guard run.count <= count else { return false }
        for start in 0...(count - run.count) where self[start] == first {
            if self[start..<(start + run.count)].elementsEqual(run) { return true }
        }
        return false
    }
}
