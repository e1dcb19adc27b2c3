#!/usr/bin/env python3
"""Convert the tiny checkpoints to GGUF with llama.cpp's own converter.

    convert_checkpoints.py LLAMA_CPP_SOURCE CHECKPOINTS_DIR OUTPUT_DIR [FAMILY ...]

The converter recognises only published tokenizers; the vocabulary is therefore
taken from tokenizer.json here (pre-tokenizer "gpt-2", WordPiece for bert), and
everything else is left to the converter. Tensors are written as F32.
"""

import argparse
import json
import shutil
import sys
import tempfile
import traceback
from pathlib import Path


def vocabulary(folder, size, gguf):
    state = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    special = {token["id"]: token["content"] for token in state["added_tokens"]}
    by_id = {number: text for text, number in state["model"]["vocab"].items()} | special
    tokens = [by_id.get(number, f"[PAD{number}]") for number in range(size)]
    types = [gguf.TokenType.CONTROL if number in special else
             gguf.TokenType.NORMAL if number in by_id else gguf.TokenType.UNUSED
             for number in range(size)]
    merges = [merge if isinstance(merge, str) else " ".join(merge)
              for merge in state["model"].get("merges", [])]
    return tokens, types, merges


def convert(source, folder, target):
    import gguf
    from conversion import ModelBase, ModelType, get_model_architecture, get_model_class

    def set_vocab(self):
        writer = self.gguf_writer
        tokens, types, merges = vocabulary(folder, self.hparams["vocab_size"], gguf)
        if folder.name == "bert":
            tokens = [token if kind == gguf.TokenType.CONTROL else
                      token[2:] if token.startswith("##") else "\u2581" + token
                      for token, kind in zip(tokens, types)]
            writer.add_tokenizer_model("bert")
            writer.add_tokenizer_pre("jina-v2-en")
            writer.add_token_type_count(2)
            writer.add_pad_token_id(0)
            writer.add_unk_token_id(1)
            writer.add_sep_token_id(3)
            writer.add_mask_token_id(4)
            self.vocab_size = len(tokens)
        else:
            writer.add_tokenizer_model("gpt2")
            writer.add_tokenizer_pre("gpt-2")
            writer.add_token_merges(merges)
            writer.add_bos_token_id(0)
            writer.add_eos_token_id(0)
            writer.add_add_bos_token(False)
        writer.add_token_list(tokens)
        writer.add_token_types(types)

    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("expected.safetensors"))
        if folder.name == "bert":  # what a sentence-transformers folder has beside it
            (copy / "modules.json").write_text(json.dumps([
                {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]))
            (copy / "1_Pooling").mkdir()
            (copy / "1_Pooling" / "config.json").write_text(json.dumps(
                {"pooling_mode_mean_tokens": True}))
        hparams = ModelBase.load_hparams(copy, False)
        kind = get_model_class(get_model_architecture(hparams, ModelType.TEXT))
        kind = type(kind.__name__, (kind,), {"set_vocab": set_vocab, "model_arch": kind.model_arch})
        model = kind(copy, gguf.LlamaFileType.ALL_F32, target, model_name="tiny")
        model.write()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("checkpoints", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("families", nargs="*")
    options = parser.parse_args()
    sys.path[:0] = [str(options.source), str(options.source / "gguf-py")]
    import torch

    options.output.mkdir(parents=True, exist_ok=True)
    families = options.families or sorted(p.name for p in options.checkpoints.iterdir())
    for family in families:
        target = options.output / f"{family}.gguf"
        try:
            with torch.inference_mode():
                convert(options.source, options.checkpoints / family, target)
            print(family, target.stat().st_size)
        except Exception:
            print(family, "FAILED")
            traceback.print_exc()


if __name__ == "__main__":
    main()
