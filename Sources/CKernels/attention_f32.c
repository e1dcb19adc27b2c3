// Attention over keys and values in single precision: the plain form, left to the compiler's vectors.
#include "CKernels.h"
#include "exponential.h"
#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

enum { LANES = 16 };

static float sum_of_lanes(const float lanes[LANES]) {
    float eight[8], four[4];
    for (int i = 0; i < 8; i++) { eight[i] = lanes[i] + lanes[i + 8]; }
    for (int i = 0; i < 4; i++) { four[i] = eight[i] + eight[i + 4]; }
    return (four[0] + four[2]) + (four[1] + four[3]);
}

static float dot(const float *restrict x, const float *restrict y, int64_t count) {
    float lanes[LANES] = {0};
    int64_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) { lanes[lane] += x[i + lane] * y[i + lane]; }
    }
    for (int lane = 0; i + lane < count; lane++) { lanes[lane] += x[i + lane] * y[i + lane]; }
    return sum_of_lanes(lanes);
}

void corvid_page_store_f32(
    const float *key, const float *value, int64_t head_dim, int64_t slot, void *page_keys, void *page_values) {
    memcpy((float *)page_keys + slot * head_dim, key, (size_t)head_dim * sizeof(float));
    memcpy((float *)page_values + slot * head_dim, value, (size_t)head_dim * sizeof(float));
}

int64_t corvid_attention_f32_scratch_bytes(const corvid_attention_arguments *a) {
    return (a->length * (int64_t)sizeof(float) + 63) & ~(int64_t)63;
}

void corvid_attention_f32(const corvid_attention_arguments *a, int64_t begin, int64_t end, void *scratch) {
    float *scores = scratch;  // [length]
    for (int64_t t = begin; t < end; t++) {
        int64_t last = a->bidirectional ? a->length : a->position + t + 1;
        int64_t first = !a->bidirectional && a->window > 0 && last > a->window ? last - a->window : 0;
        for (int64_t h = 0; h < a->heads; h++) {
            const float *q = a->q + t * a->q_stride + h * a->head_dim;
            float *restrict out = a->out + t * a->out_stride + h * a->head_dim;
            float largest = -INFINITY, total = 0;
            for (int64_t p = first; p < last; p++) {
                const float *keys = a->key_pages[p / CORVID_PAGE];
                scores[p] = dot(q, keys + p % CORVID_PAGE * a->head_dim, a->head_dim) * a->scale;
                largest = scores[p] > largest ? scores[p] : largest;
            }
            for (int64_t p = first; p < last; p++) {
                scores[p] = corvid_exp(scores[p] - largest);
                total += scores[p];
            }
            memset(out, 0, (size_t)a->head_dim * sizeof(float));
            for (int64_t p = first; p < last; p++) {
                const float *values = (const float *)a->value_pages[p / CORVID_PAGE] + p % CORVID_PAGE * a->head_dim;
                float weight = scores[p] / total;
                for (int64_t d = 0; d < a->head_dim; d++) { out[d] += weight * values[d]; }
            }
        }
    }
}
