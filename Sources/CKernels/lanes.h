// Sixteen lanes as one compiler vector: what the float kernels are written in, whichever instruction set compiles them.
// The including file defines CORVID_HAS_F16C where the target converts half floats in hardware.
#ifndef CORVID_LANES_H
#define CORVID_LANES_H

#include "exponential.h"
#include "half.h"
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
// Vectors are passed between inlined functions only, so their calling convention never matters.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float f16x __attribute__((ext_vector_type(16)));
typedef int32_t i16x __attribute__((ext_vector_type(16)));
typedef uint32_t u16x __attribute__((ext_vector_type(16)));
typedef uint16_t h16x __attribute__((ext_vector_type(16)));
typedef int8_t b16x __attribute__((ext_vector_type(16)));

#define INLINE static inline __attribute__((always_inline))

INLINE f16x load(const float *from) {
    f16x v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE void store(float *to, f16x v) { memcpy(to, &v, sizeof v); }

INLINE f16x splat(float x) { return (f16x)(x); }

INLINE f16x fma16(f16x a, f16x b, f16x c) { return __builtin_elementwise_fma(a, b, c); }

INLINE f16x select16(i16x mask, f16x yes, f16x no) {
    return (f16x)(((i16x)yes & mask) | ((i16x)no & ~mask));
}

INLINE f16x max16(f16x a, f16x b) { return select16(a > b, a, b); }

INLINE f16x min16(f16x a, f16x b) { return select16(a < b, a, b); }

INLINE f16x abs16(f16x a) { return (f16x)((i16x)a & 0x7fffffff); }

INLINE i16x iota16(void) { return (i16x){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}; }

// The first `count` (< 16) numbers, the rest zero.
INLINE f16x load_part(const float *from, int64_t count) {
    float lanes[16] = {0};
    for (int64_t i = 0; i < count; i++) { lanes[i] = from[i]; }
    return load(lanes);
}

INLINE void store_part(float *to, f16x v, int64_t count) {
    float lanes[16];
    store(lanes, v);
    for (int64_t i = 0; i < count; i++) { to[i] = lanes[i]; }
}

INLINE f16x load_half(const uint16_t *from) {
#if defined(CORVID_HAS_F16C)
    typedef _Float16 half16x __attribute__((ext_vector_type(16)));
    half16x v;
    memcpy(&v, from, sizeof v);
    return __builtin_convertvector(v, f16x);
#else
    h16x h;
    memcpy(&h, from, sizeof h);
    u16x wide = __builtin_convertvector(h, u16x);
    u16x magnitude = (wide & 0x7fff) << 13, sign = (wide & 0x8000) << 16;
    u16x special = (u16x)((wide & 0x7c00) == 0x7c00);
    u16x finite = (u16x)((f16x)magnitude * 0x1p112f);
    return (f16x)(sign | (special & (magnitude | 0x7f800000)) | (~special & finite));
#endif
}

INLINE f16x load_bfloat(const uint16_t *from) {
    h16x h;
    memcpy(&h, from, sizeof h);
    return (f16x)(__builtin_convertvector(h, u16x) << 16);
}

// To nearest even; NaN to a quiet NaN.
INLINE void store_bfloat(uint16_t *to, f16x v) {
    u16x bits = (u16x)v;
    u16x rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16, quiet = (bits >> 16) | 0x40, nan = (u16x)(v != v);
    h16x h = __builtin_convertvector((quiet & nan) | (rounded & ~nan), h16x);
    memcpy(to, &h, sizeof h);
}

INLINE void store_half(uint16_t *to, f16x v) {
#if defined(CORVID_HAS_F16C)
    typedef _Float16 half16x __attribute__((ext_vector_type(16)));
    half16x h = __builtin_convertvector(v, half16x);
    memcpy(to, &h, sizeof h);
#else
    for (int i = 0; i < 16; i++) { to[i] = corvid_float_to_half(v[i]); }
#endif
}

INLINE f16x load_bytes(const int8_t *from) {
    b16x b;
    memcpy(&b, from, sizeof b);
    return __builtin_convertvector(__builtin_convertvector(b, i16x), f16x);
}

INLINE float sum_of_lanes(f16x v) {
    typedef float f8x __attribute__((ext_vector_type(8)));
    typedef float f4x __attribute__((ext_vector_type(4)));
    f8x eight = v.lo + v.hi;
    f4x four = eight.lo + eight.hi;
    return (four[0] + four[2]) + (four[1] + four[3]);
}

INLINE float max_of_lanes(f16x v) {
    float best = v[0];
    for (int i = 1; i < 16; i++) { best = v[i] > best ? v[i] : best; }
    return best;
}

INLINE f16x exp16(f16x x) {
    f16x clamped = min16(x, splat(CORVID_EXP_HIGH));
    clamped = max16(clamped, splat(CORVID_EXP_LOW));
    f16x n = __builtin_elementwise_rint(clamped * CORVID_LOG2E);
    f16x r = fma16(n, splat(-CORVID_LN2_HIGH), clamped);
    r = fma16(n, splat(-CORVID_LN2_LOW), r);
    f16x p = splat(CORVID_EXP_C0);
    p = fma16(p, r, splat(CORVID_EXP_C1));
    p = fma16(p, r, splat(CORVID_EXP_C2));
    p = fma16(p, r, splat(CORVID_EXP_C3));
    p = fma16(p, r, splat(CORVID_EXP_C4));
    p = fma16(p, r, splat(CORVID_EXP_C5));
    p = fma16(p, r * r, r) + 1.0f;
    f16x power = (f16x)((__builtin_convertvector(n, i16x) + 127) << 23);
    return select16(x < CORVID_EXP_LOW, splat(0), p * power);
}

// Sixteen vectors become their transpose by four rounds of interleaving halves.
INLINE void transpose16(f16x v[16]) {
    for (int round = 0; round < 4; round++) {
        f16x next[16];
        for (int i = 0; i < 8; i++) {
            next[2 * i] = __builtin_shufflevector(
                v[i], v[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            next[2 * i + 1] = __builtin_shufflevector(
                v[i], v[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
        for (int i = 0; i < 16; i++) { v[i] = next[i]; }
    }
}

#endif
