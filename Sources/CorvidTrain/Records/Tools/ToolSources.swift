import CorvidGrammar

/// Reads the files of the kind `tools`, whatever each of them holds.
enum ToolSources {
    private enum Entry {
        case record(ToolRecord)
        case dialogue(ToolDialogue)
        case intent(IntentSource.Question)
    }

    static func sources(
        _ files: [String], _ reader: inout RecordReader, _ tools: TaskTools
    ) throws(RecordError) -> [any ExampleSource] {
        let library = ToolLibrary()
        var entries: [(name: String, entries: [Entry])] = []
        for file in files {
            var shared: [Int32] = []
            let read = try reader.read(file) { (line) throws(RecordError) -> RecordOutcome<Entry> in
                try entry(line, library, &shared)
            }
            entries.append((RecordFile(path: file).name, read))
        }
        let functions = ToolFunctions(library)
        return entries.flatMap { name, entries -> [any ExampleSource] in
            var sources: [any ExampleSource] = []
            let records = entries.compactMap { if case .record(let record) = $0 { record } else { nil } }
            let dialogues = entries.compactMap { if case .dialogue(let dialogue) = $0 { dialogue } else { nil } }
            let intents = entries.compactMap { if case .intent(let question) = $0 { question } else { nil } }
            if !records.isEmpty { sources.append(ToolSource(name: name, records, functions, tools)) }
            if !dialogues.isEmpty { sources.append(RecordedDialogueSource(name: name, dialogues, functions)) }
            if !intents.isEmpty { sources.append(IntentSource(name: name, intents)) }
            return sources
        }
    }

    private static func entry(
        _ line: RecordLine, _ library: ToolLibrary, _ shared: inout [Int32]
    ) throws(RecordError) -> RecordOutcome<Entry> {
        func wrapped<Value>(_ outcome: RecordOutcome<Value>, _ wrap: (Value) -> Entry) -> RecordOutcome<Entry> {
            switch outcome {
            case .keep(let value, let question, let identity, let group):
                .keep(wrap(value), question: question, identity: identity, group: group)
            case .drop(let drop): .drop(drop)
            case .material: .material
            }
        }
        if let raw = line.raw("tool") {
            if line.raw("arg_map") != nil {
                try addVariant(line, library)
            } else {
                library.addToCatalog(try library.number(raw, "tool", line))
            }
            return .material
        }
        if line.raw("intent") != nil { return wrapped(try IntentSource.read(line)) { .intent($0) } }
        if line.raw("calls") != nil { return wrapped(try ToolRecord.read(line, library)) { .record($0) } }
        if line.raw("tools") != nil {
            let own = try line.elements("tools")
            if line.raw("messages") == nil {
                // The tools of all that follows.
                for raw in own { shared.append(try library.number(raw, "tools", line)) }
                return .material
            }
            var tools: [Int32] = []
            for raw in own { tools.append(try library.number(raw, "tools", line)) }
            return wrapped(try ToolDialogue.read(line, tools, library)) { .dialogue($0) }
        }
        guard line.raw("messages") != nil else { throw line.missing("calls") }
        return wrapped(try ToolDialogue.read(line, shared, library)) { .dialogue($0) }
    }

    /// A paraphrase of a function, with the names that its parameters have in the original.
    private static func addVariant(_ line: RecordLine, _ library: ToolLibrary) throws(RecordError) {
        let function = try FunctionSignature(try line.value("tool"), in: "tool", line)
        let map = try line.value("arg_map")
        guard let members = map.members else { throw line.wrong("arg_map", "an object", map) }
        var variant = FunctionVariant(name: function.name, description: function.description, parameters: [:])
        for member in members {
            guard let name = member.value.text else {
                throw line.wrong("arg_map", "an object of strings", member.value)
            }
            let description = function.parameters.first { $0.name == name }?.description ?? ""
            variant.parameters[String(decoding: member.key, as: UTF8.self)] = (name, description)
        }
        library.addVariant(variant, of: try line.text("intent"))
    }
}
