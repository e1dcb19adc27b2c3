import Testing

@testable import CorvidGrammar

@Suite("Schemas of objects")
struct SchemaObjectTests {
    @Test func members() throws {
        try SchemaCheck.expect(
            #"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]}"#,
            valid: [#"{"a":1}"#, #"{ "b" : "x" , "a" : 1 }"#, #"{"z":null,"a":1}"#, #"{"\u0061":1}"#],
            invalid: ["{}", #"{"b":"x"}"#, #"{"a":"x"}"#, #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"a":1,}"#])
        try SchemaCheck.expect(
            #"{"properties":{"a":true},"additionalProperties":{"type":"integer"}}"#,
            valid: ["{}", "[]", #"{"a":"x","b":1}"#], invalid: [#"{"b":"x"}"#])
        try SchemaCheck.expect(
            #"{"type":"object","properties":{"a":true},"additionalProperties":false}"#, valid: ["{}", #"{"a":[]}"#],
            invalid: [#"{"b":1}"#, #"{"a":1,"b":1}"#, #"{"aa":1}"#])
        try SchemaCheck.expect(
            #"{"type":"object","required":["x","y"]}"#, valid: [#"{"y":1,"x":2}"#], invalid: [#"{"x":1}"#, "{}"])
        try SchemaCheck.expect(
            #"{"type":"object","properties":{"a":false,"b":true}}"#, valid: ["{}", #"{"b":1,"c":2}"#],
            invalid: [#"{"a":1}"#])
    }

    @Test func generationKeepsTheOrder() throws {
        let check = try SchemaCheck(
            #"{"type":"object","properties":{"b":{"type":"integer"},"a":{"const":1},"c":{"const":2}},"required":["a","d"]}"#
        )
        #expect(check.generates(#"{"b":5,"a":1,"c":2,"d":null,"e":0}"#))
        #expect(check.generates(#"{"a":1,"d":0}"#))
        #expect(!check.generates(#"{"a":1,"b":5,"d":0}"#))
        #expect(!check.generates(#"{"a":1, "d":0}"#))
        #expect(!check.generates(#"{"b":5,"d":0}"#))
        #expect(!check.generates(#"{"a":1,"d":0,"e":1,"e":2}"#))
        #expect(!check.generates(#"{"a":1,"d":0,"b":1}"#))
    }

    @Test func patternsOfNames() throws {
        try SchemaCheck.expect(
            #"{"type":"object","patternProperties":{"^n_":{"type":"integer"},"x$":{"minimum":3}},"additionalProperties":false}"#,
            valid: ["{}", #"{"n_a":1}"#, #"{"n_x":3,"ax":"any"}"#],
            invalid: [#"{"n_a":"s"}"#, #"{"n_x":2}"#, #"{"b":1}"#])
        try SchemaCheck.expect(
            #"{"type":"object","propertyNames":{"pattern":"^[a-z]{1,3}$"},"minProperties":1}"#, valid: [#"{"abc":1}"#],
            invalid: ["{}", #"{"abcd":1}"#, #"{"A":1}"#])
        try SchemaCheck.expect(
            #"{"type":"object","propertyNames":{"enum":["a","b"]},"minProperties":2,"additionalProperties":{"type":"null"}}"#,
            valid: [#"{"a":null,"b":null}"#, #"{"b":null,"a":null}"#],
            invalid: [#"{"a":null}"#, #"{"a":null,"c":null}"#])
    }

    @Test func numberOfMembers() throws {
        try SchemaCheck.expect(
            #"{"type":"object","minProperties":2,"maxProperties":3}"#,
            valid: [#"{"a":1,"b":2}"#, #"{"a":1,"b":2,"c":3}"#],
            invalid: ["{}", #"{"a":1}"#, #"{"a":1,"b":2,"c":3,"d":4}"#, #"{"a":1,"a":2}"#])
        // With room for one member beside the required one, a second optional one cannot be begun.
        let check = try SchemaCheck(
            #"""
            {"type":"object","properties":{"a":{"const":1},"b":{"const":1},"c":{"const":1}},"required":["c"],
            "additionalProperties":false,"maxProperties":2}
            """#)
        #expect(check.generates(#"{"a":1,"c":1}"#) && !check.generates(#"{"a":1,"b":1,"c":1}"#))
        var matcher = GrammarMatcher(check.compact)
        matcher.advance(by: #"{"a":1,"#.utf8)
        #expect(String(decoding: matcher.forcedBytes(), as: UTF8.self) == #""c":1}"#)
    }

    @Test func dependencies() throws {
        try SchemaCheck.expect(
            #"{"type":"object","dependentRequired":{"a":["b"]}}"#, valid: ["{}", #"{"b":1}"#, #"{"b":1,"a":2}"#],
            invalid: [#"{"a":1}"#, #"{"a":1,"c":2}"#])
        try SchemaCheck.expect(
            #"{"type":"object","dependentSchemas":{"a":{"properties":{"b":{"type":"integer"}}}}}"#,
            valid: [#"{"b":"x"}"#, #"{"a":0,"b":1}"#, #"{"a":0}"#], invalid: [#"{"a":0,"b":"x"}"#, #"{"b":"x","a":0}"#])
    }

    @Test func combinations() throws {
        let shapes = #"""
            {"oneOf":[{"type":"object","properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind","r"]},
            {"type":"object","properties":{"kind":{"const":"square"},"a":{"type":"number"}},"required":["kind","a"]}]}
            """#
        try SchemaCheck.expect(
            shapes, valid: [#"{"kind":"circle","r":1}"#, #"{"a":2,"kind":"square"}"#],
            invalid: [#"{"kind":"circle","a":1}"#, #"{"kind":"oval"}"#, "{}"])
        try SchemaCheck.expect(
            #"{"type":"object","oneOf":[{"required":["a"]},{"required":["b"]}]}"#,
            valid: [#"{"a":1}"#, #"{"c":0,"b":1}"#],
            invalid: ["{}", #"{"a":1,"b":1}"#])
        try SchemaCheck.expect(
            #"{"type":"object","not":{"properties":{"a":{"type":"string"}},"required":["b"]}}"#,
            valid: ["{}", #"{"a":"x"}"#, #"{"b":1,"a":2}"#], invalid: [#"{"b":1}"#, #"{"a":"x","b":1}"#])
        try SchemaCheck.expect(
            #"{"type":"object","not":{"additionalProperties":{"type":"integer"}}}"#,
            valid: [#"{"a":"x"}"#, #"{"a":1,"b":[]}"#],
            invalid: ["{}", #"{"a":1}"#])
        try SchemaCheck.expect(
            #"""
            {"type":"object","if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"required":["x"]},
            "else":{"required":["y"]}}
            """#,
            valid: [#"{"k":1,"x":0}"#, #"{"x":0,"k":1}"#, #"{"y":0}"#, #"{"k":2,"y":0}"#],
            invalid: [#"{"k":1}"#, #"{"k":1,"y":0}"#, #"{"x":0}"#])
        try SchemaCheck.expect(
            #"{"not":{"const":{"a":1,"b":[2]}},"type":"object"}"#,
            valid: ["{}", #"{"a":1}"#, #"{"a":1,"b":[3]}"#, #"{"a":1,"b":[2],"c":0}"#],
            invalid: [#"{"b":[2.0],"a":1}"#])
    }

    @Test func unevaluatedProperties() throws {
        try SchemaCheck.expect(
            #"""
            {"type":"object","properties":{"a":true},"allOf":[{"properties":{"b":true}}],
            "anyOf":[{"properties":{"c":{"const":1}},"required":["c"]},{"properties":{"d":{"const":2}},"required":["d"]}],
            "unevaluatedProperties":false}
            """#,
            valid: [#"{"a":0,"b":0,"c":1}"#, #"{"d":2}"#, #"{"d":2,"c":1}"#],
            invalid: [#"{"a":0}"#, #"{"c":1,"e":0}"#, #"{"c":1,"d":3}"#])
        try SchemaCheck.expect(
            #"{"not":{"properties":{"a":true},"unevaluatedProperties":false},"type":"object"}"#, valid: [#"{"b":1}"#],
            invalid: ["{}", #"{"a":1}"#])
    }
}
