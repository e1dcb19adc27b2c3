"""The judge of the corpus: Python's `jsonschema`, with exact decimal numbers and patterns as ECMA-262 has them."""

import json
from decimal import Decimal, getcontext

import jsonschema
import jsonschema._keywords
import jsonschema._utils
import regex


getcontext().prec = 2000  # divisions by `multipleOf` have to be exact


class _Patterns:
    """Stands in for `re` inside jsonschema: classes are ASCII, `$` is the very end, `\\p{…}` is known."""

    @staticmethod
    def search(pattern, text):
        ends = regex.sub(r"(?<!\\)\$", r"\\Z", pattern)
        return regex.search(ends, text, regex.ASCII if "\\p" not in pattern else 0)


for module in (jsonschema._keywords, jsonschema._utils):
    module.re = _Patterns

_FORMATS = jsonschema.FormatChecker(formats=())


def _checks(name, pattern):
    found = regex.compile(pattern)
    _FORMATS.checks(name)(lambda text: not isinstance(text, str) or found.fullmatch(text) is not None)


@_FORMATS.checks("regex", raises=regex.error)
def _is_pattern(text):
    return not isinstance(text, str) or regex.compile(text) is not None


for _name in ("date", "ipv4", "ipv6"):
    _FORMATS.checkers[_name] = jsonschema.FormatChecker.checkers[_name]
# Simple forms of the rest: the corpus has no borderline cases, which belong to the tests of the formats themselves.
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?([zZ]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_checks("time", _TIME)
_checks("date-time", r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[tT]" + _TIME)
_checks("duration", r"P([0-9]+W|(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?)")
_checks("email", r"[A-Za-z0-9._%+!#$&'*/=?^`{|}~-]+@" + _LABEL + r"(\." + _LABEL + r")*")
_checks("hostname", _LABEL + r"(\." + _LABEL + r")*")
_checks("uri", r"[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")
_checks("uuid", r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_checks("json-pointer", r"(/([^~/]|~[01])*)*")


def _is_integer(checker, value):
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())


def exactly(text):
    """The value of a JSON text, numbers kept exact."""
    return json.loads(text, parse_float=Decimal)


def compact(value):
    """The canonical text: no white space, characters as they are, numbers as they were."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return "{" + ",".join(json.dumps(key, ensure_ascii=False) + ":" + compact(part) for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(compact(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def validator(schema):
    """A validator for a schema given as text."""
    schema = exactly(schema)
    kind = jsonschema.validators.validator_for(schema, default=jsonschema.Draft202012Validator)
    kind.check_schema(json.loads(compact(schema)), format_checker=jsonschema.FormatChecker(formats=()))
    kind = jsonschema.validators.extend(kind, type_checker=kind.TYPE_CHECKER.redefine("integer", _is_integer))
    return kind(schema, format_checker=_FORMATS)


def complaint(checker, text):
    """Why a text is no instance of the schema, in a few words; None when it is one."""
    try:
        value = exactly(text)
    except ValueError as error:
        return f"no JSON: {error}"
    found = jsonschema.exceptions.best_match(checker.iter_errors(value))
    if found is None:
        return None
    where = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in found.absolute_path)
    return f"{found.validator} at {where or 'the top'}: {found.message[:160]}"
