/// Matches any number as JSON writes them; its nine states are the phases of the syntax.
final class AnyNumberMachine: ExpressionMachine {
    static let start = Int32(WrittenNumberPhase.start.rawValue)

    private let firsts: [ByteSet]

    init() {
        firsts = (0...WrittenNumberPhase.exponent.rawValue).map {
            WrittenNumberPhase(rawValue: $0)?.firstBytes ?? .init()
        }
    }

    private func phase(_ state: Int32) -> WrittenNumberPhase {
        WrittenNumberPhase(rawValue: UInt8(truncatingIfNeeded: state)) ?? .start
    }

    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        phase(state).next(byte).map { Int32($0.rawValue) } ?? -1
    }

    func isAccepting(_ state: Int32) -> Bool { phase(state).isAccepting }

    func firstBytes(_ state: Int32) -> ByteSet { firsts[Int(state)] }

    func completion(_ state: Int32) -> [UInt8] { isAccepting(state) ? [] : [UInt8(ascii: "0")] }
}
