// Rows of weights to floats. Products of a half-precision scale with the small integers of these formats are exact in
// binary32, so only the final addition of an offset rounds and the result does not depend on how it is compiled.
#include "CKernels.h"
#include "half.h"
#include "kscales.h"

static void decode_f16(const uint8_t *row, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; ++i) { out[i] = corvid_half_to_float(corvid_load16(row + 2 * i)); }
}

static void decode_bf16(const uint8_t *row, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; ++i) { out[i] = corvid_bfloat_to_float(corvid_load16(row + 2 * i)); }
}

// Blocks of 32: scale, 32 signed bytes.
static void decode_q8_0(const uint8_t *block, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 34) {
        float scale = corvid_half_to_float(corvid_load16(block));
        const int8_t *q = (const int8_t *)(block + 2);
        for (int j = 0; j < 32; ++j) { out[i + j] = scale * (float)q[j]; }
    }
}

// Blocks of 32: scale, 16 bytes whose low nibbles are numbers 0...15 and whose high nibbles are 16...31.
static void decode_q4_0(const uint8_t *block, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 18) {
        float scale = corvid_half_to_float(corvid_load16(block));
        const uint8_t *q = block + 2;
        for (int j = 0; j < 16; ++j) {
            out[i + j] = scale * (float)((q[j] & 15) - 8);
            out[i + j + 16] = scale * (float)((q[j] >> 4) - 8);
        }
    }
}

// As Q4_0, with an offset after the scale.
static void decode_q4_1(const uint8_t *block, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 20) {
        float scale = corvid_half_to_float(corvid_load16(block));
        float offset = corvid_half_to_float(corvid_load16(block + 2));
        const uint8_t *q = block + 4;
        for (int j = 0; j < 16; ++j) {
            out[i + j] = scale * (float)(q[j] & 15) + offset;
            out[i + j + 16] = scale * (float)(q[j] >> 4) + offset;
        }
    }
}

// The fifth bits of a block's 32 numbers, bit j for number j, as 0 or 16.
static inline void spread_fifth_bits(const uint8_t *bytes, uint8_t high[32]) {
    for (int j = 0; j < 32; ++j) { high[j] = (uint8_t)(((bytes[j / 8] >> (j % 8)) & 1) << 4); }
}

// Blocks of 32: scale, 32 fifth bits, nibbles as in Q4_0.
static void decode_q5_0(const uint8_t *block, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 22) {
        float scale = corvid_half_to_float(corvid_load16(block));
        uint8_t high[32];
        spread_fifth_bits(block + 2, high);
        const uint8_t *q = block + 6;
        for (int j = 0; j < 16; ++j) {
            out[i + j] = scale * (float)(((q[j] & 15) | high[j]) - 16);
            out[i + j + 16] = scale * (float)(((q[j] >> 4) | high[j + 16]) - 16);
        }
    }
}

// As Q5_0, with an offset after the scale.
static void decode_q5_1(const uint8_t *block, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 24) {
        float scale = corvid_half_to_float(corvid_load16(block));
        float offset = corvid_half_to_float(corvid_load16(block + 2));
        uint8_t high[32];
        spread_fifth_bits(block + 4, high);
        const uint8_t *q = block + 8;
        for (int j = 0; j < 16; ++j) {
            out[i + j] = scale * (float)((q[j] & 15) | high[j]) + offset;
            out[i + j + 16] = scale * (float)((q[j] >> 4) | high[j + 16]) + offset;
        }
    }
}

// Blocks of 256: scale of the scales, scale of the minima, 12 bytes of scales and minima for eight groups of 32, then
// for each pair of groups 32 bytes with the first group in the low nibbles.
static void decode_q4_k(const uint8_t *block, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; i += 256, block += 144) {
        float scale = corvid_half_to_float(corvid_load16(block));
        float minimum = corvid_half_to_float(corvid_load16(block + 2));
        uint8_t scales[8], minima[8];
        corvid_unpack_k_scales(block + 4, scales, minima);
        for (int pair = 0; pair < 4; ++pair) {
            const uint8_t *q = block + 16 + 32 * pair;
            float *restrict to = out + i + 64 * pair;
            float d0 = scale * (float)scales[2 * pair], m0 = minimum * (float)minima[2 * pair];
            float d1 = scale * (float)scales[2 * pair + 1], m1 = minimum * (float)minima[2 * pair + 1];
            for (int j = 0; j < 32; ++j) { to[j] = d0 * (float)(q[j] & 15) - m0; }
            for (int j = 0; j < 32; ++j) { to[j + 32] = d1 * (float)(q[j] >> 4) - m1; }
        }
    }
}

// As Q4_K, with 32 bytes of fifth bits before the nibbles: bit g of byte j belongs to number j of group g.
static void decode_q5_k(const uint8_t *block, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; i += 256, block += 176) {
        float scale = corvid_half_to_float(corvid_load16(block));
        float minimum = corvid_half_to_float(corvid_load16(block + 2));
        uint8_t scales[8], minima[8];
        corvid_unpack_k_scales(block + 4, scales, minima);
        const uint8_t *high = block + 16;
        for (int pair = 0; pair < 4; ++pair) {
            const uint8_t *q = block + 48 + 32 * pair;
            float *restrict to = out + i + 64 * pair;
            int low_bit = 2 * pair;
            float d0 = scale * (float)scales[2 * pair], m0 = minimum * (float)minima[2 * pair];
            float d1 = scale * (float)scales[2 * pair + 1], m1 = minimum * (float)minima[2 * pair + 1];
            for (int j = 0; j < 32; ++j) {
                to[j] = d0 * (float)((q[j] & 15) | ((high[j] >> low_bit & 1) << 4)) - m0;
            }
            for (int j = 0; j < 32; ++j) {
                to[j + 32] = d1 * (float)((q[j] >> 4) | ((high[j] >> (low_bit + 1) & 1) << 4)) - m1;
            }
        }
    }
}

// Blocks of 256: 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed scales (one for 16 numbers), scale of
// the scales. Each half of the block holds numbers in four groups of 32.
static void decode_q6_k(const uint8_t *block, float *restrict out, int64_t count) {
    for (int64_t i = 0; i < count; i += 256, block += 210) {
        float scale = corvid_half_to_float(corvid_load16(block + 208));
        for (int half = 0; half < 2; ++half) {
            const uint8_t *low = block + 64 * half;
            const uint8_t *high = block + 128 + 32 * half;
            const int8_t *scales = (const int8_t *)(block + 192 + 8 * half);
            float *restrict to = out + i + 128 * half;
            for (int part = 0; part < 2; ++part) {
                float d0 = scale * (float)scales[part], d1 = scale * (float)scales[part + 2];
                float d2 = scale * (float)scales[part + 4], d3 = scale * (float)scales[part + 6];
                for (int j = 16 * part; j < 16 * part + 16; ++j) {
                    to[j] = d0 * (float)(((low[j] & 15) | ((high[j] & 3) << 4)) - 32);
                    to[j + 32] = d1 * (float)(((low[j + 32] & 15) | ((high[j] >> 2 & 3) << 4)) - 32);
                    to[j + 64] = d2 * (float)(((low[j] >> 4) | ((high[j] >> 4 & 3) << 4)) - 32);
                    to[j + 96] = d3 * (float)(((low[j + 32] >> 4) | ((high[j] >> 6) << 4)) - 32);
                }
            }
        }
    }
}

bool corvid_dequantize_row(int format, const void *row, float *out, int64_t count) {
    switch (format) {
    case CORVID_F32: memcpy(out, row, (size_t)count * sizeof(float)); return true;
    case CORVID_F16: decode_f16(row, out, count); return true;
    case CORVID_BF16: decode_bf16(row, out, count); return true;
    case CORVID_Q8_0: decode_q8_0(row, out, count); return true;
    case CORVID_Q4_0: decode_q4_0(row, out, count); return true;
    case CORVID_Q4_1: decode_q4_1(row, out, count); return true;
    case CORVID_Q5_0: decode_q5_0(row, out, count); return true;
    case CORVID_Q5_1: decode_q5_1(row, out, count); return true;
    case CORVID_Q4_K: decode_q4_k(row, out, count); return true;
    case CORVID_Q5_K: decode_q5_k(row, out, count); return true;
    case CORVID_Q6_K: decode_q6_k(row, out, count); return true;
    default: return false;
    }
}
