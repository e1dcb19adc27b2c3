"""Schemas that show one part of JSON Schema each, and how the parts meet."""

from notation import A, B, E, F, I, N, O, P, R, S

DRAFT_07 = "http://json-schema.org/draft-07/schema#"

TRIVIAL = {
    "anything": {},
    "always_true": True,
    "any_object": {"type": "object"},
    "any_array": {"type": "array"},
    "any_string": S(),
    "any_number": N(),
    "any_integer": I(),
    "any_boolean": B(),
    "only_null": {"type": "null"},
    "string_or_null": {"type": ["string", "null"]},
    "number_or_boolean": {"type": ["number", "boolean"]},
    "scalar_of_any_type": {"type": ["string", "number", "boolean", "null"]},
    "one_key": O({"answer": S()}),
    "one_optional_key": O({"answer?": S()}),
    "one_key_open": O({"answer": S()}, closed=False),
    "empty_object_only": {"type": "object", "additionalProperties": False},
    "empty_array_only": {"type": "array", "maxItems": 0},
    "array_of_integers": A(I()),
    "array_of_strings": A(S(), 1, 5),
    "array_of_arrays": A(A(N())),
    "map_of_numbers": {"type": "object", "additionalProperties": N()},
    "map_of_maps": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": S()}},
    "const_text": {"const": "yes"},
    "const_object": {"const": {"kind": "none", "list": [1, 2.5, None, True]}},
    "titles_and_comments": {"title": "Remark", "$comment": "Nothing to check", "description": "A text", "type": "string", "default": "x", "examples": ["a"], "readOnly": True, "deprecated": False},
}

NUMBERS = {
    "integer_0_to_255": I(0, 255),
    "integer_negative_range": I(-1000, -10),
    "integer_one_sided": {"type": "integer", "minimum": 1000},
    "integer_exclusive": {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 100},
    "integer_multiple_of_7": {"type": "integer", "multipleOf": 7},
    "integer_multiple_in_range": I(10, 500, multipleOf=25),
    "integer_beyond_64_bits": I(0, 340282366920938463463374607431768211455),
    "number_probability": N(0, 1),
    "number_exclusive_zero": {"type": "number", "exclusiveMinimum": 0},
    "number_cents": {"type": "number", "minimum": 0, "multipleOf": 0.01},
    "number_halves_in_range": {"type": "number", "minimum": -2.5, "maximum": 10, "multipleOf": 0.5},
    "number_fraction_bounds": {"type": "number", "minimum": 0.125, "maximum": 3.14159},
    "number_negative_fraction": {"type": "number", "exclusiveMaximum": -0.001},
    "latitude_and_longitude": A({"type": "array", "prefixItems": [N(-180, 180), N(-90, 90)], "minItems": 2, "maxItems": 2}, 1),
    "two_bounds_by_all_of": {"type": "integer", "allOf": [{"minimum": 5}, {"maximum": 50}, {"multipleOf": 3}]},
}

STRINGS = {
    "length_exact": S(minLength=5, maxLength=5),
    "length_up_to_280": S(maxLength=280),
    "length_at_least_20": S(minLength=20),
    "length_between_1_and_3": S(minLength=1, maxLength=3),
    "name_pair_lengths": O({"given": S(minLength=1, maxLength=40), "family": S(minLength=1, maxLength=60)}),
    "patterned_and_bounded": {"type": "string", "pattern": "^[a-z]+$", "minLength": 3, "maxLength": 12},
}

PATTERNS = {
    "pattern_hex_color": P("^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"),
    "pattern_slug": P("^[a-z0-9]+(-[a-z0-9]+)*$"),
    "pattern_semver": P("^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$"),
    "pattern_license_plate": P("^[A-Z]{1,3} [A-Z]{1,2} [1-9][0-9]{0,3}$"),
    "pattern_unanchored": P("cat|dog"),
    "pattern_prefix_only": P("^https://"),
    "pattern_suffix_only": P("\\.(png|jpe?g|webp)$"),
    "pattern_isbn": P("^97[89]-[0-9]{1,5}-[0-9]{1,7}-[0-9]{1,6}-[0-9]$"),
    "pattern_mac_address": P("^([0-9A-F]{2}:){5}[0-9A-F]{2}$"),
    "pattern_base64": P("^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"),
    "pattern_unicode_letters": P("^\\p{L}+( \\p{L}+)*$"),
    "pattern_not_a_digit_inside": P("^\\D*$"),
    "pattern_quoted_csv": P("^\"[^\"]*\"(,\"[^\"]*\")*$"),
    "pattern_path": P("^(/[A-Za-z0-9_.-]+)+/?$"),
    "pattern_long_alternation": P("^(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|omicron|pi|rho|sigma|tau|upsilon|phi|chi|psi|omega)(-[0-9]{1,3})?$"),
    "pattern_lookahead_password": P("^(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9]{8,16}$"),
    "pattern_word_boundary": P("^\\w+\\.(com|org|no)$"),
    "pattern_in_an_object": O({"key": P("^k[0-9]{3}$"), "values": A(P("^v[0-9]{1,4}$"), 0, 10)}),
}

FORMATS = {f"format_{name.replace('-', '_')}": F(name) for name in (
    "date", "time", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uuid", "json-pointer", "regex")}
FORMATS["formats_together"] = O({"id": F("uuid"), "created": F("date-time"), "home": F("uri"), "from": F("ipv4"), "mail": F("email")})
FORMATS["format_with_length"] = S(format="email", maxLength=40)
FORMATS["format_list"] = A(F("date"), 1, 8)

ARRAYS = {
    "tuple_fixed": {"type": "array", "prefixItems": [S(), I(), B()], "items": False, "minItems": 3},
    "tuple_then_rest": {"type": "array", "prefixItems": [E("add", "mul"), N()], "items": N(), "minItems": 2},
    "tuple_optional_tail": {"type": "array", "prefixItems": [S(), I(0), {"type": "null"}], "items": False},
    "matrix_3_by_3": A(A(N(), 3, 3), 3, 3),
    "unique_numbers": A(I(0, 20), 2, 6, uniqueItems=True),
    "unique_enum": A(E("red", "green", "blue", "black", "white"), 1, uniqueItems=True),
    "unique_objects": A(O({"x": I(0, 3), "y": I(0, 3)}), 1, 5, uniqueItems=True),
    "contains_a_primary": {"type": "array", "items": O({"mail": S(), "primary": B()}), "contains": {"properties": {"primary": {"const": True}}, "required": ["primary"]}, "maxItems": 5},
    "contains_two_to_three": {"type": "array", "items": I(0, 100), "contains": {"minimum": 90}, "minContains": 2, "maxContains": 3, "maxItems": 8},
    "contains_at_most_one_null": {"type": "array", "items": {"type": ["string", "null"]}, "contains": {"type": "null"}, "minContains": 0, "maxContains": 1},
    "array_length_exactly_7": A(I(0, 23), 7, 7),
    "array_of_up_to_200": A(I(0, 9), 0, 200),
    "table_rows": A({"type": "array", "prefixItems": [F("date"), S(), N()], "items": False, "minItems": 3, "maxItems": 3}, 1),
}

OBJECTS = {
    "pattern_properties": {"type": "object", "patternProperties": {"^s_": S(), "^i_": I()}, "additionalProperties": False},
    "pattern_properties_and_known": {"type": "object", "properties": {"version": I(1)}, "required": ["version"], "patternProperties": {"^x-": {}}, "additionalProperties": False},
    "pattern_properties_overlap": {"type": "object", "patternProperties": {"^a": I(), "z$": {"minimum": 10}}, "additionalProperties": B()},
    "property_names_pattern": {"type": "object", "propertyNames": {"pattern": "^[a-z]{2}(-[A-Z]{2})?$"}, "additionalProperties": S()},
    "property_names_length": {"type": "object", "propertyNames": {"maxLength": 6}, "additionalProperties": N()},
    "property_names_enum": {"type": "object", "propertyNames": {"enum": ["north", "south", "east", "west"]}, "additionalProperties": I(0)},
    "min_and_max_properties": {"type": "object", "additionalProperties": I(), "minProperties": 2, "maxProperties": 4},
    "additional_typed": {"type": "object", "properties": {"name": S(), "age": I(0, 150)}, "required": ["name"], "additionalProperties": {"type": ["string", "number"]}},
    "required_without_properties": {"type": "object", "required": ["id", "kind"], "additionalProperties": {"type": ["string", "integer"]}},
    "dependent_required": {"type": "object", "properties": {"card": P("^[0-9]{16}$"), "holder": S(), "cvc": P("^[0-9]{3}$")}, "dependentRequired": {"card": ["holder", "cvc"]}, "additionalProperties": False},
    "dependent_required_cycle": {"type": "object", "properties": {"lat": N(-90, 90), "lon": N(-180, 180)}, "dependentRequired": {"lat": ["lon"], "lon": ["lat"]}, "additionalProperties": False},
    "dependent_schemas": {"type": "object", "properties": {"delivery": E("post", "pickup"), "address": S()}, "required": ["delivery"], "dependentSchemas": {"address": {"properties": {"delivery": {"const": "post"}}}}},
    "all_optional_ten": O({f"option_{letter}?": kind for letter, kind in zip("abcdefghij", [B(), I(), S(), N(), E("x", "y"), B(), I(), S(), N(), A(I())])}),
    "all_required_twelve": O({f"field_{n}": kind for n, kind in enumerate([B(), I(), S(), N(), E("x", "y"), B()] * 2)}),
    "keys_that_need_escapes": O({"a \"quoted\" key": I(), "tab\there?": S(), "back\\slash?": B(), "naïve?": S(), "emoji 🐦?": I()}),
    "keys_with_common_heads": O({"user?": S(), "user_id?": I(), "user_name?": S(), "username?": S(), "use?": B(), "us?": N()}),
    "unevaluated_closed": {"type": "object", "allOf": [{"properties": {"a": I()}, "required": ["a"]}, {"properties": {"b": S()}}], "unevaluatedProperties": False},
    "unevaluated_through_if": {"type": "object", "properties": {"kind": E("circle", "square")}, "required": ["kind"], "if": {"properties": {"kind": {"const": "circle"}}}, "then": {"properties": {"radius": N(0)}, "required": ["radius"]}, "else": {"properties": {"side": N(0)}, "required": ["side"]}, "unevaluatedProperties": False},
    "unevaluated_items": {"type": "array", "prefixItems": [S()], "anyOf": [{"prefixItems": [True, I()]}, {"prefixItems": [True, B()]}], "unevaluatedItems": False, "minItems": 2},
    "unevaluated_typed": {"type": "object", "$ref": "#/$defs/base", "unevaluatedProperties": N(), "$defs": {"base": {"properties": {"name": S()}, "required": ["name"]}}},
}

COMBINATIONS = {
    "any_of_types": {"anyOf": [S(), I(), {"type": "array", "items": S()}]},
    "any_of_objects": {"anyOf": [O({"path": S()}), O({"url": F("uri")}), O({"text": S(), "language?": P("^[a-z]{2}$")})]},
    "any_of_with_common_parts": {"type": "object", "properties": {"id": I()}, "required": ["id"], "anyOf": [{"properties": {"name": S()}, "required": ["name"]}, {"properties": {"alias": S()}, "required": ["alias"]}]},
    "any_of_number_ranges": {"anyOf": [I(0, 9), I(100, 199), I(1000, 1009)]},
    "nullable_fields": O({"name": {"anyOf": [S(), {"type": "null"}]}, "age": {"anyOf": [I(0), {"type": "null"}]}, "mail": {"anyOf": [F("email"), {"type": "null"}]}}),
    "one_of_tagged": {"oneOf": [O({"type": {"const": "text"}, "text": S()}), O({"type": {"const": "image"}, "url": F("uri"), "alt?": S()}), O({"type": {"const": "table"}, "rows": A(A(S()))})]},
    "one_of_tag_last": {"oneOf": [O({"value": S(), "kind": {"const": "string"}}), O({"value": N(), "kind": {"const": "number"}}), O({"value": B(), "kind": {"const": "flag"}})]},
    "one_of_required_keys": {"type": "object", "properties": {"phone": S(), "mail": S()}, "oneOf": [{"required": ["phone"]}, {"required": ["mail"]}], "additionalProperties": False},
    "one_of_types": {"oneOf": [S(), N(), B()]},
    "one_of_overlapping_multiples": {"type": "integer", "minimum": 0, "maximum": 100, "oneOf": [{"multipleOf": 3}, {"multipleOf": 5}]},
    "one_of_overlapping_ranges": {"oneOf": [I(0, 20), I(10, 30)]},
    "one_of_overlapping_objects": {"oneOf": [{"type": "object", "properties": {"a": I()}, "required": ["a"]}, {"type": "object", "properties": {"b": I()}, "required": ["b"]}]},
    "one_of_overlapping_patterns": {"type": "string", "oneOf": [{"pattern": "^a"}, {"pattern": "z$"}]},
    "all_of_merge": {"allOf": [O({"id": I(1)}, closed=False), O({"name": S(), "tags?": A(S())}, closed=False)]},
    "all_of_refines": {"allOf": [{"type": "object", "properties": {"n": N()}, "required": ["n"]}, {"properties": {"n": {"minimum": 1, "maximum": 10}}}, {"properties": {"n": {"type": "integer"}}}]},
    "all_of_with_ref": {"$defs": {"entity": O({"id": F("uuid"), "created": F("date")}, closed=False)}, "allOf": [R("entity"), O({"title": S(), "done": B()}, closed=False)]},
    "not_a_string": {"not": {"type": "string"}},
    "not_these_words": {"type": "string", "not": {"enum": ["admin", "root", "system"]}, "maxLength": 16},
    "not_a_multiple": {"type": "integer", "not": {"multipleOf": 2}},
    "not_a_required_pair": {"type": "object", "properties": {"a": I(), "b": I(), "c": I()}, "not": {"required": ["a", "b"]}, "additionalProperties": False},
    "not_a_pattern": {"type": "string", "not": {"pattern": "^tmp"}},
    "if_then": {"type": "object", "properties": {"member": B(), "number": P("^M[0-9]{6}$")}, "required": ["member"], "if": {"properties": {"member": {"const": True}}}, "then": {"required": ["number"]}, "additionalProperties": False},
    "if_then_else_postcode": {"type": "object", "properties": {"country": E("NO", "GB"), "postcode": S()}, "required": ["country", "postcode"], "additionalProperties": False, "if": {"properties": {"country": {"const": "NO"}}}, "then": {"properties": {"postcode": {"pattern": "^[0-9]{4}$"}}}, "else": {"properties": {"postcode": {"pattern": "^[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}$"}}}},
    "if_chain": {"type": "object", "properties": {"level": I(1, 3), "note": S(), "sign": S()}, "required": ["level"], "allOf": [{"if": {"properties": {"level": {"const": 2}}}, "then": {"required": ["note"]}}, {"if": {"properties": {"level": {"const": 3}}}, "then": {"required": ["note", "sign"]}}], "additionalProperties": False},
    "if_on_a_number": {"type": "integer", "if": {"minimum": 100}, "then": {"multipleOf": 100}, "else": {"minimum": 0}},
    "if_type_then_length": {"if": {"type": "string"}, "then": {"maxLength": 4}, "else": {"type": "integer"}},
    "enum_and_type": {"type": "string", "enum": ["a", 1, None, "b", "c d"]},
    "enum_of_objects": {"enum": [{"x": 0, "y": 0}, {"x": 1, "y": 0}, {"x": 0, "y": 1}, [0, 0], "origin"]},
    "any_of_in_any_of": {"anyOf": [{"anyOf": [I(0, 5), {"const": "none"}]}, {"anyOf": [{"const": "all"}, A(I(0, 5), 1, 3)]}]},
}

RECURSION = {
    "linked_list": {"$ref": "#/$defs/node", "$defs": {"node": O({"value": I(), "next": {"anyOf": [R("node"), {"type": "null"}]}})}},
    "tree": {"$ref": "#/$defs/tree", "$defs": {"tree": O({"label": S(), "children?": A(R("tree"))})}},
    "binary_tree": {"$ref": "#/$defs/tree", "$defs": {"tree": {"anyOf": [{"type": "null"}, O({"left": R("tree"), "key": I(), "right": R("tree")})]}}},
    "expression_tree": {"$ref": "#/$defs/e", "$defs": {"e": {"oneOf": [O({"number": N()}), O({"variable": P("^[a-z]$")}), O({"operator": E("+", "-", "*", "/"), "left": R("e"), "right": R("e")}), O({"call": E("sin", "cos", "sqrt", "ln"), "of": R("e")})]}}},
    "json_itself": {"$ref": "#/$defs/v", "$defs": {"v": {"anyOf": [{"type": "null"}, B(), N(), S(), A(R("v")), {"type": "object", "additionalProperties": R("v")}]}}},
    "file_system": {"$ref": "#/$defs/folder", "$defs": {"file": O({"name": S(minLength=1), "bytes": I(0)}), "folder": O({"name": S(minLength=1), "entries": A({"anyOf": [R("file"), R("folder")]})})}},
    "menu_by_root": O({"title": S(), "action?": S(), "items?": A({"$ref": "#"})}),
    "mutual_recursion": {"$ref": "#/$defs/statement", "$defs": {"statement": {"oneOf": [O({"let": P("^[a-z]+$"), "be": R("value")}), O({"print": R("value")}), O({"if": R("value"), "then": A(R("statement"), 1), "else?": A(R("statement"))})]}, "value": {"anyOf": [N(), P("^[a-z]+$"), O({"do": A(R("statement"), 1), "give": R("value")})]}}},
    "s_expression": {"$ref": "#/$defs/s", "$defs": {"s": {"anyOf": [P("^[a-z+*/<>=-]{1,8}$"), I(), A(R("s"), 1)]}}},
    "filter_query": {"$ref": "#/$defs/f", "$defs": {"f": {"oneOf": [O({"and": A(R("f"), 1)}), O({"or": A(R("f"), 1)}), O({"not": R("f")}), O({"field": E("name", "age", "city", "score"), "is": E("eq", "lt", "gt", "contains"), "value": {"type": ["string", "number"]}})]}}},
    "comments_thread": {"$ref": "#/$defs/comment", "$defs": {"comment": O({"author": S(), "text": S(), "likes?": I(0), "replies?": A(R("comment"))})}},
    "anchor_recursion": {"$ref": "#part", "$defs": {"p": {"$anchor": "part", **O({"part_number": P("^[A-Z][0-9]{3}$"), "count": I(1, 99), "made_of?": A({"$ref": "#part"})})}}},
    "html_like": {"$ref": "#/$defs/element", "$defs": {"element": O({"tag": E("div", "p", "ul", "li", "span", "h1", "a"), "attributes?": {"type": "object", "additionalProperties": S()}, "children?": A({"anyOf": [S(), R("element")]})})}},
    "user_interface": {"$ref": "#/$defs/view", "$defs": {"view": {"oneOf": [O({"kind": {"const": "text"}, "text": S(), "bold?": B()}), O({"kind": {"const": "button"}, "label": S(), "on_click": P("^[a-z][A-Za-z]*$")}), O({"kind": {"const": "stack"}, "axis": E("row", "column"), "gap?": I(0, 64), "views": A(R("view"))})]}}},
    "organisation": {"$ref": "#/$defs/person", "$defs": {"person": O({"name": S(), "role": E("lead", "engineer", "designer", "analyst"), "reports?": A(R("person"), 0, 6), "since?": F("date")})}},
}

OLD_DRAFTS = {name: {"$schema": DRAFT_07, **schema} for name, schema in {
    "draft07_definitions": {"definitions": {"money": {"type": "object", "properties": {"amount": {"type": "number"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}}, "required": ["amount", "currency"], "additionalProperties": False}}, "type": "object", "properties": {"price": {"$ref": "#/definitions/money"}, "shipping": {"$ref": "#/definitions/money"}}, "required": ["price"], "additionalProperties": False},
    "draft07_tuple": {"type": "array", "items": [{"type": "string"}, {"type": "integer"}], "additionalItems": {"type": "boolean"}, "minItems": 2},
    "draft07_closed_tuple": {"type": "array", "items": [{"type": "number"}, {"type": "number"}, {"type": "number"}], "additionalItems": False, "minItems": 3},
    "draft07_dependencies_keys": {"type": "object", "properties": {"from": {"type": "string"}, "to": {"type": "string"}, "via": {"type": "string"}}, "dependencies": {"via": ["from", "to"]}, "additionalProperties": False},
    "draft07_dependencies_schema": {"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "extra": {"type": "integer"}}, "dependencies": {"extra": {"required": ["kind"], "properties": {"extra": {"minimum": 10}}}}, "additionalProperties": False},
    "draft07_if_then_else": {"type": "object", "properties": {"temperature": {"type": "number"}, "unit": {"enum": ["C", "K"]}}, "required": ["temperature", "unit"], "additionalProperties": False, "if": {"properties": {"unit": {"const": "K"}}}, "then": {"properties": {"temperature": {"minimum": 0}}}, "else": {"properties": {"temperature": {"minimum": -273.15}}}},
    "draft07_contains": {"type": "array", "items": {"type": "string"}, "contains": {"const": "main"}, "maxItems": 6},
    "draft07_ref_hides_siblings": {"definitions": {"text": {"type": "string"}}, "type": "object", "properties": {"note": {"$ref": "#/definitions/text", "maxLength": 2}}, "required": ["note"], "additionalProperties": False},
    "draft07_root_recursion": {"type": "object", "properties": {"name": {"type": "string"}, "inner": {"$ref": "#"}}, "required": ["name"], "additionalProperties": False},
    "draft07_property_names": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$", "maxLength": 10}, "additionalProperties": {"type": "integer"}},
}.items()}
