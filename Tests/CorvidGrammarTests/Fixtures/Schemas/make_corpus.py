"""Makes corpus.jsonl: every schema with at least three documents that match it and two that do not.

    python make_corpus.py            # with jsonschema and regex installed; the same file each time
"""

import pathlib
import random
import sys
import zlib

import keyword_schemas
import large_schemas
import oracle
import tool_schemas
from documents import Impossible, Sampler, spoilt

FOLDER = pathlib.Path(__file__).parent
GROUPS = {
    "trivial": keyword_schemas.TRIVIAL, "number": keyword_schemas.NUMBERS, "string": keyword_schemas.STRINGS,
    "pattern": keyword_schemas.PATTERNS, "format": keyword_schemas.FORMATS, "array": keyword_schemas.ARRAYS,
    "object": keyword_schemas.OBJECTS, "combination": keyword_schemas.COMBINATIONS, "recursion": keyword_schemas.RECURSION,
    "draft-07": keyword_schemas.OLD_DRAFTS, "enum": large_schemas.ENUMS, "nested": large_schemas.NESTED,
    "kubernetes": large_schemas.KUBERNETES, "tool": tool_schemas.TOOLS,
}
#: Documents longer than this are not taken.
LONGEST = 6000


def valid_documents(schema, checker, seed):
    found = []
    for size in (0.05, 0.35, 0.7, 1.0):
        for attempt in range(120):
            try:
                text = oracle.compact(Sampler(schema, f"{seed}/{size}/{attempt}").document(size))
            except (Impossible, RecursionError, IndexError, ValueError):
                continue
            if len(text) <= LONGEST and text not in found and oracle.complaint(checker, text) is None:
                found.append(text)
                break
    for attempt in range(200):
        if len(found) >= 3:
            break
        try:
            text = oracle.compact(Sampler(schema, f"{seed}/more/{attempt}").document(0.5))
        except (Impossible, RecursionError, IndexError, ValueError):
            continue
        if text not in found and oracle.complaint(checker, text) is None:
            found.append(text)
    return sorted(found, key=len)


def invalid_documents(valid, checker, seed):
    """Spoilt documents, each for another reason where there are as many."""
    chance, found, reasons = random.Random(f"{seed}/spoilt"), [], set()
    values = [oracle.exactly(text) for text in valid]
    for attempt in range(300):
        text = oracle.compact(spoilt(chance.choice(values[:3]), chance))
        if attempt % 60 == 59:  # text that breaks off, or goes on, is wrong for every schema
            base = chance.choice(valid)
            text = base[: len(base) // 2] if len(base) > 5 and chance.random() < 0.5 else base + chance.choice(["]", "}", ",", "\"\""])
        reason = oracle.complaint(checker, text)
        if reason is None or len(text) > LONGEST or any(text == other["document"] for other in found):
            continue
        keyword = reason.split(" at ")[0]
        if keyword in reasons and attempt < 200:
            continue
        reasons.add(keyword)
        found.append({"document": text, "reason": reason})
        if len(found) == 4:
            break
    return found


def main():
    known = previous_marks()
    lines, short = [], []
    for group, schemas in GROUPS.items():
        for name, schema in schemas.items():
            text = oracle.compact(schema)
            checker = oracle.validator(text)
            seed = zlib.crc32(name.encode())
            valid = valid_documents(schema, checker, seed)
            invalid = invalid_documents(valid, checker, seed) if valid else []
            fixed = len(valid) and "const" in (schema if isinstance(schema, dict) else {}) or name in ("only_null", "empty_object_only", "empty_array_only", "any_boolean")
            if (len(valid) < 3 and not fixed) or len(invalid) < 2:
                short.append((name, len(valid), len(invalid)))
            entry = {"name": name, "group": group, "peer_supported": known.get((name, text)), "schema": schema, "valid": valid, "invalid": invalid}
            lines.append(oracle.compact(entry))
    (FOLDER / "corpus.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    print(len(lines), "schemas,", sum(len(line.encode()) for line in lines), "bytes")
    for name, valid, invalid in short:
        print("too few documents:", name, valid, invalid, file=sys.stderr)


def previous_marks():
    """What `peer_benchmark.py --mark` found about the same schemas."""
    path = FOLDER / "corpus.jsonl"
    entries = [oracle.exactly(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return {(entry["name"], oracle.compact(entry["schema"])): entry["peer_supported"] for entry in entries}


if __name__ == "__main__":
    main()
