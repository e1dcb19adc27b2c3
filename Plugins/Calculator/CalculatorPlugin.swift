public import Corvid

/// The calculator as a plugin: one tool, `calculator`.
///
/// ```swift
/// let agent = Agent(model: model, plugins: [CalculatorPlugin()])
/// ```
public struct CalculatorPlugin: Plugin {
    public let name = "calculator"
    /// How far a calculation may go.
    public let limits: CalculatorLimits

    /// A plugin whose tool keeps within limits.
    public init(limits: CalculatorLimits = CalculatorLimits()) { self.limits = limits }

    public var tools: [any Tool] { [CalculatorTool(limits: limits)] }
}
