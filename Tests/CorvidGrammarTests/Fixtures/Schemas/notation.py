"""Short words for JSON schemas, so that the corpus reads like a list of tools."""


def _described(schema, text):
    if text:
        schema["description"] = text
    return schema


def S(text=None, **keywords):
    return _described({"type": "string", **keywords}, text)


def I(low=None, high=None, text=None, **keywords):
    schema = {"type": "integer"}
    if low is not None:
        schema["minimum"] = low
    if high is not None:
        schema["maximum"] = high
    return _described({**schema, **keywords}, text)


def N(low=None, high=None, text=None, **keywords):
    return {**I(low, high, text, **keywords), "type": "number"}


def B(text=None):
    return _described({"type": "boolean"}, text)


def E(*values, text=None):
    schema = {"enum": list(values)}
    if all(isinstance(value, str) for value in values):
        schema = {"type": "string", **schema}
    return _described(schema, text)


def A(items, low=None, high=None, text=None, **keywords):
    schema = {"type": "array", "items": items}
    if low is not None:
        schema["minItems"] = low
    if high is not None:
        schema["maxItems"] = high
    return _described({**schema, **keywords}, text)


def F(name, text=None):
    return S(text, format=name)


def P(pattern, text=None):
    return S(text, pattern=pattern)


def R(name):
    return {"$ref": f"#/$defs/{name}"}


def O(properties, text=None, closed=True, **keywords):
    """An object; a key that ends in `?` is not required."""
    schema = {
        "type": "object",
        "properties": {key.rstrip("?"): value for key, value in properties.items()},
    }
    required = [key for key in properties if not key.endswith("?")]
    if required:
        schema["required"] = required
    if closed:
        schema["additionalProperties"] = False
    return _described({**schema, **keywords}, text)
