import Corvid
import CorvidGrammar
import CorvidLLM
import CorvidTrain
import Testing

/// Calls of functions: what they pass fits the schema and stands in the conversation.
@Suite struct GeneratorCallTests {
    @Test(arguments: ["functions", "results", "copy"]) func argumentsFitTheSchema(_ name: String) throws {
        for example in GeneratorTools.examples(name, 250) {
            for (_, reply) in GeneratorTools.replies(example) {
                for call in reply.toolCalls {
                    let tool = try #require(example.tools.first { $0.name == call.name })
                    let fits = try JSONSchema(tool.parameters).evaluate(call.arguments)
                    #expect(fits, "\(tool.parameters) \(call.arguments)")
                    let known = (tool.parameters["properties"]?.members ?? []).map(\.key)
                    #expect((call.arguments.members ?? []).allSatisfy { known.contains($0.key) })
                }
            }
        }
    }

    @Test(arguments: ["functions", "results"]) func textsAreCopied(_ name: String) throws {
        var converted = 0
        var strings = 0
        for example in GeneratorTools.examples(name, 400) {
            for (before, reply) in GeneratorTools.replies(example) {
                let context = before.map(\.text).joined(separator: "\n")
                for call in reply.toolCalls where !["calculator", "database"].contains(call.name) {
                    let tool = try #require(example.tools.first { $0.name == call.name })
                    for member in call.arguments.members ?? [] {
                        let key = String(decoding: member.key, as: UTF8.self)
                        let isChoice = tool.parameters["properties"]?[key]?["enum"] != nil
                        let texts = member.value.text.map { [$0] } ?? (member.value.array ?? []).compactMap(\.text)
                        for text in texts {
                            strings += 1
                            if isChoice {
                                let spoken = text.replacing("_", with: " ").lowercased()
                                let said = context.replacing("_", with: " ").lowercased()
                                #expect(said.contains(spoken), "\(text) in \(context)")
                            } else if !context.contains(text) {
                                // Dates and times may be said otherwise.
                                #expect(text.contains(/^\d{4}-\d\d-\d\d$|^\d\d:\d\d$/), "\(text) in \(context)")
                                converted += 1
                            }
                        }
                    }
                }
            }
        }
        #expect(strings > 1000)
        #expect(converted * 20 < strings)
    }

    @Test(arguments: ["functions", "results", "stories", "arithmetic"])
    func referencesNameTheNumbersThatArePassed(_ name: String) {
        var references = 0
        for example in GeneratorTools.examples(name, 300) {
            for (before, reply) in GeneratorTools.replies(example) {
                let numbers = ConversationNumbers(before)
                for call in reply.toolCalls {
                    guard let written = call.written else { continue }
                    references += 1
                    #expect(Self.resolved(written, numbers) == call.arguments, "\(written) \(call.arguments)")
                }
            }
        }
        #expect(references > 300)
    }

    /// References replaced: a whole one by the number, one in an expression by its digits.
    private static func resolved(_ value: JSONValue, _ numbers: ConversationNumbers) -> JSONValue {
        switch value {
        case .object(let members):
            return .object(members.map { .init(key: $0.key, value: resolved($0.value, numbers)) })
        case .array(let values): return .array(values.map { resolved($0, numbers) })
        case .string:
            guard let text = value.text, text.contains("@") else { return value }
            if let number = numbers.value(of: text) { return .number(number) }
            return .text(
                text.replacing(/@(\d+)/) { match in
                    let value = numbers.value(of: match.output.0) ?? "?"
                    return value.hasPrefix("-") ? "(\(value))" : value
                })
        default: return value
        }
    }

    @Test func manyQuestionsAskForAllRows() throws {
        var (questions, whole, told, compared) = (0, 0, 0, 0)
        for example in GeneratorTools.examples("schemas", 800) {
            for task in example.tasks {
                let sql = try #require(task.messages[1].toolCalls.first?.arguments["sql"]?.text)
                questions += 1
                if !sql.contains("WHERE") { whole += 1 }
                if sql.contains(" = '") { compared += 1 }
                if sql.contains(" = '"), !task.messages[0].matches.isEmpty { told += 1 }
                let said = task.messages[0].text.lowercased()
                #expect(task.messages[0].matches.allSatisfy { said.contains($0.value.lowercased()) })
            }
        }
        #expect(0.37...0.44 ~= Double(whole) / Double(questions), "\(whole) of \(questions)")
        #expect(told * 10 > compared * 6, "\(told) of \(compared)")
    }

    @Test func queriesNameWhatTheSchemaHas() throws {
        let words = Set(
            """
            SELECT FROM WHERE AND OR JOIN ON GROUP BY HAVING ORDER DESC LIMIT COUNT SUM AVG MIN MAX DISTINCT BETWEEN IN LIKE IS NOT \
            NULL EXISTS
            """.split(separator: " ").map(String.init))
        for example in GeneratorTools.examples("schemas", 500) {
            var columns: [String: Set<String>] = [:]
            for line in example.instructions.split(separator: "\n") {
                let parts = line.split(separator: "(")
                let table = String(parts[0])
                columns[table] = Set(
                    parts[1].dropLast().split(separator: ",").map { String($0.split(separator: " ")[0]) })
            }
            let allColumns = columns.values.reduce(into: Set<String>()) { $0.formUnion($1) }
            for (_, reply) in GeneratorTools.replies(example) {
                let sql = try #require(reply.toolCalls.first?.arguments["sql"]?.text)
                #expect(sql.hasPrefix("SELECT "))
                let bare = sql.replacing(/'(?:[^']|'')*'/, with: "0")
                #expect(!bare.contains("'") && !bare.contains("  ") && !bare.contains("{"), "\(sql)")
                #expect(bare.count { $0 == "(" } == bare.count { $0 == ")" }, "\(sql)")
                for match in bare.matches(of: /[A-Za-z_][A-Za-z_0-9]*(\.[A-Za-z_][A-Za-z_0-9]*)?/) {
                    let parts = match.output.0.split(separator: ".").map(String.init)
                    if parts.count == 2 {
                        #expect(columns[parts[0]]?.contains(parts[1]) == true, "\(match.output.0) in \(sql)")
                    } else {
                        #expect(
                            words.contains(parts[0]) || columns[parts[0]] != nil || allColumns.contains(parts[0]),
                            "\(sql)")
                    }
                }
            }
        }
    }
}
