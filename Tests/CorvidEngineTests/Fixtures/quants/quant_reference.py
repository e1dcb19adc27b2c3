#!/usr/bin/env python3
"""Write reference vectors for the GGUF block formats.

For every format the output directory receives:

    FORMAT.f32in.bin       float32 inputs
    FORMAT.blocks.bin      those inputs as the reference quantiser encodes them
    FORMAT.f32out.bin      the blocks of FORMAT.blocks.bin, decoded
    FORMAT.rand_blocks.bin arbitrary blocks: random payload, finite scales
    FORMAT.rand_f32out.bin the blocks of FORMAT.rand_blocks.bin, decoded

All files are raw little-endian arrays without a header. `index.json` lists the
formats with their block size, bytes per block and the number of blocks.

Decoding always uses the `gguf` Python package, whose arithmetic is plain
float32 without fused operations. Encoding uses it too where it implements the
format. The K formats need ggml's C reference, which is taken from
`--ggml-library` (a path to libggml-base); with that option every format is
encoded by the C reference, the Python encoder is checked against it byte for
byte, and so is the Python decoder against the C one. Without it the K formats
are skipped.

The inputs are deterministic for a given seed. They mix magnitudes from 1e-6 to
1e4 and contain an all-zero block, a constant block, a block whose extreme value
is negative, one whose extremes tie with opposite signs, and rounding ties.

    quant_reference.py OUTPUT_DIR [--seed N] [--ggml-library PATH]
"""

import argparse
import ctypes
import json
from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import dequantize, quantize

SIMPLE_FORMATS = ["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"]
K_FORMATS = ["Q4_K", "Q5_K", "Q6_K"]

# Byte offsets of the float16 scale fields inside one block.
SCALE_OFFSETS = {
    "Q8_0": [0],
    "Q4_0": [0],
    "Q4_1": [0, 2],
    "Q5_0": [0],
    "Q5_1": [0, 2],
    "Q4_K": [0, 2],
    "Q5_K": [0, 2],
    "Q6_K": [208],
}

SUPER_BLOCK = 256
INPUT_COUNTS = {"simple": 1024, "k": 2048}


class Reference:
    """The C reference encoder and decoder of a shared ggml library."""

    class Traits(ctypes.Structure):
        """Leading fields of ggml's `struct ggml_type_traits`."""

        _fields_ = [
            ("type_name", ctypes.c_char_p),
            ("blck_size", ctypes.c_int64),
            ("blck_size_interleave", ctypes.c_int64),
            ("type_size", ctypes.c_size_t),
            ("is_quantized", ctypes.c_bool),
            ("to_float", ctypes.CFUNCTYPE(
                None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)),
        ]

    def __init__(self, path):
        self.library = ctypes.CDLL(str(path))
        self.library.ggml_quantize_chunk.restype = ctypes.c_size_t
        self.library.ggml_quantize_chunk.argtypes = [
            ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p,
            ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]
        self.library.ggml_get_type_traits.restype = ctypes.POINTER(self.Traits)
        self.library.ggml_get_type_traits.argtypes = [ctypes.c_int]

    def encode(self, values, kind):
        """Encode one row of float32 values; returns the block bytes."""
        values = np.ascontiguousarray(values, dtype=np.float32)
        per_block, block_bytes = GGML_QUANT_SIZES[kind]
        out = np.zeros(values.size // per_block * block_bytes, dtype=np.uint8)
        written = self.library.ggml_quantize_chunk(
            int(kind), values.ctypes.data, out.ctypes.data, 0, 1, values.size, None)
        if written != out.size:
            raise RuntimeError(f"{kind.name}: wrote {written} of {out.size} bytes")
        return out

    def decode(self, blocks, kind):
        """Decode block bytes to float32 values."""
        blocks = np.ascontiguousarray(blocks, dtype=np.uint8)
        per_block, block_bytes = GGML_QUANT_SIZES[kind]
        out = np.zeros(blocks.size // block_bytes * per_block, dtype=np.float32)
        traits = self.library.ggml_get_type_traits(int(kind)).contents
        if (traits.blck_size, traits.type_size) != (per_block, block_bytes):
            raise RuntimeError(f"{kind.name}: the library's type table has another layout")
        traits.to_float(blocks.ctypes.data, out.ctypes.data, out.size)
        return out


def quantiser_inputs(rng, count):
    """Float32 inputs for a block format; `count` is a multiple of 1024."""
    values = rng.standard_normal(count).astype(np.float32).reshape(-1, 32)
    magnitudes = np.array([1, 1, 0.02, 3, 0.1, 1e-3, 50, 1e-6, 1e4, 0.5], dtype=np.float32)
    values *= magnitudes[np.arange(len(values)) % len(magnitudes)][:, None]
    values[1] = 0
    values[2] = 0.75
    values[3, 5] = -9
    values[4, 3], values[4, 20] = 7, -7
    values[5] = np.linspace(-8, 8, 32, dtype=np.float32)
    values[9] = (np.arange(32, dtype=np.float32) - 16) / 2  # halves: rounding ties
    values[10] = np.arange(32, dtype=np.float32)  # non-negative, exact steps
    values[11] = -np.arange(32, dtype=np.float32) - 1
    return values.reshape(-1)


def cast_inputs(rng, count):
    """Float32 inputs for F16 and BF16, with subnormals, ties and overflow."""
    values = rng.standard_normal(count).astype(np.float32)
    values *= np.float32(10) ** rng.integers(-8, 5, count).astype(np.float32)
    special = [0.0, -0.0, 1.0, -1.0, 65504.0, 65519.0, 65520.0, 70000.0, -70000.0,
               2.0 ** -14, 2.0 ** -24, 2.0 ** -25, 1.5 * 2.0 ** -25, -(2.0 ** -26),
               1 + 2.0 ** -11, 1 + 3 * 2.0 ** -11, 1 + 2.0 ** -8, 1 + 3 * 2.0 ** -8,
               1 + 2.0 ** -8 + 2.0 ** -20, 3.0e38, -3.4e38, 1e-38, 1e-40, np.inf, -np.inf]
    values[:len(special)] = np.array(special, dtype=np.float32)
    return values


def random_blocks(rng, name, kind, count):
    """Blocks with a random payload and finite scales, `count` values in all."""
    per_block, block_bytes = GGML_QUANT_SIZES[kind]
    blocks = rng.integers(0, 256, (count // per_block, block_bytes), dtype=np.uint8)
    if name in ("F16", "BF16"):
        # Every finite exponent may occur; NaN and infinity are left out.
        mask = 0x7C00 if name == "F16" else 0x7F80
        words = blocks.reshape(-1, 2).copy().view("<u2").reshape(-1)
        words[(words & mask) == mask] &= 0xBFFF
        return words.view(np.uint8)
    for offset in SCALE_OFFSETS[name]:
        scales = rng.standard_normal(len(blocks)) * 10.0 ** rng.integers(-6, 2, len(blocks))
        blocks[:, offset:offset + 2] = scales.astype("<f2").reshape(-1, 1).view(np.uint8)
    return blocks.reshape(-1)


def same_bits(left, right):
    return left.tobytes() == right.tobytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--seed", type=int, default=20240607)
    parser.add_argument("--ggml-library", type=Path)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    reference = Reference(options.ggml_library) if options.ggml_library else None

    index = {}
    for name in SIMPLE_FORMATS + (K_FORMATS if reference else []):
        kind = GGMLQuantizationType[name]
        per_block, block_bytes = GGML_QUANT_SIZES[kind]
        rng = np.random.default_rng([options.seed, int(kind)])
        count = INPUT_COUNTS["k" if per_block == SUPER_BLOCK else "simple"]
        make_inputs = cast_inputs if per_block == 1 else quantiser_inputs
        inputs = make_inputs(rng, count)
        arbitrary = random_blocks(rng, name, kind, count)

        with np.errstate(all="ignore"):
            if name in SIMPLE_FORMATS:
                blocks = quantize(inputs, kind).view(np.uint8).reshape(-1)
            if reference:
                encoded = reference.encode(inputs, kind)
                if name in SIMPLE_FORMATS and not same_bits(encoded, blocks):
                    differing = np.flatnonzero(encoded != blocks) // block_bytes
                    print(f"{name}: the Python encoder differs in blocks {np.unique(differing)}")
                blocks = encoded
            decoded = {}
            for label, data in (("f32out", blocks), ("rand_f32out", arbitrary)):
                source = data.view("<f2") if name == "F16" else data
                decoded[label] = np.asarray(dequantize(source, kind), "<f4").reshape(-1)
                if reference and not same_bits(decoded[label], reference.decode(data, kind)):
                    print(f"{name}: the decoders differ for {label}")

        files = {"f32in": inputs, "blocks": blocks, "rand_blocks": arbitrary, **decoded}
        for label, data in files.items():
            (options.output / f"{name}.{label}.bin").write_bytes(data.tobytes())
        index[name] = {"values_per_block": per_block, "bytes_per_block": block_bytes,
                       "blocks": blocks.size // block_bytes,
                       "rand_blocks": arbitrary.size // block_bytes}

    (options.output / "index.json").write_text(json.dumps(index, indent=1) + "\n")


if __name__ == "__main__":
    main()
