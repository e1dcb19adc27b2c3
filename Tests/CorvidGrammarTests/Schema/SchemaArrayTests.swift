import Testing

@testable import CorvidGrammar

@Suite("Schemas of arrays")
struct SchemaArrayTests {
    @Test func itemsAndTheirNumber() throws {
        try SchemaCheck.expect(
            #"{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":3}"#, valid: ["[1]", "[ 1 , 2,\n3 ]"],
            invalid: ["[]", "[1,2,3,4]", "[\"a\"]", "[1,]", "{}"])
        try SchemaCheck.expect(
            #"{"prefixItems":[{"type":"string"},{"type":"integer"}],"items":{"type":"boolean"}}"#,
            valid: ["[]", "[\"a\"]", "[\"a\",1]", "[\"a\",1,true,false]", "{}"], invalid: ["[1]", "[\"a\",1,1]"])
        try SchemaCheck.expect(
            #"{"type":"array","prefixItems":[true],"items":false}"#, valid: ["[]", "[{}]"], invalid: ["[1,2]"])
        // An item that nothing can be ends the array before it.
        try SchemaCheck.expect(
            #"{"type":"array","prefixItems":[{"type":"null"},{"type":"integer","minimum":3,"maximum":2}]}"#,
            valid: ["[]", "[null]"], invalid: ["[null,1]", "[1]"])
    }

    @Test func contains() throws {
        try SchemaCheck.expect(
            #"{"type":"array","contains":{"type":"integer"},"maxItems":3}"#,
            valid: ["[1]", "[\"a\",null,2]", "[1,2,3]"],
            invalid: ["[]", "[\"a\"]", "[null,null,null]", "[1,1,1,1]"])
        try SchemaCheck.expect(
            #"{"type":"array","contains":{"minimum":5},"minContains":2,"maxContains":3,"items":{"type":"integer"}}"#,
            valid: ["[5,6]", "[1,5,2,6,7]"], invalid: ["[5]", "[5,6,7,8]", "[1,2]"])
        try SchemaCheck.expect(
            #"{"type":"array","contains":{"const":1},"minContains":0,"maxContains":1}"#, valid: ["[]", "[2]", "[1]"],
            invalid: ["[1,1]"])
        try SchemaCheck.expect(
            #"{"type":"array","not":{"contains":{"const":1}}}"#, valid: ["[]", "[2]"], invalid: ["[2,1]"])
    }

    @Test func uniqueItems() throws {
        try SchemaCheck.expect(
            #"{"type":"array","uniqueItems":true}"#,
            valid: ["[]", "[1,2]", "[1,true]", "[0,false]", #"[{"a":1},{"a":2}]"#, "[[1],[2],[1,2]]", "[\"1\",1]"],
            invalid: ["[1,1.0]", #"["a","\u0061"]"#, #"[{"a":1,"b":2},{"b":2,"a":1.0}]"#, "[[],[]]", "[null,1,null]"])
        try SchemaCheck.expect(
            #"{"type":"array","items":{"enum":["a","b","c"]},"uniqueItems":true,"minItems":3}"#,
            valid: [#"["b","a","c"]"#], invalid: [#"["a","b","a"]"#, #"["a","b"]"#])
    }

    @Test func uniqueItemsLeaveWhatLaterItemsNeed() throws {
        // The second item can only be 1, so that the first must not be.
        let check = try SchemaCheck(
            #"{"type":"array","prefixItems":[{"enum":[1,2]},{"const":1}],"items":false,"minItems":2,"uniqueItems":true}"#
        )
        var matcher = GrammarMatcher(check.compact)
        #expect(String(decoding: matcher.forcedBytes(), as: UTF8.self) == "[2,1]")
        let objects = try SchemaCheck(
            #"""
            {"type":"array","uniqueItems":true,"minItems":2,"maxItems":2,"items":{"type":"object","required":["a"],
            "properties":{"a":{"type":"boolean"}},"additionalProperties":false}}
            """#)
        matcher = GrammarMatcher(objects.compact)
        matcher.advance(by: #"[{"a":t"#.utf8)
        #expect(String(decoding: matcher.forcedBytes(), as: UTF8.self) == #"rue},{"a":false}]"#)
        #expect(
            SchemaCheck.error(#"{"type":"array","items":{"type":"boolean"},"uniqueItems":true,"minItems":3}"#)?.kind
                == .unsatisfiable)
    }

    @Test func unevaluatedItems() throws {
        try SchemaCheck.expect(
            #"""
            {"type":"array","prefixItems":[{"type":"string"}],"anyOf":[{"prefixItems":[true,{"const":1}]},
            {"prefixItems":[true,{"const":2},{"const":3}]}],"unevaluatedItems":false}
            """#,
            valid: ["[]", "[\"a\",1]", "[\"a\",2,3]", "[\"a\"]"],
            invalid: ["[\"a\",1,1]", "[\"a\",2,3,4]", "[\"a\",3]"])
        try SchemaCheck.expect(
            #"{"type":"array","contains":{"type":"integer"},"unevaluatedItems":{"type":"string"}}"#,
            valid: ["[1]", "[\"a\",1,\"b\"]"], invalid: ["[\"a\"]", "[1,null]"])
    }
}
