extension ExpressionPool {
    /// The texts of the numbers in `specification`; nothing when it has none.
    ///
    /// A machine is made by each call: keep the expression for a specification (it is hashable) that comes up again.
    package func number(
        _ specification: NumberSpecification, style: NumberStyle, limits: NumberLimits = NumberLimits()
    ) throws(NumberSpecificationError) -> ExpressionID {
        if style == .canonical, let members = specification.members {
            return literals(members.map { $0.canonicalText() })
        }
        guard let (machine, start) = try NumberMachine.make(specification, style: style, limits: limits) else {
            return .nothing
        }
        return native(machine, start)
    }
}
