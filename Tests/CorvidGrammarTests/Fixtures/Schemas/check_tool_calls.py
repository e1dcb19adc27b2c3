"""Validates generated tool calls with jsonschema, independently of Corvid.

    CORVID_TOOL_CALLS=10000 CORVID_TOOL_CALLS_OUTPUT=calls.jsonl Tests/run --filter ToolCallTests
    python check_tool_calls.py calls.jsonl

Each line is an object with `schema`, `output` (the text) and counts. Exits with 1 when a call is no JSON or invalid.
Needs the package jsonschema.
"""

import json
import sys

import jsonschema


def strict_object(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("equal keys")
    return dict(pairs)


def main(path):
    validators = {}
    count = invalid = forced = tokens = 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            call = json.loads(line)
            key = json.dumps(call["schema"])
            if key not in validators:
                jsonschema.Draft202012Validator.check_schema(call["schema"])
                validators[key] = jsonschema.Draft202012Validator(
                    call["schema"], format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
            count += 1
            forced += call["forced"]
            tokens += call["tokens"]
            try:
                validators[key].validate(json.loads(call["output"], object_pairs_hook=strict_object))
            except (ValueError, jsonschema.ValidationError) as error:
                invalid += 1
                print(f"call {call['number']}: {call['output']!r}: {error}".splitlines()[0])
    print(f"{count} calls of {len(validators)} schemas, {invalid} invalid, "
          f"{forced} of {tokens} tokens forced ({100 * forced / max(tokens, 1):.1f} %)")
    return 1 if invalid or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
