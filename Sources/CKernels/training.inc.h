// Forward and backward steps of training in compiler vectors of sixteen, compiled once for each instruction set.
// The including file defines CORVID_NAME(x), the kernel's name with its suffix, and CORVID_TILE_ROWS and
// CORVID_TILE_VECTORS, the sums of a small product that the target's registers hold. Results equal those of
// training_scalar.c bit for bit.
#include "training_kernels.h"
#include "lanes.h"
#include "training_soft.h"

#pragma STDC FP_CONTRACT OFF

// As corvid_power_of_two.
INLINE f16x power_of_two(f16x x) {
    x = select16(x < CORVID_POWER_LOW, splat(CORVID_POWER_LOW), x);
    f16x shifted = x + CORVID_POWER_SHIFT, r = x - (shifted - CORVID_POWER_SHIFT);
    f16x p = fma16(splat(CORVID_POWER_C5), r, splat(CORVID_POWER_C4));
    p = fma16(p, r, splat(CORVID_POWER_C3));
    p = fma16(p, r, splat(CORVID_POWER_C2));
    p = fma16(p, r, splat(CORVID_POWER_C1));
    p = fma16(p, r, splat(1));
    return p * (f16x)(((u16x)shifted + 127) << 23);
}

INLINE f16x sigmoid(f16x x) {
    x = x * -CORVID_LOG2E;
    return 1.0f / (1.0f + power_of_two(select16(x > 127.0f, splat(127), x)));
}

INLINE float largest_of_lanes(f16x v) {
    typedef float f8x __attribute__((ext_vector_type(8)));
    typedef float f4x __attribute__((ext_vector_type(4)));
    typedef int32_t i8x __attribute__((ext_vector_type(8)));
    typedef int32_t i4x __attribute__((ext_vector_type(4)));
    f8x a = v.lo, b = v.hi;
    i8x more = a > b;
    f8x eight = (f8x)(((i8x)a & more) | ((i8x)b & ~more));
    f4x c = eight.lo, d = eight.hi;
    i4x larger = c > d;
    f4x four = (f4x)(((i4x)c & larger) | ((i4x)d & ~larger));
    float low = four[0] > four[2] ? four[0] : four[2], high = four[1] > four[3] ? four[1] : four[3];
    return low > high ? low : high;
}

// --------------------------------------------------------------------------------------------------------------- norms

// One over the root of the mean square of `count` numbers, a multiple of 16.
static inline float inverse_root_mean_square(const float *x, float epsilon, int64_t count) {
    f16x even = splat(0), odd = splat(0);
    int64_t i = 0;
    for (; i + 32 <= count; i += 32) {
        f16x a = load(x + i), b = load(x + i + 16);
        even = fma16(a, a, even);
        odd = fma16(b, b, odd);
    }
    if (i < count) { even = fma16(load(x + i), load(x + i), even); }
    return 1.0f / __builtin_sqrtf(sum_of_lanes(even + odd) / (float)count + epsilon);
}

void CORVID_NAME(train_rms_norm)(
    const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, uint16_t *out, float *inverse) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count;
        float factor = inverse_root_mean_square(from, epsilon, count);
        inverse[t] = factor;
        for (int64_t i = 0; i < count; i += 16) {
            store_bfloat(out + t * count + i, load(from + i) * factor * load(weight + i));
        }
    }
}

void CORVID_NAME(train_rms_norm_backward)(
    const float *x, const float *weight, const float *inverse, const float *dy, int64_t rows, int64_t count,
    float *dx, float *dweight) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count, *gradient = dy + t * count;
        float *to = dx + t * count, factor = inverse[t];
        f16x even = splat(0), odd = splat(0);
        int64_t i = 0;
        for (; i + 32 <= count; i += 32) {
            even = fma16(load(gradient + i) * load(weight + i), load(from + i), even);
            odd = fma16(load(gradient + i + 16) * load(weight + i + 16), load(from + i + 16), odd);
        }
        if (i < count) { even = fma16(load(gradient + i) * load(weight + i), load(from + i), even); }
        f16x pull = splat(-(sum_of_lanes(even + odd) * factor * factor * factor / (float)count));
        for (i = 0; i < count; i += 16) {
            f16x scaled = load(gradient + i) * factor, value = load(from + i);
            store(to + i, fma16(value, pull, fma16(scaled, load(weight + i), load(to + i))));
            store(dweight + i, fma16(scaled, value, load(dweight + i)));
        }
    }
}

// -------------------------------------------------------------------------------------------------------- feed-forward

void CORVID_NAME(train_swiglu)(const float *gate_up, int64_t rows, int64_t f, uint16_t *out) {
    for (int64_t t = 0; t < rows; t++) {
        const float *gate = gate_up + t * 2 * f, *up = gate + f;
        for (int64_t i = 0; i < f; i += 16) {
            f16x g = load(gate + i);
            store_bfloat(out + t * f + i, g * sigmoid(g) * load(up + i));
        }
    }
}

void CORVID_NAME(train_swiglu_backward)(
    const float *gate_up, const float *dout, int64_t rows, int64_t f, uint16_t *dgate_up) {
    for (int64_t t = 0; t < rows; t++) {
        const float *gate = gate_up + t * 2 * f, *up = gate + f, *gradient = dout + t * f;
        uint16_t *dgate = dgate_up + t * 2 * f, *dup = dgate + f;
        for (int64_t i = 0; i < f; i += 16) {
            f16x g = load(gate + i), s = sigmoid(g), d = load(gradient + i) * s;
            store_bfloat(dgate + i, d * load(up + i) * fma16(g, 1.0f - s, splat(1)));
            store_bfloat(dup + i, d * g);
        }
    }
}

// --------------------------------------------------------------------------------------------- gated short convolution

// Channels whose weights are kept in the cache nearest by, one tap after another.
enum { CHANNEL_BLOCK = 256 };

INLINE void split_taps(const float *weight, int64_t first, int64_t count, float taps[3][CHANNEL_BLOCK]) {
    for (int64_t c = 0; c < count; c++) {
        for (int tap = 0; tap < 3; tap++) { taps[tap][c] = weight[(first + c) * 3 + tap]; }
    }
}

// The gated input B x of one row; zeros before the first.
INLINE f16x gated(const float *parts, int64_t row, int64_t channels, int64_t c) {
    if (row < 0) { return splat(0); }
    const float *from = parts + row * 3 * channels + c;
    return load(from) * load(from + 2 * channels);
}

void CORVID_NAME(train_convolution)(
    const float *parts, const float *weight, const float *bias, const int32_t *previous, int64_t rows, int64_t channels,
    int64_t begin, int64_t end, uint16_t *out) {
    float taps[3][CHANNEL_BLOCK];
    for (int64_t first = begin; first < end; first += CHANNEL_BLOCK) {
        int64_t count = end - first < CHANNEL_BLOCK ? end - first : CHANNEL_BLOCK;
        split_taps(weight, first, count, taps);
        for (int64_t t = 0; t < rows; t++) {
            int64_t one = previous[t], two = one < 0 ? -1 : previous[one];
            for (int64_t i = 0; i < count; i += 16) {
                int64_t c = first + i;
                f16x w2 = load(taps[2] + i), last = gated(parts, t, channels, c);
                f16x sum = bias ? fma16(w2, last, load(bias + c)) : w2 * last;
                sum = fma16(load(taps[1] + i), gated(parts, one, channels, c), sum);
                sum = fma16(load(taps[0] + i), gated(parts, two, channels, c), sum);
                store_bfloat(out + t * channels + c, load(parts + (t * 3 + 1) * channels + c) * sum);
            }
        }
    }
}

void CORVID_NAME(train_convolution_backward)(
    const float *parts, const float *weight, const float *bias, const int32_t *previous, const float *dout,
    int64_t rows, int64_t channels, int64_t begin, int64_t end, uint16_t *dparts, float *dweight, float *dbias,
    float *scratch) {
    float taps[3][CHANNEL_BLOCK], dtaps[3][CHANNEL_BLOCK];
    for (int64_t first = begin; first < end; first += CHANNEL_BLOCK) {
        int64_t count = end - first < CHANNEL_BLOCK ? end - first : CHANNEL_BLOCK;
        split_taps(weight, first, count, taps);
        memset(dtaps, 0, sizeof dtaps);
        // What later rows ask of each row's gated input: rows go backwards, so that a row is asked before its turn.
        memset(scratch, 0, (size_t)(rows * count) * sizeof(float));
        for (int64_t t = rows - 1; t >= 0; t--) {
            int64_t one = previous[t], two = one < 0 ? -1 : previous[one];
            for (int64_t i = 0; i < count; i += 16) {
                int64_t c = first + i;
                const float *row = parts + t * 3 * channels + c;
                f16x b = load(row), gate = load(row + channels), x = load(row + 2 * channels);
                f16x w0 = load(taps[0] + i), w1 = load(taps[1] + i), w2 = load(taps[2] + i);
                f16x u2 = b * x, u1 = gated(parts, one, channels, c), u0 = gated(parts, two, channels, c);
                f16x sum = bias ? fma16(w2, u2, load(bias + c)) : w2 * u2;
                sum = fma16(w0, u0, fma16(w1, u1, sum));
                f16x gradient = load(dout + t * channels + c), dsum = gradient * gate;
                f16x du = fma16(w2, dsum, load(scratch + t * count + i));
                if (one >= 0) {
                    float *asked = scratch + one * count + i;
                    store(asked, fma16(w1, dsum, load(asked)));
                    store(dtaps[1] + i, fma16(dsum, u1, load(dtaps[1] + i)));
                }
                if (two >= 0) {
                    float *asked = scratch + two * count + i;
                    store(asked, fma16(w0, dsum, load(asked)));
                    store(dtaps[0] + i, fma16(dsum, u0, load(dtaps[0] + i)));
                }
                store(dtaps[2] + i, fma16(dsum, u2, load(dtaps[2] + i)));
                if (dbias) { store(dbias + c, load(dbias + c) + dsum); }
                uint16_t *to = dparts + t * 3 * channels + c;
                store_bfloat(to, du * x);
                store_bfloat(to + channels, gradient * sum);
                store_bfloat(to + 2 * channels, du * b);
            }
        }
        for (int64_t i = 0; i < count; i++) {
            for (int tap = 0; tap < 3; tap++) { dweight[(first + i) * 3 + tap] += dtaps[tap][i]; }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------- loss

// Sixteen logits from `i` on; minus infinity from `used` on.
INLINE f16x logits_at(const float *logits, int64_t i, int64_t used) {
    f16x v = load(logits + i);
    return i + 16 <= used ? v : select16(iota16() < (int32_t)(used - i), v, splat(-INFINITY));
}

float CORVID_NAME(train_cross_entropy)(
    const float *logits, int64_t count, int64_t used, int32_t target, float weight, uint16_t *dlogits) {
    f16x largest = splat(-INFINITY), lanes = splat(0);
    int64_t seen = (used + 15) & ~(int64_t)15, i = 0;
    for (; i < seen; i += 16) { largest = max16(logits_at(logits, i, used), largest); }
    float top = largest_of_lanes(largest);
    for (i = 0; i < seen; i += 16) { lanes += power_of_two((logits_at(logits, i, used) - top) * CORVID_LOG2E); }
    float sum = sum_of_lanes(lanes), factor = weight / sum;
    for (i = 0; i < seen; i += 16) {
        f16x powers = power_of_two((logits_at(logits, i, used) - top) * CORVID_LOG2E);
        store_bfloat(dlogits + i, powers * factor);
    }
    for (; i < count; i += 16) { store_bfloat(dlogits + i, splat(0)); }
    float probability = corvid_power_of_two((logits[target] - top) * CORVID_LOG2E);
    dlogits[target] = corvid_float_to_bfloat(__builtin_fmaf(probability, factor, -weight));
    return (logf(sum) + (top - logits[target])) * weight;
}

float CORVID_NAME(train_distill)(
    float *logits, int64_t count, int64_t used, int32_t target, float weight, const corvid_soft_target *soft,
    uint16_t *dlogits, float *divergence) {
    f16x largest = splat(-INFINITY), lanes = splat(0), others = splat(0);
    float scale = CORVID_LOG2E / soft->temperature;
    int64_t seen = (used + 15) & ~(int64_t)15, i = 0;
    for (; i < seen; i += 16) { largest = max16(logits_at(logits, i, used), largest); }
    float top = largest_of_lanes(largest);
    for (i = 0; i < seen; i += 16) { lanes += power_of_two((logits_at(logits, i, used) - top) * CORVID_LOG2E); }
    corvid_soft_sums sums;
    corvid_soft_take(logits, top, soft, &sums);
    for (i = 0; i < seen; i += 16) { others += power_of_two((logits_at(logits, i, used) - top) * scale); }
    float sum = sum_of_lanes(lanes);
    corvid_soft_factors(sum, sum_of_lanes(others), weight, soft, &sums);
    for (i = 0; i < seen; i += 16) {
        f16x v = logits_at(logits, i, used) - top;
        f16x hard = power_of_two(v * CORVID_LOG2E) * sums.hard;
        store_bfloat(dlogits + i, fma16(power_of_two(v * scale), splat(sums.outside), hard));
    }
    for (; i < count; i += 16) { store_bfloat(dlogits + i, splat(0)); }
    *divergence = corvid_soft_finish(logits, top, target, weight, soft, &sums, dlogits);
    return (logf(sum) + (top - logits[target])) * weight;
}

// ---------------------------------------------------------------------------------------------------------- optimisers

void CORVID_NAME(train_adamw)(
    float *weight, const float *gradient, float *first, float *second, int64_t count, float rate, float beta1,
    float beta2, float correction1, float correction2, float epsilon, float decay) {
    float step = rate * correction1, keep = 1.0f - rate * decay, rest1 = 1.0f - beta1, rest2 = 1.0f - beta2;
    for (int64_t i = 0; i < count; i += 16) {
        int64_t left = count - i;
        bool whole = left >= 16;
        f16x g = whole ? load(gradient + i) : load_part(gradient + i, left);
        f16x m = whole ? load(first + i) : load_part(first + i, left);
        f16x v = whole ? load(second + i) : load_part(second + i, left);
        f16x w = whole ? load(weight + i) : load_part(weight + i, left);
        m = fma16(m, splat(beta1), g * rest1);
        v = fma16(v, splat(beta2), g * g * rest2);
        w = fma16(w, splat(keep), -(m * step / (__builtin_elementwise_sqrt(v * correction2) + epsilon)));
        if (whole) {
            store(first + i, m);
            store(second + i, v);
            store(weight + i, w);
        } else {
            store_part(first + i, m, left);
            store_part(second + i, v, left);
            store_part(weight + i, w, left);
        }
    }
}

void CORVID_NAME(train_average)(float *average, const float *weight, float decay, int64_t count) {
    float share = 1.0f - decay;
    int64_t i = 0;
    for (; i + 16 <= count; i += 16) {
        f16x a = load(average + i);
        store(average + i, fma16(load(weight + i) - a, splat(share), a));
    }
    for (; i < count; i++) { average[i] = __builtin_fmaf(weight[i] - average[i], share, average[i]); }
}

double CORVID_NAME(sum_of_squares)(const float *x, int64_t count) {
    typedef double d16x __attribute__((ext_vector_type(16)));
    d16x lanes = (d16x)(0.0);
    for (int64_t i = 0; i < count; i += 16) {
        f16x part = count - i >= 16 ? load(x + i) : load_part(x + i, count - i);
        d16x wide = __builtin_convertvector(part, d16x);
        lanes += wide * wide;
    }
    double sum = 0;
    for (int i = 0; i < 16; i++) { sum += lanes[i]; }
    return sum;
}

#include "training_layers.inc.h"
#include "training_rotation.inc.h"
#include "training_attention.inc.h"
