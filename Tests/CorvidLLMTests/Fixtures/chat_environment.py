"""The environment in which `transformers` (5.x) compiles chat templates, rebuilt on jinja2 alone, with a fixed clock."""

import functools
import json
import time

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = 1_772_366_400  # 2026-03-01 12:00:00 UTC


class Generation(jinja2.ext.Extension):
    """`{% generation %}`: marks what the assistant wrote; the text is printed as it is."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_body"), [], [], body).set_lineno(line)

    def _body(self, caller):
        return caller()


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


class Dictionary:
    def __call__(self, *args, **kwargs):
        return dict(*args, **kwargs)


class Namespace(jinja2.utils.Namespace):
    def __init__(*args, **kwargs):
        self, args = args[0], args[1:]
        attributes = dict(*args, **kwargs)
        for name in attributes:
            Namespace._check(name)
        jinja2.utils.Namespace.__init__(self, attributes)

    def __setitem__(self, name, value):
        Namespace._check(name)
        jinja2.utils.Namespace.__setitem__(self, name, value)

    @staticmethod
    def _check(name):
        if isinstance(name, str) and name.startswith("_"):
            raise jinja2.exceptions.SecurityError(name)


def make_environment():
    made = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    made.filters["tojson"] = tojson
    made.globals["raise_exception"] = raise_exception
    made.globals["strftime_now"] = lambda format: time.strftime(format, time.localtime(NOW))
    made.globals["dict"] = Dictionary()
    made.globals["namespace"] = Namespace
    return made


ENVIRONMENT = make_environment()


@functools.lru_cache(maxsize=16)
def compiled(template):
    return ENVIRONMENT.from_string(template)


def render(template, variables):
    """The rendered text, or the exception."""
    try:
        return compiled(template).render(**variables)
    except Exception as error:  # whatever a template does
        return error
