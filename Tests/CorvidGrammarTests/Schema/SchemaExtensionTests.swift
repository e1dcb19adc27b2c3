import Testing

@testable import CorvidGrammar

@Suite("Own keywords of schemas")
struct SchemaExtensionTests {
    @Test func grammars() throws {
        var options = JSONSchema.Options()
        options.grammars["sum"] = try Grammar(gbnf: #"root ::= [0-9]+ ("+" [0-9]+)*"#)
        try SchemaCheck.expect(
            #"{"type":"object","properties":{"q":{"type":"string","x-grammar":"sum"}},"required":["q"]}"#,
            valid: [#"{"q":"1+22"}"#], invalid: [#"{"q":"1+"}"#, #"{"q":""}"#], options: options)
        try SchemaCheck.expect(
            #"{"type":"string","x-grammar":"root ::= \"\\\"\" [a-z]+ \"\\\"\""}"#, valid: [#""\"ab\"""#],
            invalid: [#""ab""#])
        #expect(SchemaCheck.error(#"{"x-grammar":"root ::= ("}"#)?.location == .pointer("/x-grammar"))
    }

    @Test func groundedValues() throws {
        var options = JSONSchema.Options()
        options.grounding = GroundedText([
            "Please send 1,250.50 EUR to Ada Lovelace; see https://example.com/invoice/7 for more.", "Or 12 by Friday.",
        ])
        func expect(_ schema: String, valid: [String], invalid: [String]) throws {
            try SchemaCheck.expect(schema, valid: valid, invalid: invalid, options: options)
        }
        try expect(
            #"{"type":"string","x-grounded":"words"}"#, valid: [#""Ada Lovelace""#, #""Friday""#],
            invalid: [#""Ada Love""#, #""Grace""#])
        try expect(#"{"type":"string","x-grounded":"text"}"#, valid: [#""a Lov""#], invalid: [#""Adam""#])
        try expect(#"{"type":"number","x-grounded":"number"}"#, valid: ["1250.5", "12"], invalid: ["1250", "13"])
        try expect(
            #"{"type":"number","x-grounded":"number","maximum":100}"#, valid: ["12", "7"], invalid: ["1250.5"])
        try expect(
            #"{"type":"string","x-grounded":"url"}"#, valid: [#""https://example.com/invoice/7""#],
            invalid: [#""https://example.com/""#])
        try expect(#"{"type":"string","x-grounded":"reference"}"#, valid: [#""@1""#], invalid: [#""@9""#, #""1""#])
        try expect(
            #"{"type":["string","null"],"x-grounded":"words"}"#, valid: ["null", #""Ada""#], invalid: [#""Bob""#])
    }
}
