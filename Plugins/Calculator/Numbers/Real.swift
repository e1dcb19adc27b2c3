import BigInt

/// A real number, exactly where that is possible.
enum Real: Hashable, Sendable {
    /// A fraction.
    case exact(Rational)
    /// A fraction, not zero, times π.
    case pi(Rational)
    /// A number known to some bits.
    case ball(Ball)

    static let zero = Real.exact(.zero)
    static let one = Real.exact(.one)

    init(_ integer: Int) { self = .exact(Rational(integer)) }

    /// A multiple of π, which may be zero.
    init(piTimes factor: Rational) { self = factor.isZero ? .zero : .pi(factor) }

    var isExactZero: Bool { self == .zero }
    /// The fraction, if it is known to be one.
    var rational: Rational? { if case .exact(let value) = self { value } else { nil } }
}
