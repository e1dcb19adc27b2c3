/// A supply of examples without end: records drawn with replacement, templates filled anew, or inventions.
///
/// What it yields depends on the random numbers alone, so that a run can be repeated and resumed at any example.
package protocol ExampleSource: Sendable {
    /// How configurations and reports call it.
    var name: String { get }

    func example(_ random: inout Randomness) -> Example
}
