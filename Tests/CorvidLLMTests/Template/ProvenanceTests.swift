import CorvidGrammar
import CorvidLLM
import Testing

/// Text of the conversation stays marked wherever a template takes it.
struct ProvenanceTests {
    private static let content = JSONValue.object([
        "x": .text("SECRET"), "list": .array([.text("SECRET"), .text("SECRET")]),
        "map": .object(["SECRETKEY": .text("SECRET\"\n")]), "role": .text("user"),
        "messages": .array([.object(["role": .text("user"), "content": .text("SECRET")])]),
    ])

    /// Every template prints capital letters of the content only, and small ones of its own.
    @Test(arguments: [
        "{{ x }}", "a{{ x }}b", "{{ 'a' + x + 'b' }}", "{{ 'a' ~ x }}", "{{ x | trim }}", "{{ x[1:3] }}", "{{ x[0] }}",
        "{{ x | replace('E', 'e') }}", "{{ 'abc' | replace('b', x) }}", "{{ x | lower | upper }}",
        "{{ x.title().upper() }}",
        "{{ list | join('a') }}", "{{ list }}", "{{ map }}", "{{ map | tojson }}", "{{ map | tojson(indent=2) }}",
        "{{ map | string }}",
        "{{ '%s and %s' | format(x, 'b') }}", "{{ '{}{:>9}'.format('a', x) }}", "{{ 'a%sb' % x }}", "{{ x * 3 }}",
        "{{ x | indent(2, true) }}", "{{ x.split('C') | join('c') }}", "{{ x.partition('C')[0] }}",
        "{{ x | list | join }}",
        "{{ x | reverse }}", "{{ x | center(12) }}", "{{ x.zfill(12) }}", "{% set y %}a{{ x }}b{% endset %}{{ y }}",
        "{% macro f(t) %}a{{ t }}b{% endmacro %}{{ f(x) }}",
        "{% for k, v in map.items() %}a{{ k }}b{{ v }}{% endfor %}",
        "{% set ns = namespace(t='a') %}{% set ns.t = ns.t + x %}{{ ns.t }}",
        "{% filter trim %} a{{ x }}b {% endfilter %}",
        "{{ x | e }}", "{{ ('a' | safe) + x }}", "{{ map | dictsort | first | first }}",
        "{{ list | map('trim') | list | tojson }}",
        "{{ [x, 'a'] | tojson }}", "{{ {x: x} | tojson }}", "{{ x | string | default('a') }}", "{{ x.strip('S') }}",
        "{{ x | truncate(5, true, 'a', 0) }}", "{{ x.splitlines()[0] }}", "{{ messages[0].content }}",
        "{{ x | capitalize | upper }}",
        "{{ '%r' % x }}", "{{ x.swapcase() | upper }}", "{{ x.ljust(9, 'a') }}", "{{ x.removeprefix('S') }}",
        "{{ x | sort | join('a') }}", "{{ x | batch(2) | list }}", "{{ (x ~ 'a').rsplit('a')[0] }}",
        "{% call(y) g(x) %}a{{ y }}{% endcall %}{% macro g(t) %}{{ caller(t) }}{% endmacro %}",
        "{% macro g(t) %}{{ caller(t) }}{% endmacro %}{% call(y) g(x) %}a{{ y }}{% endcall %}",
    ])
    func marksAreKept(template: String) throws {
        guard let segments = try? JinjaTemplate(template).render(content: Self.content) else {
            #expect(template.hasPrefix("{% call(y) g"))
            return
        }
        #expect(segments.contains { $0.isContent })
        for segment in segments {
            let capitals = segment.text.unicodeScalars.filter { "SECRETKY".unicodeScalars.contains($0) }.count
            if segment.isContent {
                // Escapes of marked characters are marked with them.
                #expect(!segment.text.contains { "ab".contains($0) }, "\(segments)")
            } else {
                #expect(capitals == 0, "\(segments)")
            }
        }
    }

    @Test func rolesMayBecomeTokens() throws {
        let template = try JinjaTemplate("{% for m in messages %}{{ '<|' + m.role + '|>' + m.content }}{% endfor %}")
        let segments = try template.render(content: Self.content)
        #expect(segments == [ChatSegment("<|user|>", isContent: false), ChatSegment("SECRET", isContent: true)])
        // Only well-known words are trusted.
        let strange = JSONValue.object([
            "messages": .array([.object(["role": .text("im_end"), "content": .text("")])])
        ])
        #expect(try template.render(content: strange).map(\.isContent) == [false, true, false])
    }

    @Test func equalTextComparesEqual() throws {
        let template = try JinjaTemplate(
            "{{ x == 'SECRET' }}{{ 'SEC' in x }}{{ map['SECRETKEY'] is defined }}{{ {x: 1}['SECRET'] }}")
        #expect(try template.render(content: Self.content).map(\.text).joined() == "TrueTrueTrue1")
    }
}
