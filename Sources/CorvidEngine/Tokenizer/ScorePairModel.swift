/// SentencePiece BPE as a GGUF file of model `llama` has it: of all neighbouring symbols that spell a token together,
/// the pair whose token has the highest score merges first, the leftmost of equals.
///
/// Characters that end up without a token become their bytes' tokens (`<0xXX>`), or the unknown token.
struct ScorePairModel: Sendable {
    let vocabulary: Vocabulary
    /// Priority of each token's merge: lower is sooner.
    private let priorities: PermanentArray<UInt32>
    private let powers: PermanentArray<UInt64>
    private let byteFallback: [Int32]
    private let unknown: TokenID?

    /// - Parameter scores: one for each token, none of them NaN.
    init(vocabulary: Vocabulary, scores: [Float], unknown: TokenID?) {
        self.vocabulary = vocabulary
        priorities = PermanentArray(
            scores.map { score in
                // Floats in an order of unsigned integers, highest first; -0 counts as 0.
                let bits = (score == 0 ? 0 : score).bitPattern
                return ~(bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits)
            })
        powers = ByteHash.powers(longest: vocabulary.longest)
        // A byte without a token of its own may be a token as it is.
        byteFallback = vocabulary.byteTokens().enumerated().map { byte, id in
            id >= 0 ? id : vocabulary.find([UInt8(byte)]) ?? unknown ?? -1
        }
        self.unknown = unknown
    }

    /// Appends the tokens of one piece.
    func encode(
        _ piece: UnsafeBufferPointer<UInt8>, into out: inout [TokenID], scratch: inout MergeScratch
    ) {
        guard let base = piece.baseAddress else { return }
        var symbols: [Symbol] = []
        symbols.reserveCapacity(piece.count)
        var index = 0
        while index < piece.count {
            let length = min(UTF8Text.length(base[index]), piece.count - index)
            symbols.append(Symbol(start: index, length: length, hash: ByteHash.of(base + index, length)))
            index += length
        }
        if symbols.count > 1 { merge(&symbols, base, &scratch) }
        for symbol in symbols where symbol.length > 0 {
            let id = vocabulary.find(base + symbol.start, symbol.length, hash: symbol.hash)
            if id >= 0 {
                out.append(id)
                continue
            }
            for byte in symbol.start..<symbol.start + symbol.length {
                let id = byteFallback[Int(base[byte])]
                if id >= 0 { out.append(id) }
            }
        }
    }

    private struct Symbol {
        var start: Int
        var length: Int
        var hash: UInt64
    }

    private func merge(_ symbols: inout [Symbol], _ base: UnsafePointer<UInt8>, _ scratch: inout MergeScratch) {
        let count = symbols.count
        scratch.link(count)
        scratch.candidates.removeAll(keepingCapacity: true)
        scratch.candidates.append(contentsOf: repeatElement(PairTable.none, count: count))
        scratch.heap.removeAll(keepingCapacity: true)
        for index in 0..<count - 1 { consider(index, index + 1, symbols, base, &scratch, ordering: false) }
        MinimumHeap.order(&scratch.heap)
        while let top = MinimumHeap.pop(&scratch.heap) {
            let position = Int(top & 0xFFFF_FFFF)
            let candidate = scratch.candidates[position]
            if candidate == PairTable.none || candidate >> 32 != top >> 32 { continue }
            let right = Int(scratch.next[position])
            symbols[position].hash = joined(symbols[position], symbols[right])
            symbols[position].length += symbols[right].length
            symbols[right].length = 0
            scratch.candidates[position] = PairTable.none
            scratch.candidates[right] = PairTable.none
            let after = scratch.next[right]
            scratch.next[position] = after
            if after >= 0 {
                scratch.previous[Int(after)] = Int32(position)
                consider(position, Int(after), symbols, base, &scratch, ordering: true)
            }
            let before = scratch.previous[position]
            if before >= 0 { consider(Int(before), position, symbols, base, &scratch, ordering: true) }
        }
    }

    @inline(__always)
    private func joined(_ left: Symbol, _ right: Symbol) -> UInt64 {
        left.hash &* powers.base[right.length] &+ right.hash
    }

    @inline(__always)
    private func consider(
        _ left: Int, _ right: Int, _ symbols: [Symbol], _ base: UnsafePointer<UInt8>, _ scratch: inout MergeScratch,
        ordering: Bool
    ) {
        scratch.candidates[left] = PairTable.none
        let length = symbols[left].length + symbols[right].length
        if length > vocabulary.longest { return }
        let id = vocabulary.find(
            base + symbols[left].start, length, hash: joined(symbols[left], symbols[right]))
        if id < 0 { return }
        let priority = UInt64(priorities.base[Int(id)]) << 32
        scratch.candidates[left] = priority | UInt64(id)
        if ordering {
            MinimumHeap.push(priority | UInt64(left), onto: &scratch.heap)
        } else {
            scratch.heap.append(priority | UInt64(left))
        }
    }
}
