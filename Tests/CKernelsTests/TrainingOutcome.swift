/// What a kernel of training wrote, named, as floats; bfloat16 numbers are widened.
struct TrainingOutcome {
    var parts: [(name: String, values: [Float])] = []

    init(_ parts: (String, [Float])...) { self.parts = parts.map { (name: $0.0, values: $0.1) } }

    subscript(name: String) -> [Float] { parts.first { $0.name == name }?.values ?? [] }

    /// Names of the parts whose bits differ.
    func differences(from other: TrainingOutcome) -> [String] {
        zip(parts, other.parts).filter { $0.values.map(\.bitPattern) != $1.values.map(\.bitPattern) }.map(\.0.name)
    }
}

func widened(_ numbers: [UInt16]) -> [Float] { numbers.map { Float(bitPattern: UInt32($0) << 16) } }

func doubles(_ numbers: [Float]) -> [Double] { numbers.map(Double.init) }

/// Slope of `f` in its `i`th number by a central difference of fourth order.
func slope(_ f: ([Double]) -> Double, at x: [Double], _ i: Int) -> Double {
    func moved(_ by: Double) -> Double {
        var y = x
        y[i] += by
        return f(y)
    }
    let h = 1e-3
    return (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h)
}

/// Whether each number is the expected one within `relative` of it and `absolute`.
func agree(_ actual: [Float], _ expected: [Double], relative: Double, absolute: Double) -> Bool {
    actual.count == expected.count
        && zip(actual, expected).allSatisfy { abs(Double($0) - $1) <= relative * abs($1) + absolute }
}

/// Half a step of bfloat16, and a little for the float sum before it.
let bfloatTolerance = 0x1p-8

/// A sample of indices below `count`: all of them when few.
func sample(_ count: Int, most: Int, using random: inout Random) -> [Int] {
    count <= most ? Array(0..<count) : (0..<most).map { _ in Int.random(in: 0..<count, using: &random) }
}
