/// What an object of one branch has to be.
final class ObjectSpecification {
    /// Members that the conditions name, in the order of the schema.
    var names: [Int32] = []
    /// What the value of each has to follow.
    var formulas: [Int32] = []
    var isRequired: [Bool] = []
    var index: [Int32: Int] = [:]

    /// Conditions on members that are not about one name.
    var rules: [(matcher: Int32, literal: SchemaLiteral)] = []
    /// What some member has to be: its key and its value.
    var existing: [(matcher: Int32, literal: SchemaLiteral)] = []
    /// Objects that this one must not equal: their members' names and constants.
    var excluded: [[(name: Int32, value: SchemaLiteral)]] = []
    var minimum = 0
    var maximum: Int?

    /// Kinds of keys beyond the names; found when first needed.
    var classes: [KeyClass]?
    /// Whether any combination of members will do that has those required.
    var isSimple = true
    /// In a simple object: bytes of the required members from each place on, with commas; nil: not yet known.
    var suffixCosts: [Int]?

    /// Keys beyond the names that fall under the same conditions.
    struct KeyClass {
        /// All such keys.
        var language: ExpressionID
        var formula: Int32
        /// Bits of the conditions in `existing` that such a key may meet.
        var existing: Int32
    }

    /// Beyond this, counts make no difference.
    var countLimit: Int { max(1, minimum, maximum ?? 0) }

    var allExisting: Int32 { (1 << Int32(existing.count)) - 1 }
}

/// Where a document stands within an object: after some members.
struct ObjectState: Hashable {
    var specification: Int32
    /// In the fixed order of members: the first that may still come.
    var position: Int32 = 0
    /// Members so far, up to the specification's limit.
    var count: Int32 = 0
    /// Conditions on some member that are met.
    var met: Int32 = 0
    /// Excluded objects that are not yet left behind.
    var alive: [Int32] = []
    /// Keys so far: all of them, or in the fixed order those beyond the names. A list's number.
    var keys: Int32 = -1
    /// While a key is being read: which kind of key.
    var keyClass: Int32 = -1
}

/// A list of keys: the last, and those before it.
struct KeyList: Hashable {
    var last: Int32
    var rest: Int32
}
