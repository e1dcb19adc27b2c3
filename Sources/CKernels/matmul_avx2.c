// Products with quantised weights for AVX2: eight rows' blocks are decoded, and each token's dot products are reduced
// together, one row to a lane.
#if defined(__x86_64__)
#include "blocks.h"
#include "kernels.h"
#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#define INLINE static inline __attribute__((always_inline))

// Sums of the products of 32 signed bytes, as eight 32-bit lanes: lane i holds columns 4i...4i+3.
INLINE __m256i dot(__m256i w, __m256i q) {
    // The product of |w| (up to 128) and q with w's sign; pairs stay within 16 bits since |q| <= 127.
    __m256i pairs = _mm256_maddubs_epi16(_mm256_sign_epi8(w, w), _mm256_sign_epi8(q, w));
    return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

// Lane r of the result is the sum of the lanes of v[r], of the lower and the upper half of the block apart.
INLINE void reduce(const __m256i v[8], __m256i *low, __m256i *high) {
    __m256i a = _mm256_hadd_epi32(_mm256_hadd_epi32(v[0], v[1]), _mm256_hadd_epi32(v[2], v[3]));
    __m256i b = _mm256_hadd_epi32(_mm256_hadd_epi32(v[4], v[5]), _mm256_hadd_epi32(v[6], v[7]));
    *low = _mm256_permute2x128_si256(a, b, 0x20);
    *high = _mm256_permute2x128_si256(a, b, 0x31);
}

INLINE void product(int format, const corvid_matmul_arguments *a, int64_t begin, int64_t end, float *scratch) {
    enum { GROUP = 64 };
    int64_t blocks = a->columns / 32;
    for (int64_t row = begin; row < end; row += 8) {
        const uint8_t *rows[8];
        for (int r = 0; r < 8; r++) {
            int64_t at = row + r < end ? row + r : end - 1;
            rows[r] = (const uint8_t *)a->weights + at * a->row_bytes;
        }
        for (int64_t first = 0; first < a->tokens; first += GROUP) {
            int64_t last = first + GROUP < a->tokens ? first + GROUP : a->tokens;
            memset(scratch, 0, GROUP * 8 * sizeof(float));
            for (int64_t b = 0; b < blocks; b++) {
                __m256i w[8];
                float scale_lanes[2][8], minimum_lanes[8];
                for (int r = 0; r < 8; r++) {
                    corvid_block block;
                    corvid_decode_block(format, rows[r], b, &block);
                    w[r] = _mm256_loadu_si256((const __m256i *)block.q);
                    scale_lanes[0][r] = block.scale[0];
                    scale_lanes[1][r] = block.scale[1];
                    minimum_lanes[r] = block.minimum;
                }
                __m256 scale_low = _mm256_loadu_ps(scale_lanes[0]), scale_high = _mm256_loadu_ps(scale_lanes[1]);
                __m256 minimum = _mm256_loadu_ps(minimum_lanes);
                for (int64_t t = first; t < last; t++) {
                    corvid_tile_place place = corvid_tile_of(t, a->tokens);
                    int64_t n = place.width, at = place.first * blocks + b * n + place.lane;
                    const int8_t *words = a->activations.q + place.first * a->columns + (b * 8 * n + place.lane) * 4;
                    int32_t gathered[8];
                    for (int c = 0; c < 8; c++) { memcpy(&gathered[c], words + c * n * 4, 4); }
                    __m256i q = _mm256_loadu_si256((const __m256i *)gathered), dots[8], low, high;
                    for (int r = 0; r < 8; r++) { dots[r] = dot(w[r], q); }
                    reduce(dots, &low, &high);
                    __m256 scale = _mm256_set1_ps(a->activations.scale[at]);
                    __m256 sum = _mm256_loadu_ps(scratch + (t - first) * 8);
                    if (format == CORVID_Q6_K) {
                        sum = _mm256_fmadd_ps(_mm256_cvtepi32_ps(low), _mm256_mul_ps(scale_low, scale), sum);
                        sum = _mm256_fmadd_ps(_mm256_cvtepi32_ps(high), _mm256_mul_ps(scale_high, scale), sum);
                    } else {
                        __m256i whole = _mm256_add_epi32(low, high);
                        sum = _mm256_fmadd_ps(_mm256_cvtepi32_ps(whole), _mm256_mul_ps(scale_low, scale), sum);
                    }
                    if (corvid_has_minimum(format)) {
                        sum = _mm256_fmadd_ps(minimum, _mm256_set1_ps(a->activations.scaled_sum[at]), sum);
                    }
                    _mm256_storeu_ps(scratch + (t - first) * 8, sum);
                }
            }
            int64_t valid = end - row < 8 ? end - row : 8;
            for (int64_t t = first; t < last; t++) {
                memcpy(a->y + t * a->y_stride + row, scratch + (t - first) * 8, (size_t)valid * sizeof(float));
            }
        }
    }
}

void corvid_matmul_blocks_avx2(const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {
    switch (a->format) {
#define CASE(format)                                                                                                   \
    case CORVID_##format: product(CORVID_##format, a, begin, end, scratch); break;
        CASE(Q8_0) CASE(Q4_0) CASE(Q4_1) CASE(Q5_0) CASE(Q5_1) CASE(Q4_K) CASE(Q5_K) CASE(Q6_K)
#undef CASE
    }
}

#pragma clang attribute pop
#endif
