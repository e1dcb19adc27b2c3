import Testing

@testable import CorvidGrammar

@Suite("Schemas of null, booleans, numbers and strings")
struct SchemaScalarTests {
    @Test func types() throws {
        try SchemaCheck.expect(
            #"{"type":"null"}"#, valid: ["null", " null\n"], invalid: ["0", "\"\"", "false", "nul"])
        try SchemaCheck.expect(#"{"type":"boolean"}"#, valid: ["true", "false"], invalid: ["0", "\"true\"", "null"])
        try SchemaCheck.expect(
            #"{"type":"integer"}"#, valid: ["0", "-7", "1.0", "12e1", "100e-2"],
            invalid: ["1.5", "1e-1", "\"1\"", "01"])
        try SchemaCheck.expect(#"{"type":"number"}"#, valid: ["0", "-0.5", "1E9"], invalid: ["+1", ".5", "1.", "NaN"])
        try SchemaCheck.expect(
            #"{"type":"string"}"#, valid: [#""""#, #""é\u00e9\ud83d\ude00\/""#],
            invalid: ["1", #""\ud83d""#, #""\x""#, "\"\n\""])
        try SchemaCheck.expect(#"{"type":["string","null"]}"#, valid: ["null", "\"x\""], invalid: ["1", "[]"])
        try SchemaCheck.expect("true", valid: ["null", "[1,{\"a\":[]}]"], invalid: ["", "[1,]", "{\"a\":1,\"a\":2}"])
    }

    @Test func enumerations() throws {
        try SchemaCheck.expect(
            #"{"enum":["a","b\n",1,null,[1,{"x":2,"y":3}]]}"#,
            valid: [#""a""#, #""\u0061""#, #""b\n""#, "1", "1.0", "null", #"[ 1.0, {"y":3, "x":2} ]"#],
            invalid: [
                #""ab""#, "2", "true", #"[1,{"x":2}]"#, #"[1,{"x":2,"y":3,"z":4}]"#, "[]", #"[1,{"x":2,"y":3},4]"#,
            ])
        try SchemaCheck.expect(#"{"const":false}"#, valid: ["false"], invalid: ["0", "null", "[]", "true"])
        // Conditions beside a list leave only what meets them.
        try SchemaCheck.expect(
            #"{"enum":[1,2,3,"x",[]],"type":"integer","minimum":2}"#, valid: ["2", "3"], invalid: ["1", "\"x\"", "[]"])
        let check = try SchemaCheck(#"{"enum":["red","green"]}"#)
        #expect(check.generates(#""red""#) && !check.generates(#""\u0072ed""#) && !check.generates(#" "red""#))
    }

    @Test func bounds() throws {
        try SchemaCheck.expect(
            #"{"type":"integer","minimum":-3,"exclusiveMaximum":12}"#, valid: ["-3", "0", "11", "1.1e1"],
            invalid: ["-4", "12", "100", "-30"])
        try SchemaCheck.expect(
            #"{"minimum":0.1,"maximum":0.3}"#, valid: ["0.1", "0.30", "2e-1", "\"other types\"", "[]"],
            invalid: ["0.09", "0.31", "0", "3e-3"])
        try SchemaCheck.expect(
            #"{"type":"number","multipleOf":0.01}"#, valid: ["4.35", "0", "-0.02", "19.99"], invalid: ["4.355", "1e-3"])
        try SchemaCheck.expect(
            #"{"type":"integer","multipleOf":7,"not":{"multipleOf":2},"maximum":50,"minimum":1}"#,
            valid: ["7", "21", "49"], invalid: ["14", "0", "6", "63"])
        // 2^53 + 1 and its neighbours are told apart.
        try SchemaCheck.expect(
            #"{"const":9007199254740993}"#, valid: ["9007199254740993"],
            invalid: ["9007199254740992", "9007199254740994"])
    }

    @Test func lengthsCountCharacters() throws {
        try SchemaCheck.expect(
            #"{"type":"string","minLength":2,"maxLength":3}"#,
            valid: [#""ab""#, #""äöü""#, #""😀😀""#, #""\ud83d\ude00a""#],
            invalid: [#""a""#, #""😀""#, #""abcd""#])
        try SchemaCheck.expect(#"{"minLength":1.0,"type":"string"}"#, valid: ["\"a\""], invalid: ["\"\""])
    }

    @Test func patternsAndFormats() throws {
        try SchemaCheck.expect(
            #"{"type":"string","pattern":"^[a-c]+$"}"#, valid: ["\"abc\"", #""\u0061""#], invalid: ["\"\"", "\"abd\""])
        try SchemaCheck.expect(
            #"{"type":"string","pattern":"b","not":{"pattern":"bb"},"maxLength":3}"#,
            valid: ["\"abc\"", "\"b\"", "\"bab\""],
            invalid: ["\"abb\"", "\"ac\"", "\"abab\""])
        try SchemaCheck.expect(
            #"{"type":"string","format":"date"}"#, valid: ["\"2024-02-29\""], invalid: ["\"2023-02-29\"", "\"today\""])
        var options = JSONSchema.Options()
        options.formatIsAssertion = false
        try SchemaCheck.expect(#"{"format":"date"}"#, valid: ["\"today\""], invalid: [], options: options)
    }

    @Test func combinationsOfScalars() throws {
        try SchemaCheck.expect(
            #"{"anyOf":[{"type":"integer","maximum":3},{"type":"string","maxLength":1}]}"#,
            valid: ["3", "\"a\"", "-9"],
            invalid: ["4", "\"ab\"", "null"])
        // The ranges overlap: what lies in both is refused.
        try SchemaCheck.expect(
            #"{"type":"integer","oneOf":[{"minimum":2},{"maximum":5}]}"#, valid: ["1", "6", "-3"],
            invalid: ["2", "3", "5"])
        try SchemaCheck.expect(
            #"{"not":{"type":["string","object"]}}"#, valid: ["1", "null", "[]"], invalid: ["\"\"", "{}"])
        try SchemaCheck.expect(
            #"{"if":{"type":"integer"},"then":{"minimum":5},"else":{"type":"string"}}"#, valid: ["5", "\"a\""],
            invalid: ["4", "null", "4.5"])
        try SchemaCheck.expect(
            #"{"type":"string","not":{"enum":["a","b"]}}"#, valid: ["\"c\"", "\"ab\"", "\"\""],
            invalid: ["\"a\"", #""\u0062""#])
        try SchemaCheck.expect(
            #"{"allOf":[{"pattern":"^a"},{"pattern":"z$"},{"minLength":4}],"type":"string"}"#, valid: ["\"abcz\""],
            invalid: ["\"az\"", "\"abc\"", "\"bcdz\""])
    }
}
