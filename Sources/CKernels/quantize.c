// Rows of floats to the formats with one scale for each 32 numbers, and to the 16-bit formats. The block formats follow
// the reference's order of operations, each rounding once: no step may be fused.
#include "CKernels.h"
#include "half.h"
#include "quantize.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

// Truncates; values outside lowest...highest, and NaN, which the format cannot hold, become the nearest limit.
static inline int truncated(float value, float lowest, float highest) {
    float bounded = value > lowest ? value : lowest;
    return (int)(bounded < highest ? bounded : highest);
}

// 1 / scale, and 0 for a scale of 0.
static inline float inverse(float scale) { return scale != 0 ? 1.0f / scale : 0.0f; }

// Rounds halves away from zero, as roundf does; written so that loops vectorise.
static inline int rounded_away(float value) {
    int whole = truncated(value, -128.0f, 127.0f);
    float rest = value - (float)whole;
    return whole + (rest >= 0.5f) - (rest <= -0.5f);
}

static float largest_magnitude(const float *x) {
    float largest = 0;
    for (int j = 0; j < 32; ++j) {
        float magnitude = fabsf(x[j]);
        largest = magnitude > largest ? magnitude : largest;
    }
    return largest;
}

// The number of largest magnitude with its sign; the first of equals.
static float extreme(const float *x) {
    float largest = largest_magnitude(x);
    for (int j = 0; j < 32; ++j) {
        if (fabsf(x[j]) == largest) { return x[j]; }
    }
    return 0;
}

static void range(const float *x, float *minimum, float *maximum) {
    float low = x[0], high = x[0];
    for (int j = 1; j < 32; ++j) {
        low = x[j] < low ? x[j] : low;
        high = x[j] > high ? x[j] : high;
    }
    *minimum = low;
    *maximum = high;
}

static void encode_q8_0(const float *x, uint8_t *block, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 34) {
        float scale = largest_magnitude(x + i) / 127.0f;
        float factor = inverse(scale);
        corvid_store16(block, corvid_float_to_half(scale));
        int8_t *q = (int8_t *)(block + 2);
        for (int j = 0; j < 32; ++j) { q[j] = (int8_t)rounded_away(x[i + j] * factor); }
    }
}

// Stores numbers j and j + 16 in the nibbles of byte j.
static inline void store_nibbles(const uint8_t q[32], uint8_t *to) {
    for (int j = 0; j < 16; ++j) { to[j] = (uint8_t)((q[j] & 15) | (q[j + 16] << 4)); }
}

// Stores the fifth bits, bit j for number j.
static inline void store_fifth_bits(const uint8_t q[32], uint8_t *to) {
    for (int byte = 0; byte < 4; ++byte) {
        unsigned bits = 0;
        for (int j = 0; j < 8; ++j) { bits |= (unsigned)(q[8 * byte + j] >> 4) << j; }
        to[byte] = (uint8_t)bits;
    }
}

static void encode_q4_0(const float *x, uint8_t *block, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 18) {
        float scale = extreme(x + i) / -8.0f;
        float factor = inverse(scale);
        uint8_t q[32];
        for (int j = 0; j < 32; ++j) { q[j] = (uint8_t)truncated(x[i + j] * factor + 8.5f, 0.0f, 15.0f); }
        corvid_store16(block, corvid_float_to_half(scale));
        store_nibbles(q, block + 2);
    }
}

static void encode_q5_0(const float *x, uint8_t *block, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 22) {
        float scale = extreme(x + i) / -16.0f;
        float factor = inverse(scale);
        uint8_t q[32];
        for (int j = 0; j < 32; ++j) { q[j] = (uint8_t)truncated(x[i + j] * factor + 16.5f, 0.0f, 31.0f); }
        corvid_store16(block, corvid_float_to_half(scale));
        store_fifth_bits(q, block + 2);
        store_nibbles(q, block + 6);
    }
}

// Scale and offset of a block with `levels` steps between its smallest and largest number, and the steps.
static inline void encode_range(const float *x, float levels, uint8_t *block, uint8_t q[32]) {
    float minimum, maximum;
    range(x, &minimum, &maximum);
    float scale = (maximum - minimum) / levels;
    float factor = inverse(scale);
    for (int j = 0; j < 32; ++j) { q[j] = (uint8_t)truncated((x[j] - minimum) * factor + 0.5f, 0.0f, levels); }
    corvid_store16(block, corvid_float_to_half(scale));
    corvid_store16(block + 2, corvid_float_to_half(minimum));
}

static void encode_q4_1(const float *x, uint8_t *block, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 20) {
        uint8_t q[32];
        encode_range(x + i, 15.0f, block, q);
        store_nibbles(q, block + 4);
    }
}

static void encode_q5_1(const float *x, uint8_t *block, int64_t count) {
    for (int64_t i = 0; i < count; i += 32, block += 24) {
        uint8_t q[32];
        encode_range(x + i, 31.0f, block, q);
        store_fifth_bits(q, block + 4);
        store_nibbles(q, block + 8);
    }
}

static void encode_f16(const float *x, uint8_t *out, int64_t count) {
    for (int64_t i = 0; i < count; ++i) { corvid_store16(out + 2 * i, corvid_float_to_half(x[i])); }
}

static void encode_bf16(const float *x, uint8_t *out, int64_t count) {
    for (int64_t i = 0; i < count; ++i) { corvid_store16(out + 2 * i, corvid_float_to_bfloat(x[i])); }
}

float corvid_largest_magnitude(const float *x, int64_t count) {
    int32_t largest = 0;  // Magnitudes order as their bits do, NaN above infinity.
    for (int64_t i = 0; i < count; ++i) {
        int32_t magnitude = (int32_t)(corvid_float_to_bits(x[i]) & 0x7fffffffu);
        largest = magnitude > largest ? magnitude : largest;
    }
    return corvid_bits_to_float((uint32_t)largest);
}

bool corvid_quantize_row(int format, const float *x, void *out, int64_t count) {
    return corvid_quantize_row_with(corvid_isa_best(), format, x, out, count);
}

bool corvid_quantize_row_with(corvid_isa isa, int format, const float *x, void *out, int64_t count) {
    switch (format) {
    case CORVID_F32: memcpy(out, x, (size_t)count * sizeof(float)); return true;
    case CORVID_F16: encode_f16(x, out, count); return true;
    case CORVID_BF16: encode_bf16(x, out, count); return true;
    case CORVID_Q8_0: encode_q8_0(x, out, count); return true;
    case CORVID_Q4_0: encode_q4_0(x, out, count); return true;
    case CORVID_Q4_1: encode_q4_1(x, out, count); return true;
    case CORVID_Q5_0: encode_q5_0(x, out, count); return true;
    case CORVID_Q5_1: encode_q5_1(x, out, count); return true;
    case CORVID_Q4_K: corvid_encode_q4_k(isa, x, out, count); return true;
    case CORVID_Q5_K: corvid_encode_q5_k(isa, x, out, count); return true;
    case CORVID_Q6_K: corvid_encode_q6_k(isa, x, out, count); return true;
    default: return false;
    }
}
