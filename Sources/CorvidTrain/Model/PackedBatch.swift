package import CKernels
package import CorvidEngine

/// Documents laid one after the other for one pass, none of which sees another.
package struct PackedBatch: Sendable {
    /// Tokens, padded at the end to a multiple of 32 rows.
    package private(set) var tokens: [Int32] = []
    /// What the row is to predict; -1: nothing.
    package private(set) var targets: [Int32] = []
    package private(set) var positions: [Int32] = []
    /// The row of the token before; -1 at the beginning of a document.
    package private(set) var previous: [Int32] = []
    /// Trunks and branches, document after document.
    package private(set) var segments: [corvid_segment] = []
    /// Where each document's segments begin, and their end.
    package private(set) var documentStarts = [0]
    /// Rows that hold tokens.
    package private(set) var used = 0
    /// Rows with a target that the model is to write.
    package private(set) var lossCount = 0
    /// Rows with a target of any kind.
    package private(set) var targetCount = 0
    /// Which rows' targets are a prompt's, which the model reads and never writes.
    package private(set) var isPrompt: [Bool] = []
    /// Share of the prompts' tokens that are targets, too.
    package let promptShare: Double

    /// - Parameter promptShare: the share of tokens of prompts that the model is to predict beside what it is to write.
    package init(promptShare: Double = 0) { self.promptShare = promptShare }

    package var rows: Int { tokens.count }

    /// Appends a document, whose tokens then lie behind those of the others.
    package mutating func append(_ document: TokenDocument) {
        precondition(tokens.count == used, "the batch is finished")
        let start = used
        appendRun(document.trunk, firstPosition: 0, previous: -1)
        for index in document.trunk.indices.dropLast() where isDrawn(start + index) {
            targets[start + index] = Int32(document.trunk[index + 1])
            isPrompt[start + index] = true
            targetCount += 1
        }
        if !document.trunk.isEmpty {
            segments.append(
                corvid_segment(
                    trunk_begin: Int32(start), trunk_end: Int32(start), begin: Int32(start), end: Int32(used)))
        }
        let trunkEnd = used
        for branch in document.branches {
            let begin = used
            // The trunk's last row predicts the first token of every branch; no branch is to learn that, it is a question.
            appendRun(
                branch.tokens, firstPosition: document.trunk.count,
                previous: trunkEnd > start ? Int32(trunkEnd - 1) : -1)
            for index in branch.tokens.indices.dropLast() {
                let isPrompt = !branch.isTarget[index + 1]
                guard !isPrompt || isDrawn(begin + index) else { continue }
                targets[begin + index] = Int32(branch.tokens[index + 1])
                self.isPrompt[begin + index] = isPrompt
                targetCount += 1
                if !isPrompt { lossCount += 1 }
            }
            segments.append(
                corvid_segment(
                    trunk_begin: Int32(start), trunk_end: Int32(trunkEnd), begin: Int32(begin), end: Int32(used)))
        }
        documentStarts.append(segments.count)
    }

    private mutating func appendRun(_ run: [TokenID], firstPosition: Int, previous first: Int32) {
        for (index, token) in run.enumerated() {
            tokens.append(Int32(token))
            targets.append(-1)
            isPrompt.append(false)
            positions.append(Int32(firstPosition + index))
            previous.append(index == 0 ? first : Int32(used + index - 1))
        }
        used += run.count
    }

    /// Pads to whole blocks of rows. Nothing can be appended afterwards.
    package mutating func finish() {
        while tokens.count % 32 != 0 || tokens.isEmpty {
            tokens.append(0)
            targets.append(-1)
            isPrompt.append(false)
            positions.append(0)
            previous.append(-1)
        }
    }

    /// Whether a prompt's row is among those that have a target: by chance, but the same for the same batch.
    private func isDrawn(_ row: Int) -> Bool {
        guard promptShare > 0 else { return false }
        var random = Randomness(seed: 0x9A07, index: UInt64(row))
        return Double.random(in: 0..<1, using: &random) < promptShare
    }
}

/// A document: what its tasks share, and each task's own continuation.
package struct TokenDocument: Sendable, Hashable {
    package struct Branch: Sendable, Hashable {
        package var tokens: [TokenID]
        /// Which tokens are learned; those that a model is to write.
        package var isTarget: [Bool]

        package init(tokens: [TokenID], isTarget: [Bool]) {
            self.tokens = tokens
            self.isTarget = isTarget
        }
    }

    package var trunk: [TokenID]
    package var branches: [Branch]

    package init(trunk: [TokenID] = [], branches: [Branch]) {
        self.trunk = trunk
        self.branches = branches
    }

    package var count: Int { trunk.count + branches.reduce(0) { $0 + $1.tokens.count } }
}
