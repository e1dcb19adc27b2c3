// What the plain twins of the kernels of training share.
#ifndef CORVID_TRAINING_SCALAR_H
#define CORVID_TRAINING_SCALAR_H

#include "exponential.h"
#include "training_kernels.h"
#include <string.h>

#pragma STDC FP_CONTRACT OFF

static inline float sum_of_lanes(const float lanes[16]) {
    float eight[8], four[4];
    for (int i = 0; i < 8; i++) { eight[i] = lanes[i] + lanes[i + 8]; }
    for (int i = 0; i < 4; i++) { four[i] = eight[i] + eight[i + 4]; }
    return (four[0] + four[2]) + (four[1] + four[3]);
}

// Rows are summed in two sets of sixteen lanes that take turns.
static inline float sum_of_both(const float lanes[32]) {
    float sums[16];
    for (int i = 0; i < 16; i++) { sums[i] = lanes[i] + lanes[i + 16]; }
    return sum_of_lanes(sums);
}

static inline float sigmoid(float x) {
    x = x * -CORVID_LOG2E;
    return 1.0f / (1.0f + corvid_power_of_two(x > 127.0f ? 127.0f : x));
}

#endif
