// Products with quantised weights in plain C that compilers vectorise: each block is decoded once for all tokens.
#include "blocks.h"
#include "kernels.h"
#include <math.h>

#pragma STDC FP_CONTRACT OFF

void corvid_matmul_blocks_portable(const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {
    float *sums = scratch;
    int64_t blocks = a->columns / 32;
    bool affine = corvid_has_minimum(a->format), halved = a->format == CORVID_Q6_K;
    enum { GROUP = 64 };
    for (int64_t row = begin; row < end; row++) {
        const uint8_t *weights = (const uint8_t *)a->weights + row * a->row_bytes;
        for (int64_t first = 0; first < a->tokens; first += GROUP) {
            int64_t last = first + GROUP < a->tokens ? first + GROUP : a->tokens;
            memset(sums, 0, GROUP * sizeof(float));
            for (int64_t b = 0; b < blocks; b++) {
                corvid_block block;
                corvid_decode_block(a->format, weights, b, &block);
                for (int64_t t = first; t < last; t++) {
                    corvid_tile_place place = corvid_tile_of(t, a->tokens);
                    int64_t n = place.width, at = place.first * blocks + b * n + place.lane;
                    const int8_t *q = a->activations.q + place.first * a->columns + (b * 8 * n + place.lane) * 4;
                    int32_t low = 0, high = 0;
                    for (int c = 0; c < 4; c++) {
                        for (int i = 0; i < 4; i++) {
                            low += block.q[c * 4 + i] * q[c * n * 4 + i];
                            high += block.q[16 + c * 4 + i] * q[(c + 4) * n * 4 + i];
                        }
                    }
                    float scale = a->activations.scale[at], sum = sums[t - first];
                    if (halved) {
                        sum = fmaf((float)low, block.scale[0] * scale, sum);
                        sum = fmaf((float)high, block.scale[1] * scale, sum);
                    } else {
                        sum = fmaf((float)(low + high), block.scale[0] * scale, sum);
                    }
                    if (affine) { sum = fmaf(block.minimum, a->activations.scaled_sum[at], sum); }
                    sums[t - first] = sum;
                }
            }
            for (int64_t t = first; t < last; t++) { a->y[t * a->y_stride + row] = sums[t - first]; }
        }
    }
}
