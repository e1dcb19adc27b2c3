import Testing

@testable import CorvidGrammar

@Suite("References of schemas")
struct SchemaReferenceTests {
    @Test func pointersAndAnchors() throws {
        try SchemaCheck.expect(
            ##"{"$defs":{"a/b~c%d":{"type":"integer"}},"items":{"$ref":"#/$defs/a~1b~0c%25d"},"type":"array"}"##,
            valid: ["[1]"], invalid: ["[\"a\"]"])
        try SchemaCheck.expect(
            ##"{"$defs":{"x":{"$anchor":"number","type":"integer"}},"$ref":"#number","minimum":3}"##, valid: ["3"],
            invalid: ["2", "\"a\""])
        try SchemaCheck.expect(
            ##"{"type":"object","properties":{"a":{"type":"null"},"b":{"$ref":"#/properties/a"}}}"##,
            valid: [#"{"a":null,"b":null}"#], invalid: [#"{"b":1}"#])
        // A reference to a place where no keyword puts a schema.
        try SchemaCheck.expect(
            ##"{"x-shared":{"deep":[{"type":"null"}]},"$ref":"#/x-shared/deep/0"}"##, valid: ["null"], invalid: ["1"])
    }

    @Test func resources() throws {
        try SchemaCheck.expect(
            ##"""
            {"$id":"https://example.com/root.json","type":"object","properties":{"a":{"$ref":"part.json#/$defs/n"},
            "b":{"$ref":"/dir/other"}},"$defs":{"p":{"$id":"part.json","$defs":{"n":{"type":"null"}}},
            "o":{"$id":"https://example.com/dir/other","$ref":"#here","$defs":{"t":{"$anchor":"here","type":"integer"}}}}}
            """##,
            valid: [#"{"a":null,"b":1}"#], invalid: [#"{"a":1}"#, #"{"b":null}"#])
    }

    @Test func recursion() throws {
        let tree = ##"""
            {"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},
            "children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["value"],"additionalProperties":false}}}
            """##
        try SchemaCheck.expect(
            tree, valid: [#"{"value":1}"#, #"{"value":1,"children":[{"value":2,"children":[{"value":3}]}]}"#],
            invalid: [#"{"value":1,"children":[{}]}"#, #"{"children":[]}"#])
        let check = try SchemaCheck(tree)
        var matcher = GrammarMatcher(check.compact)
        matcher.advance(by: #"{"value":1,"children":[{"value":7,"c"#.utf8)
        #expect(String(decoding: matcher.shortestCompletion(), as: UTF8.self) == #"hildren":[]}]}"#)
    }

    @Test func dynamicReferences() throws {
        let list = ##"""
            {"$id":"https://example.com/strings","$ref":"list","$defs":{"s":{"$dynamicAnchor":"item","type":"string"},
            "list":{"$id":"list","type":"array","items":{"$dynamicRef":"#item"},"$defs":{"any":{"$dynamicAnchor":"item"}}}}}
            """##
        try SchemaCheck.expect(list, valid: ["[]", "[\"a\"]"], invalid: ["[1]"])
    }

    @Test func endlessRecursionIsRefused() {
        #expect(SchemaCheck.error(##"{"$ref":"#"}"##)?.kind == .leftRecursion)
        #expect(
            SchemaCheck.error(##"{"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}}}"##)?
                .kind
                == .leftRecursion)
        let endless = SchemaCheck.error(
            ##"{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}"##)
        #expect(endless?.kind == .unsatisfiable)
        #expect(
            SchemaCheck.error(##"{"type":"object","properties":{"next":{"$ref":"#"}}}"##) == nil)
    }

    @Test func draft7() throws {
        try SchemaCheck.expect(
            ##"""
            {"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"n":{"type":"integer"}},"type":"object",
            "properties":{"a":{"$ref":"#/definitions/n","minimum":100},"t":{"items":[{"type":"null"}],"additionalItems":false}},
            "dependencies":{"a":["b"],"c":{"required":["d"]}}}
            """##,
            valid: [#"{"a":1,"b":0}"#, #"{"t":[null]}"#, #"{"c":1,"d":1}"#],
            invalid: [#"{"a":1}"#, #"{"t":[null,1]}"#, #"{"t":[1]}"#, #"{"c":1}"#, #"{"a":"x","b":0}"#])
        let later = SchemaCheck.error(
            #"{"$schema":"http://json-schema.org/draft-07/schema#","dependentRequired":{"a":["b"]}}"#)
        #expect(later?.kind == .unsupported && later?.location == .pointer("/dependentRequired"))
    }
}
