// Constants and plain forms of what the kernels of training compute with: GELU, soft caps, random bits.
#ifndef CORVID_TRAINING_MATH_H
#define CORVID_TRAINING_MATH_H

#include "exponential.h"
#include <stdint.h>

// The upper tail of the normal distribution over e^(-x^2 / 2), as a polynomial of t = 1 / (1 + x / 4), 0 <= x: within
// 3e-7 of it as floats compute it up to x = 13, where the tail ends (least largest relative error at 400 points).
#define CORVID_TAIL_C0 -0x1.6a632ap-16f
#define CORVID_TAIL_C1 0x1.9a89b8p-4f
#define CORVID_TAIL_C2 0x1.846244p-4f
#define CORVID_TAIL_C3 0x1.f1f11ep-4f
#define CORVID_TAIL_C4 -0x1.4df79ap-6f
#define CORVID_TAIL_C5 0x1.37cb40p-2f
#define CORVID_TAIL_C6 -0x1.5578c2p-2f
#define CORVID_TAIL_C7 0x1.947b18p-2f
#define CORVID_TAIL_C8 -0x1.91c546p-3f
#define CORVID_TAIL_C9 0x1.161754p-5f
#define CORVID_HALF_LOG2E 0.721347520f
#define CORVID_NORMAL_PEAK 0.398942280f  // 1 / sqrt(2 pi)

// 2 sqrt(2 / pi) (x + 0.044715 x^3), whose logistic function is what the tanh form of GELU multiplies x by.
#define CORVID_GELU_LINEAR 1.59576912f
#define CORVID_GELU_CUBIC 0.0713548163f
#define CORVID_GELU_SLOPE 0.214064449f   // thrice the cubic term's factor
#define CORVID_GELU_LARGEST_SQUARE 1e4f  // beyond, the logistic function is zero or one

// Threefry-2x32 of 20 rounds: four rounds, then a part of the key.
#define CORVID_THREEFRY_PARITY 0x1BD11BDAu
#define CORVID_THREEFRY_ROUND(a, b, bits)                                                                              \
    a = a + b;                                                                                                         \
    b = (b << bits) | (b >> (32 - bits));                                                                              \
    b = b ^ a;
#define CORVID_THREEFRY(a, b, k0, k1)                                                                                  \
    {                                                                                                                  \
        const uint32_t keys[3] = {k0, k1, CORVID_THREEFRY_PARITY ^ (k0) ^ (k1)};                                       \
        a = a + keys[0];                                                                                               \
        b = b + keys[1];                                                                                               \
        for (uint32_t group = 1; group <= 5; group++) {                                                                \
            if (group % 2 == 1) {                                                                                      \
                CORVID_THREEFRY_ROUND(a, b, 13)                                                                        \
                CORVID_THREEFRY_ROUND(a, b, 15)                                                                        \
                CORVID_THREEFRY_ROUND(a, b, 26)                                                                        \
                CORVID_THREEFRY_ROUND(a, b, 6)                                                                         \
            } else {                                                                                                   \
                CORVID_THREEFRY_ROUND(a, b, 17)                                                                        \
                CORVID_THREEFRY_ROUND(a, b, 29)                                                                        \
                CORVID_THREEFRY_ROUND(a, b, 16)                                                                        \
                CORVID_THREEFRY_ROUND(a, b, 24)                                                                        \
            }                                                                                                          \
            a = a + keys[group % 3];                                                                                   \
            b = b + (keys[(group + 1) % 3] + group);                                                                   \
        }                                                                                                              \
    }

// The experts of largest probability, in ascending order. What is not a number is never the largest; the first free
// expert then stands in.
static inline void corvid_largest_experts(const float *probabilities, int64_t experts, int64_t used, int32_t *chosen) {
    for (int64_t slot = 0; slot < used; slot++) {
        int32_t best = -1;
        for (int32_t e = 0; e < experts; e++) {
            int64_t taken = 0;
            while (taken < slot && chosen[taken] != e) { taken++; }
            if (taken == slot && (best < 0 || probabilities[e] > probabilities[best])) { best = e; }
        }
        int64_t place = slot;
        for (; place > 0 && chosen[place - 1] > best; place--) { chosen[place] = chosen[place - 1]; }
        chosen[place] = best;
    }
}

#endif
