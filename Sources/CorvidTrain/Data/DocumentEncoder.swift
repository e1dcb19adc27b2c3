package import CorvidEngine
import Corvid
import CorvidLLM

/// Turns examples into tokens in the chat format of the embedded models, with what the model is to write marked.
package struct DocumentEncoder: Sendable {
    package let tokenizer: Tokenizer
    private let assistant: TokenID
    private let end: TokenID

    /// - Throws: ``TrainingError`` when the vocabulary lacks a token of the format.
    package init(_ tokenizer: Tokenizer) throws(TrainingError) {
        func id(_ special: CompactFormat.Special) throws(TrainingError) -> TokenID {
            guard let id = tokenizer.token(spelled: special.rawValue) else {
                throw TrainingError(
                    .vocabulary,
                    "the vocabulary has no token \(special.rawValue); make one with 'corvid train tokenizer'")
            }
            return id
        }
        for special in CompactFormat.Special.allCases { _ = try id(special) }
        self.tokenizer = tokenizer
        assistant = try id(.assistant)
        end = try id(.end)
    }

    /// The document of an example; nil when it has nothing to learn or not one task fits in `limit` tokens.
    package func document(_ example: Example, limit: Int) -> TokenDocument? {
        let system = example.instructions.isEmpty ? [] : [Message.system(example.instructions)]
        var branches = example.tasks.map { task in
            branch(system + task.messages, tools: example.tools, given: task.given)
        }
        branches.removeAll { !$0.isTarget.contains(true) }
        guard let first = branches.first else { return nil }
        var trunk: [TokenID] = []
        if branches.count > 1 {
            // What is shared may be a passage, too, but nothing that is to be learned.
            var shared = first.isTarget.firstIndex(of: true) ?? 0
            for branch in branches.dropFirst() {
                shared = zip(first.tokens[..<shared], branch.tokens).prefix { $0 == $1 }.count
                shared = min(shared, branch.isTarget.firstIndex(of: true) ?? 0)
            }
            // The row before a target belongs to its branch.
            shared = max(shared - 1, 0)
            trunk = Array(first.tokens[..<shared])
            for index in branches.indices {
                branches[index].tokens.removeFirst(shared)
                branches[index].isTarget.removeFirst(shared)
            }
        }
        var room = limit - trunk.count
        branches = branches.filter { branch in
            guard branch.tokens.count <= room else { return false }
            room -= branch.tokens.count
            return true
        }
        return branches.isEmpty ? nil : TokenDocument(trunk: trunk, branches: branches)
    }

    private func branch(_ messages: [Message], tools: [ToolDefinition], given: Set<Int>) -> TokenDocument.Branch {
        let segments = CompactFormat.segments(messages, tools: tools, addsGenerationPrompt: false)
        let tokens = tokenizer.encode(pieces: segments.map { ($0.text, !$0.isContent) })
        var isTarget = [Bool](repeating: false, count: tokens.count)
        // Of messages that follow one another, those of the assistant, by their places among all but the system's.
        let offset = messages.first?.role == .system ? 1 : 0
        let places = messages.indices.filter { messages[$0].role == .assistant }.map { $0 - offset }
        var reply = -1
        var isInside = false
        for (index, token) in tokens.enumerated() {
            if isInside { isTarget[index] = !given.contains(places[reply]) }
            if token == assistant {
                isInside = true
                reply += 1
            } else if token == end {
                isInside = false
            }
        }
        return TokenDocument.Branch(tokens: tokens, isTarget: isTarget)
    }
}
