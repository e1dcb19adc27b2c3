// The kernels of each instruction set, as the dispatcher sees them.
#ifndef CORVID_KERNELS_H
#define CORVID_KERNELS_H

#include "CKernels.h"

// Keys of each tile of queries are scored into rows of floats; a tile holds this many (token, head) pairs.
enum { CORVID_QUERY_TILE = 8 };

// Where token `t` of `tokens` lies in the activations: its tile's first number, the tile's width, its place in it.
typedef struct {
    int64_t first, width, lane;
} corvid_tile_place;

static inline corvid_tile_place corvid_tile_of(int64_t t, int64_t tokens) {
    int64_t first = t / CORVID_TILE * CORVID_TILE;
    corvid_tile_place place = {first, tokens - first < CORVID_TILE ? tokens - first : CORVID_TILE, t - first};
    return place;
}

// X(name, parameters, arguments)
#define CORVID_KERNELS(X)                                                                                              \
    X(quantize_activations,                                                                                            \
      (const float *x, int64_t stride, int64_t tokens, int64_t columns, int64_t begin, int64_t end,                    \
       corvid_activations out),                                                                                        \
      (x, stride, tokens, columns, begin, end, out))                                                                   \
    X(matmul_float, (const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch),                     \
      (a, begin, end, scratch))                                                                                        \
    X(matmul_blocks, (const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch),                    \
      (a, begin, end, scratch))                                                                                        \
    X(page_store,                                                                                                      \
      (const float *key, const float *value, int64_t head_dim, bool q8, int64_t slot, void *page_keys,                 \
       void *page_values),                                                                                             \
      (key, value, head_dim, q8, slot, page_keys, page_values))                                                        \
    X(attention, (const corvid_attention_arguments *a, int64_t begin, int64_t end, void *scratch),                     \
      (a, begin, end, scratch))                                                                                        \
    X(rms_norm,                                                                                                        \
      (const float *x, int64_t x_stride, const float *weight, float epsilon, int64_t rows, int64_t count, float *out,  \
       int64_t out_stride),                                                                                            \
      (x, x_stride, weight, epsilon, rows, count, out, out_stride))                                                    \
    X(layer_norm,                                                                                                      \
      (const float *x, int64_t x_stride, const float *weight, const float *bias, float epsilon, int64_t rows,          \
       int64_t count, float *out, int64_t out_stride),                                                                 \
      (x, x_stride, weight, bias, epsilon, rows, count, out, out_stride))                                              \
    X(add, (float *x, const float *y, int64_t count), (x, y, count))                                                   \
    X(multiply, (float *x, const float *y, int64_t count), (x, y, count))                                              \
    X(scale, (float *x, float factor, int64_t count), (x, factor, count))                                              \
    X(add_scaled, (float *x, const float *y, float factor, int64_t count), (x, y, factor, count))                      \
    X(silu_multiply, (float *gate, const float *up, int64_t count), (gate, up, count))                                 \
    X(gelu_tanh_multiply, (float *gate, const float *up, int64_t count), (gate, up, count))                            \
    X(rope,                                                                                                            \
      (float *x, int64_t heads, int64_t head_dim, const float *cosine, const float *sine, int64_t half,                \
       bool interleaved),                                                                                              \
      (x, heads, head_dim, cosine, sine, half, interleaved))                                                           \
    X(short_convolution_step,                                                                                          \
      (float *state, const float *x, const float *weight, int64_t channels, int64_t kernel, float *out),               \
      (state, x, weight, channels, kernel, out))                                                                       \
    X(softmax, (float *x, int64_t count), (x, count))

#define CORVID_DECLARE(name, parameters, arguments)                                                                    \
    void corvid_##name##_scalar parameters;                                                                            \
    void corvid_##name##_portable parameters;                                                                          \
    void corvid_##name##_avx2 parameters;                                                                              \
    void corvid_##name##_avx512 parameters;
CORVID_KERNELS(CORVID_DECLARE)
#undef CORVID_DECLARE

#endif
