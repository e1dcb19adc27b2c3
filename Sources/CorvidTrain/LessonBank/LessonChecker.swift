import Corvid
import CorvidGrammar
import CorvidLLM

/// Fills every lesson of a folder many times and says what is wrong with it.
///
/// Queries are not run here; ``LessonQueries`` gives them to whoever has a database.
package struct LessonChecker {
    /// What must be put right, in the order of files and lines.
    package private(set) var problems: [LessonProblem] = []
    /// What may be right, but a person should look at it: values of calls that stand in no text.
    package private(set) var remarks: [LessonProblem] = []
    /// How many lessons there are, by kind.
    package private(set) var counts: [String: Int] = [:]

    private let fillings: Int
    private var random: Randomness

    /// - Parameters:
    ///   - fillings: how often each template is filled.
    /// - Throws: `LessonProblem` where the folder cannot be read.
    package init(folder: String, fillings: Int = 12, seed: UInt64 = 1) throws {
        self.fillings = fillings
        random = Randomness(seed: seed)
        var found: [LessonProblem] = []
        let lessons = try LessonCollection(folder: folder) { found.append($0) }
        problems = found
        counts = [
            "word problems": lessons.wordProblems.count, "functions": lessons.functions.count,
            "function sets": lessons.functionSets.count, "databases": lessons.databases.count,
            "dialogues": lessons.dialogues.count, "passages": lessons.passages.count,
        ]
        checkWordProblems(lessons.wordProblems)
        for entry in lessons.functions + lessons.functionSets { checkFunctions(entry) }
        for entry in lessons.passages { checkPassage(entry) }
        for entry in lessons.databases { checkDatabase(entry) }
        checkDialogues(lessons.dialogues)
        checkDuplicates(lessons)
        problems.sort { ($0.file, $0.line) < ($1.file, $1.line) }
        remarks.sort { ($0.file, $0.line) < ($1.file, $1.line) }
    }

    private mutating func report<Value>(_ entry: LessonCollection.Entry<Value>, _ message: String) {
        problems.append(LessonProblem(message).at(entry.file, entry.line))
    }

    private mutating func remark<Value>(_ entry: LessonCollection.Entry<Value>, _ message: String) {
        let remark = LessonProblem(message).at(entry.file, entry.line)
        if remarks.last != remark { remarks.append(remark) }
    }

    // MARK: Word problems

    private mutating func checkWordProblems(_ entries: [LessonCollection.Entry<WordProblemLesson>]) {
        for entry in entries {
            for slot in entry.value.unusedNumbers {
                report(entry, "{\(slot)} is in no expression; a distractor is called D")
            }
            var named: Set<Int> = []
            for _ in 0..<fillings {
                guard let task = entry.value.task(&random) else {
                    report(entry, "no numbers satisfy the constraints")
                    break
                }
                if let problem = Self.wrongReferences(task.messages) {
                    report(entry, problem)
                    break
                }
                if let problem = Self.wrongResults(task.messages) {
                    report(entry, problem)
                    break
                }
                if let problem = Self.wrongSpacing(task.messages[0].text) {
                    report(entry, problem)
                    break
                }
                named.insert(task.messages.flatMap(\.toolCalls).reduce(0) { $0 + Self.references($1.written).count })
            }
            // A problem whose numbers never have a place teaches to write digits.
            if named == [0], entry.value.expression.slots.count > 0 {
                report(entry, "its numbers have no places in the text")
            }
        }
    }

    /// The references of a call, in order.
    private static func references(_ written: JSONValue?) -> [String] {
        var found: [String] = []
        _ = written?.holdsString { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            var rest = text[...]
            while let at = rest.firstIndex(of: "@") {
                let digits = rest[rest.index(after: at)...].prefix { $0.isASCII && $0.isNumber }
                if !digits.isEmpty { found.append(String(rest[at..<digits.endIndex])) }
                rest = rest[digits.endIndex...]
            }
            return false
        }
        return found
    }

    /// What is wrong with the references of a conversation's calls, found as a run would resolve them.
    private static func wrongReferences(_ messages: [Message]) -> String? {
        for (index, message) in messages.enumerated() {
            let numbers = ConversationNumbers(Array(messages[..<index]))
            for call in message.toolCalls {
                guard let written = call.written else { continue }
                var problem: String?
                let resolved = resolve(written, numbers, &problem)
                if let problem { return problem }
                if resolved != call.arguments {
                    return "\(text(written)) resolves to \(text(resolved)), not to \(text(call.arguments))"
                }
            }
        }
        return nil
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: value.serialized, as: UTF8.self) }

    private static func resolve(_ value: JSONValue, _ numbers: ConversationNumbers, _ problem: inout String?)
        -> JSONValue
    {
        switch value {
        case .object(let members):
            return .object(members.map { .init(key: $0.key, value: resolve($0.value, numbers, &problem)) })
        case .array(let values): return .array(values.map { resolve($0, numbers, &problem) })
        case .string(let bytes):
            let text = String(decoding: bytes, as: UTF8.self)
            let references = references(value)
            if references == [text] {
                guard let number = numbers.value(of: text) else {
                    problem = "\(text) names no number"
                    return value
                }
                return .number(number)
            }
            guard !references.isEmpty else { return value }
            var result = ""
            var rest = text[...]
            for reference in references {
                guard let range = rest.firstRange(of: reference), let number = numbers.value(of: reference) else {
                    problem = "\(reference) names no number"
                    return value
                }
                result += rest[..<range.lowerBound] + (number.hasPrefix("-") ? "(\(number))" : number)
                rest = rest[range.upperBound...]
            }
            return .text(result + rest)
        default: return value
        }
    }

    /// Whether each calculator result is what the expression gives.
    private static func wrongResults(_ messages: [Message]) -> String? {
        for (index, message) in messages.enumerated() {
            for call in message.toolCalls where call.name == "calculator" {
                guard let text = call.arguments["expression"]?.text, index + 1 < messages.count else { continue }
                let result = messages[index + 1].text
                if result.hasPrefix("Error") { continue }
                let plain = text.replacing("^", with: "**")
                guard let expression = try? LessonExpressionParser.parse(plain, slot: { _ in nil }),
                    let value = expression.value({ _ in nil })
                else { return "\(text) cannot be calculated" }
                if value.calculatorText != result { return "\(text) is \(value.calculatorText ?? "?"), not \(result)" }
                if value.isNegative || value == LessonNumber(0), messages.count == 4 {
                    return "\(text) is not positive"
                }
            }
        }
        return nil
    }

    private static func wrongSpacing(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        for index in bytes.indices.dropLast() {
            let pair = (bytes[index], bytes[index + 1])
            if pair.0 == UInt8(ascii: " "), " .,;?!".utf8.contains(pair.1), !text.contains(" ...") {
                let around = String(decoding: bytes[max(0, index - 20)...], as: UTF8.self).prefix(44)
                return "two blanks, or one before a mark: …\(around)"
            }
            if pair.0 == UInt8(ascii: "["), bytes[index...].contains(UInt8(ascii: "|")) {
                return "a bracket is left over"
            }
        }
        return nil
    }

    // MARK: Functions

    private mutating func checkFunctions(_ entry: LessonCollection.Entry<FunctionLesson>) {
        let lesson = entry.value
        var schemas: [String: JSONSchema] = [:]
        for function in lesson.functions {
            do {
                schemas[function.name] = try JSONSchema(function.parameters)
            } catch {
                report(entry, "the parameters of \(function.name) are no schema: \(error)")
            }
        }
        let functions = lesson.functions.map { VariedFunction($0) }
        for (index, request) in lesson.requests.enumerated() {
            for _ in 0..<fillings {
                guard let task = request.task(functions, &random), let question = task.messages.first?.text else {
                    report(entry, "request \(index + 1) cannot be filled, or names a parameter that is none")
                    break
                }
                if let problem = Self.wrongReferences(task.messages) {
                    report(entry, "request \(index + 1): \(problem)")
                    break
                }
                if question.contains("{") && question.contains("=int:") {
                    report(entry, "request \(index + 1): a slot is left over")
                }
                var isWrong = false
                for call in task.messages[1].toolCalls {
                    if let schema = schemas[call.name], (try? schema.evaluate(call.arguments)) != true {
                        report(entry, "request \(index + 1): \(Self.text(call.arguments)) is against the schema")
                        isWrong = true
                    }
                    let parameters = lesson.functions.first { $0.name == call.name }?.parameters
                    if let stray = Self.stray(call.arguments, parameters, question) {
                        remark(entry, "request \(index + 1): \(stray) stands nowhere in the text")
                    }
                }
                if isWrong { break }
            }
        }
    }

    /// A value that is neither copied nor chosen from an enumeration nor in a format that the schema names.
    private static func stray(_ value: JSONValue, _ schema: JSONValue?, _ question: String) -> String? {
        switch value {
        case .object(let members):
            for member in members {
                let inner = schema?["properties"]?.members?.first { $0.key == member.key }?.value
                if let found = stray(member.value, inner, question) {
                    return found.contains(":") ? found : "\(String(decoding: member.key, as: UTF8.self)): \(found)"
                }
            }
            return nil
        case .array(let values): return values.lazy.compactMap { stray($0, schema?["items"], question) }.first
        case .string(let bytes):
            if schema?["enum"] != nil || schema?["format"] != nil || Array(question.utf8).containsRun(bytes) {
                return nil
            }
            let hint = (schema?["description"]?.text ?? "").lowercased()
            let formats = [
                "hh", "yyyy", "iso", "code", "24", "e.g", "such as", "like", "letter", "pattern", "format", "utc",
                "lower", "upper",
            ]
            return formats.contains { hint.contains($0) } ? nil : String(decoding: bytes, as: UTF8.self)
        case .number(let text):
            if schema?["enum"] != nil { return nil }
            var tagger = NumberTagger()
            tagger.tag(question)
            return tagger.values.contains(text) || question.contains(text) ? nil : text
        default: return nil
        }
    }

    // MARK: Passages, databases, dialogues

    private mutating func checkPassage(_ entry: LessonCollection.Entry<PassageLesson>) {
        let lesson = entry.value
        for _ in 0..<fillings {
            guard let filled = lesson.fill(&random) else {
                report(entry, "the passage cannot be filled")
                return
            }
            if let missing = lesson.questionsWithoutSpan(&random).first {
                report(entry, "the answer to \"\(missing)\" does not stand in the passage")
                return
            }
            if let stray = filled.questions.first(where: { $0.text.contains("{") }) {
                report(entry, "a slot is left over in \"\(stray.text)\"")
                return
            }
        }
        if !lesson.questions.contains(where: { $0.answer == nil }) { remark(entry, "every question can be answered") }
    }

    private mutating func checkDatabase(_ entry: LessonCollection.Entry<DatabaseLesson>) {
        for question in entry.value.questions {
            for _ in 0..<min(fillings, 4) {
                guard let filled = question.fill(&random) else {
                    report(entry, "question \(question.number) cannot be filled")
                    break
                }
                if filled.sql.contains("{") || filled.text.string.contains("{") {
                    report(entry, "question \(question.number): a slot is left over")
                    break
                }
            }
            let stray = question.sql.slots.subtracting(question.text.slots)
            if let slot = stray.first {
                report(
                    entry,
                    "question \(question.number): {\(question.slots.names[slot])} of the query is not in the question")
            }
        }
    }

    private mutating func checkDialogues(_ entries: [LessonCollection.Entry<DialogueLesson>]) {
        let definitions = DialogueFunctions.definitions(entries.map(\.value))
        for entry in entries {
            for _ in 0..<fillings {
                guard let task = entry.value.task(definitions, &random) else {
                    report(entry, "the dialogue cannot be filled")
                    break
                }
                if let problem = Self.wrongReferences(task.messages) {
                    report(entry, problem)
                    break
                }
                if let left = task.messages.first(where: { $0.text.contains("{=") || $0.text.contains("=int:") }) {
                    report(entry, "a slot is left over in \"\(left.text)\"")
                    break
                }
            }
        }
    }

    // MARK: Duplicates

    private mutating func checkDuplicates(_ lessons: LessonCollection) {
        var seen: [String: LessonProblem] = [:]
        func note(_ text: String, _ file: String, _ line: Int) -> LessonProblem? {
            let key = String(text.lowercased().filter { $0.isLetter || $0 == "_" })
            let here = LessonProblem("").at(file, line)
            if let first = seen[key] { return LessonProblem("the same as \(first.file):\(first.line)").at(file, line) }
            seen[key] = here
            return nil
        }
        var found: [LessonProblem] = []
        for entry in lessons.wordProblems {
            found += note("math" + entry.value.wording, entry.file, entry.line).map { [$0] } ?? []
        }
        for entry in lessons.functions {
            found += note("function" + entry.value.group, entry.file, entry.line).map { [$0] } ?? []
        }
        for entry in lessons.functionSets {
            found += note("set" + entry.value.group, entry.file, entry.line).map { [$0] } ?? []
        }
        for entry in lessons.databases {
            found += note("database" + entry.value.schema, entry.file, entry.line).map { [$0] } ?? []
        }
        for entry in lessons.passages {
            found += note("passage" + entry.value.group, entry.file, entry.line).map { [$0] } ?? []
        }
        for entry in lessons.dialogues {
            found += note("dialogue" + entry.value.wording, entry.file, entry.line).map { [$0] } ?? []
        }
        problems += found
    }
}
