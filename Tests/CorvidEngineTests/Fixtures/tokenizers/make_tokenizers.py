#!/usr/bin/env python3
"""Train small tokenizers of the common kinds and record how they encode.

    make_tokenizers.py OUTPUT_DIR [--retrain] [--cases N]

For every NAME the output directory receives NAME.json, a Hugging Face
tokenizer.json, and NAME.cases.jsonl with lines

    {"text": ..., "ids": [...], "decoded": ..., "ids_with_special": [...]}

`ids` are without the tokens that the post-processor adds, `decoded` decodes
them without skipping special tokens, and `ids_with_special`, present on the
first lines only, includes what the post-processor adds.

    gpt2                 byte-level BPE, the GPT-2 expression
    llama3               byte-level BPE, the Llama 3 expression, ignore_merges
    qwen2                byte-level BPE, the Qwen 2 expression, NFC
    smollm               byte-level BPE, every digit apart
    llama2               BPE over "▁" text with byte fallback, no pre-tokenizer
    gemma                BPE over "▁" text without a prefix, byte fallback
    metaspace            BPE with Metaspace ("first"), byte fallback
    unigram              Unigram, Nmt and NFKC, Metaspace, byte fallback
    unigram_precompiled  Unigram with a precompiled character map and <unk>
    wordpiece            uncased WordPiece as BERT has it

An existing NAME.json is kept unless --retrain is given, because not every
trainer repeats its results exactly; the cases are always written anew. The
training text is the Python standard library beside a few lines in other
languages.
"""

import argparse
import collections
import io
import json
import os
import random
import sysconfig
import tempfile
from pathlib import Path

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import sentencepiece  # noqa: E402
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models,  # noqa: E402
                        normalizers, pre_tokenizers, processors, trainers)

from random_unicode_cases import (CASING, COMBINED, CONTRACTIONS, EMOJI, NUMBERS,  # noqa: E402
                                  ODD, SPACES, random_text)

MODULES = ["argparse.py", "textwrap.py", "string.py", "statistics.py", "pathlib.py",
           "datetime.py", "calendar.py", "difflib.py", "random.py", "heapq.py"]

OTHER_LANGUAGES = """
Der Rabe saß auf dem großen Baum und krächzte. Über den Dächern wehte ein kühler Wind.
Le corbeau était perché sur l'arbre, naïf et déçu; la forêt dormait à côté du château.
El cuervo voló más allá de la montaña; ¿quién lo vio mañana? ¡Nadie!
Ворон сидел на ветке и смотрел на реку. Привет, мир! Как дела сегодня?
Το κοράκι κάθεται στο δέντρο και κοιτάζει τη θάλασσα. Καλημέρα κόσμε!
乌鸦坐在树上看着河水。你好，世界！今天天气很好，我们去公园散步吧。
からすが木の上にとまっています。こんにちは、世界。カタカナとひらがな。
까마귀가 나무 위에 앉아 있다. 안녕하세요, 세계! 오늘은 날씨가 좋습니다.
جلس الغراب على الشجرة ونظر إلى النهر. مرحبا بالعالم.
העורב ישב על העץ והביט בנהר. שלום עולם.
कौआ पेड़ पर बैठा था और नदी को देख रहा था। नमस्ते दुनिया।
อีกานั่งอยู่บนต้นไม้และมองดูแม่น้ำ สวัสดีชาวโลก
Con quạ đậu trên cành cây và nhìn dòng sông. Xin chào thế giới!
Kuzgun ağacın üstünde oturdu, ırmağa baktı. İstanbul'da hava güzel.
😀 😂 👍 👍🏽 🎉 ❤️ 👨‍👩‍👧‍👦 🇩🇪 🚀 😀😀😀
"""

LLAMA3_EXPRESSION = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2_EXPRESSION = LLAMA3_EXPRESSION.replace(r"\p{N}{1,3}", r"\p{N}")

NORMALISATION_RULES = {
    # Source text and its replacement in the precompiled character map.
    "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "…": "...", "\u00a0": " ", "\u3000": " ", "\u2003": " ",
    "\t": " ", "\n": " ", "\r": " ", "\u200b": "", "\ufeff": "", "\u00ad": "",
    "\u212b": "\u00c5", "\u2126": "\u03a9", "½": "1\u20442", "²": "2", "①": "1", "Ａ": "A",
    "ａ": "a", "１": "1", "ｱ": "ア", "か\u3099": "\u304c", "ｶﾞ": "\u30ac", "e\u0301": "\u00e9",
    "a\u0308": "\u00e4", "㍿": "株式会社", "\u0001": "", "\u007f": "", "İ": "i\u0307", "ß": "ss",
}

CONTROL_TOKENS = {
    "gpt2": ["<|endoftext|>"],
    "llama3": ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>",
               "<|end_header_id|>", "<|eot_id|>"],
    "qwen2": ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
    "smollm": ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
    "llama2": ["<unk>", "<s>", "</s>"],
    "gemma": ["<pad>", "<eos>", "<bos>", "<unk>"],
    "metaspace": ["<unk>", "<s>", "</s>"],
    "unigram": ["<unk>", "<s>", "</s>"],
    "unigram_precompiled": ["<s>", "<pad>", "</s>", "<unk>"],
    "wordpiece": ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
}

# Further added tokens, one for every flag.
FLAGGED_TOKENS = [
    AddedToken("<left>", lstrip=True, special=True),
    AddedToken("<right>", rstrip=True, special=True),
    AddedToken("<both>", lstrip=True, rstrip=True, special=True),
    AddedToken("<word>", single_word=True, special=True),
    AddedToken("<Plain>", special=False, normalized=False),
    AddedToken("Ñorm", special=False, normalized=True),
]

VOCABULARY = 1200
CASES = 300
BYTE_TOKENS = [f"<0x{byte:02X}>" for byte in range(256)]


def training_lines():
    """Lines of the standard library and of other languages."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    lines = OTHER_LANGUAGES.strip().split("\n") * 8
    for module in MODULES:
        lines += (folder / module).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.strip()]


def byte_level(name, lines, splitter, **options):
    """A byte-level BPE tokenizer around the given pre-tokenizer."""
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.pre_tokenizer = splitter
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=CONTROL_TOKENS[name], show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    return tokenizer


def split_by(expression):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(expression), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def byte_fallback_bpe(name, lines):
    """A BPE tokenizer over "▁" text; the caller sets its remaining parts."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=VOCABULARY + 256, limit_alphabet=350, show_progress=False,
        special_tokens=CONTROL_TOKENS[name] + BYTE_TOKENS))
    # The byte tokens belong to the vocabulary but are not added tokens.
    state = json.loads(tokenizer.to_str())
    state["added_tokens"] = [token for token in state["added_tokens"]
                             if token["content"] not in BYTE_TOKENS]
    state["pre_tokenizer"] = None
    return Tokenizer.from_str(json.dumps(state))


def byte_fallback_decoder(strip):
    parts = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    return decoders.Sequence(parts + ([decoders.Strip(" ", 1, 0)] if strip else []))


def template(tokenizer, begin, end=None):
    """Have the post-processor add `begin` and, if given, `end`."""
    names = [name for name in (begin, end) if name]
    single = " ".join([begin, "$A"] + ([end] if end else []))
    return processors.TemplateProcessing(
        single=single, pair=single + " $B:1" + (f" {end}:1" if end else ""),
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in names])


def train_gpt2(lines):
    return byte_level("gpt2", lines, pre_tokenizers.ByteLevel(add_prefix_space=False))


def train_llama3(lines):
    tokenizer = byte_level("llama3", lines, split_by(LLAMA3_EXPRESSION), ignore_merges=True)
    tokenizer.post_processor = processors.Sequence([
        processors.ByteLevel(trim_offsets=False), template(tokenizer, "<|begin_of_text|>")])
    return tokenizer


def train_qwen2(lines):
    tokenizer = byte_level("qwen2", lines, split_by(QWEN2_EXPRESSION))
    tokenizer.normalizer = normalizers.NFC()
    return tokenizer


def train_smollm(lines):
    return byte_level("smollm", lines, pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False)]))


def train_llama2(lines):
    tokenizer = byte_fallback_bpe("llama2", lines)
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = byte_fallback_decoder(strip=True)
    tokenizer.post_processor = template(tokenizer, "<s>")
    return tokenizer


def train_gemma(lines):
    tokenizer = byte_fallback_bpe("gemma", lines)
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    tokenizer.decoder = byte_fallback_decoder(strip=False)
    tokenizer.post_processor = template(tokenizer, "<bos>")
    return tokenizer


def train_metaspace(lines):
    tokenizer = byte_fallback_bpe("metaspace", lines)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.decoder = byte_fallback_decoder(strip=True)
    tokenizer.post_processor = template(tokenizer, "<s>")
    return tokenizer


def sentencepiece_unigram(lines, **options):
    """Train with SentencePiece; returns its pieces with scores and its model."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, model_type="unigram",
        character_coverage=0.995, num_threads=1, minloglevel=2, **options)
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [(processor.id_to_piece(number), processor.get_score(number))
              for number in range(processor.get_piece_size())]
    return pieces, model.getvalue()


def train_unigram(lines):
    pieces, _ = sentencepiece_unigram(
        lines, vocab_size=VOCABULARY + 256, byte_fallback=True,
        normalization_rule_name="nmt_nfkc", unk_id=0, bos_id=1, eos_id=2)
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Sequence([
        decoders.ByteFallback(), decoders.Metaspace(), decoders.Fuse()])
    tokenizer.add_special_tokens(CONTROL_TOKENS["unigram"])
    tokenizer.post_processor = template(tokenizer, "<s>", "</s>")
    return tokenizer


def train_unigram_precompiled(lines):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as rules:
        for source, target in NORMALISATION_RULES.items():
            columns = [" ".join(f"{ord(letter):X}" for letter in text)
                       for text in (source, target)]
            rules.write("\t".join(columns) + "\n")
        rules.flush()
        pieces, serialised = sentencepiece_unigram(
            lines, vocab_size=VOCABULARY, normalization_rule_tsv=rules.name,
            bos_id=0, pad_id=1, eos_id=2, unk_id=3)
    from sentencepiece import sentencepiece_model_pb2

    proto = sentencepiece_model_pb2.ModelProto.FromString(serialised)
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
        normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(CONTROL_TOKENS["unigram_precompiled"])
    tokenizer.post_processor = template(tokenizer, "<s>", "</s>")
    return tokenizer


def train_wordpiece(lines):
    """WordPiece from character, word and affix counts, which repeats exactly."""
    normalizer, splitter = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    counts = collections.Counter()
    for line in lines:
        counts.update(word for word, _ in
                      splitter.pre_tokenize_str(normalizer.normalize_str(line)))
    letters, longer = collections.Counter(), collections.Counter()
    for word, count in counts.items():
        for letter in word:
            letters[letter] += count
        if len(word) > 1:
            longer[word] += count
        for length in (2, 3, 4):
            if len(word) > length:
                longer[word[:length]] += count // 2
                longer["##" + word[-length:]] += count // 2

    def common(counter, limit):
        return [item for item, _ in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))][:limit]

    alphabet = common(letters, 220)
    pieces = CONTROL_TOKENS["wordpiece"] + alphabet
    pieces += ["##" + letter for letter in alphabet if letter.isalnum()]
    pieces += common(longer, VOCABULARY)
    vocabulary = list(dict.fromkeys(pieces))[:VOCABULARY]
    tokenizer = Tokenizer(models.WordPiece(
        {piece: number for number, piece in enumerate(vocabulary)},
        unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, splitter
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens(CONTROL_TOKENS["wordpiece"])
    tokenizer.post_processor = template(tokenizer, "[CLS]", "[SEP]")
    return tokenizer


TRAINERS = {name: globals()[f"train_{name}"] for name in CONTROL_TOKENS}


def fixed_texts(name):
    """Texts that every tokenizer is asked about."""
    control = CONTROL_TOKENS[name]
    texts = ["Hello world", " Hello  world ", "", " ", "  ", "\n", "a", "A b c", "x" * 150,
             "The raven's wing isn't WE'LL they'Ve I'D", "line\nline\r\nline\rline\n\n\nend\n",
             "    four\n\tone\n\t\ttwo \n", "1", "12", "123", "1234", "12345678", "3.14159e-10",
             "١٢٣٤ ५६७ ๑๒ １２３ 𝟙𝟚𝟛", "foo(bar)[baz]{qux};", "a,b , c ,d", "!!!???...",
             "hello\u00a0world\u3000again", "tab\ttab\t\ttab", "  \n  \n  x", "x  \n", " \n x",
             "ünïcödé Ünïcödé", "Straße STRASSE straße", "İstanbul ISI ısı", "ΣΊΣΥΦΟΣ σίσυφος",
             "日本語のテキスト、漢字。", "한국어 텍스트", "עברית RTL עם English", "مرحبا 123 بالعالم",
             "ไม่มีช่องว่าง", "हिन्दी देवनागरी", "e\u0301 vs é", "가 vs \u1100\u1161",
             "A\u030a Å Å", "ﬁ ﬂ ﬃ ½ ² ① ㍿", "a\u200bb\u200cc\u200dd\ufeffe", "\ufeffBOM",
             "\u202eright\u202c", "zero\0byte", "bell\x07 del\x7f", "\u0378\u0379 unassigned",
             "\ue000\U000f0000 private", "\ufffd \ufffe \uffff", "\U0010ffff", "𐍈 𝒜 𠀀 𓀀",
             "👨‍👩‍👧‍👦👍🏽🏳️‍🌈🇩🇪1️⃣", "▁under ▁▁ score_ Ġ Ċ <0x0A>", "=" * 40, "-" * 17 + "\n",
             " " * 16 + "x", "\n" * 9, "ab" * 40, "https://example.org/~a/b?c=d&e=%20#f",
             "user@example.org", "C:\\path\\file.txt", "snake_case camelCase PascalCase",
             "don’t ‘quote’ “double” — dash…", "'s's 's''s", "'ſ 'S", "K\u0301 Z͑ͫ̓ͪ̂",
             "un-be-liev-able", "$100.00 €5 ¥7", "a\u00adb soft", "\u0085next\u2028line\u2029para"]
    for token in control + [added.content for added in FLAGGED_TOKENS]:
        texts += [token, f"a{token}b", f"a {token} b", f"  {token}  ", f"{token}{token} {token}\n"]
    texts += [control[0][:-1], control[-1].upper(), "ñorm ÑORM N\u0303orm Ñorms", "<WORD> <words>"]
    return texts


def case_texts(name, count):
    """The fixed texts, the odd fragments in context, then random text."""
    rng = random.Random(f"cases {name}")
    texts = fixed_texts(name)
    for fragments in (SPACES, ODD, COMBINED, EMOJI, CASING, NUMBERS, CONTRACTIONS):
        for fragment in fragments:
            texts.append(rng.choice(["{0}", "a{0}b", "a {0} b", "{0}{0}", "1{0}2", ".{0}!"]).format(fragment))
    texts = list(dict.fromkeys(texts))
    added = CONTROL_TOKENS[name] + [token.content for token in FLAGGED_TOKENS]
    if len(texts) > count - 40:
        texts = texts[:100] + rng.sample(texts[100:], count - 140)
    while len(texts) < count:
        texts.append(random_text(rng, 8, added))
    return texts


def write_cases(path, name, tokenizer, count):
    with open(path, "w", encoding="ascii") as output:
        for number, text in enumerate(case_texts(name, count)):
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            case = {"text": text, "ids": ids,
                    "decoded": tokenizer.decode(ids, skip_special_tokens=False)}
            if number < 8:
                case["ids_with_special"] = tokenizer.encode(text).ids
            output.write(json.dumps(case, separators=(",", ":")) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--retrain", action="store_true")
    parser.add_argument("--cases", type=int, default=CASES)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    lines = None
    for name, train in TRAINERS.items():
        path = options.output / f"{name}.json"
        if options.retrain or not path.exists():
            lines = lines or training_lines()
            tokenizer = train(lines)
            tokenizer.add_tokens(FLAGGED_TOKENS)
            tokenizer.save(str(path), pretty=False)
        tokenizer = Tokenizer.from_file(str(path))
        cases = options.output / f"{name}.cases.jsonl"
        write_cases(cases, name, tokenizer, options.cases)
        print(f"{name}: {tokenizer.get_vocab_size()} tokens, {path.stat().st_size} and "
              f"{cases.stat().st_size} bytes")


if __name__ == "__main__":
    main()
