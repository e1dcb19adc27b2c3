/// The keywords that Corvid knows, by how they are spelled.
enum SchemaKeywordName: String, CaseIterable, Sendable {
    case schema = "$schema"
    case id = "$id"
    case anchor = "$anchor"
    case dynamicAnchor = "$dynamicAnchor"
    case reference = "$ref"
    case dynamicReference = "$dynamicRef"
    case recursiveReference = "$recursiveRef"
    case recursiveAnchor = "$recursiveAnchor"
    case definitions = "$defs"
    case oldDefinitions = "definitions"
    case vocabulary = "$vocabulary"
    case comment = "$comment"
    case title, description, examples, deprecated, readOnly, writeOnly
    case defaultValue = "default"
    case contentEncoding, contentMediaType, contentSchema

    case type
    case enumeration = "enum"
    case constant = "const"
    case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
    case minLength, maxLength, pattern, format
    case grammar = "x-grammar"
    case grounded = "x-grounded"
    case properties, patternProperties, additionalProperties, propertyNames, required, minProperties, maxProperties
    case dependentRequired, dependentSchemas, dependencies, unevaluatedProperties
    case prefixItems, items, additionalItems, contains, minContains, maxContains, minItems, maxItems, uniqueItems
    case unevaluatedItems
    case allOf, anyOf, oneOf, not
    case condition = "if"
    case consequence = "then"
    case alternative = "else"
    /// Any other place that a reference points at; no spelling.
    case foreign = ""

    private static let bySpelling: [SchemaNames.Key: SchemaKeywordName] = Dictionary(
        uniqueKeysWithValues: allCases.filter { $0 != .foreign }.map { (SchemaNames.Key(Array($0.rawValue.utf8)), $0) })

    init?(spelling: [UInt8]) {
        guard let name = Self.bySpelling[SchemaNames.Key(spelling)] else { return nil }
        self = name
    }

    /// Whether its value says nothing about documents.
    var isAnnotation: Bool {
        switch self {
        case .comment, .title, .description, .examples, .deprecated, .readOnly, .writeOnly, .defaultValue,
            .contentEncoding, .contentMediaType, .contentSchema, .vocabulary:
            true
        default: false
        }
    }

    /// Whether draft-07 has the keyword or a harmless container of that name.
    var isInDraft7: Bool {
        switch self {
        case .anchor, .dynamicAnchor, .dynamicReference, .dependentRequired, .dependentSchemas, .unevaluatedProperties,
            .unevaluatedItems, .prefixItems, .minContains, .maxContains:
            false
        default: true
        }
    }

    /// The keyword most like `spelling`, when one differs by no more than two letters.
    static func nearest(to spelling: [UInt8]) -> SchemaKeywordName? {
        guard spelling.count <= 32 else { return nil }
        var best: (name: SchemaKeywordName, distance: Int)?
        for name in allCases where name != .foreign {
            let distance = editDistance(spelling, Array(name.rawValue.utf8))
            if distance <= 2, distance < name.rawValue.utf8.count / 2, distance < best?.distance ?? 3 {
                best = (name, distance)
            }
        }
        return best?.name
    }

    /// Single insertions, deletions and replacements between two spellings, letter case aside.
    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let replaced = diagonal + (lower(x) == lower(y) ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[b.count]
    }
}
