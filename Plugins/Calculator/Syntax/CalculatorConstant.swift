/// The constants that the calculator knows, by name.
enum CalculatorConstant: String, CaseIterable, Sendable {
    case pi, tau, e, phi
    case piSign = "π"

    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })
}
