import Corvid
import CorvidGrammar

/// The talk around tools: answers, follow-ups, chains, errors, refusals, pages.
struct DialogueSource: ExampleSource {
    let name = "lessons-dialogues"
    let lessons: [DialogueLesson]
    let databases: [DatabaseLesson]
    let pool: FunctionPool
    let tools: TaskTools
    /// Functions that dialogues call, by name.
    private let definitions: [String: ToolDefinition]
    /// Dialogues that call functions, and the others.
    private let withFunctions: [DialogueLesson]
    private let withoutFunctions: [DialogueLesson]
    /// Of each database.
    private let values: [LessonValues]

    init(lessons: [DialogueLesson], databases: [DatabaseLesson], pool: FunctionPool, tools: TaskTools) {
        self.lessons = lessons
        self.databases = databases
        self.pool = pool
        self.tools = tools
        definitions = DialogueFunctions.definitions(lessons)
        values = databases.map { LessonValues($0) }
        withFunctions = lessons.filter { !$0.functions.isEmpty }
        withoutFunctions = lessons.filter(\.functions.isEmpty)
    }

    func example(_ random: inout Randomness) -> Example {
        let useFunctions = withoutFunctions.isEmpty || !withFunctions.isEmpty && random.chance(0.15)
        let candidates = useFunctions ? withFunctions : withoutFunctions
        var chosen: [DialogueLesson] = []
        var tables: [TableDescription] = []
        let wanted = Int.random(in: 2...5, using: &random)
        for _ in 0..<(wanted * 3) where chosen.count < wanted {
            let lesson = random.pick(candidates)
            let names = Set(tables.map { $0.name.lowercased() })
            guard lesson.tables.allSatisfy({ !names.contains($0.name.lowercased()) }),
                tables.count + lesson.tables.count <= 5
            else { continue }
            tables += lesson.tables
            chosen.append(lesson)
        }
        let called = chosen.reduce(into: Set<String>()) { $0.formUnion($1.tools) }
        let refuses = chosen.contains { $0.kind == "cannot" }
        var offered = called.compactMap { definitions[$0] }.sorted { $0.name < $1.name }
        if called.contains("calculator") || refuses || random.chance(0.5) { offered.append(tools.calculator) }
        if called.contains("fetch") || refuses || random.chance(0.4) { offered.append(tools.fetch) }
        var instructions = ""
        /// A database that no dialogue is about.
        var idle: (values: LessonValues, database: VariedDatabase)?
        if !called.contains("database"), !databases.isEmpty, random.chance(refuses ? 0.5 : 0.15) {
            let number = random.pick(databases.indices)
            let varied = VariedDatabase(databases[number].tables, &random)
            tables = varied.tables
            idle = (values[number], varied)
        }
        if !tables.isEmpty {
            tables = Self.completed(tables, &random)
            let (tool, text) = tools.database(tables)
            offered.append(tool)
            instructions = text
        }
        let subjects = chosen.reduce(into: Set<String>()) { $0.formUnion($1.subjects) }
        if random.chance(0.2) {
            let others = pool.draw(Int.random(in: 1...2, using: &random), avoiding: offered, &random)
            offered += others.filter { subjects.isDisjoint(with: $0.lesson.subjects) }.map(\.definition)
        }
        var tasks = chosen.compactMap { $0.task(definitions, &random) }
        let supposed = SupposedValues(tables)
        for index in tasks.indices {
            if let idle {
                LessonValues.tell(&tasks[index], [idle.values], idle.database)
            } else {
                supposed.tell(&tasks[index], &random)
            }
        }
        let skill: Example.Skill =
            chosen.allSatisfy { $0.kind.hasPrefix("web") || $0.kind == "page-injection" } ? .web : .dialogue
        return Example(skill: skill, tools: offered, instructions: instructions, tasks: tasks)
    }

    /// Tables as a database has them: with a key, and with columns that nobody asks for.
    private static func completed(_ tables: [TableDescription], _ random: inout Randomness) -> [TableDescription] {
        tables.map { table in
            var table = table
            let names = Set(table.columns.map { $0.name.lowercased() })
            if !table.columns.contains(where: \.isKey), !names.contains("id"), random.chance(0.6) {
                table.columns.insert(.init(name: "id", type: "INTEGER", isKey: true), at: 0)
            }
            let more = [
                ("note", "TEXT"), ("created", "DATE"), ("status", "TEXT"), ("updated_at", "DATE"), ("code", "TEXT"),
                ("remark", "TEXT"),
            ]
            for (name, type) in more.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
            where !names.contains(name) {
                table.columns.append(.init(name: name, type: type))
            }
            return table
        }
    }
}

/// Definitions of the functions that dialogues call.
enum DialogueFunctions {
    static func definitions(_ lessons: [DialogueLesson]) -> [String: ToolDefinition] {
        var members: [String: [JSONValue.Member]] = [:]
        var uses: [String: [Set<[UInt8]>]] = [:]
        for lesson in lessons {
            for (name, arguments) in lesson.functions {
                uses[name, default: []].append(Set(arguments.map(\.key)))
                for argument in arguments where members[name, default: []].allSatisfy({ $0.key != argument.key }) {
                    members[name, default: []].append(argument)
                }
            }
        }
        return members.reduce(into: [:]) { definitions, entry in
            let (name, arguments) = entry
            let properties = arguments.map { argument in
                JSONValue.Member(
                    key: argument.key,
                    value: .object([.init(key: Array("type".utf8), value: .text(type(argument, of: name, lessons)))]))
            }
            let required = arguments.filter { argument in
                uses[name, default: []].allSatisfy { $0.contains(argument.key) }
            }
            let words = LessonNames.words(name)
            let summary =
                descriptions[name] ?? (words.first ?? "").prefix(1).uppercased()
                + words.joined(separator: " ").dropFirst()
            definitions[name] = ToolDefinition(
                name: name, description: summary,
                parameters: .object([
                    .init(key: Array("type".utf8), value: .text("object")),
                    .init(key: Array("properties".utf8), value: .object(properties)),
                    .init(key: Array("required".utf8), value: .array(required.map { .string($0.key) })),
                ]))
        }
    }

    /// The type that an example of an argument shows: a slot of numbers is a number.
    private static func type(_ argument: JSONValue.Member, of function: String, _ lessons: [DialogueLesson]) -> String {
        switch argument.value {
        case .bool: return "boolean"
        case .number(let text): return text.contains(".") ? "number" : "integer"
        case .string(let bytes):
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.hasPrefix("{"), text.hasSuffix("}"), text.dropFirst().contains("{") == false else {
                return "string"
            }
            let name = String(text.dropFirst().dropLast())
            for lesson in lessons {
                guard lesson.functions[function]?.contains(argument) == true else { continue }
                let slot = lesson.slots.known(name)
                if let slot, case .number(let kind) = lesson.slots.kinds[slot] {
                    if case .range(_, _, let places) = kind { return places > 0 ? "number" : "integer" }
                }
                return "string"
            }
            return "string"
        default: return "string"
        }
    }

    private static let descriptions: [String: String] = [
        "get_weather": "Weather of a city, now or on a day", "next_train": "The next train between two stations",
        "look": "Answers a question about a picture", "track_parcel": "Where a parcel is",
        "event_weekday": "Weekday of a feast or event",
        "convert_currency": "Converts money, by three-letter codes", "route_time": "Time that a way takes",
        "stock_quote": "Price of a share", "list_events": "Events of a day or venue",
        "current_time": "Time of day at a place",
        "distance": "Distance between two places", "set_light": "Switches the light of a room",
        "sun_times": "Sunrise and sunset", "flight_duration": "How long a flight takes",
        "lookup_business": "Address and telephone of a business",
        "book_table": "Books a table at a restaurant", "countdown": "Days until an event",
        "book_info": "Data of a book",
        "get_price": "Price of an item", "landmark_height": "Height of a building or mountain",
        "close_ticket": "Closes a ticket",
        "opening_hours": "Opening hours of a place", "spell_check": "Checks the spelling of a word",
        "find_contact": "Finds a person's contact",
        "send_email": "Sends an email", "add_to_list": "Puts an item on a list", "list_items": "Items of a list",
        "search_hotels": "Finds hotels in a city", "reserve_hotel": "Reserves a hotel", "set_alarm": "Sets an alarm",
        "translate": "Translates a text", "pronounce": "Says how a text is pronounced",
        "check_stock": "How much of a product is in stock",
        "order_stock": "Orders more of a product", "film_times": "When a film is shown",
        "next_bus": "The next bus between two stops",
        "get_directions": "The way to a destination", "send_text": "Sends a text message", "play_music": "Plays music",
        "set_volume": "Sets the volume", "working_days": "Working days left for a project",
        "rename_file": "Renames a file",
        "move_file": "Moves a file to a folder", "get_balance": "Balance of an account",
        "create_event": "Puts an event into the calendar",
        "set_thermostat": "Sets the temperature", "reserve_court": "Reserves a court on a day",
        "delete_file": "Deletes a file",
        "flight_status": "When a flight is due", "add_hours": "Books hours of work", "change_pin": "Changes the PIN",
        "search_products": "Finds products", "search_messages": "Finds messages", "line_status": "Delays of a line",
        "search_recipes": "Finds recipes by ingredients", "book_court": "Books a court by the hour",
        "move_event": "Moves an event to another hour",
        "find_event": "Finds an event by name",
    ]
}
