"""Measures llguidance and xgrammar on a job: a vocabulary, schemas, and documents as token ids.

    corvid grammar bench CORPUS --tokenizer GGUF --peer "python peer_benchmark.py"     # Corvid writes the job
    python make_job.py corpus.jsonl vocabulary.gguf job.json                           # or write it without Corvid
    python peer_benchmark.py job.json [--summary] [--engine llguidance]… [--mark corpus.jsonl]

Needs `pip install llguidance xgrammar numpy`. One thread. A job is

    {"vocabulary": {"tokens": [hexadecimal bytes, …], "special": [id, …], "end": id}, "repetitions": 3,
     "schemas": [{"name": …, "schema": text, "valid": [[id, …], …], "invalid": [[id, …], …]}, …]}

What is measured, for each schema, in nanoseconds, each the best of the repetitions (what else the machine does only
ever adds to a time):

- `compile_ns`: from the text of the schema to the first mask, nothing kept from before, in processor time;
- `fresh_ns`: for each document the time of each of its masks (before every token, and the one after the last), by a
  matcher that is new for the document. What llguidance builds while it runs is then built again for each document;
  xgrammar's compiled grammar is shared;
- `warm_ns`: the same once more by a matcher that has seen the document before, as a busy server has.

Only the mask is timed, written into memory that is there already, by the barest call that the package has. What the
call from Python takes itself is measured with a method that does nothing (`call_overhead_ns`) and already taken off.
White space is off and the separators are compact in both.
"""

import argparse
import ctypes
import importlib.metadata
import json
import os
import sys
import time

os.environ.setdefault("RAYON_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
CLOCK = time.perf_counter_ns
#: Compiling takes long enough to be interrupted, so the process's own time counts there.
COMPILE_CLOCK = time.process_time_ns


class _Heap(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]


def allocated():
    """Bytes that glibc's allocator has given out; 0 with another C library."""
    try:
        count = ctypes.CDLL(None).mallinfo2
    except AttributeError:
        return 0
    count.restype = _Heap
    heap = count()
    return heap.uordblks + heap.hblkhd


def percentile(values, share):
    """The smallest value that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -(-len(ordered) * share // 100) - 1))] if ordered else None


class Vocabulary:
    """What llguidance asks of a tokenizer."""

    def __init__(self, vocabulary):
        self.tokens = [bytes.fromhex(token) for token in vocabulary["tokens"]]
        self.special_token_ids = vocabulary["special"]
        self.eos_token_id = vocabulary["end"]
        self.bos_token_id = None
        special = set(self.special_token_ids)
        self.by_bytes = {token: number for number, token in reversed(list(enumerate(self.tokens))) if number not in special}
        self.longest = max(map(len, self.by_bytes))

    def __call__(self, text):
        text = text if isinstance(text, bytes) else text.encode()
        ids, at = [], 0
        while at < len(text):
            for length in range(min(self.longest, len(text) - at), 0, -1):
                number = self.by_bytes.get(text[at:at + length])
                if number is not None:
                    ids.append(number)
                    at += length
                    break
            else:
                at += 1
        return ids


class LLGuidance:
    name = "llguidance"

    def __init__(self, vocabulary):
        import llguidance
        import numpy
        self.version = llguidance._lib.get_version()
        self.library = llguidance
        self.options = {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}
        wrapper = llguidance.TokenizerWrapper(vocabulary)
        # The slices made for JSON Schema are the faster ones.
        self.tokenizer = llguidance.LLTokenizer(wrapper, slices=llguidance.LLTokenizer.json_slices())
        self.words = numpy.zeros((len(vocabulary.tokens) + 31) // 32, dtype=numpy.int32)
        self.address, self.size = self.words.ctypes.data, self.words.nbytes

    def compiled(self, schema):
        """A function that makes a matcher, or raises ValueError."""
        matcher = self.first(schema)
        error = matcher.get_error()
        if error:
            raise ValueError(error)
        warnings = matcher.get_grammar_warnings()
        if warnings:
            raise ValueError("warns: " + "; ".join(warnings))
        return lambda: self.first(schema)

    def first(self, schema):
        library = self.library
        return library.LLMatcher(self.tokenizer, library.LLMatcher.grammar_from_json_schema(schema, overrides=self.options), log_level=0)

    def to_first_mask(self, schema):
        start = COMPILE_CLOCK()
        self.first(schema).unsafe_compute_mask_ptr(self.address, self.size)
        return COMPILE_CLOCK() - start

    def mask(self, matcher):
        start = CLOCK()
        matcher.unsafe_compute_mask_ptr(self.address, self.size)
        return CLOCK() - start

    def nothing(self, matcher):
        call = matcher.is_stopped
        start = CLOCK()
        call()
        return CLOCK() - start

    def advance(self, matcher, token):
        return matcher.consume_token(token)

    def again(self, matcher):
        matcher.reset()

    def complete(self, matcher):
        return matcher.is_accepting()


class XGrammar:
    name = "xgrammar"

    def __init__(self, vocabulary):
        import torch
        torch.set_num_threads(1)
        import xgrammar
        self.version = importlib.metadata.version("xgrammar")
        self.library = xgrammar
        tokens = list(vocabulary.tokens)
        for number in vocabulary.special_token_ids:
            tokens[number] = b""  # an empty token is one that no text has
        info = xgrammar.TokenizerInfo(tokens, xgrammar.VocabType.RAW, stop_token_ids=[vocabulary.eos_token_id])
        self.compiler = xgrammar.GrammarCompiler(info, max_threads=1, cache_enabled=False)
        self.end = vocabulary.eos_token_id
        self.bitmask = xgrammar.allocate_token_bitmask(1, len(tokens))

    def grammar(self, schema):
        return self.compiler.compile_json_schema(schema, any_whitespace=False, separators=(",", ":"), strict_mode=False)

    def compiled(self, schema):
        try:
            grammar = self.grammar(schema)
        except Exception as error:  # its own exceptions have no common class
            raise ValueError(f"{type(error).__name__}: {error}") from None
        return lambda: self.library.GrammarMatcher(grammar)

    def to_first_mask(self, schema):
        start = COMPILE_CLOCK()
        matcher = self.library.GrammarMatcher(self.grammar(schema))
        matcher._handle.fill_next_token_bitmask(self.bitmask, 0, False)
        return COMPILE_CLOCK() - start

    def mask(self, matcher):
        call = matcher._handle.fill_next_token_bitmask
        bitmask = self.bitmask
        start = CLOCK()
        call(bitmask, 0, False)
        return CLOCK() - start

    def nothing(self, matcher):
        call = matcher._handle.is_terminated
        start = CLOCK()
        call()
        return CLOCK() - start

    def advance(self, matcher, token):
        return matcher.accept_token(token)

    def again(self, matcher):
        matcher.reset()

    def complete(self, matcher):
        # Complete when the token that ends the text is among the allowed ones.
        matcher.fill_next_token_bitmask(self.bitmask)
        end = self.end
        return bool(self.bitmask[0, end // 32].item() >> (end % 32) & 1)


def walk(engine, matcher, ids, best):
    """Times every mask on the way and keeps the shorter time; the position of the token that is refused, or -1."""
    for position, token in enumerate(ids):
        best[position] = min(best[position], engine.mask(matcher))
        if not engine.advance(matcher, token):
            return position
    best[len(ids)] = min(best[len(ids)], engine.mask(matcher))
    return -1 if engine.complete(matcher) else len(ids)


def measure(engine, schema, repetitions):
    """One schema's figures; documents that are refused are named and not counted."""
    text = schema["schema"]
    start = COMPILE_CLOCK()
    try:
        make = engine.compiled(text)
    except ValueError as error:
        return {"name": schema["name"], "refused": str(error).strip().split("\n")[0][:300]}
    took = COMPILE_CLOCK() - start
    # What takes seconds is not repeated: no noise of the machine changes what that says.
    times = [engine.to_first_mask(text) for _ in range(2 * repetitions)] if took < 1e9 else [took]
    if took > 1e9:
        repetitions = 1
    result = {"name": schema["name"], "compile_ns": min(times), "fresh_ns": [], "warm_ns": [], "wrong_rejects": [], "wrong_accepts": []}
    for number, ids in enumerate(schema["valid"]):
        fresh, warm = ([1 << 62] * (len(ids) + 1) for _ in range(2))
        for _ in range(repetitions):
            matcher = make()
            refused = walk(engine, matcher, ids, fresh)
            if refused >= 0:
                break
            for _ in range(2 if repetitions == 1 else 1):
                engine.again(matcher)
                walk(engine, matcher, ids, warm)
        if refused >= 0:
            result["wrong_rejects"].append({"document": number, "token": refused})
            fresh = warm = None
        result["fresh_ns"].append(fresh and [max(0, time - engine.overhead) for time in fresh])
        result["warm_ns"].append(warm and [max(0, time - engine.overhead) for time in warm])
    for number, ids in enumerate(schema["invalid"]):
        matcher = make()
        if all(engine.advance(matcher, token) for token in ids) and engine.complete(matcher):
            result["wrong_accepts"].append(number)
    return result


def memory_each(engine, schemas, count=40):
    """Bytes allocated for each matcher that is alive, its grammar included, after its longest document."""
    kept, before = [], allocated()
    for schema in schemas:
        try:
            make = engine.compiled(schema["schema"])
        except ValueError:
            continue
        matcher = make()
        for token in schema["valid"][-1] if schema["valid"] else []:
            engine.mask(matcher)
            if not engine.advance(matcher, token):
                break
        kept.append(matcher)
        if len(kept) == count:
            break
    return (allocated() - before) // max(1, len(kept))


def summary(report):
    lines = []
    for engine in report["engines"]:
        done = [schema for schema in engine["schemas"] if "refused" not in schema]
        lines.append(f"{engine['name']} {engine['version']}: {len(done)} schemas of {len(engine['schemas'])}, call overhead {engine['call_overhead_ns']} ns (taken off)")
        for kind in ("fresh", "warm"):
            values = [time for schema in done for document in schema[f"{kind}_ns"] if document for time in document]
            lines.append(f"  mask, {kind:5}  p50 {percentile(values, 50) / 1e3:9.2f} us  p99 {percentile(values, 99) / 1e3:9.2f} us  mean {sum(values) / len(values) / 1e3:9.2f} us  max {max(values) / 1e3:9.2f} us  ({len(values)} masks)")
        values = [schema["compile_ns"] for schema in done]
        lines.append(f"  first mask   p50 {percentile(values, 50) / 1e6:9.3f} ms  p99 {percentile(values, 99) / 1e6:9.3f} ms  mean {sum(values) / len(values) / 1e6:9.3f} ms  max {max(values) / 1e6:9.3f} ms")
        lines.append(f"  memory       {engine['bytes_each'] / 1e6:.2f} MB for each matcher with its grammar")
        rejects = [(schema["name"], len(schema["wrong_rejects"])) for schema in done if schema["wrong_rejects"]]
        accepts = [(schema["name"], len(schema["wrong_accepts"])) for schema in done if schema["wrong_accepts"]]
        lines.append(f"  valid documents rejected: {sum(count for _, count in rejects)} in {len(rejects)} schemas: " + ", ".join(f"{name} {count}" for name, count in rejects))
        lines.append(f"  invalid ones accepted: {sum(count for _, count in accepts)} in {len(accepts)} schemas: " + ", ".join(f"{name} {count}" for name, count in accepts))
        lines += [f"  refused: {schema['name']}: {schema['refused'][:160]}" for schema in engine["schemas"] if "refused" in schema]
        lines.append("  slowest to the first mask: " + ", ".join(f"{schema['name']} {schema['compile_ns'] / 1e6:.2f} ms" for schema in sorted(done, key=lambda schema: -schema["compile_ns"])[:6]))
    return "\n".join(lines)


def mark(report, corpus):
    """Writes into the corpus which schemas llguidance takes whole."""
    from oracle import compact, exactly
    taken = {schema["name"]: "refused" not in schema for schema in report["engines"][0]["schemas"]}
    with open(corpus, encoding="utf-8") as file:
        entries = [exactly(line) for line in file]
    with open(corpus, "w", encoding="utf-8") as file:
        for entry in entries:
            entry["peer_supported"] = taken[entry["name"]]
            file.write(compact(entry) + "\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("job")
    arguments.add_argument("--engine", action="append", choices=["llguidance", "xgrammar"])
    arguments.add_argument("--output", help="where the JSON goes (standard output)")
    arguments.add_argument("--summary", action="store_true", help="print a table for people instead")
    arguments.add_argument("--progress", action="store_true", help="tell each schema's name on standard error")
    arguments.add_argument("--mark", metavar="CORPUS", help="write `peer_supported` into the corpus")
    options = arguments.parse_args()
    with open(options.job, encoding="utf-8") as file:
        job = json.load(file)
    vocabulary = Vocabulary(job["vocabulary"])
    report = {"engines": []}
    for kind in (LLGuidance, XGrammar):
        if options.engine and kind.name not in options.engine:
            continue
        engine = kind(vocabulary)
        matcher = engine.compiled('{"type":"integer"}')()
        engine.overhead = percentile([engine.nothing(matcher) for _ in range(5000)], 50)
        bytes_each = memory_each(engine, job["schemas"])
        schemas = []
        for number, schema in enumerate(job["schemas"]):
            if options.progress:
                print(f"{time.time():.1f} {kind.name} {number + 1}/{len(job['schemas'])} {schema['name']}", file=sys.stderr)
            schemas.append(measure(engine, schema, job.get("repetitions", 3)))
        report["engines"].append({"name": kind.name, "version": engine.version, "call_overhead_ns": engine.overhead, "bytes_each": bytes_each, "schemas": schemas})
    if options.mark:
        mark(report, options.mark)
    text = summary(report) if options.summary and not options.output else json.dumps(report, separators=(",", ":"))
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text)
        if options.summary:
            print(summary(report))
    else:
        print(text)


if __name__ == "__main__":
    main()
