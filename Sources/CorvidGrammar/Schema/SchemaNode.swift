/// One schema of a document.
struct SchemaNode: Sendable {
    var keywords: [SchemaKeyword] = []
    /// The resource it belongs to: the nearest schema around it that has an `$id`.
    var resource: Int32
    /// The schema it stands in, and how it is reached from there.
    var parent: Int32
    var step: SchemaStep
}

/// The way from a schema to one that stands in it.
struct SchemaStep: Hashable, Sendable {
    /// Which keyword; nil for the root and for what was made while compiling.
    var keyword: SchemaKeywordName?
    /// A name, an index into an array, or -1 where the keyword's value is itself the schema; for `.foreign` the number of a
    /// pointer.
    var index: Int32 = -1
}

/// Schemas with one base URI.
struct SchemaResource: Sendable {
    var root: Int32
    var base: String
    var dialect: JSONSchema.Dialect
    /// Names and nodes; dynamic anchors stand in both lists.
    var anchors: [(name: Int32, node: Int32)] = []
    var dynamicAnchors: [(name: Int32, node: Int32)] = []
}
