import Testing

@testable import CorvidGrammar

@Suite("What schemas are refused, and by which name")
struct SchemaRefusalTests {
    @Test(arguments: [
        (#"{"type":"object","properties":{"a":{"minLenght":3}}}"#, "/properties/a/minLenght", "minLength"),
        (#"{"nullable":true}"#, "/nullable", "nullable"),
        (#"{"items":{"format":"colour"}}"#, "/items/format", "colour"),
        (#"{"$ref":"https://example.com/other.json"}"#, "/$ref", "example.com"),
        (#"{"$schema":"http://json-schema.org/draft-04/schema#"}"#, "/$schema", "draft-04"),
        (##"{"$recursiveRef":"#"}"##, "/$recursiveRef", "$dynamicRef"),
        (#"{"not":{"uniqueItems":true},"type":"array"}"#, "/not/uniqueItems", "uniqueItems"),
        (#"{"type":"string","format":"regex","pattern":"a"}"#, "/format", "regex"),
        (#"{"x-grounded":"words"}"#, "/x-grounded", "texts"),
    ])
    func unsupported(_ schema: String, _ pointer: String, _ mention: String) {
        let error = SchemaCheck.error(schema)
        #expect(error?.kind == .unsupported)
        #expect(error?.location == .pointer(pointer))
        #expect(error?.reason.contains(mention) == true, "\(error?.reason ?? "no error")")
    }

    @Test(arguments: [
        (#"{"minLength":"3"}"#, "/minLength"), (#"{"minLength":-1}"#, "/minLength"),
        (#"{"minLength":1.5}"#, "/minLength"),
        (#"{"type":"text"}"#, "/type"), (#"{"type":[]}"#, "/type"), (#"{"enum":[]}"#, "/enum"),
        (#"{"enum":3}"#, "/enum"),
        (#"{"exclusiveMinimum":true}"#, "/exclusiveMinimum"), (#"{"multipleOf":0}"#, "/multipleOf"),
        (#"{"multipleOf":1e400}"#, "/multipleOf"),
        (#"{"properties":[]}"#, "/properties"), (#"{"properties":{"a":3}}"#, "/properties/a"),
        (#"{"allOf":[]}"#, "/allOf"), (#"{"allOf":[{"required":"a"}]}"#, "/allOf/0/required"),
        (#"{"uniqueItems":1}"#, "/uniqueItems"), (#"{"items":{"a/b":1},"title":7,"type":"array"}"#, "/items/a~1b"),
        (#"{"type":"string","type":"null"}"#, "/type"), (#"{"patternProperties":{"a":1}}"#, "/patternProperties/a"),
        (#"{"properties":{"a":{},"a":{}}}"#, "/properties"), (#"{"x-grammar":"none"}"#, "/x-grammar"), ("3", ""),
    ])
    func wrongValues(_ schema: String, _ pointer: String) {
        let error = SchemaCheck.error(schema)
        #expect(error?.location == .pointer(pointer), "\(error?.description ?? "no error")")
    }

    @Test func patternsAreNamedWithTheirByte() {
        let error = SchemaCheck.error(#"{"properties":{"a":{"pattern":"a(b"}}}"#)
        #expect(error?.location == .pointer("/properties/a/pattern"))
        #expect(error?.reason.contains("byte") == true)
        #expect(SchemaCheck.error(#"{"patternProperties":{"[":true}}"#)?.location == .pointer("/patternProperties"))
    }

    @Test func referencesThatLeadNowhere() {
        for schema in [##"{"$ref":"#/$defs/a"}"##, ##"{"items":{"$ref":"#nowhere"}}"##, ##"{"$ref":"#/items/x"}"##] {
            #expect(SchemaCheck.error(schema)?.kind == .undefinedReference)
        }
    }

    @Test func unknownKeywordsMayBeAnnotations() throws {
        var options = JSONSchema.Options()
        options.unknownKeywords = .annotate
        #expect(SchemaCheck.error(#"{"nullable":true,"type":"string"}"#, options: options) == nil)
        #expect(SchemaCheck.error(#"{"x-order":3,"title":"t","$comment":"c","default":{"type":7}}"#) == nil)
    }

    @Test(arguments: [
        "false", #"{"type":"integer","minimum":5,"maximum":3}"#, #"{"enum":[1,2],"type":"string"}"#,
        #"{"type":"object","required":["a"],"properties":{"a":false}}"#,
        #"{"type":"object","required":["a","b"],"maxProperties":1}"#,
        #"{"type":"object","required":["a"],"additionalProperties":false}"#,
        #"{"type":"string","minLength":4,"pattern":"^ab?$"}"#, #"{"allOf":[{"type":"string"},{"type":"null"}]}"#,
        #"{"type":"array","minItems":2,"prefixItems":[true,false]}"#,
        #"{"type":"array","contains":{"type":"string"},"items":{"type":"null"}}"#,
        #"{"type":"integer","multipleOf":4,"minimum":5,"maximum":7}"#,
        #"{"type":"object","propertyNames":{"enum":["a","b"]},"minProperties":3}"#,
        #"{"type":"object","minProperties":1,"propertyNames":false}"#,
    ])
    func contradictions(_ schema: String) {
        #expect(SchemaCheck.error(schema)?.kind == .unsatisfiable, "\(schema)")
    }

    @Test(arguments: [
        (
            #"{"type":"object","properties":{"a":{"type":"integer","minimum":5,"maximum":3}},"required":["a"]}"#,
            "/properties/a", "minimum 5 lies above maximum 3"
        ),
        (##"{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}"##, "", "without end"),
        (#"{"type":"object","required":["a"],"additionalProperties":false}"#, "", "'a' is required"),
        (#"{"type":"array","minItems":3,"maxItems":2}"#, "", "at least 3 items"),
        (#"{"type":"array","minItems":1,"items":{"allOf":[{"type":"string"},{"type":"null"}]}}"#, "/items", "type"),
        (#"{"enum":["a"],"minLength":2}"#, "", "values that are listed"),
    ])
    func contradictionsAreExplained(_ schema: String, _ pointer: String, _ mention: String) {
        let error = SchemaCheck.error(schema)
        #expect(error?.kind == .unsatisfiable)
        #expect(error?.reason.contains(mention) == true, "\(error?.description ?? "no error")")
        guard case .pointer(let found) = error?.location else { return #expect(Bool(false)) }
        #expect(found.hasPrefix(pointer))
    }

    @Test func deepAndLargeSchemas() {
        let depth = 5_000
        let deep = String(repeating: #"{"items":"#, count: depth) + "true" + String(repeating: "}", count: depth)
        #expect(SchemaCheck.error(deep) != nil)
        let nested = String(repeating: #"{"not":"#, count: 200) + "true" + String(repeating: "}", count: 200)
        #expect(SchemaCheck.error(nested)?.kind == .tooComplex)
        var options = JSONSchema.Options()
        options.maximumNodes = 10
        let wide = "{\"anyOf\":[\(Array(repeating: "{}", count: 20).joined(separator: ","))]}"
        #expect(SchemaCheck.error(wide, options: options)?.kind == .tooComplex)
    }

    /// Twenty levels, each of which applies the next twice: a million ways, unless each is looked at once.
    @Test func sharedPartsAreNotMultiplied() {
        var definitions: [String] = []
        for level in 0..<20 {
            definitions.append(
                ##""d\##(level)":{"allOf":[{"$ref":"#/$defs/d\##(level + 1)"},{"$ref":"#/$defs/d\##(level + 1)"}]}"##)
        }
        definitions.append(#""d20":{"type":"integer"}"#)
        let schema = ##"{"$ref":"#/$defs/d0","$defs":{\##(definitions.joined(separator: ","))}}"##
        #expect(SchemaCheck.error(schema) == nil)
    }

    @Test func entanglementIsNamed() {
        // Each of 12 members may have one of two forms, in all combinations, none of which may equal another's.
        let parts = (0..<12).map { #"{"oneOf":[{"required":["a\#($0)"]},{"required":["b\#($0)"]}]}"# }
        let error = SchemaCheck.error(#"{"type":"object","allOf":[\#(parts.joined(separator: ","))]}"#)
        #expect(error?.kind == .tooComplex)
        #expect(error?.reason.contains("entangled") == true)
    }
}
