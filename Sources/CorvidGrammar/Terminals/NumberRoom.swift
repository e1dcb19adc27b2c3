/// Which digits may follow a prefix as far as the bounds are concerned.
///
/// "With `j` digits to come" counts every digit down to the unit, before and behind the point. The magnitudes that then
/// begin with the prefix are a run of `10^j`, of which the bounds leave a part: all but for the first `j`, where `low` are
/// missing at the bottom, and the last, of which `high` is the top one.
struct NumberRoom {
    /// The least `j` with anything left.
    var first: Int
    /// The first digits to come (as a natural of `first` digits) that are not too low.
    var low: Natural
    /// The largest `j` with anything left; nil: no end.
    var last: Int?
    /// The last digits to come, with `last` of them, that are not too high; nil: all are fine.
    var high: Natural?
}
