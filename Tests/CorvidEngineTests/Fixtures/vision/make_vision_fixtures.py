"""Makes the checkpoints in this folder, with pictures and what `transformers` computes from them.

Run with transformers 5, torch and gguf:

    python make_vision_fixtures.py . LLAMA_CPP/convert_hf_to_gguf.py

Weights are random, rounded to half floats; the computations are in single precision.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import gguf
import numpy as np
import torch
import transformers as tf
from safetensors.torch import save_file
from transformers.models.idefics3.configuration_idefics3 import Idefics3Config

ROOT = pathlib.Path(sys.argv[1])
VISION = dict(hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=3, image_size=24,
              patch_size=6)
TEXT = dict(hidden_size=24, intermediate_size=32, num_hidden_layers=2, num_attention_heads=3,
            max_position_embeddings=12, vocab_size=40, bos_token_id=38, eos_token_id=39, pad_token_id=1)
LLAMA = dict(model_type="llama", hidden_size=32, intermediate_size=32, num_hidden_layers=1, num_attention_heads=4,
             num_key_value_heads=2, head_dim=8, vocab_size=64, max_position_embeddings=256, rms_norm_eps=1e-5,
             tie_word_embeddings=False, bos_token_id=1, eos_token_id=2, pad_token_id=0)


def randomise(model, seed):
    """Random weights of a size that makes every part matter, rounded to half floats."""
    generator = torch.Generator().manual_seed(seed)
    for name, value in model.named_parameters():
        noise = torch.randn(value.shape, generator=generator)
        if value.dim() >= 2 and "embedding" not in name and "embed_tokens" not in name:
            noise *= 1.2 / np.prod(value.shape[1:]) ** 0.5
        elif name.endswith("norm.weight") or "norm1.weight" in name or "norm2.weight" in name \
                or "layrnorm.weight" in name:
            noise = 1 + 0.2 * noise
        elif name == "logit_scale":
            noise = torch.tensor(1.7)
        else:
            noise *= 0.5
        value.data = noise.reshape(value.shape).half().float()
    return model.eval()


def pictures(count, seed, height=24, width=24):
    return torch.randn(count, 3, height, width, generator=torch.Generator().manual_seed(seed)).half().float()


def save(model, name, expected):
    folder = ROOT / name
    folder.mkdir(parents=True, exist_ok=True)
    model.half().save_pretrained(folder)
    for extra in folder.glob("generation_config.json"):
        extra.unlink()
    save_file({key: value.half() if key == "pixels" else value.contiguous() for key, value in expected.items()},
              folder / "expected.safetensors")
    model.float()


def clip():
    model = randomise(tf.CLIPModel(tf.CLIPConfig(
        text_config=dict(TEXT), vision_config=VISION, projection_dim=16)), 1)
    pixels = pictures(2, 2)
    ids = torch.tensor([[38, 5, 7, 39, 1, 1], [38, 9, 11, 12, 13, 39]])
    with torch.no_grad():
        out = model(input_ids=ids, pixel_values=pixels)
    save(model, "clip", {"pixels": pixels, "ids": ids.int(), "image_embeds": out.image_embeds,
                         "text_embeds": out.text_embeds, "logits": out.logits_per_image})


def siglip():
    text = dict(TEXT, projection_size=24)
    model = randomise(tf.SiglipModel(tf.SiglipConfig(text_config=text, vision_config=VISION)), 3)
    pixels = pictures(2, 4)
    ids = torch.tensor([[5, 7, 39] + 9 * [1], [9, 11, 12, 13, 39] + 7 * [1]])
    with torch.no_grad():
        out = model(input_ids=ids, pixel_values=pixels)
        states = model.vision_model(pixels).last_hidden_state
    save(model, "siglip", {"pixels": pixels, "ids": ids.int(), "image_embeds": out.image_embeds, "states": states,
                           "text_embeds": out.text_embeds, "logits": out.logits_per_image})


def llava():
    config = tf.LlavaConfig(
        vision_config=dict(VISION, model_type="clip_vision_model"), text_config=LLAMA, image_token_index=60,
        image_seq_length=16, vision_feature_layer=-2, vision_feature_select_strategy="default")
    model = randomise(tf.LlavaForConditionalGeneration(config), 5)
    pixels = pictures(2, 6)
    ids = torch.tensor([[1, 20, 21] + 16 * [60] + [30, 31, 32, 33]])
    with torch.no_grad():
        features = torch.stack(list(model.get_image_features(pixels).pooler_output))
        logits = [model(input_ids=ids, pixel_values=pixels[i:i + 1]).logits[0] for i in range(2)]
        plain = model(input_ids=ids[:, :3]).logits[0]
    quantized_features = write_llava_projector(model, pixels)
    save(model, "llava", {"quantized_features": quantized_features, "pixels": pixels, "features": features, "ids": ids[0].int(),
                          "logits": torch.stack(logits), "plain_logits": plain})


def write_llava_projector(model, pixels):
    """The file that llama.cpp's first converter for LLaVA writes: the unused last block and the last norm left out,
    the feed-forward matrices under each other's names. Some matrices are Q8_0. Gives the features of those weights."""
    writer = gguf.GGUFWriter(ROOT / "mmproj-llava.gguf", "clip")
    writer.add_bool("clip.has_text_encoder", False)
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_bool("clip.has_llava_projector", True)
    writer.add_string("clip.projector_type", "mlp")
    for key, value in [("image_size", 24), ("patch_size", 6), ("embedding_length", 24), ("feed_forward_length", 32),
                       ("projection_dim", 16), ("attention.head_count", 3), ("block_count", 1)]:
        writer.add_uint32(f"clip.vision.{key}", value)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    writer.add_array("clip.vision.feature_layer", [1])
    writer.add_array("clip.vision.image_mean", [0.48, 0.46, 0.41])
    writer.add_array("clip.vision.image_std", [0.27, 0.26, 0.28])
    writer.add_bool("clip.use_gelu", False)
    renamed = {"embeddings.class_embedding": "v.class_embd", "embeddings.patch_embedding": "v.patch_embd",
               "embeddings.position_embedding": "v.position_embd", "pre_layrnorm": "v.pre_ln",
               "multi_modal_projector.linear_1": "mm.0", "multi_modal_projector.linear_2": "mm.2",
               "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
               "self_attn.out_proj": "attn_out", "layer_norm1": "ln1", "layer_norm2": "ln2", "mlp.fc1": "ffn_down",
               "mlp.fc2": "ffn_up", "encoder.layers.": "v.blk."}
    saved = {}
    for name, value in model.model.named_parameters():
        short = name.removeprefix("vision_tower.").removeprefix("vision_model.")
        if short.startswith(("language_model", "post_layernorm", "encoder.layers.1.")):
            continue
        for old, new in renamed.items():
            short = short.replace(old, new)
        values = value.detach().numpy()
        if values.ndim == 2 and values.shape[1] % 32 == 0:
            blocks = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(short, blocks, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
            saved[name] = value.data
            value.data = torch.from_numpy(gguf.quants.dequantize(blocks, gguf.GGMLQuantizationType.Q8_0))
        else:
            writer.add_tensor(short, values.astype(np.float16 if values.ndim > 1 else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with torch.no_grad():
        features = torch.stack(list(model.get_image_features(pixels).pooler_output))
    for name, value in saved.items():
        model.model.get_parameter(name).data = value
    return features


def idefics3():
    config = Idefics3Config(
        vision_config=VISION, text_config=LLAMA, image_token_id=60, scale_factor=2, tie_word_embeddings=False)
    model = randomise(tf.Idefics3ForConditionalGeneration(config), 7)
    pixels = pictures(3, 8)
    mask = torch.ones(3, 24, 24, dtype=torch.bool)
    # The second picture fills three rows and two columns of patches, the third a part of its last ones.
    mask[1, 18:] = False
    mask[1, :, 12:] = False
    mask[2, 20:] = False
    mask[2, :, 7:] = False
    pixels = pixels * mask[:, None]
    ids = torch.tensor([[1, 20, 61] + 4 * [60] + [61, 30, 31]])
    with torch.no_grad():
        model.model.config.pad_token_id = 0
        features = torch.cat(model.get_image_features(
            pixels[None], pixel_attention_mask=mask[None]).pooler_output).reshape(3, 4, -1)
        logits = model(input_ids=ids, pixel_values=pixels[None, :1], pixel_attention_mask=mask[None, :1]).logits[0]
    save(model, "idefics3", {"pixels": pixels, "filled": torch.tensor([[4, 4], [3, 2], [4, 2]]).int(),
                             "features": features, "ids": ids[0].int(), "logits": logits})


def convert(name, script):
    """The vision half as llama.cpp's converter writes it, in half floats."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / name
        shutil.copytree(ROOT / name, source)
        (source / "preprocessor_config.json").write_text(json.dumps(dict(
            image_mean=[0.5, 0.5, 0.5], image_std=[0.25, 0.25, 0.25], size=dict(longest_edge=48))))
        subprocess.run([sys.executable, script, source, "--mmproj", "--outtype", "f16", "--outfile",
                        ROOT / f"mmproj-{name}.gguf"], check=True)


if __name__ == "__main__":
    clip()
    siglip()
    llava()
    idefics3()
    convert("idefics3", sys.argv[2])
