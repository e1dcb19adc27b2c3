// Conversions of 16-bit floats by bit operations: the same on every target, no library calls.
#ifndef CORVID_HALF_H
#define CORVID_HALF_H

#include <stdint.h>
#include <string.h>

static inline float corvid_bits_to_float(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t corvid_float_to_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// Little-endian words at any address.
static inline uint16_t corvid_load16(const uint8_t *bytes) { return (uint16_t)(bytes[0] | bytes[1] << 8); }

static inline uint32_t corvid_load32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline void corvid_store16(uint8_t *bytes, uint16_t word) { memcpy(bytes, &word, sizeof word); }

// IEEE 754 binary16 to binary32, exact.
static inline float corvid_half_to_float(uint16_t half) {
    uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13;
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    if ((half & 0x7c00) == 0x7c00) { return corvid_bits_to_float(sign | magnitude | 0x7f800000); }
    // 2^112 moves the exponent bias from 15 to 127 and normalises subnormals.
    return corvid_bits_to_float(sign | corvid_float_to_bits(corvid_bits_to_float(magnitude) * 0x1p112f));
}

// binary32 to binary16, to nearest even; overflow to infinity, NaN to a quiet NaN.
static inline uint16_t corvid_float_to_half(float value) {
    uint32_t bits = corvid_float_to_bits(value);
    uint16_t sign = (uint16_t)((bits >> 16) & 0x8000);
    bits &= 0x7fffffff;
    if (bits > 0x7f800000) { return (uint16_t)(sign | 0x7e00 | ((bits >> 13) & 0x3ff)); }
    if (bits >= 0x477ff000) { return (uint16_t)(sign | 0x7c00); }
    if (bits < 0x38800000) {
        // Subnormal half: adding 0.5 leaves the rounded value in the low bits of the sum.
        float sum = corvid_bits_to_float(bits) + 0.5f;
        return (uint16_t)(sign | (corvid_float_to_bits(sum) - 0x3f000000));
    }
    uint32_t rounded = bits + 0xfff + ((bits >> 13) & 1);
    return (uint16_t)(sign | ((rounded - 0x38000000) >> 13));
}

// bfloat16 to binary32, exact.
static inline float corvid_bfloat_to_float(uint16_t value) { return corvid_bits_to_float((uint32_t)value << 16); }

// binary32 to bfloat16, to nearest even; NaN to a quiet NaN.
static inline uint16_t corvid_float_to_bfloat(float value) {
    uint32_t bits = corvid_float_to_bits(value);
    if ((bits & 0x7fffffff) > 0x7f800000) { return (uint16_t)((bits >> 16) | 0x40); }
    return (uint16_t)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

#endif
