#!/usr/bin/env python3
"""Write tiny random Hugging Face checkpoints with their expected outputs.

One folder per model family is written below the output directory:

    config.json           as checkpoints of that family publish it
    model*.safetensors    random weights (the `llama` one is sharded)
    tokenizer.json        a byte-level BPE of the model's vocabulary size
                          (WordPiece for `bert`)
    expected.safetensors  what `transformers` computes from the folder

`expected.safetensors` of a language model holds

    prompt_long.ids, prompt_long.logits     40 ids, logits of all positions
    prompt_short.ids, prompt_short.logits    7 ids, logits of all positions
    greedy.ids                              the greedy continuation of the
                                            short prompt, 64 ids (24 for
                                            `phi3_longrope`, whose rotary
                                            factors change at 32 positions)

and that of `bert` holds `sentence_I.ids` and `sentence_I.embedding` (mean
pooled, L2 normalised) for three sentences, the texts being in the file's
metadata. Ids are int64, everything else is float32, computed in float32 on the
CPU from the stored weights widened to float32. The metadata also tells the
smallest gap between the two highest logits along the greedy continuation and
the largest deviation of the float32 logits from float64 ones.

Weights are scaled so that activations stay of order one and logits are peaked;
norm weights and biases are random as well, so that omitting one shows. Seeds
are tried in order until the greedy continuation is varied, has comfortable
margins and contains no special token. For given versions of the libraries the
weights, tokenizers and ids are reproducible exactly, logits and embeddings to
float32 rounding.

    make_checkpoints.py OUTPUT_DIR [--only FAMILY ...] [--first-seed N]
"""

import argparse
import json
import math
import shutil
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from tokenizers import (Tokenizer, decoders, models, normalizers,
                        pre_tokenizers, processors, trainers)
from transformers import AutoConfig, AutoModel, AutoModelForCausalLM

VOCABULARY = 288
LONG_PROMPT = 40
SHORT_PROMPT = 7
GREEDY_STEPS = 64
MINIMUM_GAP = 5e-3
MINIMUM_DISTINCT = 20
SPECIAL_TOKENS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>"]

SENTENCES = [
    "The raven croaked.",
    "A small model answers quickly, even on an old machine.",
    "Seven black birds sat upon the wire and watched the rain fall over the "
    "valley until the evening came.",
]

TRAINING_TEXT = SENTENCES + [
    "The crow and the raven are birds of the same family.",
    "They remember faces, use tools and hide their food for the winter.",
    "In the morning the water stands still and the reeds are silent.",
    "She wrote the letter, folded it twice and put it into the drawer.",
    "There is nothing to be done about the weather, said the captain.",
    "Numbers such as 1, 23 and 456 appear in the text as well.",
]

# The fields every decoder below shares.
BASE = {
    "vocab_size": VOCABULARY,
    "hidden_size": 64,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
    "hidden_act": "silu",
    "rms_norm_eps": 1e-5,
    "rope_theta": 10000.0,
    "tie_word_embeddings": False,
    "bos_token_id": 0,
    "eos_token_id": 0,
    "initializer_range": 0.02,
    "use_cache": True,
}


def published(architecture, model_type, torch_dtype, **fields):
    """A config.json as checkpoints are published; `...` drops a field."""
    result = {"architectures": [architecture], "model_type": model_type,
              "torch_dtype": torch_dtype, **BASE, **fields}
    return {key: value for key, value in result.items() if value is not ...}


FAMILIES = {
    "llama": published(
        "LlamaForCausalLM", "llama", "float32",
        head_dim=16, attention_bias=False, mlp_bias=False,
        rope_theta=500000.0,
        rope_scaling={"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                      "high_freq_factor": 4.0, "original_max_position_embeddings": 64}),
    "llama_smol": published(
        "LlamaForCausalLM", "llama", "bfloat16",
        hidden_size=48, num_attention_heads=3, num_key_value_heads=1, intermediate_size=96,
        attention_bias=False, tie_word_embeddings=True, rope_theta=100000.0,
        rope_scaling=None),
    "mistral": published(
        "MistralForCausalLM", "mistral", "bfloat16", sliding_window=8, head_dim=16,
        rope_theta=10000.0),
    "qwen2": published(
        "Qwen2ForCausalLM", "qwen2", "float32", tie_word_embeddings=True,
        rms_norm_eps=1e-6, rope_theta=1000000.0, use_sliding_window=False,
        sliding_window=128, max_window_layers=2),
    # The newer form of config.json: `dtype` and `rope_parameters`.
    "qwen3": published(
        "Qwen3ForCausalLM", "qwen3", ..., dtype="float32", tie_word_embeddings=True,
        num_attention_heads=3, num_key_value_heads=1, head_dim=32, attention_bias=False,
        rms_norm_eps=1e-6, rope_theta=..., use_sliding_window=False, sliding_window=None,
        layer_types=["full_attention", "full_attention"],
        rope_parameters={"rope_type": "default", "rope_theta": 1000000.0}),
    "qwen3_moe": published(
        "Qwen3MoeForCausalLM", "qwen3_moe", "bfloat16", tie_word_embeddings=True,
        head_dim=32, attention_bias=False, rms_norm_eps=1e-6, rope_theta=1000000.0,
        num_attention_heads=3, num_key_value_heads=1,
        num_experts=8, num_experts_per_tok=2, moe_intermediate_size=32,
        norm_topk_prob=True, decoder_sparse_step=1, mlp_only_layers=[],
        output_router_logits=False, use_sliding_window=False, sliding_window=None),
    "gemma3_text": published(
        "Gemma3ForCausalLM", "gemma3_text", "float32", hidden_act=...,
        hidden_activation="gelu_pytorch_tanh", num_hidden_layers=3,
        num_key_value_heads=1, head_dim=16, query_pre_attn_scalar=24, attention_bias=False,
        rms_norm_eps=1e-6, rope_theta=1000000.0, rope_local_base_freq=10000.0,
        rope_scaling=None, sliding_window=8, sliding_window_pattern=3,
        attn_logit_softcapping=None, final_logit_softcapping=None,
        tie_word_embeddings=True),
    "phi3": published(
        "Phi3ForCausalLM", "phi3", "bfloat16", num_key_value_heads=4,
        original_max_position_embeddings=128, rope_scaling=None, sliding_window=None,
        tie_word_embeddings=False, pad_token_id=3),
    "phi3_longrope": published(
        "Phi3ForCausalLM", "phi3", "bfloat16", tie_word_embeddings=True,
        original_max_position_embeddings=32, partial_rotary_factor=0.75,
        sliding_window=None, pad_token_id=3,
        rope_scaling={"type": "longrope",
                      "short_factor": [1.0, 1.05, 1.1, 1.2, 1.3, 1.5],
                      "long_factor": [1.0, 1.4, 2.1, 3.0, 3.6, 4.2]}),
    "lfm2": published(
        "Lfm2ForCausalLM", "lfm2", "bfloat16", hidden_act=..., intermediate_size=...,
        rms_norm_eps=..., tie_word_embeddings=..., num_hidden_layers=4,
        block_ff_dim=96, block_auto_adjust_ff_dim=True, block_ffn_dim_multiplier=1.0,
        block_multiple_of=32, conv_L_cache=3, conv_bias=False, norm_eps=1e-5,
        rope_theta=1000000.0, tie_embedding=True, pad_token_id=3,
        layer_types=["conv", "full_attention", "conv", "full_attention"]),
    "gpt2": {
        "architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "torch_dtype": "float16",
        "vocab_size": VOCABULARY, "n_positions": 128, "n_ctx": 128, "n_embd": 64,
        "n_layer": 2, "n_head": 4, "n_inner": None, "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5, "initializer_range": 0.02,
        "bos_token_id": 0, "eos_token_id": 0},
    "bert": {
        "architectures": ["BertModel"], "model_type": "bert", "torch_dtype": "float32",
        "vocab_size": VOCABULARY, "hidden_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 4, "intermediate_size": 96, "hidden_act": "gelu",
        "max_position_embeddings": 64, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
        "position_embedding_type": "absolute", "pad_token_id": 0,
        "initializer_range": 0.02},
}

GREEDY_STEPS_BY_FAMILY = {"phi3_longrope": 24}
SHARD_SIZES = {"llama": "150KB"}


def byte_level_tokenizer():
    """A byte-level BPE tokenizer with exactly VOCABULARY entries."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(TRAINING_TEXT, trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=SPECIAL_TOKENS, show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    return tokenizer


def word_piece_tokenizer():
    """An uncased WordPiece tokenizer with exactly VOCABULARY entries.

    Its vocabulary is assembled here because the library's WordPiece trainer
    does not repeat its results: single characters, then alternately whole
    words, beginnings and endings of words, in the order of the text.
    """
    normalizer = normalizers.BertNormalizer(lowercase=True)
    splitter = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words = [word for text in TRAINING_TEXT
             for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))]
    alphabet = sorted(set("".join(words)))
    pieces = special + alphabet + ["##" + letter for letter in alphabet if letter.isalnum()]
    longer = [word for word in words if len(word) > 1]
    for word in longer:
        pieces += [word] if len(word) < 6 else [word[:3], "##" + word[-3:]]
    vocabulary = list(dict.fromkeys(pieces))
    for word in longer:  # fill up with whatever is left
        vocabulary += [piece for piece in (word, word[:4]) if piece not in vocabulary]
    tokenizer = Tokenizer(models.WordPiece(
        {piece: number for number, piece in enumerate(vocabulary[:VOCABULARY])},
        unk_token="[UNK]"))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = splitter
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, special.index(name)) for name in ("[CLS]", "[SEP]")])
    return tokenizer


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@torch.no_grad()
def randomise(model, family, generator):
    """Replace every parameter of `model` by a suitably scaled random one."""

    def normal(shape, deviation):
        return torch.randn(shape, generator=generator) * deviation

    for name, parameter in model.named_parameters():
        shape = parameter.shape
        lower = name.lower()
        if "norm" in lower or ".ln_" in lower:
            if lower.endswith("bias"):
                value = normal(shape, 0.2)
            elif family == "gemma3_text":  # stored as an offset from one
                value = normal(shape, 0.3)
                if "layers" not in lower:  # the embeddings, also the output, are small
                    value = value + 2
                elif lower.startswith("post_", lower.rindex("layers.") + 9):
                    value = value + 1
            else:
                value = 1 + normal(shape, 0.25)
            if any(part in lower for part in ("q_norm", "k_norm", "q_layernorm", "k_layernorm")):
                value = value + 0.5
        elif lower.endswith("bias"):
            value = normal(shape, 0.3)
        elif "position_embeddings" in lower or "wpe" in lower:
            value = normal(shape, 0.7)
        elif "embed" in lower or "wte" in lower:
            # A tied matrix serves both ends; a small one keeps a token from
            # merely predicting itself.
            deviation = 0.3 if model.config.tie_word_embeddings else 0.8
            if family == "gemma3_text":  # its inputs are multiplied by the root of their width
                deviation = 0.12
            value = normal(shape, deviation)
        elif "conv.conv" in lower:
            value = normal(shape, 0.7)
        else:
            if family == "gpt2":  # Conv1D stores (inputs, outputs)
                inputs = shape[0]
            else:
                inputs = shape[-1]
            gain = 1.0
            if any(part in lower for part in ("q_proj", "k_proj", "qkv", "query", "key",
                                              "c_attn", ".mlp.gate.")):
                gain = 1.6
            elif "lm_head" in lower:
                gain = 3.0
            elif any(part in lower for part in ("o_proj", "down_proj", "out_proj", "c_proj", "w2")):
                gain = 2.0
            value = normal(shape, gain / math.sqrt(inputs))
        parameter.copy_(value)


@torch.no_grad()
def all_logits(model, ids):
    return model(input_ids=torch.tensor([ids]), use_cache=False).logits[0]


def greedy(model, prompt, steps):
    """Continue greedily; returns the ids and the smallest top-two gap."""
    ids, gap = list(prompt), math.inf
    for _ in range(steps):
        top = all_logits(model, ids)[-1].topk(2)
        gap = min(gap, float(top.values[0] - top.values[1]))
        ids.append(int(top.indices[0]))
    return ids[len(prompt):], gap


@torch.no_grad()
def greedy_cached(model, prompt, steps):
    """The same continuation through the key-value cache."""
    result, cache = [], None
    ids = torch.tensor([prompt])
    for _ in range(steps):
        output = model(input_ids=ids, past_key_values=cache, use_cache=True)
        cache = output.past_key_values
        ids = output.logits[:, -1:].argmax(-1)
        result.append(int(ids))
    return result


def load(folder, config, dtype):
    kind = AutoModel if config["model_type"] == "bert" else AutoModelForCausalLM
    options = {"experts_implementation": "eager"} if "num_experts" in config else {}
    return kind.from_pretrained(folder, dtype=dtype, attn_implementation="eager",
                                local_files_only=True, **options).eval()


def write_weights(folder, family, config, seed):
    """Write config.json and the random weights."""
    write_json(folder / "config.json", config)
    parsed = AutoConfig.from_pretrained(folder)
    kind = AutoModel if family == "bert" else AutoModelForCausalLM
    torch.manual_seed(seed)
    model = kind.from_config(parsed, dtype=torch.float32)
    randomise(model, family, torch.Generator().manual_seed(seed))
    model.tie_weights()
    model = model.to(getattr(torch, config.get("torch_dtype", config.get("dtype"))))
    model.save_pretrained(folder, max_shard_size=SHARD_SIZES.get(family, "1GB"))
    write_json(folder / "config.json", config)
    (folder / "generation_config.json").unlink(missing_ok=True)


def expect_language_model(folder, family, config, seed):
    """Write expected.safetensors; returns a note, or None to try another seed."""
    model = load(folder, config, torch.float32)
    generator = torch.Generator().manual_seed(1000 + seed)
    prompts = {
        label: torch.randint(len(SPECIAL_TOKENS), VOCABULARY, (count,), generator=generator).tolist()
        for label, count in (("prompt_long", LONG_PROMPT), ("prompt_short", SHORT_PROMPT))}
    steps = GREEDY_STEPS_BY_FAMILY.get(family, GREEDY_STEPS)
    continuation, gap = greedy(model, prompts["prompt_short"], steps)
    distinct = len(set(continuation))
    if (gap < MINIMUM_GAP or distinct < min(MINIMUM_DISTINCT, steps // 2)
            or min(continuation) < len(SPECIAL_TOKENS)):
        return None
    if greedy_cached(model, prompts["prompt_short"], steps) != continuation:
        raise RuntimeError(f"{family}: cached and uncached continuations differ")
    precise = load(folder, config, torch.float64)
    tensors, deviation, peak = {}, 0.0, []
    for label, ids in prompts.items():
        logits = all_logits(model, ids)
        deviation = max(deviation, float((logits - all_logits(precise, ids)).abs().max()))
        peak.append(float(logits.softmax(-1).max(-1).values.mean()))
        tensors[f"{label}.ids"] = torch.tensor(ids)
        tensors[f"{label}.logits"] = logits.contiguous()
    tensors["greedy.ids"] = torch.tensor(continuation)
    note = {"seed": str(seed), "greedy_minimum_gap": f"{gap:.6f}",
            "float64_deviation": f"{deviation:.3e}",
            "mean_top_probability": f"{sum(peak) / len(peak):.3f}",
            "greedy_distinct": str(distinct)}
    save_file(tensors, folder / "expected.safetensors",
              {**note, "transformers": transformers.__version__})
    return note


@torch.no_grad()
def expect_embeddings(folder, config, tokenizer, seed):
    """Write expected.safetensors of a sentence encoder."""
    tensors, metadata, deviation, results = {}, {"seed": str(seed)}, 0.0, []
    models_by_type = {dtype: load(folder, config, dtype)
                      for dtype in (torch.float32, torch.float64)}
    for number, sentence in enumerate(SENTENCES):
        ids = tokenizer.encode(sentence).ids
        pooled = {}
        for dtype, model in models_by_type.items():
            hidden = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
            pooled[dtype] = torch.nn.functional.normalize(hidden.mean(0), dim=0)
        results.append(pooled[torch.float32])
        deviation = max(deviation, float(
            (pooled[torch.float32] - pooled[torch.float64]).abs().max()))
        tensors[f"sentence_{number}.ids"] = torch.tensor(ids)
        tensors[f"sentence_{number}.embedding"] = pooled[torch.float32].contiguous()
        metadata[f"sentence_{number}.text"] = sentence
    note = {"seed": str(seed), "float64_deviation": f"{deviation:.3e}",
            "cosines": " ".join(f"{float(results[i] @ results[j]):.3f}"
                                for i, j in ((0, 1), (0, 2), (1, 2)))}
    save_file(tensors, folder / "expected.safetensors",
              {**metadata, **note, "transformers": transformers.__version__})
    return note


def make(output, family, first_seed):
    config, folder = FAMILIES[family], output / family
    tokenizer = word_piece_tokenizer() if family == "bert" else byte_level_tokenizer()
    for seed in range(first_seed, first_seed + 500):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_weights(folder, family, config, seed)
        if family == "bert":
            note = expect_embeddings(folder, config, tokenizer, seed)
        else:
            note = expect_language_model(folder, family, config, seed)
        if note:
            break
    else:
        raise RuntimeError(f"{family}: no seed gives a suitable continuation")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for file in folder.iterdir():
        file.chmod(0o644)
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{family}: {size // 1024} KiB, {note}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--only", nargs="*", choices=sorted(FAMILIES), default=list(FAMILIES))
    parser.add_argument("--first-seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    for family in options.only:
        make(options.output, family, options.first_seed)


if __name__ == "__main__":
    main()
