"""Documents for a schema: drawn at random, with words and names that real ones have, and spoilt ones.

Drawing only proposes; `oracle.py` decides. A document is a Python value whose objects have their keys in the order of
`properties`, then the rest.
"""

import random
import re
from decimal import Decimal

try:  # Python 3.11 and later
    from re import _parser as sre
except ImportError:
    import sre_parse as sre

WORDS = ("raven jackdaw nest wing feather branch snow river harbour letter window morning evening bread coffee ticket train bridge "
         "garden engine report budget meeting review update server cluster invoice customer order delivery summer winter market "
         "measure signal answer question paper stone silver copper light shadow north south").split()
NAMES = ["Ada Holm", "Bjørn Lie", "Chidi Okafor", "Dara Singh", "Elif Kaya", "Finn O'Neil", "Grete Våge", "Hana Sato", "Iñigo Ruiz", "Jürgen Weiß", "李娜", "Marta Nowak"]
CITIES = ["Bergen", "Tromsø", "Utrecht", "Kyoto", "São Paulo", "Nairobi", "Lisbon", "Reykjavík", "Graz", "Cork"]
SENTENCES = [
    "The ravens came back before the snow did.", "Please send the figures by Thursday noon.", "It rained for 3 days, so we stayed in.",
    "She said \"not yet\" and closed the door.", "First line.\nSecond line, with a tab:\there.", "Check the path C:\\data\\in before you start.",
    "Temperatures fell to -12.5 °C overnight; the harbour froze.", "Der Zug nach Graz fährt um 9:40 Uhr.", "雪の朝、からすが三羽。", "Costs rose by 4 % — less than we feared.",
    "SELECT name, total FROM orders WHERE total > 100 ORDER BY total DESC LIMIT 10", "for (i = 0; i < n; i++) { sum += a[i]; }", "Nothing to report today 🐦"]


class Impossible(Exception):
    """This way of drawing leads nowhere."""


class Sampler:
    def __init__(self, root, seed):
        self.root = root
        self.chance = random.Random(seed)
        self.budget = 0

    def document(self, size):
        """A document; `size` in 0...1 says how long it tends to be."""
        self.size, self.budget = size, int(20 + 380 * size)
        return self.value(self.root, "", 0)

    def resolve(self, reference):
        if not reference.startswith("#"):
            raise Impossible
        if reference == "#":
            return self.root
        if not reference.startswith("#/"):
            return self._anchor(self.root, reference[1:])
        found = self.root
        for part in reference[2:].split("/"):
            part = part.replace("~1", "/").replace("~0", "~")
            found = found[int(part)] if isinstance(found, list) else found[part]
        return found

    def _anchor(self, schema, name):
        if isinstance(schema, dict):
            if schema.get("$anchor") == name:
                return schema
            for value in schema.values():
                found = self._anchor(value, name)
                if found is not None:
                    return found
        return None

    def merged(self, schema, depth):
        """The schema with what stands in `$ref`, `allOf`, a branch of `anyOf` and so on drawn into it."""
        if schema is True:
            return {}
        if schema is False or depth > 40:
            raise Impossible
        result = {key: value for key, value in schema.items() if key not in ("$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "dependencies")}
        parts = []
        if "$ref" in schema:
            target = self.resolve(schema["$ref"])
            parts.append(target)
            if schema.get("$ref") and self.root is not True and "draft-07" in str(self.root.get("$schema", "") if isinstance(self.root, dict) else ""):
                result = {}
        parts += schema.get("allOf", [])
        for key in ("anyOf", "oneOf"):
            if key in schema:
                branches = schema[key]
                if depth > 6 or self.budget < 0:  # the way out of a recursion is mostly the shortest branch
                    branches = sorted(branches, key=lambda branch: len(str(branch)))[: max(1, len(branches) // 2)]
                parts.append(self.chance.choice(branches))
        if "if" in schema:
            if self.chance.random() < 0.5:
                parts += [schema["if"], schema.get("then", {})]
            else:
                parts.append(schema.get("else", {}))
        for key, dependent in {**schema.get("dependentSchemas", {}), **schema.get("dependencies", {})}.items():
            if isinstance(dependent, dict) and self.chance.random() < 0.5:
                parts.append({**dependent, "required": [key] + dependent.get("required", [])})
        for part in parts:
            result = self._both(result, self.merged(part, depth + 1))
        return result

    def _both(self, one, other):
        result = dict(one)
        for key, value in other.items():
            if key not in result:
                result[key] = value
            elif key == "properties":
                properties = dict(result[key])
                for name, sub in value.items():
                    properties[name] = {"allOf": [properties[name], sub]} if name in properties else sub
                result[key] = properties
            elif key == "required":
                result[key] = list(dict.fromkeys(result[key] + value))
            elif key in ("minimum", "minLength", "minItems", "exclusiveMinimum"):
                result[key] = max(result[key], value)
            elif key in ("maximum", "maxLength", "maxItems", "exclusiveMaximum"):
                result[key] = min(result[key], value)
            elif key == "enum":
                result[key] = [item for item in result[key] if item in value]
            elif key == "type":
                ours, theirs = ([kind] if isinstance(kind, str) else kind for kind in (result[key], value))
                kinds = [kind for kind in ours if kind in theirs]
                if not kinds and "integer" in list(ours) + list(theirs):
                    kinds = ["integer"]
                result[key] = kinds
        return result

    def value(self, schema, key, depth):
        self.budget -= 1
        schema = self.merged(schema, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            if not schema["enum"]:
                raise Impossible
            return self.chance.choice(schema["enum"])
        kinds = schema.get("type")
        if kinds is None:
            kinds = self._guess(schema, depth)
        kind = kinds if isinstance(kinds, str) else self.chance.choice(kinds) if kinds else None
        if kind is None:
            raise Impossible
        return getattr(self, "_" + kind)(schema, key, depth + 1)

    def _guess(self, schema, depth):
        if any(word in schema for word in ("properties", "required", "patternProperties", "additionalProperties", "propertyNames", "minProperties", "unevaluatedProperties")):
            return "object"
        if any(word in schema for word in ("items", "prefixItems", "contains", "minItems", "uniqueItems", "maxItems")):
            return "array"
        if any(word in schema for word in ("minimum", "maximum", "multipleOf", "exclusiveMinimum")):
            return "number"
        if any(word in schema for word in ("pattern", "minLength", "maxLength", "format")):
            return "string"
        return ["string", "integer", "number", "boolean", "null"] + (["array", "object"] if depth < 3 and self.budget > 0 else [])

    def _null(self, schema, key, depth):
        return None

    def _boolean(self, schema, key, depth):
        return self.chance.random() < 0.5

    def _integer(self, schema, key, depth):
        return self._number({**schema, "_whole": True}, key, depth)

    def _number(self, schema, key, depth):
        low, high = schema.get("minimum"), schema.get("maximum")
        step = schema.get("multipleOf")
        whole = schema.get("_whole", False)
        exclusive_low, exclusive_high = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
        if exclusive_low is not None and (low is None or exclusive_low >= low):
            low = exclusive_low
        if exclusive_high is not None and (high is None or exclusive_high <= high):
            high = exclusive_high
        magnitude = self.chance.choice([9, 99, 999, 12345, 7654321])
        if low is None:
            low = (high if high is not None else 0) - (magnitude if high is not None or self.chance.random() < 0.3 else 0)
        if high is None:
            high = low + magnitude
        low, high = Decimal(str(low)), Decimal(str(high))
        if step is not None:
            step = Decimal(str(step))
            first, last = (low / step).to_integral_value(), (high / step).to_integral_value()
            value = step * self.chance.randint(int(first), int(last))
        elif whole:
            value = Decimal(self.chance.choice([int(low), int(high), self.chance.randint(int(low), max(int(low), int(high)))]))
            if exclusive_low is not None and value == low:
                value += 1
            if exclusive_high is not None and value == high:
                value -= 1
        else:
            digits = self.chance.choice([0, 1, 1, 2, 2, 4])
            value = low + (high - low) * Decimal(self.chance.randint(0, 10**6)) / 10**6
            value = value.quantize(Decimal(1).scaleb(-digits)) if abs(value) < 10**12 else value
        text = format(value, "f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        if text in ("-0", ""):
            text = "0"
        return int(text) if "." not in text else Decimal(text)

    def _string(self, schema, key, depth):
        if "pattern" in schema:
            for _ in range(20):
                text = from_pattern(schema["pattern"], self.chance)
                if schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", 10**9):
                    return text
            raise Impossible
        if "format" in schema:
            return FORMATS[schema["format"]](self.chance)
        text = self._words(key)
        low, high = schema.get("minLength", 0), schema.get("maxLength")
        while len(text) < low:
            text += (" " if text else "") + self._words(key)
        return text if high is None else text[:high]

    def _words(self, key):
        key, chance = key.lower(), self.chance
        if "city" in key or "place" in key or key in ("from", "to", "location"):
            return chance.choice(CITIES)
        if "name" in key or key in ("author", "customer", "who", "holder", "assignee", "white", "black"):
            return chance.choice(NAMES)
        if any(word in key for word in ("path", "file", "folder", "source", "directory")):
            return "/".join(chance.sample(WORDS, chance.randint(1, 3))) + chance.choice(["", ".swift", ".txt", ".json", ""])
        if any(word in key for word in ("text", "body", "content", "description", "comment", "message", "note", "query", "question", "prompt", "thought", "task", "summary", "reason")):
            count = 1 + int(self.size * chance.randint(0, 4))
            return " ".join(chance.choice(SENTENCES) for _ in range(count))
        if chance.random() < 0.1:
            return chance.choice(SENTENCES)
        return " ".join(chance.sample(WORDS, chance.randint(1, 3)))

    def _array(self, schema, key, depth):
        prefix = schema.get("prefixItems", [])
        rest = schema.get("items", {})
        if isinstance(rest, list):
            prefix, rest = rest, schema.get("additionalItems", {})
        low = schema.get("minItems", 0)
        high = schema.get("maxItems")
        if rest is False or schema.get("unevaluatedItems") is False:
            high = len(prefix) if high is None else min(high, len(prefix))
        free = max(low, 1 + int(self.size * 6)) if self.budget > 0 and depth < 14 else low
        count = self.chance.randint(low, max(low, free) if high is None else max(low, min(high, free)))
        if high and high - low > 60 and self.size > 0.8:
            count = min(high, low + 60)
        wanted = []
        if "contains" in schema and schema["contains"] is not False:
            for _ in range(schema.get("minContains", 1)):
                wanted.append(self.value({"allOf": [rest if rest is not False else {}, schema["contains"]]}, key, depth))
        result = []
        for position in range(max(count, len(wanted))):
            part = prefix[position] if position < len(prefix) else rest
            for _ in range(20):
                value = wanted[position] if position < len(wanted) else self.value(part, key.rstrip("s"), depth)
                if not schema.get("uniqueItems") or value not in result:
                    result.append(value)
                    break
        if "contains" in schema:
            self.chance.shuffle(result)
        return result

    def _object(self, schema, key, depth):
        properties, required = schema.get("properties", {}), schema.get("required", [])
        keep = 0.15 + 0.75 * self.size if self.budget > 0 and depth < 14 else 0.0
        if len(properties) > 12:
            keep *= 0.6
        chosen = [name for name in properties if name in required or self.chance.random() < keep]
        for name, needed in {**schema.get("dependentRequired", {}), **{k: v for k, v in schema.get("dependencies", {}).items() if isinstance(v, list)}}.items():
            if name in chosen:
                chosen = [other for other in properties if other in chosen or other in needed]
        result = {name: self.value(properties[name], name, depth) for name in chosen}
        extra = schema.get("additionalProperties", schema.get("unevaluatedProperties", {}))
        for name in required:
            if name not in result:
                result[name] = self.value(extra, name, depth)
        low, high = schema.get("minProperties", 0), schema.get("maxProperties", 99)
        patterns = schema.get("patternProperties", {})
        open_ended = extra is not False or patterns
        count = self.chance.randint(0, 1 + int(self.size * 4)) if open_ended and self.budget > 0 else 0
        if "properties" in schema and not patterns and "additionalProperties" not in schema:
            count = min(count, 1) if self.chance.random() < 0.3 else 0
        for _ in range(60):
            if len(result) >= min(high, max(low, len(chosen) + count)):
                break
            names = schema.get("propertyNames", {})
            if patterns and (extra is False or self.chance.random() < 0.7):
                pattern = self.chance.choice(list(patterns))
                name = from_pattern(pattern, self.chance)
                if name not in properties:
                    result[name] = self.value(patterns[pattern], name, depth)
            elif extra is not False:
                name = self.value({"type": "string", **names}, "", depth) if names else self.chance.choice(WORDS)
                if name not in properties:
                    result[name] = self.value(extra, name, depth)
            elif len(result) < low:
                for name in properties:
                    if name not in result:
                        result[name] = self.value(properties[name], name, depth)
                        break
                result = {name: result[name] for name in list(properties) if name in result}
            else:
                break
        return result


def from_pattern(pattern, chance):
    """A text that a pattern of moderate difficulty matches; lookahead is left to the oracle's judgement."""
    pattern = pattern.replace("\\p{L}", "[a-zA-Zäöüßéøåа-яα-ω]")
    text = _draw(sre.parse(pattern, re.ASCII), chance)
    if not pattern.startswith("^") and chance.random() < 0.5 and "^" not in pattern:
        text = chance.choice(WORDS) + text
    if not pattern.endswith("$") and chance.random() < 0.7:
        text = text + chance.choice(WORDS)
    return text


_CLASSES = {"CATEGORY_DIGIT": "0123456789", "CATEGORY_WORD": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789_", "CATEGORY_SPACE": " ",
            "CATEGORY_NOT_DIGIT": "abcxyz -_", "CATEGORY_NOT_SPACE": "abcXYZ0189.-_", "CATEGORY_NOT_WORD": " -./"}


def _members(items):
    negated, found = False, []
    for code, argument in items:
        name = str(code)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found.append(chr(argument))
        elif name == "RANGE":
            found += [chr(code) for code in range(argument[0], min(argument[1], argument[0] + 400) + 1)]
        else:
            found += _CLASSES[str(argument)]
    if not negated:
        return found
    return [c for c in "abcdefghijklmnopqrstuvwxyz 0123456789äø,.:;-_" if c not in found]


def _draw(parsed, chance):
    text = ""
    for code, argument in parsed:
        name = str(code)
        if name == "LITERAL":
            text += chr(argument)
        elif name == "NOT_LITERAL":
            text += chance.choice([c for c in "abcdefghij klmnop" if ord(c) != argument])
        elif name == "ANY":
            text += chance.choice("abcdefgh XYZ019")
        elif name == "IN":
            text += chance.choice(_members(argument))
        elif name == "BRANCH":
            text += _draw(chance.choice(argument[1]), chance)
        elif name == "SUBPATTERN":
            text += _draw(argument[3], chance)
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, high, part = argument
            for _ in range(chance.randint(low, min(int(high), low + chance.choice([1, 3, 6, 12])))):
                text += _draw(part, chance)
        elif name in ("AT", "ASSERT", "ASSERT_NOT"):
            pass
        else:
            raise Impossible
    return text


def _hex(chance, count):
    return "".join(chance.choice("0123456789abcdef") for _ in range(count))


def _host(chance):
    return ".".join(chance.sample(WORDS, chance.randint(1, 2)) + [chance.choice(["com", "org", "no", "example"])])


def _date(chance):
    return f"{chance.randint(1970, 2039)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def _time(chance):
    fraction = chance.choice(["", "", ".5", ".125"])
    return f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}{fraction}" + chance.choice(["Z", "Z", "+01:00", "-08:30"])


FORMATS = {
    "date": _date, "time": _time, "date-time": lambda c: _date(c) + "T" + _time(c),
    "duration": lambda c: c.choice(["P3D", "PT90M", "P1Y2M10DT2H30M", "P4W", "PT0.5S", "PT36H"][:4] + ["PT36H", "P1M"]),
    "email": lambda c: c.choice(NAMES[:4]).split()[0].lower().replace("ø", "o") + c.choice(["", ".holm", "+news", "_2"]) + "@" + _host(c),
    "hostname": _host, "ipv4": lambda c: ".".join(str(c.randint(0, 255)) for _ in range(4)),
    "ipv6": lambda c: c.choice(["::1", "fe80::" + _hex(c, 4) + ":1", "2001:db8::" + _hex(c, 4), ":".join("%x" % c.randint(1, 65535) for _ in range(8))]),
    "uri": lambda c: "https://" + _host(c) + "/" + "/".join(c.sample(WORDS, c.randint(0, 3))) + c.choice(["", "?page=2", "#top", "?q=a%20b&n=10"]),
    "uuid": lambda c: "-".join(_hex(c, n) for n in (8, 4, 4, 4, 12)),
    "json-pointer": lambda c: "".join("/" + c.choice(WORDS + ["0", "a~1b"]) for _ in range(c.randint(0, 4))),
    "regex": lambda c: c.choice(["^[a-z]+$", "a|b", "(x{2,3})?y*", "\\d{4}-\\d{2}", "[^\"]*"]),
}


def spoilt(value, chance):
    """The value with one thing in it changed, taken away or put in."""
    places = list(_places(value))
    path = chance.choice(places)
    return _replaced(value, path, chance)


def _places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _places(part, path + (key,))
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _places(part, path + (position,))


def _replaced(value, path, chance):
    if path:
        copy = dict(value) if isinstance(value, dict) else list(value)
        copy[path[0]] = _replaced(value[path[0]], path[1:], chance)
        return copy
    if isinstance(value, dict) and chance.random() < 0.8:
        copy = dict(value)
        if copy and chance.random() < 0.6:
            del copy[chance.choice(list(copy))]
        else:
            copy[chance.choice(["surplus", "Extra", "zz"])] = chance.choice([1, "x", None])
        return copy
    if isinstance(value, list) and chance.random() < 0.8:
        action = chance.randrange(3)
        if value and action == 0:
            return value[:-1]
        if value and action == 1:
            return value + [value[0]] * chance.choice([1, 3, 80])
        return value + [{"odd": True}]
    if isinstance(value, str) and chance.random() < 0.7:
        return chance.choice([value + "!", value[:-1], value.upper(), value.swapcase() + " ", "", value * 20, value + "é", "x" + value])
    if isinstance(value, bool):
        return chance.choice([str(value).lower(), None, 0, not value])
    if isinstance(value, (int, Decimal)) and chance.random() < 0.7:
        return chance.choice([-value - 1, value + Decimal("0.001"), value * 1000 + 1, str(value), value + 1])
    return chance.choice([None, 17, "odd", [], {}, False])
