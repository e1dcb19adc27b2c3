/// Which texts of a number are meant.
package enum NumberStyle: Hashable, Sendable {
    /// One text a number, for generation: no exponent, no `-0`, no zeros in front or behind that say nothing.
    case canonical
    /// Every text that JSON allows, exponents and trailing zeros with it, for validation.
    case any
}
