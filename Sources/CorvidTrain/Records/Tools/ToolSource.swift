import Corvid
import CorvidGrammar

/// Conversations that end in calls of functions.
struct ToolSource: ExampleSource {
    let name: String
    private let records: [ToolRecord]
    private let functions: ToolFunctions
    private let own: TaskTools
    /// Records by the function that they call first.
    private let byFunction: [Int32: [Int]]
    private let called: [Int32]

    private static let mostTools = 8

    init(name: String, _ records: [ToolRecord], _ functions: ToolFunctions, _ own: TaskTools) {
        self.name = name
        self.records = records
        self.functions = functions
        self.own = own
        var byFunction: [Int32: [Int]] = [:]
        for (index, record) in records.enumerated() {
            if let first = record.calls.first { byFunction[first.function, default: []].append(index) }
        }
        self.byFunction = byFunction
        called = byFunction.keys.sorted()
    }

    func example(_ random: inout Randomness) -> Example {
        var plan = Plan(wanted: Int.random(in: 4...6, using: &random))
        // Half of the examples begin with a function, so that rare ones are seen as well.
        if random.chance(0.5), !called.isEmpty, let list = byFunction[random.pick(called)] {
            begin(&plan, random.pick(list), &random)
        } else {
            begin(&plan, Int.random(in: records.indices, using: &random), &random)
        }
        fill(&plan, &random)
        addStrangers(to: &plan, &random)
        refuse(in: &plan, &random)
        return write(plan, &random)
    }

    /// Tools and the records that they are offered to.
    private struct Plan {
        let wanted: Int
        var tools: [Int32] = []
        /// By number.
        var records: [Int] = []
        /// Places of records that nothing fits, for their functions are not there.
        var refusals: Set<Int> = []

        init(wanted: Int) { self.wanted = wanted }
    }

    private func begin(_ plan: inout Plan, _ number: Int, _ random: inout Randomness) {
        let record = records[number]
        let called = Set(record.calls.map(\.function))
        let others = record.tools.filter { !called.contains($0) }.shuffled(using: &random)
        let most = max(called.count, random.chance(0.1) ? 1 : Int.random(in: 2...6, using: &random))
        // Where nothing fits, all that was offered has to be there.
        plan.tools = record.calls.isEmpty ? record.tools : called.sorted() + others.prefix(most - called.count)
        plan.records = [number]
        if record.calls.isEmpty { plan.refusals = [0] }
    }

    /// More records for the tools, and more tools where these have too few.
    private func fill(_ plan: inout Plan, _ random: inout Randomness) {
        for _ in 0..<plan.wanted * 2 where plan.records.count < plan.wanted {
            guard let list = byFunction[random.pick(plan.tools)] else { continue }
            let number = random.pick(list)
            guard !plan.records.contains(number) else { continue }
            if records[number].calls.allSatisfy({ plan.tools.contains($0.function) }) { plan.records.append(number) }
        }
        guard plan.refusals.isEmpty else { return }
        for _ in 0..<12 where plan.records.count < plan.wanted && plan.tools.count < Self.mostTools {
            let number = Int.random(in: records.indices, using: &random)
            let record = records[number]
            let new = Set(record.calls.map(\.function)).subtracting(plan.tools)
            guard !record.calls.isEmpty, !plan.records.contains(number), plan.tools.count + new.count <= Self.mostTools,
                !new.contains(where: { function in plan.tools.contains { functions.clash($0, function) } })
            else { continue }
            plan.tools += new.sorted()
            plan.records.append(number)
        }
    }

    /// Functions of no record.
    private func addStrangers(to plan: inout Plan, _ random: inout Randomness) {
        let strangers = functions.catalog.isEmpty ? called : functions.catalog
        let wanted = random.chance(0.3) ? 0 : Int.random(in: 0...5, using: &random)
        for _ in 0..<wanted where plan.tools.count < Self.mostTools && !strangers.isEmpty {
            let function = random.pick(strangers)
            if !plan.tools.contains(where: { functions.clash($0, function) }) { plan.tools.append(function) }
        }
    }

    /// Replaces a few records by some that no tool fits.
    private func refuse(in plan: inout Plan, _ random: inout Randomness) {
        for index in plan.records.indices.dropFirst() where random.chance(0.14) {
            for _ in 0..<6 {
                let number = Int.random(in: records.indices, using: &random)
                let record = records[number]
                guard record.messages.count == 1, !record.calls.isEmpty,
                    !record.calls.contains(where: { call in
                        plan.tools.contains { functions.clash($0, call.function) }
                    })
                else { continue }
                plan.records[index] = number
                plan.refusals.insert(index)
                break
            }
        }
    }

    private func write(_ plan: Plan, _ random: inout Randomness) -> Example {
        // What every call has may be required; what one lacks cannot be.
        var given: [Int32: [Set<Int>]] = [:]
        for (index, number) in plan.records.enumerated() where !plan.refusals.contains(index) {
            for call in records[number].calls {
                given[call.function, default: []].append(Set(call.arguments.map(\.parameter)))
            }
        }
        var renamer = ToolRenamer(&random)
        var renamed: [Int32: ToolRenamer.Renamed] = [:]
        for function in plan.tools where renamed[function] == nil {
            let signature = functions.all[Int(function)]
            let sets = given[function] ?? []
            let common = sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
            let isPromoted = random.chance(0.2)
            let required = signature.parameters.indices.filter { index in
                sets.isEmpty
                    ? signature.parameters[index].isRequired
                    : common.contains(index) && (isPromoted || signature.parameters[index].isRequired)
            }
            renamed[function] = renamer.rename(
                signature, required: Set(required), variant: functions.variant(of: function, &random), &random)
        }
        let tasks = plan.records.enumerated().map { index, number in
            let record = records[number]
            var writer = CallWriter(record.messages)
            let reply: Message =
                plan.refusals.contains(index)
                ? .assistant(ToolRefusal.sentence(&random))
                : .assistant(
                    "",
                    toolCalls: record.calls.compactMap { call in
                        renamed[call.function].map { writer.write(call, $0) }
                    })
            let messages = record.messages.map { $0.isUser ? Message.user($0.text) : .assistant($0.text) }
            return Example.Task(
                messages + [reply], given: Set(record.messages.indices.filter { !record.messages[$0].isUser }))
        }
        var tools = plan.tools.compactMap { renamed[$0]?.definition }
        let isMine = plan.tools.contains { functions.isLikeOwnTools($0) }
        if plan.refusals.isEmpty, !isMine, random.chance(0.25) { tools += [own.calculator, own.fetch] }
        return Example(skill: .tools, tools: tools, tasks: tasks)
    }
}
