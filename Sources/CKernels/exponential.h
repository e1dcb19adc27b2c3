// e^x as a polynomial after reduction by powers of two (the classical Cephes scheme), within 2 units in the last place.
// The constants are shared so that every instruction set returns the same bits.
#ifndef CORVID_EXPONENTIAL_H
#define CORVID_EXPONENTIAL_H

#include "half.h"
#include <math.h>

#define CORVID_EXP_LOW -87.33654f   // below: 0
#define CORVID_EXP_HIGH 88.37626f   // above: taken as this
#define CORVID_LOG2E 1.44269504f
#define CORVID_LN2_HIGH 0.693359375f
#define CORVID_LN2_LOW -2.12194440e-4f
#define CORVID_EXP_C0 1.9875691500e-4f
#define CORVID_EXP_C1 1.3981999507e-3f
#define CORVID_EXP_C2 8.3334519073e-3f
#define CORVID_EXP_C3 4.1665795894e-2f
#define CORVID_EXP_C4 1.6666665459e-1f
#define CORVID_EXP_C5 5.0000001201e-1f

static inline float corvid_exp(float x) {
    float clamped = x < CORVID_EXP_HIGH ? x : CORVID_EXP_HIGH;
    clamped = clamped > CORVID_EXP_LOW ? clamped : CORVID_EXP_LOW;
    float n = rintf(clamped * CORVID_LOG2E);
    float r = fmaf(n, -CORVID_LN2_HIGH, clamped);
    r = fmaf(n, -CORVID_LN2_LOW, r);
    float p = CORVID_EXP_C0;
    p = fmaf(p, r, CORVID_EXP_C1);
    p = fmaf(p, r, CORVID_EXP_C2);
    p = fmaf(p, r, CORVID_EXP_C3);
    p = fmaf(p, r, CORVID_EXP_C4);
    p = fmaf(p, r, CORVID_EXP_C5);
    p = fmaf(p, r * r, r) + 1.0f;
    float power = corvid_bits_to_float((uint32_t)((int32_t)n + 127) << 23);
    return x < CORVID_EXP_LOW ? 0.0f : p * power;
}

// 2^x for training, x at most 127, within 2^-22 of it: a polynomial of least relative error over half a step either
// way. NaN stays NaN, and there are no numbers below the smallest normal ones, but zero.
#define CORVID_POWER_LOW -127.0f
#define CORVID_POWER_SHIFT 0x1.8p23f  // a sum with it ends in the rounded exponent
#define CORVID_POWER_C1 0x1.62e42ap-1f
#define CORVID_POWER_C2 0x1.ebf9bcp-3f
#define CORVID_POWER_C3 0x1.c6b752p-5f
#define CORVID_POWER_C4 0x1.3cea88p-7f
#define CORVID_POWER_C5 0x1.5bba16p-10f
#define CORVID_LN2 0.693147181f

static inline float corvid_power_of_two(float x) {
    x = x < CORVID_POWER_LOW ? CORVID_POWER_LOW : x;
    float shifted = x + CORVID_POWER_SHIFT, r = x - (shifted - CORVID_POWER_SHIFT);
    float p = fmaf(CORVID_POWER_C5, r, CORVID_POWER_C4);
    p = fmaf(p, r, CORVID_POWER_C3);
    p = fmaf(p, r, CORVID_POWER_C2);
    p = fmaf(p, r, CORVID_POWER_C1);
    p = fmaf(p, r, 1.0f);
    return p * corvid_bits_to_float((corvid_float_to_bits(shifted) + 127) << 23);
}

#endif
