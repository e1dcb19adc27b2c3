import Corvid
import CorvidGrammar

/// Teaches to put questions about tables that were never seen into SQL as the database tool's grammar writes it: counts,
/// lists, filters, orders, extremes, sums, groups, joins along keys, sub-queries. Names of tables and columns come in many
/// styles, and questions use other words for them.
package struct SchemaInventions: ExampleSource {
    package let name = "schemas"
    let tools: TaskTools
    let portion: Portion

    package init(tools: TaskTools, portion: Portion = .training) {
        self.tools = tools
        self.portion = portion
    }

    package func example(_ random: inout Randomness) -> Example {
        var composer = Composer(random, portion)
        defer { random = composer.random }
        let schema = InventedSchema(&composer)
        let (tool, instructions) = tools.database(schema.descriptions)
        var offer = [tool]
        if composer.chance(0.35) { offer.append(tools.calculator) }
        if composer.chance(0.15) { offer.append(tools.fetch) }
        var writer = QueryWriter(schema: schema, composer: composer)
        let values = SupposedValues(schema.descriptions)
        let tasks = (0..<composer.int(5...9)).map { _ -> Example.Task in
            let (question, sql) = writer.question()
            let call = ToolCall(
                id: "call_1", name: tool.name,
                arguments: .object([.init(key: Array("sql".utf8), value: .text(sql))]))
            var task = Example.Task([.user(question), .assistant("", toolCalls: [call])])
            values.tell(&task, &writer.composer.random)
            return task
        }
        composer = writer.composer
        return Example(skill: .sql, tools: offer, instructions: instructions, tasks: tasks)
    }
}
