// The public entry points of training: each picks the kernel of the instruction set that the caller names.
#include "choose.h"
#include "training_kernels.h"

void corvid_train_rms_norm(
    corvid_isa isa, const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, uint16_t *out,
    float *inverse) {
    CORVID_CHOOSE(train_rms_norm, (x, weight, epsilon, rows, count, out, inverse));
}

void corvid_train_rms_norm_backward(
    corvid_isa isa, const float *x, const float *weight, const float *inverse, const float *dy, int64_t rows,
    int64_t count, float *dx, float *dweight) {
    CORVID_CHOOSE(train_rms_norm_backward, (x, weight, inverse, dy, rows, count, dx, dweight));
}

void corvid_train_swiglu(corvid_isa isa, const float *gate_up, int64_t rows, int64_t f, uint16_t *out) {
    CORVID_CHOOSE(train_swiglu, (gate_up, rows, f, out));
}

void corvid_train_swiglu_backward(
    corvid_isa isa, const float *gate_up, const float *dout, int64_t rows, int64_t f, uint16_t *dgate_up) {
    CORVID_CHOOSE(train_swiglu_backward, (gate_up, dout, rows, f, dgate_up));
}

void corvid_train_convolution(
    corvid_isa isa, const float *parts, const float *weight, const float *bias, const int32_t *previous, int64_t rows,
    int64_t channels, int64_t begin, int64_t end, uint16_t *out) {
    CORVID_CHOOSE(train_convolution, (parts, weight, bias, previous, rows, channels, begin, end, out));
}

void corvid_train_convolution_backward(
    corvid_isa isa, const float *parts, const float *weight, const float *bias, const int32_t *previous,
    const float *dout, int64_t rows, int64_t channels, int64_t begin, int64_t end, uint16_t *dparts, float *dweight,
    float *dbias, float *scratch) {
    CORVID_CHOOSE(
        train_convolution_backward,
        (parts, weight, bias, previous, dout, rows, channels, begin, end, dparts, dweight, dbias, scratch));
}

void corvid_train_rotate(
    corvid_isa isa, const corvid_attention_shape *shape, const float *projected, int64_t row_begin, int64_t row_end,
    float *query, float *key, float *inverse) {
    CORVID_CHOOSE(train_rotate, (shape, projected, row_begin, row_end, query, key, inverse));
}

void corvid_train_rotate_backward(
    corvid_isa isa, const corvid_attention_shape *shape, const float *projected, const float *inverse,
    const float *dquery, const float *dkey, const float *dvalue, int64_t row_begin, int64_t row_end,
    uint16_t *dprojected, float *dquery_norm, float *dkey_norm) {
    CORVID_CHOOSE(
        train_rotate_backward, (shape, projected, inverse, dquery, dkey, dvalue, row_begin, row_end, dprojected,
                                dquery_norm, dkey_norm));
}

int64_t corvid_train_attention_scratch_bytes(const corvid_attention_shape *shape, int64_t longest) {
    int64_t stride = corvid_train_score_stride(longest), padded = stride - 16;
    // Scores and their gradients; a tile's queries, gradients and sums; keys and values as panels and as rows, and
    // their gradients; slopes of a row; room to begin at a cache line.
    int64_t floats = (2 * CORVID_TRAIN_TILE + 1) * stride + (3 * CORVID_TRAIN_TILE + 5 * padded) * shape->size;
    return floats * (int64_t)sizeof(float) + 64;
}

void corvid_train_attention(
    corvid_isa isa, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch) {
    CORVID_CHOOSE(train_attention, (shape, segment, key_head, query, key, projected, out, log_sums, scratch));
}

void corvid_train_attention_backward(
    corvid_isa isa, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, const uint16_t *out, const float *log_sums,
    const float *dout, float *dquery, float *dkey, float *dvalue, void *scratch) {
    CORVID_CHOOSE(
        train_attention_backward, (shape, segment, key_head, query, key, projected, out, log_sums, dout, dquery, dkey,
                                   dvalue, scratch));
}

float corvid_train_cross_entropy(
    corvid_isa isa, const float *logits, int64_t count, int64_t used, int32_t target, float weight,
    uint16_t *dlogits) {
    return CORVID_CHOOSE(train_cross_entropy, (logits, count, used, target, weight, dlogits));
}

float corvid_train_distill(
    corvid_isa isa, float *logits, int64_t count, int64_t used, int32_t target, float weight,
    const corvid_soft_target *soft, uint16_t *dlogits, float *divergence) {
    return CORVID_CHOOSE(train_distill, (logits, count, used, target, weight, soft, dlogits, divergence));
}

void corvid_train_adamw(
    corvid_isa isa, float *weight, const float *gradient, float *first, float *second, int64_t count, float rate,
    float beta1, float beta2, float correction1, float correction2, float epsilon, float decay) {
    CORVID_CHOOSE(
        train_adamw,
        (weight, gradient, first, second, count, rate, beta1, beta2, correction1, correction2, epsilon, decay));
}

void corvid_train_average(corvid_isa isa, float *average, const float *weight, float decay, int64_t count) {
    CORVID_CHOOSE(train_average, (average, weight, decay, count));
}

double corvid_sum_of_squares(corvid_isa isa, const float *x, int64_t count) {
    return CORVID_CHOOSE(sum_of_squares, (x, count));
}
