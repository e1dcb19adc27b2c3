public import CorvidGrammar
import Foundation
public import Logging

/// A model, its tools and the rules under which they work together.
///
/// ```swift
/// let agent = Agent(model: model, tools: [CurrentWeather()])
/// let result = try await agent.respond(to: "Do I need an umbrella in Turin?")
/// print(result.text)
///
/// for try await event in agent.run("And tomorrow?") { … }
/// ```
public struct Agent: Sendable {
    public var model: any LanguageModel
    /// What the model is told before everything else.
    public var instructions: String
    public var tools: [any Tool]
    public var plugins: [any Plugin]
    public var options: AgentOptions
    public var logger = Logger(label: "corvid.agent")

    public init(
        model: any LanguageModel, instructions: String = "", tools: [any Tool] = [], plugins: [any Plugin] = [],
        options: AgentOptions = AgentOptions()
    ) {
        self.model = model
        self.instructions = instructions
        self.tools = tools
        self.plugins = plugins
        self.options = options
    }

    /// Asks a person about a call; nil leaves the question open, and the run ends with `awaitingApproval`.
    public typealias Approver = @Sendable (ApprovalRequest) async -> ApprovalDecision?

    /// Starts a run.
    ///
    /// - Parameters:
    ///   - log: takes every event before it takes effect.
    ///   - setup: kept in the log for whoever resumes the run.
    ///   - approve: settles calls for which the policy asks.
    public func run(
        _ prompt: String, images: [ImageReference] = [], log: (any RunLogStore)? = nil, setup: JSONValue? = nil,
        approve: Approver? = nil
    ) -> AgentRun {
        run([.user(prompt, images: images)], log: log, setup: setup, approve: approve)
    }

    /// Starts a run that goes on from a conversation. Its last message is the user's.
    public func run(
        _ conversation: [Message], outputSchema: OutputSchema? = nil, log: (any RunLogStore)? = nil,
        setup: JSONValue? = nil, approve: Approver? = nil
    ) -> AgentRun {
        AgentRun { [self] emit in
            var sampling = options.sampling
            if sampling.seed == nil { sampling.seed = UInt64.random(in: 0...UInt64(Int64.max)) }
            let header = RunHeader(
                runID: options.runID ?? Self.freshRunID(), startTime: Date().timeIntervalSince1970,
                model: model.information, messages: withInstructions(conversation), tools: allTools.map(\.name),
                toolChoice: options.toolChoice, outputSchema: outputSchema?.schema, sampling: sampling,
                budget: options.budget, loopGuard: options.loopGuard, approval: options.approval, setup: setup)
            let driver = try RunDriver(
                agent: self, state: RunState(header: header), outputSchema: outputSchema, log: log, tape: nil,
                approve: approve, emit: emit)
            return try await driver.run()
        }
    }

    /// Runs to the end.
    ///
    /// - Throws: `AgentError` and `ModelError`; a tool's failure goes to the model, a limit into `stopReason`.
    public func respond(
        to prompt: String, images: [ImageReference] = [], log: (any RunLogStore)? = nil, approve: Approver? = nil
    ) async throws -> AgentResult {
        try await run(prompt, images: images, log: log, approve: approve).result
    }

    /// Runs to the end, with an answer of a given type: tools and the answer's schema in one constrained run.
    ///
    /// - Throws: as `respond(to:)`; `AgentError` with code `noAnswer` when a limit ended the run before the answer.
    public func respond<Answer: ParameterValue>(
        to prompt: String, generating type: Answer.Type, images: [ImageReference] = [],
        log: (any RunLogStore)? = nil, approve: Approver? = nil
    ) async throws -> TypedAnswer<Answer> {
        let result = try await run(
            [.user(prompt, images: images)], outputSchema: OutputSchema(of: type), log: log, approve: approve
        ).result
        return try result.typed(as: type)
    }

    /// Goes on with a run from its log. Finished calls are not run again; calls that were under way are, unless they
    /// have side effects: then the model is told that they were interrupted.
    ///
    /// - Parameter decisions: of calls that wait for approval, by their identifiers.
    /// - Throws: `AgentError` with code `runLog` when the log is empty, damaged, or was made with another model.
    public func resume(
        _ log: any RunLogStore, decisions: [String: ApprovalDecision] = [:], outputGrammars: [String: Grammar] = [:],
        approve: Approver? = nil
    ) -> AgentRun {
        AgentRun { [self] emit in
            let records = try log.records()
            var state = try Self.state(from: records)
            try checkModel(of: state.header)
            state.reopen()
            let approver: Approver = { request in
                if let decision = decisions[request.call.id] { return decision }
                return await approve?(request)
            }
            let schema = state.header.outputSchema.map { OutputSchema($0, grammars: outputGrammars) }
            let driver = try RunDriver(
                agent: self, state: state, outputSchema: schema, log: log, tape: nil, approve: approver, emit: emit,
                records: records)
            return try await driver.run()
        }
    }

    /// Runs a recorded run again, offline: the model replies anew, tools are not run but give what they gave then.
    ///
    /// - Throws: `ReplayDivergence` at the first event that differs.
    public func replay(_ records: [RunRecord], outputGrammars: [String: Grammar] = [:]) -> AgentRun {
        AgentRun { [self] emit in
            let header = try Self.state(from: records).header
            try checkModel(of: header)
            let tape = ReplayTape(records)
            let schema = header.outputSchema.map { OutputSchema($0, grammars: outputGrammars) }
            let driver = try RunDriver(
                agent: self, state: RunState(header: header), outputSchema: schema, log: nil, tape: tape,
                approve: nil, emit: emit)
            return try await driver.run()
        }
    }

    /// Every tool, the plugins' included.
    public var allTools: [any Tool] { tools + plugins.flatMap(\.tools) }

    private func withInstructions(_ conversation: [Message]) -> [Message] {
        guard conversation.first?.role != .system else { return conversation }
        let parts = ([instructions] + plugins.compactMap(\.instructions)).filter { !$0.isEmpty }
        return parts.isEmpty ? conversation : [.system(parts.joined(separator: "\n\n"))] + conversation
    }

    static func state(from records: [RunRecord]) throws -> RunState {
        guard case .started(let header)? = records.first?.event else {
            throw AgentError(.runLog, "The run log has no beginning: nothing can be resumed or replayed from it.")
        }
        guard header.version == RunHeader.currentVersion else {
            throw AgentError(
                .runLog, "The run log has version \(header.version); this release reads \(RunHeader.currentVersion).")
        }
        var state = RunState(header: header)
        for record in records.dropFirst() { state.apply(record.event) }
        return state
    }

    private func checkModel(of header: RunHeader) throws {
        let own = model.information
        guard own.digest == header.model.digest else {
            throw AgentError(
                .runLog,
                "The run was made with the model \(header.model.name) (\(header.model.digest)), and this is \(own.name) "
                    + "(\(own.digest)): its replies would differ.")
        }
    }

    package static func freshRunID() -> String {
        let time = Int(Date().timeIntervalSince1970)
        return String(time, radix: 36) + "-" + String(UInt32.random(in: 0...UInt32.max), radix: 36)
    }
}
