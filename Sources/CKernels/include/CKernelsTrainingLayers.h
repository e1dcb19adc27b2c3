// Kernels of training for what families other than `lfm2`, and towers of vision, are made of. What CKernelsTraining.h
// says of rows, bits and threads holds here as well.
#ifndef CORVID_CKERNELS_TRAINING_LAYERS_H
#define CORVID_CKERNELS_TRAINING_LAYERS_H

#include "CKernels.h"

#ifdef __cplusplus
extern "C" {
#endif

// --------------------------------------------------------------------------------------------------------------- norms

// wide = (x - mean) / sqrt(variance + epsilon) * weight + bias, and out is that rounded; either may be null, and so may
// `bias`. `mean` and `inverse` keep the mean and 1 / sqrt(…) of each row. count: multiple of 16. Ba et al. 2016.
void corvid_train_layer_norm(
    corvid_isa isa, const float *x, const float *weight, const float *bias, float epsilon, int64_t rows, int64_t count,
    uint16_t *out, float *wide, float *mean, float *inverse);
// dx += the gradient of the input, dweight and dbias (which may be null) += theirs, for the gradient dy of the output.
void corvid_train_layer_norm_backward(
    corvid_isa isa, const float *x, const float *weight, const float *mean, const float *inverse, const float *dy,
    int64_t rows, int64_t count, float *dx, float *dweight, float *dbias);
// As corvid_train_rms_norm, whose way back it shares, for outputs that are added to the stream and not multiplied. A
// weight of 1 / sqrt(count) everywhere gives rows unit length.
void corvid_train_rms_norm_wide(
    corvid_isa isa, const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, float *out,
    float *inverse);

// -------------------------------------------------------------------------------------------------------------- biases

// y[t] += bias for every row. count: multiple of 16.
void corvid_train_add_bias(corvid_isa isa, float *y, const float *bias, int64_t rows, int64_t count);
// sums += the sum of the rows, in their order: the bias's gradient, of outputs' gradients as products read them.
void corvid_train_sum_bfloat_rows(corvid_isa isa, const uint16_t *dy, int64_t rows, int64_t count, float *sums);
// The same of floats: for what is added to every row of the stream.
void corvid_train_sum_rows(corvid_isa isa, const float *dy, int64_t rows, int64_t count, float *sums);

// --------------------------------------------------------------------------------------------------------- activations

// GELU: x times the normal distribution function of x, by the error function or in its tanh form. Hendrycks & Gimpel
// 2016.
typedef enum {
    CORVID_GELU_ERF = 0,
    CORVID_GELU_TANH = 1,
} corvid_gelu_form;

// out = gelu(x). count: multiple of 16.
void corvid_train_gelu(corvid_isa isa, corvid_gelu_form form, const float *x, int64_t count, uint16_t *out);
void corvid_train_gelu_backward(
    corvid_isa isa, corvid_gelu_form form, const float *x, const float *dout, int64_t count, uint16_t *dx);
// out[t, f] = gelu(gate) * up for gate_up[t, 2f] = gate | up. f: multiple of 16. Shazeer 2020.
void corvid_train_geglu(
    corvid_isa isa, corvid_gelu_form form, const float *gate_up, int64_t rows, int64_t f, uint16_t *out);
void corvid_train_geglu_backward(
    corvid_isa isa, corvid_gelu_form form, const float *gate_up, const float *dout, int64_t rows, int64_t f,
    uint16_t *dgate_up);

// x = cap * tanh(scale * x / cap), or scale * x where `cap` is 0. count: multiple of 16.
void corvid_train_soft_cap(corvid_isa isa, float *x, int64_t count, float scale, float cap);
// Turns the gradient (bfloat16) of what the function above has written to that of what it read.
void corvid_train_soft_cap_backward(
    corvid_isa isa, const float *capped, int64_t count, float scale, float cap, uint16_t *gradient);

// -------------------------------------------------------------------------------------------------- tables and pooling

// out[t] = factor * table[indices[t]], or += that where it `adds`; an index of -1 stands for zeros. For embeddings of
// tokens, scaled or not, and of positions. count: multiple of 16.
void corvid_train_gather(
    corvid_isa isa, const float *table, const int32_t *indices, float factor, bool adds, int64_t rows, int64_t count,
    float *out);
// dtable[indices[t]] += factor * dout[t], row after row, for columns begin..<end (multiples of 16).
void corvid_train_scatter(
    corvid_isa isa, const float *dout, const int32_t *indices, float factor, int64_t rows, int64_t count, int64_t begin,
    int64_t end, float *dtable);
// out = the mean of the rows. count: multiple of 16.
void corvid_train_mean_rows(corvid_isa isa, const float *x, int64_t rows, int64_t count, float *out);
// dx[t] += dout / rows.
void corvid_train_mean_rows_backward(corvid_isa isa, const float *dout, int64_t rows, int64_t count, float *dx);

// ------------------------------------------------------------------------------------------------------------- experts

// Scores of a router, [rows, stride] of which `experts` count, become `probabilities` (softmax, zero up to the stride);
// chosen[t, used] are the experts of largest probability, in ascending order, the first among equals. weights[t, used]
// are their probabilities, whose sum is one after `renormalises`. stride: multiple of 16. Shazeer et al. 2017.
void corvid_train_choose_experts(
    corvid_isa isa, const float *scores, int64_t stride, int64_t experts, int64_t used, bool renormalises, int64_t rows,
    float *probabilities, int32_t *chosen, float *weights);
// dscores[t, stride] (bfloat16) of the gradients of the weights.
void corvid_train_choose_experts_backward(
    corvid_isa isa, const float *probabilities, const int32_t *chosen, const float *weights, const float *dweights,
    int64_t stride, int64_t used, bool renormalises, int64_t rows, uint16_t *dscores);
// out[t] = add[t] + the sum of weights[t, i] * outputs[places[t, i]] over i < used, in this order. `add` may be null
// (zero) or `out`; `weights` may be null (ones): so it is the way back of gathering rows for experts. count: multiple
// of 16.
void corvid_train_mix_experts(
    corvid_isa isa, const float *outputs, const int32_t *places, const float *weights, int64_t used, int64_t rows,
    int64_t count, const float *add, float *out);
// doutputs[places[t, i]] (bfloat16) = weights[t, i] * dout[t]; dweights[t, i] = outputs[places[t, i]] . dout[t].
void corvid_train_mix_experts_backward(
    corvid_isa isa, const float *outputs, const int32_t *places, const float *weights, const float *dout, int64_t used,
    int64_t rows, int64_t count, uint16_t *doutputs, float *dweights);

// ------------------------------------------------------------------------------------------------------------- dropout

// What decides which numbers are dropped: the same place of the same array in the same step is dropped whenever and by
// whomever it is computed. Bits come from Threefry-2x32 of 20 rounds (Salmon et al. 2011).
typedef struct {
    uint32_t key[2];
    uint32_t threshold;  // numbers whose bits are below are dropped
    float scale;         // of those that stay: 1 / (1 - rate)
} corvid_dropout;

// `pass` tells the batches of a step apart, and `site` the arrays of a pass. rate: from 0 to below 1.
corvid_dropout corvid_dropout_make(float rate, uint64_t seed, uint64_t step, uint32_t pass, uint32_t site);
// out = add + kept x / (1 - rate) for numbers first..<first + count of an array, from where x, add and out begin.
// `first` and `count` are multiples of 32. `add` may be null (zero); it or x may be `out`.
void corvid_train_dropout(
    corvid_isa isa, const corvid_dropout *dropout, int64_t first, int64_t count, const float *x, const float *add,
    float *out);
// dx (bfloat16) of dout.
void corvid_train_dropout_backward(
    corvid_isa isa, const corvid_dropout *dropout, int64_t first, int64_t count, const float *dout, uint16_t *dx);

#ifdef __cplusplus
}
#endif
#endif
