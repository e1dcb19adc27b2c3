"""Makes jinja_cases.jsonl: templates of our own, one for each construct that chat templates use, and what Python's jinja2
makes of them.

    python3 make_jinja_cases.py

Each line: {"name": …, "template": …, "content": {…}, "trusted": {…}} and "text", or "error" with the exception's name.
"""

import json
import pathlib

from chat_environment import render

CONTENT = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "  Hi, \"you\" & 'me' <b>\n"},
        {"role": "assistant", "content": "", "tool_calls": [
            {"id": "c1", "function": {"name": "add", "arguments": {"a": 1, "b": [2, 3.5, None, True], "c": {"z": "é", "y": ""}}}}
        ]},
        {"role": "tool", "content": "42", "name": "add"},
        {"role": "user", "content": "Bye \U0001f642\u00a0end"},
    ],
    "tools": [
        {"type": "function", "function": {"name": "add", "description": "Adds.", "parameters": {"type": "object", "properties": {"b": {"type": "integer"}, "a": {"type": "number"}}}}},
        {"type": "function", "function": {"name": "Mul", "description": "", "parameters": {}}},
    ],
    "words": ["pear", "Apple", "fig", "apple", "Fig"],
    "numbers": [3, -1, 2.5, 10, 0],
    "people": [
        {"name": "Ann", "age": 30, "town": {"name": "Ulm"}, "on": True},
        {"name": "bob", "age": 25, "town": {"name": "Bonn"}, "on": False},
        {"name": "Cid", "age": 30, "town": {"name": "ulm"}},
    ],
    "tree": [{"name": "a", "children": [{"name": "b", "children": []}, {"name": "c", "children": [{"name": "d", "children": []}]}]}],
    "map": {"one": 1, "Two": 2, "items": "x", "three": {"k": [1, {"m": None}]}},
    "text": "one two  three\nfour\tfive",
    "odd": "a\u2028b\u200b\u00ad\\ \"q\" '\t\r\n\x7f\x1b\U0001f642ß",
    "number": 7, "real": 2.0, "yes": True, "nothing": None, "empty": "", "list": [], "big": 123456789012345678901234567890,
}
TRUSTED = {"bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": True}

CASES = {
    # Expressions
    "numbers": "{{ 1 + 2 * 3 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 4 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 2.5 * 2 }} {{ 1_000 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 1e3 }} {{ 1.5e-7 }}",
    "floats": "{{ 1e16 }} {{ 123456789012345680.0 }} {{ 0.0001 }} {{ 0.00001 }} {{ 1/3 }} {{ 1e22 }} {{ 9007199254740993.0 }} {{ 100.0 }} {{ -0.0 }} {{ 5e-324 }} {{ 12345678.9 }}",
    "precedence": "{{ '1' + 2 ~ 3 }} {{ not true or true }} {{ 1 < 2 and 2 < 3 }} {{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 'a' ~ 1 + 2 ~ 'b' }} {{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ not 1 == 2 }}",
    "comparison": "{{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ (1, 2) == (1, 2) }} {{ [1] == (1,) }} {{ {'a': 1} == {'a': 1.0} }} {{ none == none }} {{ 'a' != 'b' }} {{ nope == nada }} {{ 1 >= 1 }} {{ 2 <= 1 }}",
    "containment": "{{ 'ell' in 'hello' }} {{ 1 in [1, 2] }} {{ 3 not in (1, 2) }} {{ 'one' in map }} {{ 'x' in nope }} {{ '' in '' }} {{ 'a' in 'A' | lower }} {{ not 'z' in 'abc' }}",
    "inline if": "{{ 'a' if yes else 'b' }}{{ 'c' if nothing }}{{ 'd' if nothing else 'e' if empty else 'f' }}{{ ('x' if no_such) is defined }}",
    "logic gives operands": "{{ empty or 'x' }} {{ 'a' and 'b' }} {{ nothing and 1 }} {{ list or number or 3 }} {{ 0 or none }}",
    "literals": "{{ [1, 'a', none, true, 1.5, (1,), (), {'a': [1]}, {}] }} {{ {'k': 'v', 1: 2} }} {{ 'a' 'b' }} {{ (1, 2) }} {{ (1) }} {{ True }} {{ None }} {{ [1, 2,] }}",
    "strings": r"""{{ 'a\nb\tc\\d\'e\"f\x41\u00e9\101\0\q' }}{{ "it's" }}{{ 'say "x"' }}""",
    "repr": "{{ [odd] }} {{ ['it\\'s'] }} {{ ['\"', \"'\\\"\"] }} {{ [1e100, 1.0] }} {{ map }} {{ [yes, nothing] }} {{ [big] }}",
    "subscripts": "{{ messages[0].role }} {{ messages[-1]['role'] }} {{ words[1][0] }} {{ map['items'] }} {{ map.one }} {{ map['three'].k[1]['m'] }} {{ 'abc'[1] }} {{ 'abc'[-1] }} {{ map.nope is defined }} {{ words[99] is defined }} {{ people.0.name }}",
    "slices": "{{ words[1:3] }} {{ words[:-1] }} {{ words[::-1] }} {{ words[::2] }} {{ words[-2:] }} {{ 'abcdef'[1:4] }} {{ 'abcdef'[::-2] }} {{ 'abc'[5:] }} {{ words[3:1] }} {{ (1,2,3)[1:] }} {{ 'abc'[:] }} {{ words[10:0:-1] }} {{ words[-99:2] }}",
    "string arithmetic": "{{ 'a' * 3 }} {{ 2 * 'xy' }} {{ 'a' + 'b' }} {{ [1] + [2] }} {{ [0] * 2 }} {{ (1,) + (2,) }} {{ 'a' * 0 }}|{{ 'a' * -1 }}",
    "concatenation": "{{ 'a' ~ 1 ~ 2.0 ~ none ~ true ~ [1, 'x'] ~ nope }}",
    "undefined": "[{{ nope }}] {{ nope is defined }} {{ nope is undefined }} {{ (map.nope.deeper is defined) if map.nope is defined else 'no' }} {{ nope | length }} {{ nope | list }} {% for x in nope %}x{% else %}none{% endfor %} {{ nope | default('d') }}",
    "undefined attribute": "{{ nope.deeper }}",
    "undefined call": "{{ nope() }}",
    "undefined sum": "{{ nope + 'a' }}",
    "undefined order": "{{ nope < 1 }}",
    "calls with keywords": "{{ namespace(a=1, b='x').b }} {{ dict(a=1, b=2) }} {{ dict([('x', 1)], y=2) }} {{ range(3) | list }} {{ range(1, 7, 2) | list }} {{ range(3, 0, -1) | list }} {{ range(0) | list }}",
    "star arguments": "{% macro m(a, b=2, c=3) %}{{ a }}-{{ b }}-{{ c }}{% endmacro %}{{ m(*[1, 9]) }} {{ m(**{'a': 5, 'c': 6}) }} {{ m(1, *[2], c=4) }}",
    # Statements
    "loop variables": "{% for w in words %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}:{{ w }};{% endfor %}",
    "loop neighbours": "{% for w in words %}{{ loop.previtem if loop.previtem is defined else '-' }}<{{ w }}>{{ loop.nextitem if loop.nextitem is defined else '-' }} {% endfor %}{% for m in messages %}{% if loop.previtem and loop.previtem.role != 'user' %}!{% endif %}{% endfor %}",
    "loop cycle and changed": "{% for p in people %}{{ loop.cycle('odd', 'even') }}{% if loop.changed(p.age) %}*{% endif %} {% endfor %}",
    "loop else": "{% for x in list %}{{ x }}{% else %}empty{% endfor %}{% for x in [1] %}{{ x }}{% else %}empty{% endfor %}",
    "loop filter": "{% for m in messages if m.role == 'user' %}{{ loop.index }}/{{ loop.length }} {{ m.content | trim }}{% if not loop.last %}, {% endif %}{% else %}nobody{% endfor %}",
    "loop filter empties": "{% for m in messages if m.role == 'nobody' %}x{% else %}nobody{% endfor %}",
    "nested loops": "{% for a in [1, 2] %}{% for b in 'xy' %}{{ loop.index }}{{ a }}{{ b }}{% set c = a %}{% endfor %}{{ loop.index }}{{ c is defined }}{% endfor %}",
    "loop unpacking": "{% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %}{% for k, v in map | items %}{{ k }};{% endfor %}{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}{% for k in map %}{{ k }}{% endfor %}",
    "loop over text": "{% for c in 'aé🙂' %}[{{ c }}]{% endfor %}",
    "loop scope": "{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}",
    "if scope": "{% if true %}{% set y = 2 %}{% endif %}{{ y }}",
    "loop if set": "{% for i in [1, 2, 3] %}{% if i == 2 %}{% set seen = i %}{% endif %}[{{ seen }}]{% endfor %}",
    "namespace": "{% set ns = namespace(n=0, s='') %}{% for i in [1, 2, 3] %}{% set ns.n = ns.n + i %}{% set ns.s = ns.s ~ i %}{% endfor %}{{ ns.n }} {{ ns.s }} {{ ns.nope is defined }}",
    "namespace from mapping": "{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns['b'] }}",
    "no namespace": "{% set x = {} %}{% set x.a = 1 %}",
    "underscored attribute": "{% set ns = namespace() %}{% set ns._a = 1 %}",
    "recursive loop": "{% for n in tree recursive %}{{ n.name }}{{ loop.depth }}{{ loop.depth0 }}({{ loop(n.children) }}){% else %}.{% endfor %}",
    "loop is not recursive": "{% for n in tree %}{{ loop(n.children) }}{% endfor %}",
    "break and continue": "{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}!{% for i in [1] %}{% break %}{% else %}e{% endfor %}",
    "break inner loop": "{% for a in 'ab' %}{% for b in 'xyz' %}{% if b == 'y' %}{% break %}{% endif %}{{ a }}{{ b }}{% endfor %}{% endfor %}",
    "if chain": "{% for n in numbers %}{% if n < 0 %}neg{% elif n == 0 %}zero{% elif n > 5 %}big{% else %}small{% endif %} {% endfor %}{% if 1, 2 %}tuple{% endif %}",
    "set tuple": "{% set a, b = 1, 'x' %}{{ a }}{{ b }}{% set t = 1, 2 %}{{ t }}{% set (c, d) = (3, 4) %}{{ c }}{{ d }}",
    "set block": "{% set x %}a{{ number }}{% for i in [1] %}{{ i }}{% endfor %}{% endset %}[{{ x }}] {{ x is string }}{% set y | upper | trim %} ab {% endset %}[{{ y }}]",
    "unpacking fails": "{% set a, b = [1] %}",
    "macros": "{% macro f(a, b='x', c=a) %}[{{ a }}|{{ b }}|{{ c }}]{% endmacro %}{{ f(1) }}{{ f(1, c=2) }}{{ f(b=3, a=4) }}{{ f() }}{{ f.name }}",
    "macro arguments": "{% macro f(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, 3, k=4) }}{{ f() }}",
    "macro takes no more": "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}",
    "macro takes no keyword": "{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, z=2) }}",
    "macro recursion": "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}",
    "macro scope": "{% set x = 'out' %}{% macro f() %}{{ x }}{% set x = 'in' %}{{ x }}{% endmacro %}{{ f() }}{{ x }}{% set x = 'late' %}{{ f() }}",
    "macro in loop": "{% for i in [1, 2] %}{% macro f() %}{{ i }}{% endmacro %}{{ f() }}{% endfor %}",
    "macro result is text": "{% macro f() %} a {% endmacro %}{% set r = f() %}[{{ r | trim }}]{{ r is string }}{{ f() | length }}{{ '<' ~ f() ~ '>' }}",
    "call block": "{% macro box(t) %}<{{ t }}:{{ caller() }}>{% endmacro %}{% call box('x') %}in {{ number }}{% endcall %}",
    "call block with arguments": "{% macro each(xs) %}{% for x in xs %}{{ caller(x, y=2) }}{% endfor %}{% endmacro %}{% call(x, y=1) each([1, 2]) %}[{{ x }}{{ y }}]{% endcall %}",
    "no caller": "{% macro f() %}{{ caller is defined }}{% endmacro %}{{ f() }}",
    "filter block": "{% filter upper %}a {{ 'b' }}{% endfilter %}{% filter trim | replace('a', 'o') %}  banana  {% endfilter %}",
    "with": "{% with a = 1, b = 2 %}{{ a }}{{ b }}{% set c = 3 %}{% endwith %}{{ a is defined }}{{ c is defined }}",
    "generation": "a{% generation %}b{{ number }}{% set z = 1 %}{% endgeneration %}c{{ z is defined }}",
    "raw": "{% raw %}{{ x }} {% if %} {# c #}{% endraw %}|{%- raw -%}  y  {%- endraw -%}  |",
    "raw lines": "a\n{% raw %}\n  {{ x }}\n{% endraw %}\nb",
    "comments": "a{# {{ x }} {% y %} #}b\n{# line #}\nc{#- trims -#} d {#+ keeps #} e\n   {#- x #}f",
    "print": "{% print 'a' %}{% print 1, 2 %}",
    # White space
    "trim blocks": "a\n{% if true %}\nb\n{% endif %}\nc\n",
    "lstrip blocks": "a\n   {% if true %}\n  b\n   {% endif %}\n  c {% if true %}d{% endif %}\n",
    "dashes": "a  {%- if true -%}  b  {%- endif -%}  c  {{- 1 -}}  d {{ 2 }} e\n\n{%- if true %}\nf{% endif %}",
    "pluses": "a\n  {%+ if true %}\nb\n  {%+ endif +%}\nc{% if true +%}\nd{% endif %}",
    "last line end": "{{ 1 }}\n\n",
    "only a line end": "a\n",
    "windows lines": "a\r\n{% if true %}\r\nb\r{% endif %}\r\nc\r\n",
    "variables keep line ends": "{{ 1 }}\n{{ 2 }}\n  {{ 3 }}\n",
    "tag after tag": "{% set a = 1 %}   {% set b = 2 %}\n   {% set c = 3 %}x\n\t{% set d = 4 %} y",
    "dash at string": "{{ '  a  ' -}}   b   {{- '  c  ' }}",
    "braces": "{ a } {{ '{{' }} }} %} #} {{ '}}' }} {{ '%}' }} {{ {'a': {'b': 1}}['a']['b'] }} {{ '{%' ~ '#}' }}",
    "line ends in tags": "{{\n  number\n  +\n  1\n}}{%\n  if\n  yes\n%}x{% endif %}",
    "test before if": "{{ 1 is defined if true }}",
    # Filters
    "tojson": "{{ messages[2].tool_calls[0].function.arguments | tojson }} {{ odd | tojson }} {{ [1, 2.0, none, true, big, 1e20] | tojson }} {{ {} | tojson }} {{ [] | tojson }} {{ (1, 2) | tojson }} {{ {1: 2, none: 3, true: 4, 1.5: 6} | tojson }}",
    "tojson options": "{{ map | tojson(indent=2) }} {{ map | tojson(indent=4) }} {{ map | tojson(separators=(',', ':')) }} {{ odd | tojson(ensure_ascii=True) }} {{ map | tojson(sort_keys=true) }} {{ [[], {}, [[1]]] | tojson(indent=1) }} {{ [1] | tojson(indent='--') }} {{ [1, [2]] | tojson(indent=0) }} {{ map | tojson(indent=2, separators=(', ', ' : ')) }}",
    "tojson of nothing": "{{ nope | tojson }}",
    "tojson of a generator": "{{ words | map('upper') | tojson }}",
    "tojson of items": "{{ map.items() | tojson }}",
    "case filters": "{{ 'aB cD ß' | upper }} {{ 'aB ÉÀ' | lower }} {{ 'hELLO wORLD' | capitalize }} {{ \"they're bill's-friends (from here)\" | title }}",
    "trim": "[{{ '  a b \n' | trim }}] [{{ 'xxaxx' | trim('x') }}] [{{ ' \u00a0\u2003a\u3000' | trim }}] [{{ 5 | trim }}]",
    "length": "{{ words | length }} {{ 'é🙂' | length }} {{ map | length }} {{ (1, 2) | count }} {{ map.items() | length }}",
    "length of a number": "{{ 5 | length }}",
    "default": "{{ nope | default('x') }} {{ empty | default('x') }}| {{ empty | default('x', true) }} {{ nothing | d('y') }} {{ nothing | default('y', boolean=true) }} {{ nope | default }}|",
    "join": "{{ words | join(', ') }} {{ [1, none, 'a'] | join('-') }} {{ people | join(',', attribute='town.name') }} {{ 'abc' | join('.') }} {{ map | join(' ') }} {{ words | join }}",
    "replace": "{{ 'banana' | replace('a', 'o') }} {{ 'banana' | replace('a', 'o', 2) }} {{ 'ab' | replace('', '-') }} {{ 121 | replace('1', 'x') }} {{ 'aaa' | replace('aa', 'b') }}",
    "first and last": "{{ words | first }} {{ words | last }} {{ 'abc' | first }} {{ map | first }} {{ list | first }}|{{ list | last is defined }} {{ words | map('lower') | first }} {{ [] | first | default('none') }}",
    "list and string": "{{ 'abc' | list }} {{ map | list }} {{ map.values() | list }} {{ map.keys() | list }} {{ 5 | string }} {{ words | string }} {{ none | string }} {{ map | string | length }}",
    "items": "{{ map | items | list }} {{ nope | items | list }} {{ map.items() | list == map | items | list }}",
    "items of a list": "{{ words | items | list }}",
    "dictsort": "{{ map | dictsort | map('first') | join(' ') }} {{ {'b': 1, 'a': 2} | dictsort(by='value') }} {{ {'b': 1, 'A': 2, 'c': 0} | dictsort(true) }} {{ {'b': 1, 'a': 2} | dictsort(reverse=true) }}",
    "sort": "{{ words | sort }} {{ words | sort(case_sensitive=true) }} {{ words | sort(reverse=true) }} {{ numbers | sort }} {{ people | sort(attribute='age') | map(attribute='name') | list }} {{ people | sort(attribute='age,name') | map(attribute='name') | list }}",
    "sort of mixed": "{{ [1, 'a'] | sort }}",
    "map": "{{ words | map('upper') | list }} {{ people | map(attribute='name') | list }} {{ people | map(attribute='town.name') | join('/') }} {{ people | map(attribute='on', default='-') | list }} {{ words | map('replace', 'p', 'b') | list }} {{ [[1, 2], [3]] | map('length') | list }} {{ [[5, 6]] | map(attribute=0) | list }}",
    "select": "{{ numbers | select('gt', 2) | list }} {{ numbers | reject('lt', 0) | list }} {{ [0, 1, '', 'a'] | select | list }} {{ numbers | select('odd') | list if false else 'x' }} {{ [1, 2, 3] | reject('odd') | list }} {{ ['a', 1] | select('string') | list }} {{ words | select('in', ['fig']) | list }}",
    "selectattr": "{{ people | selectattr('on') | map(attribute='name') | list }} {{ people | selectattr('age', 'equalto', 30) | list | length }} {{ people | rejectattr('on', 'defined') | map(attribute='name') | list }} {{ messages | selectattr('role', '==', 'user') | list | length }} {{ messages | selectattr('tool_calls', 'defined') | list | length }} {{ people | rejectattr('age', 'gt', 26) | map(attribute='name') | first }}",
    "generators are read once": "{% set g = words | map('lower') %}{{ g | list }}{{ g | list }} {{ (words | map('lower')) is iterable }} {{ (words | map('lower')) is sequence }}",
    "unique, min, max, sum": "{{ words | unique | list }} {{ [1, 2, 1] | unique | list }} {{ numbers | min }} {{ numbers | max }} {{ words | max }} {{ numbers | sum }} {{ people | sum(attribute='age') }} {{ [[1], [2]] | sum(start=[]) }} {{ people | max(attribute='age') }} {{ [] | min is defined }}",
    "reverse": "{{ words | reverse | list }} {{ 'abc' | reverse }} {{ [1, 2] | reverse | join }}",
    "batch and slice": "{{ [1, 2, 3, 4, 5] | batch(2) | list }} {{ [1, 2, 3] | batch(2, 'x') | list }} {{ [1, 2, 3, 4, 5] | slice(3) | list }} {{ [1, 2, 3, 4] | slice(3, 0) | list }}",
    "groupby": "{% for age, group in people | groupby('age') %}{{ age }}:{{ group | map(attribute='name') | join(',') }};{% endfor %}{{ words | groupby(0) | map('first') | list if false else '' }}",
    "indent": "{{ 'a\nb\n\nc' | indent }}|{{ 'a\nb' | indent(2, true) }}|{{ 'a\n\nb' | indent(2, blank=true) }}|{{ 'a\nb' | indent('> ') }}|{{ 'a\nb' | indent(width=3, first=true) }}|{{ 'a\n' | indent(2) }}|",
    "int and float": "{{ '42' | int }} {{ 'x' | int }} {{ 'x' | int(5) }} {{ '3.9' | int }} {{ 3.9 | int }} {{ '0x1f' | int(0, 16) if false else 'ff' | int(0, 16) }} {{ '1.5' | float }} {{ 'x' | float }} {{ true | int }} {{ none | int }} {{ ' 7 ' | int }} {{ 2 | float }}",
    "round and abs": "{{ 2.5 | round }} {{ 3.5 | round }} {{ 2.675 | round(2) }} {{ 1.115 | round(2) }} {{ 7 | round }} {{ 2.1 | round(0, 'ceil') }} {{ 2.9 | round(method='floor') }} {{ -3 | abs }} {{ -2.5 | abs }} {{ 1234.5 | round(-2) }} {{ 42.55 | round(1) }}",
    "format": "{{ '%s is %d' | format('x', 5) }} {{ '%05.2f|%-5s|%5s|%x|%%|%r' % (3.14159, 'ab', 'cd', 255, 'q') }} {{ '%(a)s' | format(a=1) }} {{ 'x%sy' % 5 }} {{ '%+d % d %03d' % (5, 5, 7) }} {{ '%e' % 12345.678 }} {{ '%g' % 0.0001 }} {{ '%.3s' % 'abcdef' }} {{ '%c' % 'x' }} {{ '%i' % 3.7 }}",
    "str.format": "{{ '{} {} {}'.format(1, 'a', none) }} {{ '{0}{1}{0}'.format('x', 'y') }} {{ '{a}-{b[0]}-{c.d}'.format(a=1, b=[2], c={'d': 3}) }} {{ '{{}}{}'.format(1) }} {{ '{:>5}|{:<5}|{:^5}|{:*^7}'.format('a', 'b', 'c', 'd') }} {{ '{:d} {:05d} {:x} {:,} {:+d} {:b} {:o}'.format(5, 42, 255, 1234567, 3, 5, 8) }} {{ '{:.2f} {:e} {:g} {:%} {:10.3f}|'.format(3.14159, 1234.5, 0.5, 0.25, 2.0) }} {{ '{!r} {!s}'.format('a', 'b') }} {{ '{:.3}'.format('abcdef') }} {{ '{:5}|{:5}|'.format(1, 'a') }} {{ '{:_}'.format(1234567) }}",
    "truncate": "{{ 'one two three four five' | truncate(12) }} {{ 'one two three' | truncate(9, true) }} {{ 'one two three' | truncate(9, true, '>', 0) }} {{ 'short' | truncate(9) }} {{ 'one two three four' | truncate(10, leeway=0) }}",
    "center, wordcount, urlencode": "[{{ 'ab' | center(7) }}] [{{ 'abc' | center(6) }}] {{ text | wordcount }} {{ 'a b/c?d=é' | urlencode }}",
    "escape and safe": "{{ '<a> & \"b\" \\'c\\'' | escape }} {{ '<' | e }} {{ ('<' | safe) + '>' }} {{ '<' + ('>' | safe) }} {{ '<' ~ ('>' | safe) }} {{ ('<b>' | safe) + ('<i>' | safe) + '&' }} {{ '<' | safe | e }} {{ 'a' | safe is string }} {{ '<' | e is escaped }}",
    "attr": "{{ 'ab' | attr('upper') is callable }} {{ map | attr('one') is defined }} {{ messages | attr('x') is defined }}",
    "unknown filter": "{{ 1 | no_such_filter }}",
    "filter in a branch not taken": "{% if false %}{{ 1 | no_such_filter }}{% endif %}x",
    # Tests
    "type tests": "{% for v in [1, 1.5, 'a', none, true, [1], (1,), {'a': 1}, 0, false, big] %}{{ v is string }}{{ v is number }}{{ v is integer }}{{ v is float }}{{ v is boolean }}{{ v is none }}{{ v is mapping }}{{ v is iterable }}{{ v is sequence }}{{ v is true }}{{ v is false }}{{ v is callable }}|{% endfor %}{{ nope is iterable }}{{ nope is sequence }}{{ map.items() is sequence }}{{ map.items() is iterable }}{{ namespace() is mapping }}",
    "value tests": "{{ 3 is odd }}{{ 4 is even }}{{ 9 is divisibleby(3) }}{{ 9 is divisibleby 2 }}{{ 1 is eq 1 }}{{ 1 is sameas 1 }}{{ none is sameas none }}{{ 'a' is in 'abc' }}{{ 2 is in [1] }}{{ 'ab' is lower }}{{ 'AB' is upper }}{{ 'Ab' is upper }}{{ '1' is lower }}{{ 1 is not none }}{{ 1 is gt 0 }}{{ 2 is lessthan 1 }}{{ 'x' is ne 'y' }}{{ 1 is not divisibleby 2 }}{{ 'upper' is filter }}{{ 'odd' is test }}{{ 'zz' is filter }}",
    "unknown test": "{{ 1 is no_such_test }}",
    "tests bind tightly": "{{ 1 + 1 is odd }} {{ not 1 is odd }} {{ 'a' ~ 'b' is string }} {{ -1 is odd }} {{ map.nope is defined and map.nope.x }}",
    # Methods
    "strip methods": "[{{ '  a '.strip() }}] [{{ '  a '.lstrip() }}] [{{ '  a '.rstrip() }}] [{{ 'xyaxy'.strip('xy') }}] [{{ '\n\na'.lstrip('\n') }}] [{{ 'a.b..'.rstrip('.') }}] [{{ ' a '.strip(none) }}]",
    "split methods": "{{ text.split() }} {{ text.split(' ') }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ 'a</t>b'.split('</t>')[-1] }} {{ ''.split() }} {{ ''.split(',') }} {{ 'a b c'.split(none, 1) }} {{ ' a  b '.rsplit(none, 1) }} {{ 'a\nb\r\nc\n'.splitlines() }} {{ 'a\nb'.splitlines(true) }} {{ 'a,b'.split(sep=',') }} {{ 'a b c'.split(maxsplit=1) }} {{ 'aXbXc'.partition('X') }} {{ 'aXbXc'.rpartition('X') }} {{ 'abc'.partition('X') }}",
    "search methods": "{{ 'hello'.startswith('he') }} {{ 'hello'.endswith(('x', 'lo')) }} {{ 'hello'.startswith('l', 2) }} {{ 'hello'.find('l') }} {{ 'hello'.rfind('l') }} {{ 'hello'.find('z') }} {{ 'hello'.count('l') }} {{ 'hello'.index('e') }} {{ 'hello'.find('l', 3) }} {{ 'aaaa'.count('aa') }} {{ 'abc'.count('') }} {{ 'abc'.endswith('') }} {{ 'abc'.find('c', -1) }}",
    "search fails": "{{ 'hello'.index('z') }}",
    "change methods": "{{ 'aB'.upper() }} {{ 'aB'.lower() }} {{ 'hello wORLD'.title() }} {{ 'hELLO'.capitalize() }} {{ 'aB'.swapcase() }} {{ 'aXa'.replace('a', 'b') }} {{ 'aaa'.replace('a', 'b', 1) }} {{ '-'.join(['a', 'b']) }} {{ 'ab'.center(6) }}| {{ 'ab'.ljust(4, '.') }} {{ 'ab'.rjust(4) }} {{ '-5'.zfill(4) }} {{ 'unhappy'.removeprefix('un') }} {{ 'cats'.removesuffix('s') }} {{ 'ab'.removeprefix('x') }} {{ 'ab'.center(5, '*') }} {{ 'abc'.center(6, '*') }}",
    "predicate methods": "{{ 'ab'.isalpha() }}{{ 'a1'.isalnum() }}{{ '12'.isdigit() }}{{ '²'.isdigit() }}{{ '²'.isdecimal() }}{{ '½'.isnumeric() }}{{ ' \n'.isspace() }}{{ ''.isspace() }}{{ 'ab'.islower() }}{{ 'A1'.isupper() }}{{ 'é'.isascii() }}{{ 'a_1'.isidentifier() }}{{ '1a'.isidentifier() }}{{ 'a\n'.isprintable() }}",
    "join of numbers": "{{ ','.join([1, 2]) }}",
    "mapping methods": "{{ map.get('one') }} {{ map.get('zzz') }} {{ map.get('zzz', 5) }} {{ map.keys() | list }} {{ map.values() | list | length }} {% for k, v in map.items() %}{{ k }}{% endfor %} {{ map.items is defined }} {{ map['items'] }} {{ map.copy() == map }}",
    "list methods": "{{ words.index('fig') }} {{ [1, 2, 1].count(1) }} {{ (1, 2).index(2) }}",
    "lists cannot change": "{{ words.append('x') }}",
    "mappings cannot change": "{{ map.update({'a': 1}) }}",
    "pop is unsafe": "{{ map.pop('one') }}",
    "underscores are unsafe": "{{ ''.__class__ }}",
    "attribute of text": "{{ 'a'.nope is defined }} {{ 'abc'.text is defined }} {{ messages[0].content.nope is defined }} {{ number.nope is defined }} {{ nothing.nope is defined }}",
    # What templates do
    "raise": "{{ raise_exception('no ' ~ number) }}",
    "time": "{{ strftime_now('%Y-%m-%d %d %B %b') }}",
    "big range": "{{ range(100001) | length }}",
    "roles": "{{ bos_token }}{% for message in messages %}{{ '<|' + message['role'] + '|>\n' + message['content'] | trim + '<|end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}",
    "calls": "{% for m in messages %}{% if m.tool_calls %}{% for c in m.tool_calls %}{% set c = c.function if c.function is defined else c %}<call>{{ c.name }} {{ c.arguments | tojson }}</call>{% endfor %}{% elif m.role == 'tool' %}{% if loop.previtem and loop.previtem.role != 'tool' %}<results>{% endif %}{{ m.content }}{% if loop.last or loop.nextitem.role != 'tool' %}</results>{% endif %}{% endif %}{% endfor %}",
    "tools": "{% for tool in tools %}{{ tool.function.name }}({% for name, p in (tool.function.parameters.properties or {}) | dictsort %}{{ name }}: {{ p.type }}{% if not loop.last %}, {% endif %}{% endfor %})\n{% endfor %}{{ tools | map(attribute='function.name') | join(' ') }}",
    "unfinished tag": "{% if true %}x",
    "unknown tag": "{% frobnicate %}",
    "wrong end": "{% if true %}{% endfor %}",
    "missing operand": "{{ 1 + }}",
    "unclosed string": "{{ 'a }}",
    "wrong bracket": "{{ (1] }}",
    "stray character": "{{ 1 ? 2 }}",
    "not callable": "{{ 5() }}",
    "not iterable": "{% for x in 5 %}{% endfor %}",
    "text plus number": "{{ 'a' + 1 }}",
    "division by zero": "{{ 1 / 0 }}",
    "chained tests": "{{ 1 is odd is true }}",
    "keyword before argument": "{{ dict(a=1, 2) }}",
}


def main():
    output = pathlib.Path(__file__).with_name("jinja_cases.jsonl")
    with output.open("w", encoding="utf-8") as lines:
        shared = {"name": "variables", "content": CONTENT, "trusted": TRUSTED}
        lines.write(json.dumps(shared, ensure_ascii=False) + "\n")
        for name, template in CASES.items():
            rendered = render(template, {**CONTENT, **TRUSTED})
            record = {"name": name, "template": template}
            if isinstance(rendered, Exception):
                record["error"] = type(rendered).__name__
            else:
                record["text"] = rendered
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
