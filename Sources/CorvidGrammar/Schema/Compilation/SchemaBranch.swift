/// One condition on a value of a known type; a branch is a conjunction of them.
struct SchemaAtom: Hashable {
    enum Kind: UInt8 {
        /// Keyword `b` of instance `a`.
        case keyword
        /// The opposite of keyword `b` of instance `a`, which is about strings, numbers or booleans.
        case negatedKeyword
        /// Members of which the key matches `a` follow the literal `b`.
        case memberRule
        /// Some member of which the key matches `a` follows the literal `b`.
        case someMember
        /// There is a member named `a`.
        case required
        case minimumMembers
        case maximumMembers
        /// Items from `a` to `b` (-1: all further ones) follow the literal `c`.
        case itemRule
        /// Of the items from `a` to `b`, at least `d` and at most `e` (-1: any number) follow the literal `c`.
        case someItems
        case minimumItems
        case maximumItems
        /// The value is not the array or object of which the constant is instance `a`.
        case excluded
    }

    var kind: Kind
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
    var d: Int32 = 0
    var e: Int32 = 0

    static func rule(_ matcher: Int32, _ literal: SchemaLiteral) -> SchemaAtom {
        SchemaAtom(kind: .memberRule, a: matcher, b: literal.raw)
    }

    static func some(_ matcher: Int32, _ literal: SchemaLiteral) -> SchemaAtom {
        SchemaAtom(kind: .someMember, a: matcher, b: literal.raw)
    }

    static func required(_ name: Int32) -> SchemaAtom { SchemaAtom(kind: .required, a: name) }

    static func items(_ from: Int, _ to: Int?, _ literal: SchemaLiteral) -> SchemaAtom {
        SchemaAtom(
            kind: .itemRule, a: Int32(clamping: from), b: to.map { Int32(clamping: $0) } ?? -1, c: literal.raw)
    }

    static func someItems(
        _ from: Int, _ to: Int?, _ literal: SchemaLiteral, minimum: Int, maximum: Int?
    ) -> SchemaAtom {
        SchemaAtom(
            kind: .someItems, a: Int32(clamping: from), b: to.map { Int32(clamping: $0) } ?? -1, c: literal.raw,
            d: Int32(clamping: minimum), e: maximum.map { Int32(clamping: $0) } ?? -1)
    }

    static func count(_ kind: Kind, _ count: Int) -> SchemaAtom { SchemaAtom(kind: kind, a: Int32(clamping: count)) }
}

/// One way to follow a formula, for values of one type; and what it looks at, for the `unevaluated` keywords.
struct SchemaBranch: Hashable {
    var atoms: [SchemaAtom] = []
    /// Matchers of members that were evaluated, in order.
    var members: [Int32] = []
    /// Items before this one were evaluated; `Int32.max`: all.
    var items: Int32 = 0
    /// Items that follow one of these literals were evaluated.
    var containedItems: [SchemaLiteral] = []

    static let unconditional = SchemaBranch()

    init() {}

    init(_ atom: SchemaAtom) { atoms = [atom] }

    init(_ atoms: [SchemaAtom]) { self.atoms = atoms }

    func and(_ other: SchemaBranch) -> SchemaBranch {
        var result = self
        for atom in other.atoms where !result.atoms.contains(atom) { result.atoms.append(atom) }
        for matcher in other.members where !result.members.contains(matcher) { result.members.append(matcher) }
        if result.members.count > members.count { result.members.sort() }
        result.items = max(items, other.items)
        for literal in other.containedItems where !result.containedItems.contains(literal) {
            result.containedItems.append(literal)
        }
        if result.containedItems.count > containedItems.count { result.containedItems.sort() }
        return result
    }
}

/// How closely branches have to keep account of what they look at.
enum SchemaTracking: UInt8 {
    case none
    /// No branch claims more than was looked at, and for each document one claims all.
    case sound
    /// Each branch claims exactly what was looked at.
    case exact
}

/// Which keys a condition is about.
enum SchemaMatcher: Hashable {
    case name(Int32)
    case pattern(Int32)
    /// Keys that, as strings, do not follow a formula.
    case unlike(Int32)
    /// Keys that none of the names and none of the other matchers match.
    case outside(names: Set<Int32>, others: [Int32])
}
