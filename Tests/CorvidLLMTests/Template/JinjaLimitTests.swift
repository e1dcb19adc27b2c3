import CorvidGrammar
import CorvidLLM
import Testing

/// A template is a stranger's program: it may not run, grow or recurse without end.
struct JinjaLimitTests {
    private static let limits: JinjaLimits = {
        var limits = JinjaLimits()
        limits.steps = 200_000
        limits.characters = 1_000_000
        return limits
    }()

    @Test(arguments: [
        // Time
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% macro f() %}{{ caller() }}{% endmacro %}{% macro g() %}{% call f() %}{{ g() }}{% endcall %}{% endmacro %}{{ g() }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x == ns.x }}",
        "{{ range(10 ** 9) }}",
        "{{ range(0, 9223372036854775807, 9223372036854775807) | list }}{{ range(-9223372036854775807, 9223372036854775807) }}",
        // Text
        "{{ 'a' * 1000000000000 }}", "{{ [0] * 1000000000000 }}", "{{ 'ab' * 9223372036854775807 }}",
        "{% set ns = namespace(s='abc') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(s='abc') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s = ns.s.replace('a', 'aa') %}{% endfor %}",
        "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s = [ns.s, ns.s] | join(ns.s) %}{% endfor %}",
        "{% set ns = namespace(s='a') %}{% for i in range(99) %}{% set ns.s %}{{ ns.s }}{{ ns.s }}{% endset %}{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}",
        "{{ '%1000000000d' % 5 }}", "{{ '{:>1000000000}'.format('a') }}", "{{ 'a' | center(1000000000) }}",
        "{{ 'a'.ljust(1000000000) }}", "{{ '5'.zfill(1000000000) }}", "{{ 'a\nb' | indent(1000000000) }}",
        "{{ [1] | tojson(indent=1000000000) }}", "{{ [1, 2] | batch(1000000000, 'x') | list }}",
        "{{ [1] | slice(1000000000) | list }}", "{{ '%.1000000000f' % 1.5 }}",
        // Depth
        "{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}",
        "{% set ns = namespace(x={}) %}{% for i in range(99999) %}{% set ns.x = {'a': ns.x} %}{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = (ns.x,) | map('list') %}{% endfor %}",
        // Integers
        "{{ 2 ** 10000000000 }}", "{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}",
        "{{ 9223372036854775807 * 3 }}", "{{ 99999999999999999999 }}",
    ])
    func isBounded(template: String) throws {
        let error = try #require(throws: JinjaError.self) {
            _ = try JinjaTemplate(template).render(limits: Self.limits)
        }
        #expect(error.code == .limit || template.contains("99999999999999999999"), "\(error)")
    }

    @Test func nestedSourceIsBounded() throws {
        for (open, close) in [("(", ")"), ("[", "]"), ("{1:", "}"), ("not ", ""), ("-", ""), ("1 if ", " else 1")] {
            let text =
                "{{ " + String(repeating: open, count: 5000) + "1" + String(repeating: close, count: 5000) + " }}"
            let error = try #require(throws: JinjaError.self) { try JinjaTemplate(text) }
            #expect(error.code == .limit || error.code == .syntax)
        }
        for unit in ["+ 1", "| trim", ".a", "[0]", "(1)", "and 1", "or 1", "* 1", "** 1", "is odd"] {
            let text = "{{ 1 " + String(repeating: unit + " ", count: 5000) + "}}"
            #expect(throws: JinjaError.self) { try JinjaTemplate(text) }
        }
        let blocks = String(repeating: "{% if true %}", count: 5000) + String(repeating: "{% endif %}", count: 5000)
        #expect(throws: JinjaError.self) { try JinjaTemplate(blocks) }
        // What is long without being deep is fine.
        let chain = "{{ " + Array(repeating: "'a'", count: 5000).joined(separator: " ~ ") + " }}"
        #expect(try JinjaTemplate(chain).render().map(\.text).joined().count == 5000)
        let branches = "{% if false %}" + String(repeating: "{% elif false %}", count: 5000) + "{% else %}x{% endif %}"
        #expect(try JinjaTemplate(branches).render().map(\.text).joined() == "x")
    }

    @Test func chainsOfReferencesComeApart() throws {
        // Each macro keeps the frame in which the one before is a variable; a namespace holds itself.
        let template = """
            {%- set ns = namespace() -%}
            {%- for i in range(20000) -%}
            {%- set p = ns.m -%}{%- macro m() -%}{{ p }}{%- endmacro -%}{%- set ns.m = m -%}
            {%- endfor -%}
            {%- set ns.me = ns -%}done
            """
        #expect(try JinjaTemplate(template).render().map(\.text).joined() == "done")
    }

    @Test func nestedInputIsBounded() throws {
        var value = JSONValue.integer(1)
        for _ in 0..<5000 { value = .array([value]) }
        let template = try JinjaTemplate("{{ x }}")
        let error = try #require(throws: JinjaError.self) { try template.render(content: .object(["x": value])) }
        #expect(error.code == .limit)
    }

    @Test func longInputHasRoom() throws {
        let text = String(repeating: "word ", count: 100_000)
        let template = try JinjaTemplate(
            "{% for m in messages %}{{ m.content | trim | replace('w', 'v') }}{% endfor %}")
        let messages = JSONValue.array((0..<8).map { _ in .object(["content": .text(text)]) })
        #expect(try template.render(content: .object(["messages": messages])).map(\.text).joined().count > 3_900_000)
    }

    /// Damaged templates end in an error or in text, never in a crash or without end.
    @Test func damagedTemplatesAreHarmless() throws {
        var random = SeededGenerator(seed: 4)
        let pool = JinjaCaseTests.cases.map(\.template)
        let fragments = [
            "{{", "}}", "{%", "%}", "{#", "#}", "-", "|", "(", ")", "[", "]", "'", ".", "~", "*", " if ", " for ",
            " in ",
        ]
        for _ in 0..<4000 {
            guard var text = pool.randomElement(using: &random).map(Array.init) else { continue }
            for _ in 0..<Int.random(in: 1...4, using: &random) where !text.isEmpty {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: text.remove(at: place)
                case 1: text.insert(contentsOf: fragments.randomElement(using: &random) ?? "", at: place)
                case 2: text = Array(text[..<place])
                default: text += Array((pool.randomElement(using: &random) ?? "").dropFirst(place))
                }
            }
            let variables = try #require(JinjaCaseTests.lines.first)
            _ = try? JinjaTemplate(String(text)).render(
                content: variables["content"] ?? .null, trusted: variables["trusted"] ?? .null, limits: Self.limits)
        }
    }
}
