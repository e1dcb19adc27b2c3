// The kernels of training of each instruction set, as their dispatcher sees them.
#ifndef CORVID_TRAINING_KERNELS_H
#define CORVID_TRAINING_KERNELS_H

#include "CKernelsTraining.h"
#include "exponential.h"

// Queries of a tile of attention, and keys of a panel of transposed keys.
enum { CORVID_TRAIN_TILE = 16, CORVID_TRAIN_PANEL = 32, CORVID_TRAIN_LARGEST_HEAD = 128 };

// Rows of scores lie this far apart: not a multiple of the pages that caches index by.
static inline int64_t corvid_train_score_stride(int64_t keys) {
    return (keys + CORVID_TRAIN_PANEL - 1) / CORVID_TRAIN_PANEL * CORVID_TRAIN_PANEL + 16;
}

// Row of the batch of the `j`th key that a segment sees.
static inline int64_t corvid_segment_row(const corvid_segment *segment, int64_t j) {
    int64_t trunk = segment->trunk_end - segment->trunk_begin;
    return j < trunk ? segment->trunk_begin + j : segment->begin + j - trunk;
}

// Keys begin..<end, counted as a segment sees them.
typedef struct {
    int64_t begin, end;
} corvid_seen_keys;

// What row `row` of a segment of `keys` keys sees, of which `trunk` precede it.
static inline corvid_seen_keys corvid_keys_of_row(
    const corvid_attention_shape *shape, int64_t trunk, int64_t keys, int64_t row) {
    corvid_seen_keys seen = {0, shape->bidirectional ? keys : trunk + row + 1};
    bool is_cut = !shape->bidirectional && shape->window > 0 && seen.end > shape->window;
    seen.begin = is_cut ? seen.end - shape->window : 0;
    return seen;
}

// What queries are multiplied by, so that scores are exponents of two, or with a cap those of e^(2 score / cap).
static inline float corvid_score_factor(const corvid_attention_shape *shape) {
    return shape->cap > 0 ? shape->scale * (2 * CORVID_LOG2E) / shape->cap : shape->scale * CORVID_LOG2E;
}

// What turns sums with queries of that factor to the gradients of keys.
static inline float corvid_key_factor(const corvid_attention_shape *shape) {
    return shape->cap > 0 ? shape->cap * (CORVID_LN2 / 2) : CORVID_LN2;
}

// X(result, name, parameters, arguments)
#define CORVID_TRAINING_KERNELS(X)                                                                                     \
    X(void, train_rms_norm,                                                                                            \
      (const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, uint16_t *out,                 \
       float *inverse),                                                                                                \
      (x, weight, epsilon, rows, count, out, inverse))                                                                 \
    X(void, train_rms_norm_backward,                                                                                   \
      (const float *x, const float *weight, const float *inverse, const float *dy, int64_t rows, int64_t count,        \
       float *dx, float *dweight),                                                                                     \
      (x, weight, inverse, dy, rows, count, dx, dweight))                                                              \
    X(void, train_swiglu, (const float *gate_up, int64_t rows, int64_t f, uint16_t *out), (gate_up, rows, f, out))     \
    X(void, train_swiglu_backward,                                                                                     \
      (const float *gate_up, const float *dout, int64_t rows, int64_t f, uint16_t *dgate_up),                          \
      (gate_up, dout, rows, f, dgate_up))                                                                              \
    X(void, train_convolution,                                                                                         \
      (const float *parts, const float *weight, const float *bias, const int32_t *previous, int64_t rows,              \
       int64_t channels, int64_t begin, int64_t end, uint16_t *out),                                                   \
      (parts, weight, bias, previous, rows, channels, begin, end, out))                                                \
    X(void, train_convolution_backward,                                                                                \
      (const float *parts, const float *weight, const float *bias, const int32_t *previous, const float *dout,         \
       int64_t rows, int64_t channels, int64_t begin, int64_t end, uint16_t *dparts, float *dweight, float *dbias,     \
       float *scratch),                                                                                                \
      (parts, weight, bias, previous, dout, rows, channels, begin, end, dparts, dweight, dbias, scratch))              \
    X(void, train_rotate,                                                                                              \
      (const corvid_attention_shape *shape, const float *projected, int64_t row_begin, int64_t row_end, float *query,  \
       float *key, float *inverse),                                                                                    \
      (shape, projected, row_begin, row_end, query, key, inverse))                                                     \
    X(void, train_rotate_backward,                                                                                     \
      (const corvid_attention_shape *shape, const float *projected, const float *inverse, const float *dquery,         \
       const float *dkey, const float *dvalue, int64_t row_begin, int64_t row_end, uint16_t *dprojected,               \
       float *dquery_norm, float *dkey_norm),                                                                          \
      (shape, projected, inverse, dquery, dkey, dvalue, row_begin, row_end, dprojected, dquery_norm, dkey_norm))       \
    X(void, train_attention,                                                                                           \
      (const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head, const float *query,       \
       const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch),                       \
      (shape, segment, key_head, query, key, projected, out, log_sums, scratch))                                       \
    X(void, train_attention_backward,                                                                                  \
      (const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head, const float *query,       \
       const float *key, const float *projected, const uint16_t *out, const float *log_sums, const float *dout,        \
       float *dquery, float *dkey, float *dvalue, void *scratch),                                                      \
      (shape, segment, key_head, query, key, projected, out, log_sums, dout, dquery, dkey, dvalue, scratch))           \
    X(float, train_cross_entropy,                                                                                      \
      (const float *logits, int64_t count, int64_t used, int32_t target, float weight, uint16_t *dlogits),             \
      (logits, count, used, target, weight, dlogits))                                                                  \
    X(float, train_distill,                                                                                            \
      (float *logits, int64_t count, int64_t used, int32_t target, float weight, const corvid_soft_target *soft,       \
       uint16_t *dlogits, float *divergence),                                                                          \
      (logits, count, used, target, weight, soft, dlogits, divergence))                                                \
    X(void, train_adamw,                                                                                               \
      (float *weight, const float *gradient, float *first, float *second, int64_t count, float rate, float beta1,      \
       float beta2, float correction1, float correction2, float epsilon, float decay),                                 \
      (weight, gradient, first, second, count, rate, beta1, beta2, correction1, correction2, epsilon, decay))          \
    X(void, train_average, (float *average, const float *weight, float decay, int64_t count),                          \
      (average, weight, decay, count))                                                                                 \
    X(double, sum_of_squares, (const float *x, int64_t count), (x, count))

#define CORVID_DECLARE(result, name, parameters, arguments)                                                            \
    result corvid_##name##_scalar parameters;                                                                          \
    result corvid_##name##_portable parameters;                                                                        \
    result corvid_##name##_avx2 parameters;                                                                            \
    result corvid_##name##_avx512 parameters;
CORVID_TRAINING_KERNELS(CORVID_DECLARE)
#undef CORVID_DECLARE

#endif
