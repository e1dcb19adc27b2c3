final class PatternMachine: ExpressionMachine {
    static let start: Int32 = 0
    func next(_ state: Int32, _ byte: UInt8) -> Int32 { -1 }
    func isAccepting(_ state: Int32) -> Bool { false }
    func firstBytes(_ state: Int32) -> ByteSet { ByteSet() }
    func completion(_ state: Int32) -> [UInt8] { [] }
}
