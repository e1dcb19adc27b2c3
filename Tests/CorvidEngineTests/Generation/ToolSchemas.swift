/// Parameters of tools of all sorts: nested, recursive, with enums, patterns, bounds and unions; each with a document.
enum ToolSchemas {
    static let all: [(name: String, schema: String, document: String)] = [
        ("empty", #"{"type":"object","properties":{},"additionalProperties":false}"#, "{}"),
        (
            "weather",
            #"{"type":"object","properties":{"city":{"type":"string","minLength":1},"unit":{"enum":["celsius","fahrenheit"]},"days":{"type":"integer","minimum":1,"maximum":14}},"required":["city","unit"],"additionalProperties":false}"#,
            #"{"city":"Praha","unit":"celsius","days":12}"#
        ),
        (
            "mail",
            #"{"type":"object","properties":{"to":{"type":"array","items":{"type":"string","format":"email"},"minItems":1,"maxItems":3},"subject":{"type":"string","maxLength":40},"urgent":{"type":"boolean"}},"required":["to","subject","urgent"],"additionalProperties":false}"#,
            #"{"to":["ada@example.com","b.c@news.example"],"subject":"Ravens \"again\"","urgent":false}"#
        ),
        (
            "event",
            #"{"type":"object","properties":{"date":{"type":"string","format":"date"},"time":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9]$"},"id":{"type":"string","format":"uuid"}},"required":["date","time","id"],"additionalProperties":false}"#,
            #"{"date":"2026-02-28","time":"23:59","id":"01234567-89ab-cdef-0123-456789abcdef"}"#
        ),
        (
            "tree",
            ##"{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"name":{"type":"string","pattern":"^[a-z]{1,8}$"},"children":{"type":"array","items":{"$ref":"#/$defs/node"},"maxItems":2}},"required":["name","children"],"additionalProperties":false}}}"##,
            #"{"name":"root","children":[{"name":"leaf","children":[]}]}"#
        ),
        (
            "union",
            #"{"oneOf":[{"type":"object","properties":{"kind":{"const":"circle"},"radius":{"type":"number","exclusiveMinimum":0,"maximum":100}},"required":["kind","radius"],"additionalProperties":false},{"type":"object","properties":{"kind":{"const":"rectangle"},"width":{"type":"number","minimum":0},"height":{"type":"number","minimum":0}},"required":["kind","width","height"],"additionalProperties":false}]}"#,
            #"{"kind":"rectangle","width":3,"height":4.5}"#
        ),
        (
            "query",
            #"{"type":"object","properties":{"filters":{"type":"array","items":{"anyOf":[{"type":"object","properties":{"field":{"enum":["name","size","date"]},"equals":{"type":["string","number","null"]}},"required":["field","equals"],"additionalProperties":false},{"const":"all"}]},"maxItems":4},"limit":{"type":"integer","multipleOf":5,"minimum":5,"maximum":500}},"required":["filters","limit"],"additionalProperties":false}"#,
            #"{"filters":[{"field":"size","equals":12},"all"],"limit":25}"#
        ),
        (
            "labels",
            #"{"type":"object","properties":{"labels":{"type":"object","additionalProperties":{"type":"string","maxLength":10},"maxProperties":3}},"required":["labels"],"additionalProperties":false}"#,
            #"{"labels":{"colour":"black","wing":"left"}}"#
        ),
        (
            "tuple",
            #"{"type":"array","prefixItems":[{"type":"string","enum":["move","copy"]},{"type":"integer","minimum":-5,"maximum":5},{"type":"boolean"}],"items":false,"minItems":3}"#,
            #"["move",-3,true]"#
        ),
        (
            "conditional",
            #"{"type":"object","properties":{"country":{"enum":["us","ca"]},"code":{"type":"string"}},"required":["country","code"],"additionalProperties":false,"if":{"properties":{"country":{"const":"us"}}},"then":{"properties":{"code":{"pattern":"^[0-9]{5}$"}}},"else":{"properties":{"code":{"pattern":"^[A-Z][0-9][A-Z] [0-9][A-Z][0-9]$"}}}}"#,
            #"{"country":"ca","code":"K1A 0B1"}"#
        ),
        (
            "unique",
            #"{"type":"object","properties":{"picks":{"type":"array","items":{"enum":["red","green","blue","black"]},"uniqueItems":true,"minItems":2}},"required":["picks"],"additionalProperties":false}"#,
            #"{"picks":["red","black"]}"#
        ),
        (
            "anything",
            #"{"type":"object","properties":{"note":{"type":"string"},"data":{}},"required":["note","data"]}"#,
            #"{"note":"Žluťoučký kůň 🦜","data":[1,{"a":null}]}"#
        ),
        ("integer", #"{"type":"integer","minimum":10,"maximum":12000}"#, "731"),
        (
            "sentence", #"{"type":"string","minLength":5,"maxLength":60,"pattern":"^[A-Z][a-z ]+\\.$"}"#,
            #""The raven flies.""#
        ),
        (
            "constant", #"{"const":{"action":"stop","reason":null,"codes":[1,2,3]}}"#,
            #"{"action":"stop","reason":null,"codes":[1,2,3]}"#
        ),
    ]
}
