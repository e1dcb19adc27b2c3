/// Byte-pair encoding: of all neighbouring pairs that may merge, the one of lowest rank merges first, the leftmost of
/// equals.
///
/// Sennrich, Haddow, Birch: Neural Machine Translation of Rare Words with Subword Units (2016). Details (unknown
/// characters, byte fallback, whole words first) are those of Hugging Face `tokenizers`.
struct BytePairModel: Sendable {
    /// What the symbols of a piece are before any merge.
    enum Units: Sendable {
        /// Single bytes; the id of each, or -1.
        case bytes(PermanentArray<Int32>)
        /// Characters of UTF-8.
        case characters
    }

    let vocabulary: Vocabulary
    /// A pair's rank in the upper half, the id it makes in the lower.
    let merges: PairTable
    let units: Units
    /// Ids of the ASCII characters, for `.characters`.
    private let asciiIDs: PermanentArray<Int32>
    /// A piece that is a token is not taken apart (Llama 3).
    var ignoresMerges = false
    /// What stands for a character that has no token; without it the character is dropped.
    var unknown: TokenID?
    /// A byte that is dropped keeps its neighbours apart (llama.cpp) instead of making them neighbours.
    var keepsGaps = false
    /// Neighbouring unknown characters make one token.
    var fusesUnknown = false
    /// Ids of `<0xXX>` for each byte, -1 where there is none.
    var byteFallback: [Int32]?
    /// What is put before every character but the first of a piece, and after the last, when it is looked up.
    var continuingPrefix: [UInt8] = []
    var endSuffix: [UInt8] = []

    init(vocabulary: Vocabulary, merges: PairTable, units: Units) {
        self.vocabulary = vocabulary
        self.merges = merges
        self.units = units
        asciiIDs = PermanentArray((0..<128).map { vocabulary.find([UInt8($0)]) ?? -1 })
    }

    /// Appends the tokens of one piece.
    func encode(
        _ piece: UnsafeBufferPointer<UInt8>, into out: inout [TokenID], scratch: inout MergeScratch
    ) {
        guard let base = piece.baseAddress, !piece.isEmpty else { return }
        if ignoresMerges, piece.count <= vocabulary.longest {
            let whole = vocabulary.find(base, piece.count, hash: ByteHash.of(base, piece.count))
            if whole >= 0 {
                out.append(whole)
                return
            }
        }
        scratch.ids.removeAll(keepingCapacity: true)
        switch units {
        case .bytes(let ids):
            if piece.count == 1, ids.base[Int(base[0])] >= 0 {
                out.append(ids.base[Int(base[0])])
                return
            }
            var unknowns = PendingUnknown(self)
            for byte in piece {
                let id = ids.base[Int(byte)]
                if id >= 0 {
                    unknowns.flush(into: &scratch.ids)
                    scratch.ids.append(id)
                } else if keepsGaps {
                    scratch.ids.append(-1)
                } else {
                    unknowns.add(into: &scratch.ids)
                }
            }
            unknowns.flush(into: &scratch.ids)
        case .characters:
            appendCharacters(base, piece.count, into: &scratch.ids)
        }
        merge(&scratch)
        if keepsGaps {
            for id in scratch.ids where id >= 0 { out.append(id) }
        } else {
            out.append(contentsOf: scratch.ids)
        }
    }

    /// An unknown character that waits for the next, with which it may fuse.
    private struct PendingUnknown {
        let id: TokenID?
        let fuses: Bool
        var isPending = false

        init(_ model: BytePairModel) {
            id = model.unknown
            fuses = model.fusesUnknown
        }

        mutating func add(into ids: inout [Int32]) {
            guard let id else { return }
            if isPending, !fuses { ids.append(id) }
            isPending = true
        }

        @inline(__always)
        mutating func flush(into ids: inout [Int32]) {
            if isPending, let id {
                ids.append(id)
                isPending = false
            }
        }
    }

    private func appendCharacters(_ base: UnsafePointer<UInt8>, _ count: Int, into ids: inout [Int32]) {
        var unknowns = PendingUnknown(self)
        let plain = continuingPrefix.isEmpty && endSuffix.isEmpty
        var index = 0
        while index < count {
            let length = min(UTF8Text.length(base[index]), count - index)
            let id: Int32
            if plain {
                id =
                    base[index] < 128
                    ? asciiIDs.base[Int(base[index])]
                    : vocabulary.find(base + index, length, hash: ByteHash.of(base + index, length))
            } else {
                var text = index > 0 ? continuingPrefix : []
                text.append(contentsOf: UnsafeBufferPointer(start: base + index, count: length))
                if index + length == count { text.append(contentsOf: endSuffix) }
                id = vocabulary.find(text) ?? -1
            }
            if id >= 0 {
                unknowns.flush(into: &ids)
                ids.append(id)
            } else if !appendFallback(base + index, length, into: &ids) {
                unknowns.add(into: &ids)
            }
            index += length
        }
        unknowns.flush(into: &ids)
    }

    private func appendFallback(_ base: UnsafePointer<UInt8>, _ count: Int, into ids: inout [Int32]) -> Bool {
        guard let byteFallback else { return false }
        for index in 0..<count where byteFallback[Int(base[index])] < 0 { return false }
        for index in 0..<count { ids.append(byteFallback[Int(base[index])]) }
        return true
    }

    /// Merges `scratch.ids` as far as it goes.
    private func merge(_ scratch: inout MergeScratch) {
        if scratch.ids.count < 2 { return }
        merges.withLookup { lookup in
            if scratch.ids.count <= 64 { mergeShort(&scratch, lookup) } else { mergeLong(&scratch, lookup) }
        }
    }

    /// By scanning for the least candidate again and again.
    private func mergeShort(_ scratch: inout MergeScratch, _ merges: PairTable.Lookup) {
        var count = scratch.ids.count
        if scratch.candidates.count < 64 { scratch.candidates = Array(repeating: PairTable.none, count: 64) }
        scratch.ids.withUnsafeMutableBufferPointer { ids in
            scratch.candidates.withUnsafeMutableBufferPointer { candidates in
                for index in 0..<count - 1 {
                    candidates[index] = merges.find(
                        UInt32(bitPattern: ids[index]), UInt32(bitPattern: ids[index + 1]))
                }
                while count > 1 {
                    var (best, least) = (0, PairTable.none)
                    for index in 0..<count - 1 where candidates[index] < least {
                        (best, least) = (index, candidates[index])
                    }
                    if least == PairTable.none { break }
                    ids[best] = Int32(truncatingIfNeeded: least)
                    count -= 1
                    var index = best + 1
                    while index < count {
                        ids[index] = ids[index + 1]
                        candidates[index - 1] = candidates[index]
                        index += 1
                    }
                    if best > 0 {
                        candidates[best - 1] = merges.find(
                            UInt32(bitPattern: ids[best - 1]), UInt32(bitPattern: ids[best]))
                    }
                    if best + 1 < count {
                        candidates[best] = merges.find(
                            UInt32(bitPattern: ids[best]), UInt32(bitPattern: ids[best + 1]))
                    }
                }
            }
        }
        scratch.ids.removeLast(scratch.ids.count - count)
    }

    /// With a heap over a linked list, for pieces where scanning would be quadratic.
    private func mergeLong(_ scratch: inout MergeScratch, _ merges: PairTable.Lookup) {
        let count = scratch.ids.count
        scratch.link(count)
        scratch.candidates.removeAll(keepingCapacity: true)
        scratch.candidates.append(contentsOf: repeatElement(PairTable.none, count: count))
        scratch.heap.removeAll(keepingCapacity: true)
        for index in 0..<count - 1 {
            let candidate = merges.find(
                UInt32(bitPattern: scratch.ids[index]), UInt32(bitPattern: scratch.ids[index + 1]))
            scratch.candidates[index] = candidate
            if candidate != PairTable.none {
                scratch.heap.append(candidate & 0xFFFF_FFFF_0000_0000 | UInt64(index))
            }
        }
        MinimumHeap.order(&scratch.heap)
        while let top = MinimumHeap.pop(&scratch.heap) {
            let position = Int(top & 0xFFFF_FFFF)
            let candidate = scratch.candidates[position]
            // A stale entry: the symbol is gone or has another neighbour by now.
            if candidate == PairTable.none || candidate >> 32 != top >> 32 { continue }
            let right = Int(scratch.next[position])
            scratch.ids[position] = Int32(truncatingIfNeeded: candidate)
            scratch.candidates[right] = PairTable.none
            let after = scratch.next[right]
            scratch.next[position] = after
            scratch.next[right] = -2
            scratch.candidates[position] = PairTable.none
            if after >= 0 {
                scratch.previous[Int(after)] = Int32(position)
                consider(position, Int(after), &scratch, merges)
            }
            let before = scratch.previous[position]
            if before >= 0 { consider(Int(before), position, &scratch, merges) }
        }
        var kept = 0
        for index in 0..<count where scratch.next[index] != -2 {
            scratch.ids[kept] = scratch.ids[index]
            kept += 1
        }
        scratch.ids.removeLast(count - kept)
    }

    @inline(__always)
    private func consider(_ left: Int, _ right: Int, _ scratch: inout MergeScratch, _ merges: PairTable.Lookup) {
        let candidate = merges.find(UInt32(bitPattern: scratch.ids[left]), UInt32(bitPattern: scratch.ids[right]))
        scratch.candidates[left] = candidate
        if candidate != PairTable.none {
            MinimumHeap.push(candidate & 0xFFFF_FFFF_0000_0000 | UInt64(left), onto: &scratch.heap)
        }
    }
}
