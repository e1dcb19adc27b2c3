// The kernels for other families' layers of each instruction set, as their dispatcher sees them.
#ifndef CORVID_TRAINING_LAYERS_H
#define CORVID_TRAINING_LAYERS_H

#include "CKernels.h"

// X(name, parameters)
#define CORVID_TRAINING_LAYERS(X)                                                                                      \
    X(train_layer_norm,                                                                                                \
      (const float *x, const float *weight, const float *bias, float epsilon, int64_t rows, int64_t count,             \
       uint16_t *out, float *wide, float *mean, float *inverse))                                                       \
    X(train_layer_norm_backward,                                                                                       \
      (const float *x, const float *weight, const float *mean, const float *inverse, const float *dy, int64_t rows,    \
       int64_t count, float *dx, float *dweight, float *dbias))                                                        \
    X(train_rms_norm_wide,                                                                                             \
      (const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, float *out, float *inverse))   \
    X(train_add_bias, (float *y, const float *bias, int64_t rows, int64_t count))                                      \
    X(train_sum_bfloat_rows, (const uint16_t *dy, int64_t rows, int64_t count, float *sums))                           \
    X(train_sum_rows, (const float *dy, int64_t rows, int64_t count, float *sums))                                     \
    X(train_gelu, (corvid_gelu_form form, const float *x, int64_t count, uint16_t *out))                               \
    X(train_gelu_backward, (corvid_gelu_form form, const float *x, const float *dout, int64_t count, uint16_t *dx))    \
    X(train_geglu, (corvid_gelu_form form, const float *gate_up, int64_t rows, int64_t f, uint16_t *out))              \
    X(train_geglu_backward,                                                                                            \
      (corvid_gelu_form form, const float *gate_up, const float *dout, int64_t rows, int64_t f, uint16_t *dgate_up))   \
    X(train_soft_cap, (float *x, int64_t count, float scale, float cap))                                               \
    X(train_soft_cap_backward, (const float *capped, int64_t count, float scale, float cap, uint16_t *gradient))       \
    X(train_gather,                                                                                                    \
      (const float *table, const int32_t *indices, float factor, bool adds, int64_t rows, int64_t count, float *out))  \
    X(train_scatter,                                                                                                   \
      (const float *dout, const int32_t *indices, float factor, int64_t rows, int64_t count, int64_t begin,            \
       int64_t end, float *dtable))                                                                                    \
    X(train_mean_rows, (const float *x, int64_t rows, int64_t count, float *out))                                      \
    X(train_mean_rows_backward, (const float *dout, int64_t rows, int64_t count, float *dx))                           \
    X(train_choose_experts,                                                                                            \
      (const float *scores, int64_t stride, int64_t experts, int64_t used, bool renormalises, int64_t rows,            \
       float *probabilities, int32_t *chosen, float *weights))                                                         \
    X(train_choose_experts_backward,                                                                                   \
      (const float *probabilities, const int32_t *chosen, const float *weights, const float *dweights, int64_t stride, \
       int64_t used, bool renormalises, int64_t rows, uint16_t *dscores))                                              \
    X(train_mix_experts,                                                                                               \
      (const float *outputs, const int32_t *places, const float *weights, int64_t used, int64_t rows, int64_t count,   \
       const float *add, float *out))                                                                                  \
    X(train_mix_experts_backward,                                                                                      \
      (const float *outputs, const int32_t *places, const float *weights, const float *dout, int64_t used,             \
       int64_t rows, int64_t count, uint16_t *doutputs, float *dweights))                                              \
    X(train_dropout,                                                                                                   \
      (const corvid_dropout *dropout, int64_t first, int64_t count, const float *x, const float *add, float *out))     \
    X(train_dropout_backward,                                                                                          \
      (const corvid_dropout *dropout, int64_t first, int64_t count, const float *dout, uint16_t *dx))

#define CORVID_DECLARE(name, parameters)                                                                               \
    void corvid_##name##_scalar parameters;                                                                            \
    void corvid_##name##_portable parameters;                                                                          \
    void corvid_##name##_avx2 parameters;                                                                              \
    void corvid_##name##_avx512 parameters;
CORVID_TRAINING_LAYERS(CORVID_DECLARE)
#undef CORVID_DECLARE

#endif
