// The plain twins of the kernels for other families' layers: what every faster kernel must return, bit for bit.
#include "training_layers.h"
#include "training_math.h"
#include "training_scalar.h"

#pragma STDC FP_CONTRACT OFF

// --------------------------------------------------------------------------------------------------------------- norms

void corvid_train_layer_norm_scalar(
    const float *x, const float *weight, const float *bias, float epsilon, int64_t rows, int64_t count, uint16_t *out,
    float *wide, float *mean, float *inverse) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count;
        float lanes[32] = {0}, squares[32] = {0};
        for (int64_t i = 0; i < count; i++) { lanes[i % 32] += from[i]; }
        mean[t] = sum_of_both(lanes) / (float)count;
        for (int64_t i = 0; i < count; i++) {
            float centred = from[i] - mean[t];
            squares[i % 32] = fmaf(centred, centred, squares[i % 32]);
        }
        inverse[t] = 1.0f / sqrtf(sum_of_both(squares) / (float)count + epsilon);
        for (int64_t i = 0; i < count; i++) {
            float v = (from[i] - mean[t]) * inverse[t];
            v = bias ? fmaf(v, weight[i], bias[i]) : v * weight[i];
            if (out) { out[t * count + i] = corvid_float_to_bfloat(v); }
            if (wide) { wide[t * count + i] = v; }
        }
    }
}

void corvid_train_layer_norm_backward_scalar(
    const float *x, const float *weight, const float *mean, const float *inverse, const float *dy, int64_t rows,
    int64_t count, float *dx, float *dweight, float *dbias) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count, *gradient = dy + t * count;
        float *to = dx + t * count, sums[16] = {0}, products[16] = {0};
        for (int64_t i = 0; i < count; i++) {
            float g = gradient[i] * weight[i], v = (from[i] - mean[t]) * inverse[t];
            sums[i % 16] += g;
            products[i % 16] = fmaf(g, v, products[i % 16]);
        }
        float shift = sum_of_lanes(sums) / (float)count, pull = -(sum_of_lanes(products) / (float)count);
        for (int64_t i = 0; i < count; i++) {
            float v = (from[i] - mean[t]) * inverse[t];
            float rest = fmaf(v, pull, gradient[i] * weight[i] - shift);
            to[i] = fmaf(rest, inverse[t], to[i]);
            dweight[i] = fmaf(gradient[i], v, dweight[i]);
            if (dbias) { dbias[i] += gradient[i]; }
        }
    }
}

void corvid_train_rms_norm_wide_scalar(
    const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, float *out, float *inverse) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count;
        float lanes[32] = {0};
        for (int64_t i = 0; i < count; i++) { lanes[i % 32] = fmaf(from[i], from[i], lanes[i % 32]); }
        inverse[t] = 1.0f / sqrtf(sum_of_both(lanes) / (float)count + epsilon);
        for (int64_t i = 0; i < count; i++) { out[t * count + i] = from[i] * inverse[t] * weight[i]; }
    }
}

// -------------------------------------------------------------------------------------------------------------- biases

void corvid_train_add_bias_scalar(float *y, const float *bias, int64_t rows, int64_t count) {
    for (int64_t i = 0; i < rows * count; i++) { y[i] += bias[i % count]; }
}

void corvid_train_sum_bfloat_rows_scalar(const uint16_t *dy, int64_t rows, int64_t count, float *sums) {
    for (int64_t i = 0; i < rows * count; i++) { sums[i % count] += corvid_bfloat_to_float(dy[i]); }
}

void corvid_train_sum_rows_scalar(const float *dy, int64_t rows, int64_t count, float *sums) {
    for (int64_t i = 0; i < rows * count; i++) { sums[i % count] += dy[i]; }
}

// --------------------------------------------------------------------------------------------------------- activations

typedef struct {
    float value, slope;
} gelu_parts;

static gelu_parts gelu(corvid_gelu_form form, float x) {
    if (form == CORVID_GELU_TANH) {
        float square = x * x;
        square = square < CORVID_GELU_LARGEST_SQUARE ? square : CORVID_GELU_LARGEST_SQUARE;
        float s = sigmoid(x * fmaf(CORVID_GELU_CUBIC, square, CORVID_GELU_LINEAR)), value = x * s;
        float steepness = fmaf(CORVID_GELU_SLOPE, square, CORVID_GELU_LINEAR);
        return (gelu_parts){value, fmaf(value * (1.0f - s), steepness, s)};
    }
    const float factors[10] = {
        CORVID_TAIL_C0, CORVID_TAIL_C1, CORVID_TAIL_C2, CORVID_TAIL_C3, CORVID_TAIL_C4,
        CORVID_TAIL_C5, CORVID_TAIL_C6, CORVID_TAIL_C7, CORVID_TAIL_C8, CORVID_TAIL_C9,
    };
    float density = corvid_power_of_two((x * -CORVID_HALF_LOG2E) * x), t = 1.0f / fmaf(0.25f, fabsf(x), 1.0f);
    float p = factors[9];
    for (int i = 8; i >= 0; i--) { p = fmaf(p, t, factors[i]); }
    float tail = p * density, share = x < 0.0f ? tail : 1.0f - tail;
    return (gelu_parts){x * share, fmaf(x * density, CORVID_NORMAL_PEAK, share)};
}

void corvid_train_gelu_scalar(corvid_gelu_form form, const float *x, int64_t count, uint16_t *out) {
    for (int64_t i = 0; i < count; i++) { out[i] = corvid_float_to_bfloat(gelu(form, x[i]).value); }
}

void corvid_train_gelu_backward_scalar(
    corvid_gelu_form form, const float *x, const float *dout, int64_t count, uint16_t *dx) {
    for (int64_t i = 0; i < count; i++) { dx[i] = corvid_float_to_bfloat(dout[i] * gelu(form, x[i]).slope); }
}

void corvid_train_geglu_scalar(
    corvid_gelu_form form, const float *gate_up, int64_t rows, int64_t f, uint16_t *out) {
    for (int64_t t = 0; t < rows; t++) {
        const float *gate = gate_up + t * 2 * f, *up = gate + f;
        for (int64_t i = 0; i < f; i++) { out[t * f + i] = corvid_float_to_bfloat(gelu(form, gate[i]).value * up[i]); }
    }
}

void corvid_train_geglu_backward_scalar(
    corvid_gelu_form form, const float *gate_up, const float *dout, int64_t rows, int64_t f, uint16_t *dgate_up) {
    for (int64_t t = 0; t < rows; t++) {
        const float *gate = gate_up + t * 2 * f, *up = gate + f, *gradient = dout + t * f;
        uint16_t *dgate = dgate_up + t * 2 * f, *dup = dgate + f;
        for (int64_t i = 0; i < f; i++) {
            gelu_parts parts = gelu(form, gate[i]);
            dgate[i] = corvid_float_to_bfloat(gradient[i] * up[i] * parts.slope);
            dup[i] = corvid_float_to_bfloat(gradient[i] * parts.value);
        }
    }
}

void corvid_train_soft_cap_scalar(float *x, int64_t count, float scale, float cap) {
    float factor = cap > 0 ? scale * (2 * CORVID_LOG2E) / cap : scale;
    for (int64_t i = 0; i < count; i++) {
        float v = x[i] * factor;
        if (cap > 0) {
            float lower = 1.0f / (1.0f + corvid_power_of_two(v > 127.0f ? 127.0f : v));
            v = fmaf(lower, -2 * cap, cap);
        }
        x[i] = v;
    }
}

void corvid_train_soft_cap_backward_scalar(
    const float *capped, int64_t count, float scale, float cap, uint16_t *gradient) {
    float inverse = cap > 0 ? 1.0f / cap : 0.0f;
    for (int64_t i = 0; i < count; i++) {
        float part = capped[i] * inverse, slope = fmaf(-part, part, 1.0f) * scale;
        gradient[i] = corvid_float_to_bfloat(corvid_bfloat_to_float(gradient[i]) * slope);
    }
}

// -------------------------------------------------------------------------------------------------- tables and pooling

void corvid_train_gather_scalar(
    const float *table, const int32_t *indices, float factor, bool adds, int64_t rows, int64_t count, float *out) {
    for (int64_t t = 0; t < rows; t++) {
        for (int64_t i = 0; i < count; i++) {
            float *to = out + t * count + i;
            if (indices[t] < 0) {
                *to = adds ? *to : 0.0f;
            } else {
                float v = table[indices[t] * count + i];
                *to = adds ? fmaf(v, factor, *to) : v * factor;
            }
        }
    }
}

void corvid_train_scatter_scalar(
    const float *dout, const int32_t *indices, float factor, int64_t rows, int64_t count, int64_t begin, int64_t end,
    float *dtable) {
    for (int64_t t = 0; t < rows; t++) {
        for (int64_t i = begin; indices[t] >= 0 && i < end; i++) {
            float *to = dtable + indices[t] * count + i;
            *to = fmaf(dout[t * count + i], factor, *to);
        }
    }
}

void corvid_train_mean_rows_scalar(const float *x, int64_t rows, int64_t count, float *out) {
    float share = 1.0f / (float)rows;
    for (int64_t i = 0; i < count; i++) {
        float sum = 0;
        for (int64_t t = 0; t < rows; t++) { sum += x[t * count + i]; }
        out[i] = sum * share;
    }
}

void corvid_train_mean_rows_backward_scalar(const float *dout, int64_t rows, int64_t count, float *dx) {
    float share = 1.0f / (float)rows;
    for (int64_t i = 0; i < rows * count; i++) { dx[i] = fmaf(dout[i % count], share, dx[i]); }
}

// ------------------------------------------------------------------------------------------------------------- experts

void corvid_train_choose_experts_scalar(
    const float *scores, int64_t stride, int64_t experts, int64_t used, bool renormalises, int64_t rows,
    float *probabilities, int32_t *chosen, float *weights) {
    for (int64_t t = 0; t < rows; t++) {
        const float *row = scores + t * stride;
        float *to = probabilities + t * stride, *weight = weights + t * used;
        float top = -INFINITY, lanes[16] = {0}, total = 0;
        for (int64_t i = 0; i < experts; i++) { top = row[i] > top ? row[i] : top; }
        for (int64_t i = 0; i < stride; i++) {
            to[i] = i < experts ? corvid_power_of_two((row[i] - top) * CORVID_LOG2E) : 0.0f;
            lanes[i % 16] += to[i];
        }
        float share = 1.0f / sum_of_lanes(lanes);
        for (int64_t i = 0; i < stride; i++) { to[i] *= share; }
        corvid_largest_experts(to, experts, used, chosen + t * used);
        for (int64_t s = 0; s < used; s++) { total += weight[s] = to[chosen[t * used + s]]; }
        for (int64_t s = 0; renormalises && s < used; s++) { weight[s] /= total; }
    }
}

void corvid_train_choose_experts_backward_scalar(
    const float *probabilities, const int32_t *chosen, const float *weights, const float *dweights, int64_t stride,
    int64_t used, bool renormalises, int64_t rows, uint16_t *dscores) {
    for (int64_t t = 0; t < rows; t++) {
        const float *weight = weights + t * used, *gradient = dweights + t * used;
        float mean = 0;
        for (int64_t s = 0; s < used; s++) { mean = fmaf(weight[s], gradient[s], mean); }
        for (int64_t i = 0; i < stride; i++) {
            dscores[t * stride + i] = renormalises ? 0 : corvid_float_to_bfloat(probabilities[t * stride + i] * -mean);
        }
        for (int64_t s = 0; s < used; s++) {
            dscores[t * stride + chosen[t * used + s]] = corvid_float_to_bfloat(weight[s] * (gradient[s] - mean));
        }
    }
}

void corvid_train_mix_experts_scalar(
    const float *outputs, const int32_t *places, const float *weights, int64_t used, int64_t rows, int64_t count,
    const float *add, float *out) {
    for (int64_t t = 0; t < rows; t++) {
        for (int64_t i = 0; i < count; i++) {
            float sum = add ? add[t * count + i] : 0.0f;
            for (int64_t s = t * used; s < (t + 1) * used; s++) {
                sum = fmaf(weights ? weights[s] : 1.0f, outputs[places[s] * count + i], sum);
            }
            out[t * count + i] = sum;
        }
    }
}

void corvid_train_mix_experts_backward_scalar(
    const float *outputs, const int32_t *places, const float *weights, const float *dout, int64_t used, int64_t rows,
    int64_t count, uint16_t *doutputs, float *dweights) {
    for (int64_t s = 0; s < rows * used; s++) {
        const float *gradient = dout + s / used * count, *output = outputs + places[s] * count;
        float lanes[16] = {0};
        for (int64_t i = 0; i < count; i++) {
            doutputs[places[s] * count + i] = corvid_float_to_bfloat(gradient[i] * weights[s]);
            lanes[i % 16] = fmaf(output[i], gradient[i], lanes[i % 16]);
        }
        dweights[s] = sum_of_lanes(lanes);
    }
}

// ------------------------------------------------------------------------------------------------------------- dropout

static float kept(const corvid_dropout *dropout, int64_t index, float x) {
    uint64_t counter = (uint64_t)index / 32 * 16 + (uint64_t)index % 16;
    uint32_t a = (uint32_t)counter, b = (uint32_t)(counter >> 32);
    CORVID_THREEFRY(a, b, dropout->key[0], dropout->key[1])
    return (index % 32 < 16 ? a : b) >= dropout->threshold ? x * dropout->scale : 0.0f;
}

void corvid_train_dropout_scalar(
    const corvid_dropout *dropout, int64_t first, int64_t count, const float *x, const float *add, float *out) {
    for (int64_t i = 0; i < count; i++) {
        float v = kept(dropout, first + i, x[i]);
        out[i] = add ? add[i] + v : v;
    }
}

void corvid_train_dropout_backward_scalar(
    const corvid_dropout *dropout, int64_t first, int64_t count, const float *dout, uint16_t *dx) {
    for (int64_t i = 0; i < count; i++) { dx[i] = corvid_float_to_bfloat(kept(dropout, first + i, dout[i])); }
}
