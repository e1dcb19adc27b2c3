// The public entry points of the kernels for other families' layers.
#include "choose.h"
#include "training_layers.h"
#include "training_math.h"

void corvid_train_layer_norm(
    corvid_isa isa, const float *x, const float *weight, const float *bias, float epsilon, int64_t rows, int64_t count,
    uint16_t *out, float *wide, float *mean, float *inverse) {
    CORVID_CHOOSE(train_layer_norm, (x, weight, bias, epsilon, rows, count, out, wide, mean, inverse));
}

void corvid_train_layer_norm_backward(
    corvid_isa isa, const float *x, const float *weight, const float *mean, const float *inverse, const float *dy,
    int64_t rows, int64_t count, float *dx, float *dweight, float *dbias) {
    CORVID_CHOOSE(train_layer_norm_backward, (x, weight, mean, inverse, dy, rows, count, dx, dweight, dbias));
}

void corvid_train_rms_norm_wide(
    corvid_isa isa, const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, float *out,
    float *inverse) {
    CORVID_CHOOSE(train_rms_norm_wide, (x, weight, epsilon, rows, count, out, inverse));
}

void corvid_train_add_bias(corvid_isa isa, float *y, const float *bias, int64_t rows, int64_t count) {
    CORVID_CHOOSE(train_add_bias, (y, bias, rows, count));
}

void corvid_train_sum_bfloat_rows(corvid_isa isa, const uint16_t *dy, int64_t rows, int64_t count, float *sums) {
    CORVID_CHOOSE(train_sum_bfloat_rows, (dy, rows, count, sums));
}

void corvid_train_sum_rows(corvid_isa isa, const float *dy, int64_t rows, int64_t count, float *sums) {
    CORVID_CHOOSE(train_sum_rows, (dy, rows, count, sums));
}

void corvid_train_gelu(corvid_isa isa, corvid_gelu_form form, const float *x, int64_t count, uint16_t *out) {
    CORVID_CHOOSE(train_gelu, (form, x, count, out));
}

void corvid_train_gelu_backward(
    corvid_isa isa, corvid_gelu_form form, const float *x, const float *dout, int64_t count, uint16_t *dx) {
    CORVID_CHOOSE(train_gelu_backward, (form, x, dout, count, dx));
}

void corvid_train_geglu(
    corvid_isa isa, corvid_gelu_form form, const float *gate_up, int64_t rows, int64_t f, uint16_t *out) {
    CORVID_CHOOSE(train_geglu, (form, gate_up, rows, f, out));
}

void corvid_train_geglu_backward(
    corvid_isa isa, corvid_gelu_form form, const float *gate_up, const float *dout, int64_t rows, int64_t f,
    uint16_t *dgate_up) {
    CORVID_CHOOSE(train_geglu_backward, (form, gate_up, dout, rows, f, dgate_up));
}

void corvid_train_soft_cap(corvid_isa isa, float *x, int64_t count, float scale, float cap) {
    CORVID_CHOOSE(train_soft_cap, (x, count, scale, cap));
}

void corvid_train_soft_cap_backward(
    corvid_isa isa, const float *capped, int64_t count, float scale, float cap, uint16_t *gradient) {
    CORVID_CHOOSE(train_soft_cap_backward, (capped, count, scale, cap, gradient));
}

void corvid_train_gather(
    corvid_isa isa, const float *table, const int32_t *indices, float factor, bool adds, int64_t rows, int64_t count,
    float *out) {
    CORVID_CHOOSE(train_gather, (table, indices, factor, adds, rows, count, out));
}

void corvid_train_scatter(
    corvid_isa isa, const float *dout, const int32_t *indices, float factor, int64_t rows, int64_t count, int64_t begin,
    int64_t end, float *dtable) {
    CORVID_CHOOSE(train_scatter, (dout, indices, factor, rows, count, begin, end, dtable));
}

void corvid_train_mean_rows(corvid_isa isa, const float *x, int64_t rows, int64_t count, float *out) {
    CORVID_CHOOSE(train_mean_rows, (x, rows, count, out));
}

void corvid_train_mean_rows_backward(corvid_isa isa, const float *dout, int64_t rows, int64_t count, float *dx) {
    CORVID_CHOOSE(train_mean_rows_backward, (dout, rows, count, dx));
}

void corvid_train_choose_experts(
    corvid_isa isa, const float *scores, int64_t stride, int64_t experts, int64_t used, bool renormalises, int64_t rows,
    float *probabilities, int32_t *chosen, float *weights) {
    CORVID_CHOOSE(
        train_choose_experts,
        (scores, stride, experts, used, renormalises, rows, probabilities, chosen, weights));
}

void corvid_train_choose_experts_backward(
    corvid_isa isa, const float *probabilities, const int32_t *chosen, const float *weights, const float *dweights,
    int64_t stride, int64_t used, bool renormalises, int64_t rows, uint16_t *dscores) {
    CORVID_CHOOSE(
        train_choose_experts_backward,
        (probabilities, chosen, weights, dweights, stride, used, renormalises, rows, dscores));
}

void corvid_train_mix_experts(
    corvid_isa isa, const float *outputs, const int32_t *places, const float *weights, int64_t used, int64_t rows,
    int64_t count, const float *add, float *out) {
    CORVID_CHOOSE(train_mix_experts, (outputs, places, weights, used, rows, count, add, out));
}

void corvid_train_mix_experts_backward(
    corvid_isa isa, const float *outputs, const int32_t *places, const float *weights, const float *dout, int64_t used,
    int64_t rows, int64_t count, uint16_t *doutputs, float *dweights) {
    CORVID_CHOOSE(train_mix_experts_backward, (outputs, places, weights, dout, used, rows, count, doutputs, dweights));
}

void corvid_train_dropout(
    corvid_isa isa, const corvid_dropout *dropout, int64_t first, int64_t count, const float *x, const float *add,
    float *out) {
    CORVID_CHOOSE(train_dropout, (dropout, first, count, x, add, out));
}

void corvid_train_dropout_backward(
    corvid_isa isa, const corvid_dropout *dropout, int64_t first, int64_t count, const float *dout, uint16_t *dx) {
    CORVID_CHOOSE(train_dropout_backward, (dropout, first, count, dout, dx));
}

corvid_dropout corvid_dropout_make(float rate, uint64_t seed, uint64_t step, uint32_t pass, uint32_t site) {
    uint32_t a = (uint32_t)step, b = (uint32_t)(step >> 32), c = pass, d = site;
    CORVID_THREEFRY(a, b, (uint32_t)seed, (uint32_t)(seed >> 32))
    CORVID_THREEFRY(c, d, a, b)
    corvid_dropout dropout = {{c, d}, (uint32_t)((double)rate * 0x1p32), 1.0f / (1.0f - rate)};
    return dropout;
}
