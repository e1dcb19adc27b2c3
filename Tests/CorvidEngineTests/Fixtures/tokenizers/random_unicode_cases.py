#!/usr/bin/env python3
"""Write random Unicode strings with their token ids, for one tokenizer.

    random_unicode_cases.py TOKENIZER OUTPUT.jsonl [--count N] [--seed N]

TOKENIZER is a Hugging Face tokenizer.json, encoded with `tokenizers`, or a GGUF
file (a vocabulary suffices), encoded by llama.cpp through `llama_cpp`. Every
line of the output is {"t": TEXT, "i": [ID, ...]} in ASCII JSON. No special
tokens are added in either case; a tokenizer.json recognises its added tokens in
the text, as it always does, whereas a GGUF file is used with `parse_special`
off.

Strings are made of fragments: words, contractions, digits of several scripts,
white space of every kind, line ends, combining sequences, emoji sequences,
right-to-left text, Hangul jamo, casing pitfalls, long runs and code points
drawn from all planes, surrogates excepted.
"""

import argparse
import ctypes
import json
import random
import sys
import unicodedata
from pathlib import Path

WORDS = """the raven quick brown fox jumps over lazy dog Hello World HTTPServer
camelCase snake_case über naïve façade Straße Ελλάδα σίγμα привет Москва שלום مرحبا
नमस्ते ไทย 你好 世界 こんにちは カタカナ 안녕하세요 Việt İstanbul ısı ﬁligree Ångström
e.g. i.e. foo() x+=1; {"key":[1,2]} http://example.org/a?b=c&d=%20 @user #tag --flag
<html> </div> \\n \\t $x^2$ 3.14 1e-9 0xFF C++ rock'n'roll""".split()

CONTRACTIONS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'T", "'RE", "'Ve", "'LL",
                "\u2019s", "\u2019t", "'\u017f", "''", "'", "I'm", "don't", "WE'RE", "it's"]

SPACES = [" ", "  ", "   ", "\t", "\n", "\r\n", "\r", "\n\n", " \n", "\n ", "\t\t", "\v", "\f",
          "\u0085", "\u00a0", "\u1680", "\u2000", "\u2003", "\u2009", "\u200a", "\u2028",
          "\u2029", "\u202f", "\u205f", "\u3000", "\u180e", "\u200b", "\ufeff", "\u2060"]

DIGIT_ZEROS = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10, 0x1D7CE, 0x1D7D8, 0x104A0]
NUMBERS = ["½", "¾", "²", "Ⅷ", "①", "㊿", "𒐀", "〇", "五", "፩", "௲", "ⅿ"]

COMBINED = ["e\u0301", "é", "a\u0308\u0323", "ạ\u0308", "\u0301", "q\u0307\u0323",
            "q\u0323\u0307", "o\u0302\u0301", "ộ", "\u1100\u1161\u11a8", "각", "\u1112\u1161",
            "\u11ab", "가\u11a8", "\u0915\u094d\u0937", "\u0e01\u0e33", "\u0344", "\u212b",
            "\u2126", "\u1e9b\u0323", "\u0958", "\ufb1d", "\u0f71\u0f72", "\u3099", "か\u3099",
            "Z\u0351\u036b\u0343\u036a\u0302", "\U0001d15e", "\U0001d1bf", "\U000110b9\U000110ba"]

EMOJI = ["😀", "👍🏽", "👨\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "🇩🇪", "🇩", "❤️", "❤",
         "1️⃣", "🧑🏿\u200d🚀", "\ufe0f", "\u200d", "🫠", "☕", "🏴\U000e0067\U000e0062\U000e007f"]

CASING = ["ß", "ẞ", "İ", "i\u0307", "ı", "I", "Σ", "ς", "σ", "ŉ", "Ǆ", "ǅ", "ǆ", "ﬃ", "ΐ",
          "K", "Å", "ſ", "Ա", "Ⴀ", "ა", "Ა", "Ꭰ", "ꭰ", "𐐀", "𐐨", "ᾳ", "ᾼ"]

ODD = ["\0", "\x01", "\x1b", "\x7f", "\x80", "\x9f", "\u00ad", "\u061c", "\u200e", "\u202e",
       "\u2066", "\ufffc", "\ufffd", "\ufffe", "\uffff", "\u0378", "\ue000", "\U000f0000",
       "\U0010fffd", "\U0010ffff", "\U0001f9ff", "\U0002a6df", "\U00020000", "\U000e0001",
       "\u2581", "\u0120", "\u010a", "\u0100", "<0x41>", "\u2f00", "\uf900", "㍿", "\ufdfa",
       "\u1f71", "\u037e", "…", "—", "–", "“", "”", "«", "、", "。", "・", "¿", "€", "₿", "™"]

PUNCTUATION = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

BLOCKS = [(0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x36F), (0x370, 0x52F), (0x530, 0x6FF),
          (0x700, 0xDFF), (0xE00, 0x137F), (0x13A0, 0x1CFF), (0x1D00, 0x23FF),
          (0x2400, 0x2BFF), (0x2C00, 0x2FFF), (0x3000, 0x33FF), (0x3400, 0x9FFF),
          (0xA000, 0xABFF), (0xAC00, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x12FFF),
          (0x13000, 0x1AFFF), (0x1B000, 0x1EFFF), (0x1F000, 0x1FAFF), (0x20000, 0x323AF),
          (0x40000, 0x10FFFF)]


def digits(rng):
    zero = rng.choice(DIGIT_ZEROS)
    return "".join(chr(zero + rng.randrange(10)) for _ in range(rng.choice([1, 1, 2, 3, 4, 5, 7, 12])))


def code_point(rng):
    first, last = rng.choice(BLOCKS)
    return chr(rng.randint(first, last))


def run(rng):
    unit = rng.choice([" ", "\n", "\t", "a", "=", "-", "0", "é", "你", "😀", "\r\n", "\u0301"])
    return unit * rng.choice([3, 4, 7, 8, 15, 16, 17, 33])


def recased(rng):
    word = rng.choice(WORDS)
    return rng.choice([word.upper, word.lower, word.title, word.swapcase])()


def renormalised(rng):
    form = rng.choice(["NFC", "NFD", "NFKC", "NFKD"])
    return unicodedata.normalize(form, rng.choice(WORDS + COMBINED))


FRAGMENTS = [
    (8, lambda rng: rng.choice(WORDS)),
    (8, lambda rng: " " + rng.choice(WORDS)),
    (3, lambda rng: rng.choice(CONTRACTIONS)),
    (8, lambda rng: rng.choice(SPACES)),
    (4, digits),
    (1, lambda rng: rng.choice(NUMBERS)),
    (3, lambda rng: rng.choice(COMBINED)),
    (3, lambda rng: rng.choice(EMOJI)),
    (3, lambda rng: rng.choice(CASING)),
    (3, lambda rng: rng.choice(ODD)),
    (5, lambda rng: rng.choice(PUNCTUATION)),
    (1, run),
    (2, recased),
    (2, renormalised),
    (6, code_point),
]
FRAGMENT_WEIGHTS = [weight for weight, _ in FRAGMENTS]
FRAGMENT_MAKERS = [maker for _, maker in FRAGMENTS]


def random_text(rng, longest=12, extra=()):
    """A random string of up to `longest` fragments; `extra` ones are rare."""
    parts = []
    for maker in rng.choices(FRAGMENT_MAKERS, FRAGMENT_WEIGHTS, k=rng.randint(1, longest)):
        parts.append(rng.choice(extra) if extra and rng.random() < 0.03 else maker(rng))
    return "".join(parts)


def hugging_face_encoder(path):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    added = [token.content for token in tokenizer.get_added_tokens_decoder().values()]

    def encode(texts):
        return [encoding.ids for encoding in
                tokenizer.encode_batch(texts, add_special_tokens=False)]

    return encode, added


def llama_cpp_encoder(path):
    import llama_cpp

    silent = llama_cpp.llama_log_callback(lambda level, text, user: None)
    llama_cpp.llama_log_set(silent, None)
    parameters = llama_cpp.llama_model_default_params()
    parameters.vocab_only = True
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), parameters)
    if not model:
        raise SystemExit(f"llama.cpp cannot load {path}")
    vocabulary = llama_cpp.llama_model_get_vocab(model)

    def encode_one(text):
        data = text.encode("utf-8")
        ids = (ctypes.c_int32 * (2 * len(data) + 16))()
        count = llama_cpp.llama_tokenize(
            vocabulary, data, len(data), ids, len(ids), False, False)
        if count < 0:
            raise RuntimeError(f"llama_tokenize wants {-count} ids")
        return ids[:count]

    def encode(texts):
        encode.keep = silent  # the library still refers to the callback
        return [encode_one(text) for text in texts]

    return encode, []


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    is_gguf = options.tokenizer.suffix == ".gguf"
    encode, added = (llama_cpp_encoder if is_gguf else hugging_face_encoder)(options.tokenizer)
    rng = random.Random(options.seed)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with open(options.output, "w", encoding="ascii") as output:
        for start in range(0, options.count, 1000):
            texts = [random_text(rng, extra=added)
                     for _ in range(min(1000, options.count - start))]
            for text, ids in zip(texts, encode(texts)):
                output.write(json.dumps({"t": text, "i": ids}, separators=(",", ":")) + "\n")
    print(f"{options.output.name}: {options.count} strings", file=sys.stderr)


if __name__ == "__main__":
    main()
