/// SentencePiece's unigram language model: the segmentation whose tokens' scores have the greatest sum.
///
/// Kudo: Subword Regularization (2018); found by Viterbi's algorithm over character boundaries, sums in double
/// precision, the first found of equals.
struct UnigramModel: Sendable {
    let vocabulary: Vocabulary
    private let scores: PermanentArray<Float64>
    private let filter: PrefixFilter
    private let unknownScore: Double
    private let unknown: TokenID?
    private let byteFallback: [Int32]?
    /// Runs of unknown characters are looked up once more as a whole, as Hugging Face `tokenizers` does.
    private let looksUpRuns: Bool

    /// - Parameters:
    ///   - scores: of each token, none of them NaN.
    ///   - matches: whether a token may be used for text.
    ///   - lowest: the least score of an ordinary token; an unknown character costs 10 more.
    init(
        vocabulary: Vocabulary, scores: [Double], lowest: Double, unknown: TokenID?, byteFallback: [Int32]?,
        looksUpRuns: Bool, matches: (Int) -> Bool
    ) {
        self.vocabulary = vocabulary
        self.scores = PermanentArray(scores)
        filter = PrefixFilter(vocabulary, including: matches)
        unknownScore = lowest - 10
        self.unknown = unknown
        self.byteFallback = byteFallback
        self.looksUpRuns = looksUpRuns
    }

    /// The best way to a position: the token that ends there and where it begins.
    private struct Step: BitwiseCopyable {
        var score: Double
        var start: Int
        var id: Int32
    }

    /// Appends the tokens of one piece.
    func encode(
        _ piece: UnsafeBufferPointer<UInt8>, into out: inout [TokenID], scratch: inout MergeScratch
    ) {
        guard let base = piece.baseAddress, !piece.isEmpty else { return }
        let unknownID = unknown ?? -1
        withUnsafeTemporaryAllocation(of: Step.self, capacity: piece.count + 1) { steps in
            steps.initialize(repeating: Step(score: -.infinity, start: 0, id: unknownID))
            steps[0].score = 0
            var position = 0
            while position < piece.count {
                let here = steps[position].score
                let first = min(UTF8Text.length(base[position]), piece.count - position)
                var (hash, end, foundSingle) = (UInt64(0), position, false)
                while end < piece.count, end - position < vocabulary.longest {
                    let next = min(end + UTF8Text.length(base[end]), piece.count)
                    while end < next {
                        hash = ByteHash.appending(base[end], to: hash)
                        end += 1
                    }
                    if !filter.mayContain(hash) { break }
                    let id = vocabulary.find(base + position, end - position, hash: hash)
                    if id < 0 { continue }
                    if end - position == first { foundSingle = true }
                    let score = here + scores.base[Int(id)]
                    if score > steps[end].score { steps[end] = Step(score: score, start: position, id: id) }
                }
                if !foundSingle {
                    let score = here + unknownScore
                    if score > steps[position + first].score {
                        steps[position + first] = Step(score: score, start: position, id: unknownID)
                    }
                }
                position += first
            }
            append(steps, base, piece.count, &scratch, into: &out)
        }
    }

    /// Follows the steps back from the end and appends their tokens in order, unknown ones fused.
    private func append(
        _ steps: UnsafeMutableBufferPointer<Step>, _ base: UnsafePointer<UInt8>, _ count: Int,
        _ scratch: inout MergeScratch, into out: inout [TokenID]
    ) {
        // Ends of the tokens, last first.
        scratch.next.removeAll(keepingCapacity: true)
        var end = count
        while end > 0 {
            scratch.next.append(Int32(truncatingIfNeeded: end))
            end = steps[end].start
        }
        let unknownID = unknown ?? -1
        var index = scratch.next.count - 1
        while index >= 0 {
            let step = steps[Int(scratch.next[index])]
            if step.id != unknownID {
                out.append(step.id)
                index -= 1
                continue
            }
            let start = step.start
            var runEnd = Int(scratch.next[index])
            index -= 1
            while index >= 0, steps[Int(scratch.next[index])].id == unknownID {
                runEnd = Int(scratch.next[index])
                index -= 1
            }
            appendUnknown(UnsafeBufferPointer(start: base + start, count: runEnd - start), into: &out)
        }
    }

    private func appendUnknown(_ run: UnsafeBufferPointer<UInt8>, into out: inout [TokenID]) {
        if looksUpRuns, run.count <= vocabulary.longest, let id = vocabulary.find(run) {
            out.append(id)
            return
        }
        if let byteFallback, run.allSatisfy({ byteFallback[Int($0)] >= 0 }) {
            out.append(contentsOf: run.map { byteFallback[Int($0)] })
            return
        }
        if let unknown { out.append(unknown) }
    }
}
