// Exponentials of logits in double precision, for sampling.
//
// Additions and multiplications alone, in a fixed order and never fused, so that every instruction set, and every
// machine, gives the same bits: the last bit of a sum may decide which token is drawn.
#include "CKernels.h"

#pragma STDC FP_CONTRACT OFF
// Vectors are passed between functions that are always inlined, so no calling convention is concerned.
#pragma clang diagnostic ignored "-Wpsabi"

typedef double doubles __attribute__((vector_size(64)));
typedef int64_t words __attribute__((vector_size(64)));
typedef float floats __attribute__((vector_size(32), aligned(4)));
typedef double stored __attribute__((vector_size(64), aligned(8)));

#define ALWAYS static inline __attribute__((always_inline))

// e^x for x <= 0; 0 below -700. As PortableMath.exp: argument reduction after Cody and Waite, then a Taylor series.
ALWAYS doubles exponential(doubles x) {
    const double magic = 0x1.8p52;
    words is_tiny = x < -700.0;
    doubles clamped = (doubles)((words)x & ~is_tiny);
    doubles shifted = clamped * 1.4426950408889634 + magic;
    doubles n = shifted - magic;
    doubles r = (clamped - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
    doubles sum = r * (1.0 / 6227020800.0) + 1.0 / 479001600.0;
    sum = sum * r + 1.0 / 39916800.0;
    sum = sum * r + 1.0 / 3628800.0;
    sum = sum * r + 1.0 / 362880.0;
    sum = sum * r + 1.0 / 40320.0;
    sum = sum * r + 1.0 / 5040.0;
    sum = sum * r + 1.0 / 720.0;
    sum = sum * r + 1.0 / 120.0;
    sum = sum * r + 1.0 / 24.0;
    sum = sum * r + 1.0 / 6.0;
    sum = sum * r + 0.5;
    sum = sum * r + 1.0;
    sum = sum * r + 1.0;
    words bits = (words)sum + ((words)shifted << 52);
    return (doubles)(bits & ~is_tiny);
}

ALWAYS double exponentials(const float *x, int64_t count, float peak, double scale, double *weights) {
    doubles sum = {0};
    int64_t i = 0;
    for (; i + 8 <= count; i += 8) {
        doubles weight = exponential((__builtin_convertvector(*(const floats *)(x + i), doubles) - (double)peak) * scale);
        *(stored *)(weights + i) = weight;
        sum += weight;
    }
    if (i < count) {
        doubles rest;
        for (int64_t lane = 0; lane < 8; lane++) rest[lane] = i + lane < count ? (double)x[i + lane] : -__builtin_inf();
        doubles weight = exponential((rest - (double)peak) * scale);
        for (int64_t lane = 0; i + lane < count; lane++) weights[i + lane] = weight[lane];
        sum += weight;
    }
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

static double exponentials_baseline(const float *x, int64_t count, float peak, double scale, double *weights) {
    return exponentials(x, count, peak, scale, weights);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static double exponentials_avx2(
    const float *x, int64_t count, float peak, double scale, double *weights) {
    return exponentials(x, count, peak, scale, weights);
}

__attribute__((target("avx512f,avx512dq,avx512vl"))) static double exponentials_avx512(
    const float *x, int64_t count, float peak, double scale, double *weights) {
    return exponentials(x, count, peak, scale, weights);
}
#endif

double corvid_exponentials(
    corvid_isa isa, const float *x, int64_t count, float peak, double scale, double *weights) {
#if defined(__x86_64__)
    if (isa >= CORVID_ISA_AVX512) return exponentials_avx512(x, count, peak, scale, weights);
    if (isa >= CORVID_ISA_AVX2) return exponentials_avx2(x, count, peak, scale, weights);
#endif
    return exponentials_baseline(x, count, peak, scale, weights);
}
