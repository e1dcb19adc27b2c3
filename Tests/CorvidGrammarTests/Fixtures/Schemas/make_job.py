"""Writes a job for `peer_benchmark.py` from a corpus and a GGUF vocabulary: python make_job.py CORPUS GGUF JOB

Tokens are llama.cpp's own (through the package `llama_cpp`); `corvid grammar bench` writes the same job with Corvid's.
"""

import ctypes
import json
import sys

import llama_cpp

from oracle import compact, exactly


def main(corpus, path, job):
    parameters = llama_cpp.llama_model_default_params()
    parameters.vocab_only = True
    vocabulary = llama_cpp.llama_model_get_vocab(llama_cpp.llama_model_load_from_file(path.encode(), parameters))
    buffer = ctypes.create_string_buffer(1 << 16)
    tokens, special = [], []
    for token in range(llama_cpp.llama_vocab_n_tokens(vocabulary)):
        count = llama_cpp.llama_token_to_piece(vocabulary, token, buffer, len(buffer), 0, True)
        tokens.append(bytes(buffer[:count]).hex())
        if llama_cpp.llama_token_get_attr(vocabulary, token) & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL:
            special.append(token)

    def ids(text):
        data = text.encode()
        found = (llama_cpp.llama_token * (len(data) + 8))()
        count = llama_cpp.llama_tokenize(vocabulary, data, len(data), found, len(found), False, False)
        assert b"".join(bytes.fromhex(tokens[token]) for token in found[:count]) == data
        return list(found[:count])

    schemas = []
    with open(corpus, encoding="utf-8") as file:
        for entry in map(exactly, file):
            schemas.append({"name": entry["name"], "schema": compact(entry["schema"]), "valid": [ids(text) for text in entry["valid"]],
                            "invalid": [ids(wrong["document"]) for wrong in entry["invalid"]]})
    end = llama_cpp.llama_vocab_eos(vocabulary)
    with open(job, "w", encoding="utf-8") as file:
        json.dump({"vocabulary": {"tokens": tokens, "special": special, "end": end}, "repetitions": 3, "schemas": schemas}, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
