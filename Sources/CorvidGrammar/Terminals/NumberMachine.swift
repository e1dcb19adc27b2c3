/// Picks the machine for the numbers of a specification.
///
/// - In the canonical style every state is one that some number completes, and states that allow the same completions are
///   one: `0...65535` has some dozen, an integer without bounds has four.
/// - In the other style any number, any whole number and any number that is not whole have machines that are exact at
///   every byte. Elsewhere a wrong number is refused at its end.
package enum NumberMachine {
    /// The machine and the state to begin in; nil when no number belongs to the specification.
    ///
    /// A list of allowed numbers is left to literals in the canonical style: see `ExpressionPool.number`.
    package static func make(
        _ specification: NumberSpecification, style: NumberStyle, limits: NumberLimits = NumberLimits()
    ) throws(NumberSpecificationError) -> (machine: any ExpressionMachine, start: Int32)? {
        switch style {
        case .canonical:
            guard let machine = try CanonicalNumberMachine.make(specification, limits: limits) else { return nil }
            return (machine, CanonicalNumberMachine.start)
        case .any:
            if specification == NumberSpecification() { return (AnyNumberMachine(), AnyNumberMachine.start) }
            if specification == .integer { return (WholeNumberMachine(wantsWhole: true), WholeNumberMachine.start) }
            var broken = NumberSpecification()
            broken.mustNotBeInteger = true
            if specification == broken { return (WholeNumberMachine(wantsWhole: false), WholeNumberMachine.start) }
            if specification.isEmpty { return nil }
            // Bounds too long for canonical text still bound what is written.
            let canonical: CanonicalNumberMachine?
            do {
                canonical = specification.allowed == nil ? try .make(specification, limits: limits) : nil
            } catch {
                canonical = nil
            }
            return (WrittenNumberMachine(specification, canonical: canonical), WrittenNumberMachine.start)
        }
    }
}
