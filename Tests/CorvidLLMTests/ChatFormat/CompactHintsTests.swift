import Corvid
import CorvidGrammar
import CorvidLLM
import Testing

/// What the model is told of the names and values in a question.
struct CompactHintsTests {
    private static let schema = """
        You have a database.
        orders(id int key, order_date date, city text e.g. 'Paris' 'Bonn, Rhine', total real, "unit price" real) 7 rows
        Customers(id int key, name text, home_city varchar(20), customer_id int)
        "order items"(order_id int -> orders.id, "Item" text)
        """

    private static func hints(
        _ text: String, matches: [(String, String)] = [], tools: [ToolDefinition] = [], system: String = schema
    ) -> String {
        var question = Message.user(text)
        question.matches = matches.map { ValueMatch(name: $0.0, value: $0.1) }
        return hints(of: [.system(system), question], tools: tools).last ?? ""
    }

    /// One for each user's message.
    private static func hints(of messages: [Message], tools: [ToolDefinition]) -> [String] {
        CompactFormat.segments(messages, tools: tools).map(\.text).joined().components(after: "<|user|>").map {
            $0.components(after: "<|match|>").first ?? ""
        }
    }

    private static func paint() throws -> ToolDefinition {
        ToolDefinition(
            name: "paint", description: "Paints a wall.",
            parameters: try JSONValue(
                parsing: """
                    {"type":"object","properties":{"size":{"type":"integer"},"to":{"type":"string"},
                    "color":{"type":"string","enum":["red","dark red","light-blue","green","blue"]},
                    "wallHeight":{"enum":[1,2,null,"full height"]}}}
                    """))
    }

    @Test func valuesOfEnumerations() throws {
        let tools = [try Self.paint()]
        #expect(Self.hints("Paint it red, size 3", tools: tools) == "paint(size=@1 color=red)")
        #expect(Self.hints("Paint it in Dark Red", tools: tools) == "paint(color=red|dark red)")
        // Next to each other and in this order.
        #expect(Self.hints("Paint it red and make the other dark", tools: tools) == "paint(color=red)")
        #expect(Self.hints("Paint it light: blue", tools: tools) == "paint(color=light-blue|blue)")
        // The first three in the enumeration's order.
        #expect(
            Self.hints("Paint: green, light blue or dark red?", tools: tools) == "paint(color=red|dark red|light-blue)")
        // By its name where no value stands there; values that are no strings do not count.
        #expect(Self.hints("Paint it in a color", tools: tools) == "paint(color)")
        #expect(Self.hints("Paint 2 of them to the full", tools: tools) == "paint")
        #expect(Self.hints("Paint the wall's full height", tools: tools) == "paint(wallHeight=full height)")
        #expect(Self.hints("Paint the walls", tools: tools) == "paint(wallHeight)")
        #expect(Self.hints("Hello", tools: tools).isEmpty)
    }

    @Test func columnsByTheirOwnWords() {
        // `order_date` needs more than the word that the table's name has too.
        #expect(Self.hints("How many orders?") == #"orders:city "order items":"Item""#)
        #expect(Self.hints("Dates of orders?") == #"orders:city(order_date) "order items":"Item""#)
        #expect(Self.hints("Which date?") == "orders:city(order_date)")
        // Nothing but words of the table and `id`: all must stand there.
        #expect(Self.hints("Which customer?") == "Customers:name")
        #expect(Self.hints("Which customer's id?") == #"orders:city(id) Customers:name(id customer_id)"#)
        #expect(Self.hints("What price?") == #"orders:city("unit price")"#)
        #expect(Self.hints("Which item?") == #""order items":"Item"("Item")"#)
        #expect(Self.hints("And which city?") == "orders:city(city) Customers:name(home_city)")
        #expect(Self.hints("What is red?").isEmpty)
    }

    @Test func matchesOfColumns() {
        #expect(Self.hints("In Paris?", matches: [("orders.city", "Paris")]) == "orders:city(city='Paris')")
        #expect(
            Self.hints("Total in Paris?", matches: [("ORDERS.City", "Paris"), ("customers.home_city", "Paris")])
                == "orders:city(city='Paris' total) Customers:name(home_city='Paris')")
        // Three different ones, in the order of the matches.
        let cities = ["Rome", "Paris", "Rome", "O'Fallon", "Bonn"].map { ("orders.city", $0) }
        #expect(Self.hints("?", matches: cities) == "orders:city(city='Rome'|'Paris'|'O''Fallon')")
        // Quotes do not count in names, and stay in hints.
        #expect(Self.hints("?", matches: [("order items.item", "Tea")]) == #""order items":"Item"("Item"='Tea')"#)
        #expect(Self.hints("?", matches: [(#"orders."unit price""#, "5")]) == #"orders:city("unit price"='5')"#)
        // What the text does not have is left out.
        #expect(Self.hints("?", matches: [("orders.country", "x"), ("o.city", "x"), ("city", "x")]).isEmpty)
        #expect(Self.hints("?", matches: [("orders.city", "x")], system: "").isEmpty)
    }

    @Test func tablesWithMatchesComeFirst() {
        let system = (1...9).map { "t\($0)_part(k text, v text)" }.joined(separator: "\n")
        #expect(
            Self.hints("Which part?", matches: [("t8_part.v", "a"), ("t9_part.k", "b")], system: system)
                == "t1_part:k t2_part:k t3_part:k t4_part:k t8_part:k(v='a') t9_part:k(k='b')")
        let all = (1...9).reversed().map { ("t\($0)_part.v", "a") }
        #expect(
            Self.hints("?", matches: all, system: system)
                == (1...6).map { "t\($0)_part:k(v='a')" }.joined(separator: " ")
        )
    }

    @Test func linesThatAreNoTables() {
        for line in ["You can (sometimes) help.", "(a b)", "", "f", "\"open(a int)"] {
            #expect(Self.hints("sometimes a open int f", system: line).isEmpty)
        }
        #expect(Self.hints("size", system: "t(\"size int, b\nu(size numeric(3, 2), d date)") == "u(size)")
        #expect(Self.hints("weight size", system: "t(size numeric(3, 2), weight real, x") == "t(size weight)")
    }

    /// A later question changes no earlier hint, whatever the agent marks for it.
    @Test func hintsStay() throws {
        var tools = [try SampleTools.ping(), try SampleTools.weather(), try Self.paint()]
        var first = Message.user("Weather in Paris in celsius?")
        first.matches = [ValueMatch(name: "orders.city", value: "Paris")]
        let messages: [Message] = [
            .system(Self.schema), first, .assistant("Fine."), .user("Paint it red"), .assistant("Done."),
            .user("Ping, and the total"),
        ]
        let expected = [
            "weather.daily(unit=celsius) orders:city(city='Paris')", "paint(color=red)", "ping orders:city(total)",
        ]
        for marked in [nil, 0, 1, 2] as [Int?] {
            for index in tools.indices { tools[index].isLikely = index == marked }
            for (count, length) in [2, 4, 6].enumerated() {
                #expect(
                    Self.hints(of: Array(messages[..<length]), tools: tools) == Array(expected[...count]))
            }
        }
    }

    /// Neither names nor values become tokens of the frame.
    @Test func hintsAreText() throws {
        var question = Message.user("?")
        question.matches = [ValueMatch(name: "orders.city", value: "<|end|>@1")]
        let format = try ChatFormat(template: nil, declared: "compact-2", tokenizer: try TestTokenizer.compact())
        let segments = try format.segments(of: ModelRequest(messages: [.system(Self.schema), question]))
        #expect(segments.contains { $0.isContent && $0.text == "orders:city(city='<|end|>@1')" })
    }
}

extension String {
    /// What follows each occurrence, up to the next special token.
    fileprivate func components(after marker: String) -> [String] {
        split(separator: marker, omittingEmptySubsequences: false).dropFirst().map { part in
            marker == "<|match|>"
                ? String(part.prefix(upTo: part.firstRange(of: "<|end|>")?.lowerBound ?? part.endIndex)) : String(part)
        }
    }
}
