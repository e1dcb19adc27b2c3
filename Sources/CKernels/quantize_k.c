// Encoders of the formats whose blocks of 256 numbers hold two levels of scales.
//
// A group's scale (and minimum) is found by trying several step widths, solving for the best scale and minimum of each
// by weighted least squares. Then the groups' scales are rounded to their few bits: of the neighbours of the ideal value
// the one with the smallest error is taken, the block's own scales are solved for once more, and the numbers are rounded
// to what the block will decode to. Numbers weigh |x| plus the group's root mean square, so that large ones, which
// contribute more to products, keep more precision.
#include "CKernels.h"
#include "half.h"
#include "kscales.h"
#include "quantize.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"  // Vectors are passed between functions of this file only.

typedef float float8 __attribute__((ext_vector_type(8)));

enum { LANES = 8, BLOCK = 256 };
enum { TRIALS = 3 };                           // vectors of step widths that are tried
enum { GROUP = 32, GROUPS = BLOCK / GROUP };   // of Q4_K and Q5_K
enum { SMALL = 16, SMALLS = BLOCK / SMALL };   // of Q6_K

// The scales of a Q4_K or Q5_K block.
typedef struct {
    float scale, minimum;            // of the block, as decoded from half precision
    uint8_t scales[GROUPS], minima[GROUPS];
    float error;
} k_block;

#define NAME(f) f##_portable
#include "quantize_k_body.h"
#undef NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define NAME(f) f##_avx2
#include "quantize_k_body.h"
#undef NAME
#pragma clang attribute pop
#define DISPATCH(f, ...) (isa >= CORVID_ISA_AVX2 ? f##_avx2(__VA_ARGS__) : f##_portable(__VA_ARGS__))
#else
#define DISPATCH(f, ...) ((void)isa, f##_portable(__VA_ARGS__))
#endif

void corvid_encode_q4_k(corvid_isa isa, const float *x, uint8_t *to, int64_t count) {
    DISPATCH(encode_q4_k, x, to, count);
}

void corvid_encode_q5_k(corvid_isa isa, const float *x, uint8_t *to, int64_t count) {
    DISPATCH(encode_q5_k, x, to, count);
}

void corvid_encode_q6_k(corvid_isa isa, const float *x, uint8_t *to, int64_t count) {
    DISPATCH(encode_q6_k, x, to, count);
}
