/// "This value follows that schema", or "it does not": what formulas are made of.
///
/// The schema is an instance: a node together with what its dynamic references mean.
struct SchemaLiteral: Hashable, Sendable, Comparable {
    var raw: Int32

    init(_ instance: Int32, isNegated: Bool = false) { raw = instance << 1 | (isNegated ? 1 : 0) }

    init(rawValue: Int32) { raw = rawValue }

    var instance: Int32 { raw >> 1 }
    var isNegated: Bool { raw & 1 != 0 }
    var opposite: SchemaLiteral { SchemaLiteral(rawValue: raw ^ 1) }

    static func < (a: SchemaLiteral, b: SchemaLiteral) -> Bool { a.raw < b.raw }
}
