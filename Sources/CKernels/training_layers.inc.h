// Norms, biases, activations, tables, experts and dropout of training. A part of training.inc.h.
#include "training_layers.h"
#include "training_math.h"

// --------------------------------------------------------------------------------------------------------------- norms

void CORVID_NAME(train_layer_norm)(
    const float *x, const float *weight, const float *bias, float epsilon, int64_t rows, int64_t count, uint16_t *out,
    float *wide, float *mean, float *inverse) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count;
        f16x even = splat(0), odd = splat(0);
        int64_t i = 0;
        for (; i + 32 <= count; i += 32) {
            even += load(from + i);
            odd += load(from + i + 16);
        }
        if (i < count) { even += load(from + i); }
        float middle = sum_of_lanes(even + odd) / (float)count;
        even = odd = splat(0);
        for (i = 0; i + 32 <= count; i += 32) {
            f16x a = load(from + i) - middle, b = load(from + i + 16) - middle;
            even = fma16(a, a, even);
            odd = fma16(b, b, odd);
        }
        if (i < count) {
            f16x a = load(from + i) - middle;
            even = fma16(a, a, even);
        }
        float factor = 1.0f / __builtin_sqrtf(sum_of_lanes(even + odd) / (float)count + epsilon);
        mean[t] = middle;
        inverse[t] = factor;
        for (i = 0; i < count; i += 16) {
            f16x v = (load(from + i) - middle) * factor, w = load(weight + i);
            v = bias ? fma16(v, w, load(bias + i)) : v * w;
            if (out) { store_bfloat(out + t * count + i, v); }
            if (wide) { store(wide + t * count + i, v); }
        }
    }
}

void CORVID_NAME(train_layer_norm_backward)(
    const float *x, const float *weight, const float *mean, const float *inverse, const float *dy, int64_t rows,
    int64_t count, float *dx, float *dweight, float *dbias) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count, *gradient = dy + t * count;
        float *to = dx + t * count, middle = mean[t], factor = inverse[t];
        f16x sums = splat(0), products = splat(0);
        for (int64_t i = 0; i < count; i += 16) {
            f16x g = load(gradient + i) * load(weight + i), v = (load(from + i) - middle) * factor;
            sums += g;
            products = fma16(g, v, products);
        }
        float shift = sum_of_lanes(sums) / (float)count;
        f16x pull = splat(-(sum_of_lanes(products) / (float)count));
        for (int64_t i = 0; i < count; i += 16) {
            f16x d = load(gradient + i), v = (load(from + i) - middle) * factor;
            f16x rest = fma16(v, pull, d * load(weight + i) - shift);
            store(to + i, fma16(rest, splat(factor), load(to + i)));
            store(dweight + i, fma16(d, v, load(dweight + i)));
            if (dbias) { store(dbias + i, load(dbias + i) + d); }
        }
    }
}

void CORVID_NAME(train_rms_norm_wide)(
    const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, float *out, float *inverse) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count;
        float factor = inverse_root_mean_square(from, epsilon, count);
        inverse[t] = factor;
        for (int64_t i = 0; i < count; i += 16) {
            store(out + t * count + i, load(from + i) * factor * load(weight + i));
        }
    }
}

// -------------------------------------------------------------------------------------------------------------- biases

void CORVID_NAME(train_add_bias)(float *y, const float *bias, int64_t rows, int64_t count) {
    for (int64_t t = 0; t < rows; t++) {
        float *to = y + t * count;
        for (int64_t i = 0; i < count; i += 16) { store(to + i, load(to + i) + load(bias + i)); }
    }
}

void CORVID_NAME(train_sum_bfloat_rows)(const uint16_t *dy, int64_t rows, int64_t count, float *sums) {
    for (int64_t t = 0; t < rows; t++) {
        for (int64_t i = 0; i < count; i += 16) { store(sums + i, load(sums + i) + load_bfloat(dy + t * count + i)); }
    }
}

void CORVID_NAME(train_sum_rows)(const float *dy, int64_t rows, int64_t count, float *sums) {
    for (int64_t t = 0; t < rows; t++) {
        for (int64_t i = 0; i < count; i += 16) { store(sums + i, load(sums + i) + load(dy + t * count + i)); }
    }
}

// --------------------------------------------------------------------------------------------------------- activations

typedef struct {
    f16x value, slope;
} gelu_parts;

INLINE gelu_parts gelu(bool is_tanh, f16x x) {
    gelu_parts parts;
    if (is_tanh) {
        f16x square = min16(x * x, splat(CORVID_GELU_LARGEST_SQUARE));
        f16x s = sigmoid(x * fma16(splat(CORVID_GELU_CUBIC), square, splat(CORVID_GELU_LINEAR)));
        parts.value = x * s;
        parts.slope = fma16(
            parts.value * (1.0f - s), fma16(splat(CORVID_GELU_SLOPE), square, splat(CORVID_GELU_LINEAR)), s);
    } else {
        f16x density = power_of_two((x * -CORVID_HALF_LOG2E) * x);
        f16x t = 1.0f / fma16(splat(0.25f), abs16(x), splat(1));
        f16x p = fma16(splat(CORVID_TAIL_C9), t, splat(CORVID_TAIL_C8));
        p = fma16(p, t, splat(CORVID_TAIL_C7));
        p = fma16(p, t, splat(CORVID_TAIL_C6));
        p = fma16(p, t, splat(CORVID_TAIL_C5));
        p = fma16(p, t, splat(CORVID_TAIL_C4));
        p = fma16(p, t, splat(CORVID_TAIL_C3));
        p = fma16(p, t, splat(CORVID_TAIL_C2));
        p = fma16(p, t, splat(CORVID_TAIL_C1));
        p = fma16(p, t, splat(CORVID_TAIL_C0));
        f16x tail = p * density, share = select16(x < 0.0f, tail, 1.0f - tail);
        parts.value = x * share;
        parts.slope = fma16(x * density, splat(CORVID_NORMAL_PEAK), share);
    }
    return parts;
}

void CORVID_NAME(train_gelu)(corvid_gelu_form form, const float *x, int64_t count, uint16_t *out) {
    bool is_tanh = form == CORVID_GELU_TANH;
    for (int64_t i = 0; i < count; i += 16) { store_bfloat(out + i, gelu(is_tanh, load(x + i)).value); }
}

void CORVID_NAME(train_gelu_backward)(
    corvid_gelu_form form, const float *x, const float *dout, int64_t count, uint16_t *dx) {
    bool is_tanh = form == CORVID_GELU_TANH;
    for (int64_t i = 0; i < count; i += 16) {
        store_bfloat(dx + i, load(dout + i) * gelu(is_tanh, load(x + i)).slope);
    }
}

void CORVID_NAME(train_geglu)(
    corvid_gelu_form form, const float *gate_up, int64_t rows, int64_t f, uint16_t *out) {
    bool is_tanh = form == CORVID_GELU_TANH;
    for (int64_t t = 0; t < rows; t++) {
        const float *gate = gate_up + t * 2 * f, *up = gate + f;
        for (int64_t i = 0; i < f; i += 16) {
            store_bfloat(out + t * f + i, gelu(is_tanh, load(gate + i)).value * load(up + i));
        }
    }
}

void CORVID_NAME(train_geglu_backward)(
    corvid_gelu_form form, const float *gate_up, const float *dout, int64_t rows, int64_t f, uint16_t *dgate_up) {
    bool is_tanh = form == CORVID_GELU_TANH;
    for (int64_t t = 0; t < rows; t++) {
        const float *gate = gate_up + t * 2 * f, *up = gate + f, *gradient = dout + t * f;
        uint16_t *dgate = dgate_up + t * 2 * f, *dup = dgate + f;
        for (int64_t i = 0; i < f; i += 16) {
            gelu_parts parts = gelu(is_tanh, load(gate + i));
            f16x d = load(gradient + i);
            store_bfloat(dgate + i, d * load(up + i) * parts.slope);
            store_bfloat(dup + i, d * parts.value);
        }
    }
}

void CORVID_NAME(train_soft_cap)(float *x, int64_t count, float scale, float cap) {
    float factor = cap > 0 ? scale * (2 * CORVID_LOG2E) / cap : scale;
    for (int64_t i = 0; i < count; i += 16) {
        f16x v = load(x + i) * factor;
        if (cap > 0) {
            f16x lower = 1.0f / (1.0f + power_of_two(select16(v > 127.0f, splat(127), v)));
            v = fma16(lower, splat(-2 * cap), splat(cap));
        }
        store(x + i, v);
    }
}

void CORVID_NAME(train_soft_cap_backward)(
    const float *capped, int64_t count, float scale, float cap, uint16_t *gradient) {
    float inverse = cap > 0 ? 1.0f / cap : 0.0f;
    for (int64_t i = 0; i < count; i += 16) {
        f16x part = load(capped + i) * inverse;
        store_bfloat(gradient + i, load_bfloat(gradient + i) * (fma16(-part, part, splat(1)) * scale));
    }
}

// -------------------------------------------------------------------------------------------------- tables and pooling

void CORVID_NAME(train_gather)(
    const float *table, const int32_t *indices, float factor, bool adds, int64_t rows, int64_t count, float *out) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = table + indices[t] * count;
        float *to = out + t * count;
        if (indices[t] < 0) {
            if (!adds) { memset(to, 0, (size_t)count * sizeof(float)); }
            continue;
        }
        for (int64_t i = 0; i < count; i += 16) {
            f16x v = load(from + i);
            store(to + i, adds ? fma16(v, splat(factor), load(to + i)) : v * factor);
        }
    }
}

void CORVID_NAME(train_scatter)(
    const float *dout, const int32_t *indices, float factor, int64_t rows, int64_t count, int64_t begin, int64_t end,
    float *dtable) {
    for (int64_t t = 0; t < rows; t++) {
        if (indices[t] < 0) { continue; }
        float *to = dtable + indices[t] * count;
        for (int64_t i = begin; i < end; i += 16) {
            store(to + i, fma16(load(dout + t * count + i), splat(factor), load(to + i)));
        }
    }
}

void CORVID_NAME(train_mean_rows)(const float *x, int64_t rows, int64_t count, float *out) {
    float share = 1.0f / (float)rows;
    for (int64_t i = 0; i < count; i += 16) {
        f16x sum = splat(0);
        for (int64_t t = 0; t < rows; t++) { sum += load(x + t * count + i); }
        store(out + i, sum * share);
    }
}

void CORVID_NAME(train_mean_rows_backward)(const float *dout, int64_t rows, int64_t count, float *dx) {
    float share = 1.0f / (float)rows;
    for (int64_t t = 0; t < rows; t++) {
        for (int64_t i = 0; i < count; i += 16) {
            store(dx + t * count + i, fma16(load(dout + i), splat(share), load(dx + t * count + i)));
        }
    }
}

// ------------------------------------------------------------------------------------------------------------- experts

void CORVID_NAME(train_choose_experts)(
    const float *scores, int64_t stride, int64_t experts, int64_t used, bool renormalises, int64_t rows,
    float *probabilities, int32_t *chosen, float *weights) {
    for (int64_t t = 0; t < rows; t++) {
        const float *row = scores + t * stride;
        float *to = probabilities + t * stride, *weight = weights + t * used, total = 0;
        f16x largest = splat(-INFINITY), lanes = splat(0);
        for (int64_t i = 0; i < experts; i += 16) { largest = max16(logits_at(row, i, experts), largest); }
        float top = largest_of_lanes(largest);
        for (int64_t i = 0; i < stride; i += 16) {
            f16x e = i < experts ? power_of_two((logits_at(row, i, experts) - top) * CORVID_LOG2E) : splat(0);
            store(to + i, e);
            lanes += e;
        }
        float share = 1.0f / sum_of_lanes(lanes);
        for (int64_t i = 0; i < stride; i += 16) { store(to + i, load(to + i) * share); }
        corvid_largest_experts(to, experts, used, chosen + t * used);
        for (int64_t s = 0; s < used; s++) { total += weight[s] = to[chosen[t * used + s]]; }
        for (int64_t s = 0; renormalises && s < used; s++) { weight[s] /= total; }
    }
}

void CORVID_NAME(train_choose_experts_backward)(
    const float *probabilities, const int32_t *chosen, const float *weights, const float *dweights, int64_t stride,
    int64_t used, bool renormalises, int64_t rows, uint16_t *dscores) {
    for (int64_t t = 0; t < rows; t++) {
        const float *weight = weights + t * used, *gradient = dweights + t * used;
        float mean = 0;
        for (int64_t s = 0; s < used; s++) { mean = __builtin_fmaf(weight[s], gradient[s], mean); }
        for (int64_t i = 0; i < stride; i += 16) {
            store_bfloat(
                dscores + t * stride + i, renormalises ? splat(0) : load(probabilities + t * stride + i) * -mean);
        }
        for (int64_t s = 0; s < used; s++) {
            dscores[t * stride + chosen[t * used + s]] = corvid_float_to_bfloat(weight[s] * (gradient[s] - mean));
        }
    }
}

void CORVID_NAME(train_mix_experts)(
    const float *outputs, const int32_t *places, const float *weights, int64_t used, int64_t rows, int64_t count,
    const float *add, float *out) {
    for (int64_t t = 0; t < rows; t++) {
        for (int64_t i = 0; i < count; i += 16) {
            f16x sum = add ? load(add + t * count + i) : splat(0);
            for (int64_t s = t * used; s < (t + 1) * used; s++) {
                sum = fma16(splat(weights ? weights[s] : 1.0f), load(outputs + places[s] * count + i), sum);
            }
            store(out + t * count + i, sum);
        }
    }
}

void CORVID_NAME(train_mix_experts_backward)(
    const float *outputs, const int32_t *places, const float *weights, const float *dout, int64_t used, int64_t rows,
    int64_t count, uint16_t *doutputs, float *dweights) {
    for (int64_t s = 0; s < rows * used; s++) {
        const float *gradient = dout + s / used * count, *output = outputs + places[s] * count;
        uint16_t *to = doutputs + places[s] * count;
        f16x lanes = splat(0);
        for (int64_t i = 0; i < count; i += 16) {
            f16x d = load(gradient + i);
            store_bfloat(to + i, d * weights[s]);
            lanes = fma16(load(output + i), d, lanes);
        }
        dweights[s] = sum_of_lanes(lanes);
    }
}

// ------------------------------------------------------------------------------------------------------------- dropout

// Which of the 32 numbers from `index` on (a multiple of 32) stay.
typedef struct {
    i16x low, high;
} kept_numbers;

INLINE kept_numbers kept(const corvid_dropout *dropout, int64_t index) {
    uint64_t counter = (uint64_t)index / 2;
    u16x a = (u16x)iota16() + (uint32_t)counter, b = (u16x)((uint32_t)(counter >> 32));
    CORVID_THREEFRY(a, b, dropout->key[0], dropout->key[1])
    return (kept_numbers){a >= dropout->threshold, b >= dropout->threshold};
}

void CORVID_NAME(train_dropout)(
    const corvid_dropout *dropout, int64_t first, int64_t count, const float *x, const float *add, float *out) {
    for (int64_t i = 0; i < count; i += 32) {
        kept_numbers k = kept(dropout, first + i);
        f16x low = select16(k.low, load(x + i) * dropout->scale, splat(0));
        f16x high = select16(k.high, load(x + i + 16) * dropout->scale, splat(0));
        store(out + i, add ? load(add + i) + low : low);
        store(out + i + 16, add ? load(add + i + 16) + high : high);
    }
}

void CORVID_NAME(train_dropout_backward)(
    const corvid_dropout *dropout, int64_t first, int64_t count, const float *dout, uint16_t *dx) {
    for (int64_t i = 0; i < count; i += 32) {
        kept_numbers k = kept(dropout, first + i);
        store_bfloat(dx + i, select16(k.low, load(dout + i) * dropout->scale, splat(0)));
        store_bfloat(dx + i + 16, select16(k.high, load(dout + i + 16) * dropout->scale, splat(0)));
    }
}
