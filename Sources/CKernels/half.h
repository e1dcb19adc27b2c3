// Conversions between float and the 16-bit formats by integer operations, so that they compile to the same bits on
// every target, need no library call on plain x86-64, and vectorise inside loops.
#ifndef CORVID_HALF_H
#define CORVID_HALF_H

#include <stdint.h>
#include <string.h>

static inline uint32_t corvid_float_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float corvid_float_from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// IEEE 754 binary16 to binary32, exact; NaN payloads are kept.
static inline float corvid_half_to_float(uint16_t half) {
    uint32_t magnitude = half & 0x7fffu;
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    // A subnormal is a multiple of 2^-24, the distance between neighbours of 0.5.
    uint32_t small = corvid_float_bits(corvid_float_from_bits(0x3f000000u | magnitude) - 0.5f);
    uint32_t rebias = magnitude >= 0x7c00u ? 224u << 23 : 112u << 23;
    uint32_t normal = (magnitude << 13) + rebias;
    return corvid_float_from_bits(sign | (magnitude < 0x0400u ? small : normal));
}

// IEEE 754 binary32 to binary16, round to nearest even; NaN stays a quiet NaN.
static inline uint16_t corvid_half_from_float(float value) {
    uint32_t bits = corvid_float_bits(value);
    uint32_t magnitude = bits & 0x7fffffffu;
    uint32_t sign = (bits >> 16) & 0x8000u;
    // Below 2^-14 the addition of 0.5 rounds to a multiple of 2^-24.
    uint32_t small = corvid_float_bits(corvid_float_from_bits(magnitude) + 0.5f) - 0x3f000000u;
    uint32_t normal = (magnitude - (112u << 23) + 0x0fffu + ((magnitude >> 13) & 1u)) >> 13;
    uint32_t special = magnitude > 0x7f800000u ? 0x7e00u | ((magnitude >> 13) & 0x03ffu) : 0x7c00u;
    uint32_t finite = magnitude < 0x38800000u ? small : normal;
    return (uint16_t)(sign | (magnitude >= 0x47800000u ? special : finite));
}

static inline float corvid_bfloat_to_float(uint16_t value) { return corvid_float_from_bits((uint32_t)value << 16); }

// Round to nearest even; NaN stays a quiet NaN.
static inline uint16_t corvid_bfloat_from_float(float value) {
    uint32_t bits = corvid_float_bits(value);
    uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    uint32_t quiet = (bits >> 16) | 0x40u;
    return (uint16_t)((bits & 0x7fffffffu) > 0x7f800000u ? quiet : rounded);
}

// A little-endian 16-bit word at any address.
static inline uint16_t corvid_load16(const uint8_t *bytes) {
    uint16_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

static inline void corvid_store16(uint8_t *bytes, uint16_t word) { memcpy(bytes, &word, sizeof word); }

#endif
