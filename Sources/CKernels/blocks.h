// Decoding of one block of 32 weights to integers with scales, shared by the scalar and portable products.
// Block layouts: the GGUF specification and ggml's quantisation formats.
#ifndef CORVID_BLOCKS_H
#define CORVID_BLOCKS_H

#include "CKernels.h"
#include "half.h"
#include "kscales.h"

// Weight i of the block is scale[i / 16] * q[i] + minimum.
typedef struct {
    int8_t q[32];
    float scale[2];
    float minimum;
} corvid_block;

// Whether a block carries a minimum of its own (otherwise `minimum` is zero and need not be added).
static inline bool corvid_has_minimum(int format) {
    return format == CORVID_Q4_1 || format == CORVID_Q5_1 || format == CORVID_Q4_K || format == CORVID_Q5_K;
}

// Decodes block `index` (32 weights) of a row.
static inline void corvid_decode_block(int format, const uint8_t *row, int64_t index, corvid_block *out) {
    out->minimum = 0;
    switch (format) {
    case CORVID_Q8_0: {
        const uint8_t *block = row + index * 34;
        out->scale[0] = out->scale[1] = corvid_half_to_float(corvid_load16(block));
        memcpy(out->q, block + 2, 32);
        break;
    }
    case CORVID_Q4_0:
    case CORVID_Q4_1: {
        bool affine = format == CORVID_Q4_1;
        const uint8_t *block = row + index * (affine ? 20 : 18);
        out->scale[0] = out->scale[1] = corvid_half_to_float(corvid_load16(block));
        if (affine) { out->minimum = corvid_half_to_float(corvid_load16(block + 2)); }
        const uint8_t *nibbles = block + (affine ? 4 : 2);
        int offset = affine ? 0 : 8;
        for (int i = 0; i < 16; i++) {
            out->q[i] = (int8_t)((nibbles[i] & 15) - offset);
            out->q[i + 16] = (int8_t)((nibbles[i] >> 4) - offset);
        }
        break;
    }
    case CORVID_Q5_0:
    case CORVID_Q5_1: {
        bool affine = format == CORVID_Q5_1;
        const uint8_t *block = row + index * (affine ? 24 : 22);
        out->scale[0] = out->scale[1] = corvid_half_to_float(corvid_load16(block));
        if (affine) { out->minimum = corvid_half_to_float(corvid_load16(block + 2)); }
        uint32_t high = corvid_load32(block + (affine ? 4 : 2));
        const uint8_t *nibbles = block + (affine ? 8 : 6);
        int offset = affine ? 0 : 16;
        for (int i = 0; i < 16; i++) {
            out->q[i] = (int8_t)((int)((nibbles[i] & 15) | (high >> i & 1) << 4) - offset);
            out->q[i + 16] = (int8_t)((int)((nibbles[i] >> 4) | (high >> (i + 16) & 1) << 4) - offset);
        }
        break;
    }
    case CORVID_Q4_K:
    case CORVID_Q5_K: {
        bool five = format == CORVID_Q5_K;
        const uint8_t *block = row + index / 8 * (five ? 176 : 144);
        int sub = (int)(index % 8);
        uint8_t scale[8], minimum[8];
        corvid_unpack_k_scales(block + 4, scale, minimum);
        out->scale[0] = out->scale[1] = corvid_half_to_float(corvid_load16(block)) * (float)scale[sub];
        out->minimum = -(corvid_half_to_float(corvid_load16(block + 2)) * (float)minimum[sub]);
        const uint8_t *nibbles = block + (five ? 48 : 16) + sub / 2 * 32;
        int shift = sub % 2 * 4;
        for (int i = 0; i < 32; i++) {
            int high = five ? (block[16 + i] >> sub & 1) << 4 : 0;
            out->q[i] = (int8_t)((nibbles[i] >> shift & 15) | high);
        }
        break;
    }
    case CORVID_Q6_K: {
        const uint8_t *block = row + index / 8 * 210;
        int sub = (int)(index % 8), half = sub / 4, part = sub % 4;
        const uint8_t *low = block + half * 64 + part % 2 * 32, *high = block + 128 + half * 32;
        const int8_t *scales = (const int8_t *)(block + 192) + half * 8 + part * 2;
        float d = corvid_half_to_float(corvid_load16(block + 208));
        out->scale[0] = d * (float)scales[0];
        out->scale[1] = d * (float)scales[1];
        for (int i = 0; i < 32; i++) {
            int nibble = part < 2 ? low[i] & 15 : low[i] >> 4;
            out->q[i] = (int8_t)((nibble | (high[i] >> (2 * part) & 3) << 4) - 32);
        }
        break;
    }
    default: memset(out, 0, sizeof *out);
    }
}

#endif
