internal import CKernels

/// Which experts each row goes through, and the order in which rows are gathered for them.
final class ExpertChoice {
    /// For each slot (row by row, a row's experts in ascending order): the expert, its weight, and the slot's place
    /// among all slots sorted by expert.
    private var expertOfSlot: [Int] = []
    private var weightOfSlot: [Float] = []
    private var placeOfSlot: [Int] = []
    /// Place of each expert's first slot; one more at the end.
    private var firstPlaces: [Int] = []

    /// Chooses the `used` experts of largest score in each row of `scores`, `[rows, experts]`, which become softmax
    /// probabilities. Of equal scores the first expert wins. Weights sum to one after `renormalises`.
    func choose(
        _ scores: UnsafeMutablePointer<Float>, rows: Int, experts: Int, used: Int, renormalises: Bool, isa: corvid_isa
    ) {
        expertOfSlot.removeAll(keepingCapacity: true)
        weightOfSlot.removeAll(keepingCapacity: true)
        placeOfSlot.removeAll(keepingCapacity: true)
        firstPlaces.removeAll(keepingCapacity: true)
        for _ in 0...experts { firstPlaces.append(0) }
        for row in 0..<rows {
            let probabilities = scores + row * experts
            corvid_softmax(isa, probabilities, Int64(experts))
            let start = expertOfSlot.count
            for _ in 0..<used {
                // A score that is not a number is never the largest; the first free expert then stands in.
                var best = -1
                for expert in 0..<experts where !expertOfSlot[start...].contains(expert) {
                    if best < 0 || probabilities[expert] > probabilities[best] { best = expert }
                }
                expertOfSlot.append(best)
            }
            expertOfSlot[start...].sort()
            var total: Float = 0
            for slot in start..<start + used { total += probabilities[expertOfSlot[slot]] }
            for slot in start..<start + used {
                let probability = probabilities[expertOfSlot[slot]]
                weightOfSlot.append(renormalises ? probability / total : probability)
                firstPlaces[expertOfSlot[slot] + 1] += 1
            }
        }
        for expert in 0..<experts { firstPlaces[expert + 1] += firstPlaces[expert] }
        for expert in expertOfSlot {
            placeOfSlot.append(firstPlaces[expert])
            firstPlaces[expert] += 1
        }
        for expert in stride(from: experts, to: 0, by: -1) { firstPlaces[expert] = firstPlaces[expert - 1] }
        firstPlaces[0] = 0
    }

    /// Calls `body` for each expert that has slots, with its first place and the count of its slots.
    func forEachExpert(_ body: (_ expert: Int, _ first: Int, _ count: Int) -> Void) {
        for expert in 0..<firstPlaces.count - 1 where firstPlaces[expert] < firstPlaces[expert + 1] {
            body(expert, firstPlaces[expert], firstPlaces[expert + 1] - firstPlaces[expert])
        }
    }

    /// Where slot `slot` lies among the gathered rows, and the weight of its expert.
    func place(ofSlot slot: Int) -> (index: Int, weight: Float) { (placeOfSlot[slot], weightOfSlot[slot]) }
}
