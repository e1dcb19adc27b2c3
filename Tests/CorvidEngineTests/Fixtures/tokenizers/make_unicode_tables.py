"""Writes Sources/CorvidEngine/Tokenizer/UnicodeTables.swift by asking the Hugging Face `tokenizers` library.

Usage: make_unicode_tables.py FLAGS_15 OUT
FLAGS_15: a text file with one "first last" pair of hexadecimal numbers a line: the code points assigned in Unicode 15.0
(the version of llama.cpp's tables).

Every property is what `tokenizers` itself answers for each code point, so that the tables agree with it wherever the
libraries inside it disagree with one another about the version of Unicode (tokenizers 0.23.3: Unicode 16 for patterns,
Unicode 8 for punctuation and accents of BERT, Unicode 9 to 12 for normal forms).
"""
import sys
import unicodedata
from tokenizers import Regex, normalizers as N, pre_tokenizers as P

CHARACTERS = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def matching(pattern):
    found, remove = set(), N.Replace(Regex(pattern), "")
    for i in range(0, len(CHARACTERS), 4096):
        text = "".join(CHARACTERS[i:i + 4096])
        found |= set(text) - set(remove.normalize_str(text))
    return found


def isolating(pre_tokenizer, pieces=3):
    return {c for c in CHARACTERS if len(pre_tokenizer.pre_tokenize_str("a" + c + "a")) == pieces}


def digits(values):
    """Variable-length numbers, five bits a character, least significant first, from '0' upwards."""
    out = []
    for value in values:
        while True:
            low, value = value & 31, value >> 5
            out.append(chr(0x30 + low + (32 if value else 0)))
            if not value:
                break
    return "".join(out)


def literal(name, comment, values):
    text = digits(values)
    lines = [f"    /// {comment}", f"    static let {name}: StaticString = #\"\"\""]
    lines += ["        " + text[i:i + 108] for i in range(0, len(text), 108)]
    lines += ["        \"\"\"#", ""]
    return lines


def bert(**options):
    defaults = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return N.BertNormalizer(**{**defaults, **options})


def main(assigned_15, out):
    old = set()
    for line in open(assigned_15):
        first, last = (int(x, 16) for x in line.split())
        old.update(map(chr, range(first, last + 1)))
    assigned = matching(r"\P{Cn}")
    clean = bert(clean_text=True)
    accents = bert(strip_accents=True)
    # The order is that of UnicodeClass in Swift.
    sets = [matching(r"\p{%s}" % p) for p in ["L", "N", "M", "P", "S", "Z", "Lu", "Ll", "Lt", "Lm", "Lo", "Nd"]]
    sets.append(matching(r"\s"))
    sets.append(matching(r"\w"))
    sets.append(isolating(P.Whitespace(), 1))
    sets.append(isolating(P.BertPreTokenizer()))
    sets.append({c for c in CHARACTERS if N.StripAccents().normalize_str(c) == ""})
    sets.append({c for c in CHARACTERS if accents.normalize_str(c) == ""})
    sets.append({c for c in CHARACTERS if clean.normalize_str(c) == ""})
    sets.append(isolating(P.Digits(True)))
    sets.append(assigned)
    sets.append(matching(r"\p{Han}"))
    sets.append(assigned - old)
    sets.append(matching(r"\p{Mn}"))
    sets.append(matching(r"[\p{Cc}\p{Cf}\p{Co}]"))
    palette, runs, previous = {}, [], None
    masks = [0] * 0x110000
    for bit, members in enumerate(sets):
        for c in members:
            masks[ord(c)] |= 1 << bit
    for mask in masks:
        index = palette.setdefault(mask, len(palette))
        if index == previous:
            runs[-1][1] += 1
        else:
            runs.append([index, 1])
            previous = index
    assert len(palette) <= 256
    class_values = [len(palette)] + list(palette) + [v for run in runs for v in run]

    nfd, nfkd, nfc, lower = N.NFD(), N.NFKD(), N.NFC(), N.Lowercase()
    canonical, compatible, pairs, lowers = [], [], [], []
    last_canonical = last_compatible = last_lower = 0
    for c in CHARACTERS:
        code = ord(c)
        mapped = lower.normalize_str(c)
        if mapped != c and len(mapped) == 1:
            lowers += [code - last_lower, ord(mapped)]
            last_lower = code
        if 0xAC00 <= code < 0xD7A4:
            continue
        d = nfd.normalize_str(c)
        if d != c:
            canonical += [code - last_canonical, len(d)] + [ord(x) for x in d]
            last_canonical = code
            # The pair that composes to this: everything but the last composed again, and the last.
            head, tail = nfc.normalize_str(d[:-1]), d[-1]
            if nfc.normalize_str(c) == c and len(d) > 1 and len(head) == 1:
                pairs += [ord(head), ord(tail), code]
        k = nfkd.normalize_str(c)
        if k != d:
            compatible += [code - last_compatible, len(k)] + [ord(x) for x in k]
            last_compatible = code
    classes, last = [], 0
    for c in CHARACTERS:
        value = unicodedata.combining(c)
        if value == 0:
            continue
        # Listed only where the library reorders it, that is, knows its class.
        if value > 1:
            known = nfd.normalize_str("a" + c + "\u0334") != nfd.normalize_str("a" + c) + "\u0334"
        else:
            known = nfd.normalize_str("a\u0345" + c) != "a\u0345" + c
        if known:
            classes += [ord(c) - last, value]
            last = ord(c)

    lines = [
        "// Made by Tests/CorvidEngineTests/Fixtures/tokenizers/make_unicode_tables.py; do not edit.",
        "",
        "/// Data of the Unicode Character Database as ``UnicodeClasses`` and ``UnicodeNormalization`` decode them.",
        "///",
        "/// Numbers of five bits a character, least significant first, from '0' upwards; 32 marks that more follow.",
        "enum UnicodeTables {",
    ]
    lines += literal("classes", "Count of palette entries, the palette's masks, then runs: palette index and length.",
                     class_values)
    lines += literal("canonical", "Full canonical decompositions: code point less the previous, count, scalars.", canonical)
    lines += literal("compatible", "Full compatibility decompositions where they differ, in the same form.", compatible)
    lines += literal("compositions", "Primary compositions: first, second, composed.", pairs)
    lines += literal("combining", "Canonical combining classes: code point less the previous, class.", classes)
    lines += literal("lowercase", "Simple lower-case mappings: code point less the previous, mapped.", lowers)
    lines[-1] = "}"
    open(out, "w").write("\n".join(lines) + "\n")
    print(len(palette), "palette,", len(runs), "runs,", len(canonical), len(compatible), len(pairs), len(classes))


main(*sys.argv[1:])
