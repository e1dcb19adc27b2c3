// The plain twins of the kernels of training: what every faster kernel must return, bit for bit.
#include "training_scalar.h"
#include "training_soft.h"

#pragma STDC FP_CONTRACT OFF

// --------------------------------------------------------------------------------------------------------------- norms

void corvid_train_rms_norm_scalar(
    const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, uint16_t *out, float *inverse) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count;
        float lanes[32] = {0};
        for (int64_t i = 0; i < count; i++) { lanes[i % 32] = fmaf(from[i], from[i], lanes[i % 32]); }
        inverse[t] = 1.0f / sqrtf(sum_of_both(lanes) / (float)count + epsilon);
        for (int64_t i = 0; i < count; i++) {
            out[t * count + i] = corvid_float_to_bfloat(from[i] * inverse[t] * weight[i]);
        }
    }
}

void corvid_train_rms_norm_backward_scalar(
    const float *x, const float *weight, const float *inverse, const float *dy, int64_t rows, int64_t count, float *dx,
    float *dweight) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count, *gradient = dy + t * count;
        float *to = dx + t * count, factor = inverse[t], lanes[32] = {0};
        for (int64_t i = 0; i < count; i++) {
            lanes[i % 32] = fmaf(gradient[i] * weight[i], from[i], lanes[i % 32]);
        }
        float pull = -(sum_of_both(lanes) * factor * factor * factor / (float)count);
        for (int64_t i = 0; i < count; i++) {
            float scaled = gradient[i] * factor;
            to[i] = fmaf(from[i], pull, fmaf(scaled, weight[i], to[i]));
            dweight[i] = fmaf(scaled, from[i], dweight[i]);
        }
    }
}

// -------------------------------------------------------------------------------------------------------- feed-forward

void corvid_train_swiglu_scalar(const float *gate_up, int64_t rows, int64_t f, uint16_t *out) {
    for (int64_t t = 0; t < rows; t++) {
        const float *gate = gate_up + t * 2 * f, *up = gate + f;
        for (int64_t i = 0; i < f; i++) {
            out[t * f + i] = corvid_float_to_bfloat(gate[i] * sigmoid(gate[i]) * up[i]);
        }
    }
}

void corvid_train_swiglu_backward_scalar(
    const float *gate_up, const float *dout, int64_t rows, int64_t f, uint16_t *dgate_up) {
    for (int64_t t = 0; t < rows; t++) {
        const float *gate = gate_up + t * 2 * f, *up = gate + f, *gradient = dout + t * f;
        uint16_t *dgate = dgate_up + t * 2 * f, *dup = dgate + f;
        for (int64_t i = 0; i < f; i++) {
            float s = sigmoid(gate[i]), d = gradient[i] * s;
            dgate[i] = corvid_float_to_bfloat(d * up[i] * fmaf(gate[i], 1.0f - s, 1.0f));
            dup[i] = corvid_float_to_bfloat(d * gate[i]);
        }
    }
}

// --------------------------------------------------------------------------------------------- gated short convolution

static float gated(const float *parts, int64_t row, int64_t channels, int64_t c) {
    return row < 0 ? 0.0f : parts[row * 3 * channels + c] * parts[(row * 3 + 2) * channels + c];
}

void corvid_train_convolution_scalar(
    const float *parts, const float *weight, const float *bias, const int32_t *previous, int64_t rows, int64_t channels,
    int64_t begin, int64_t end, uint16_t *out) {
    for (int64_t t = 0; t < rows; t++) {
        int64_t one = previous[t], two = one < 0 ? -1 : previous[one];
        for (int64_t c = begin; c < end; c++) {
            float last = gated(parts, t, channels, c);
            float sum = bias ? fmaf(weight[c * 3 + 2], last, bias[c]) : weight[c * 3 + 2] * last;
            sum = fmaf(weight[c * 3 + 1], gated(parts, one, channels, c), sum);
            sum = fmaf(weight[c * 3], gated(parts, two, channels, c), sum);
            out[t * channels + c] = corvid_float_to_bfloat(parts[(t * 3 + 1) * channels + c] * sum);
        }
    }
}

void corvid_train_convolution_backward_scalar(
    const float *parts, const float *weight, const float *bias, const int32_t *previous, const float *dout,
    int64_t rows, int64_t channels, int64_t begin, int64_t end, uint16_t *dparts, float *dweight, float *dbias,
    float *scratch) {
    for (int64_t c = begin; c < end; c++) {
        float *asked = scratch, dtaps[3] = {0};  // what later rows ask of each row's gated input
        memset(asked, 0, (size_t)rows * sizeof(float));
        for (int64_t t = rows - 1; t >= 0; t--) {
            int64_t one = previous[t], two = one < 0 ? -1 : previous[one];
            const float *row = parts + t * 3 * channels + c, *taps = weight + c * 3;
            float b = row[0], gate = row[channels], x = row[2 * channels];
            float u2 = b * x, u1 = gated(parts, one, channels, c), u0 = gated(parts, two, channels, c);
            float sum = bias ? fmaf(taps[2], u2, bias[c]) : taps[2] * u2;
            sum = fmaf(taps[0], u0, fmaf(taps[1], u1, sum));
            float gradient = dout[t * channels + c], dsum = gradient * gate;
            float du = fmaf(taps[2], dsum, asked[t]);
            if (one >= 0) {
                asked[one] = fmaf(taps[1], dsum, asked[one]);
                dtaps[1] = fmaf(dsum, u1, dtaps[1]);
            }
            if (two >= 0) {
                asked[two] = fmaf(taps[0], dsum, asked[two]);
                dtaps[0] = fmaf(dsum, u0, dtaps[0]);
            }
            dtaps[2] = fmaf(dsum, u2, dtaps[2]);
            if (dbias) { dbias[c] += dsum; }
            uint16_t *to = dparts + t * 3 * channels + c;
            to[0] = corvid_float_to_bfloat(du * x);
            to[channels] = corvid_float_to_bfloat(gradient * sum);
            to[2 * channels] = corvid_float_to_bfloat(du * b);
        }
        for (int tap = 0; tap < 3; tap++) { dweight[c * 3 + tap] += dtaps[tap]; }
    }
}

// -------------------------------------------------------------------------------------------------- norms and rotation

void corvid_train_rotate_scalar(
    const corvid_attention_shape *shape, const float *projected, int64_t row_begin, int64_t row_end, float *query,
    float *key, float *inverse) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, size = shape->size, half = shape->rotary / 2;
    for (int64_t t = row_begin; t < row_end; t++) {
        int64_t angles = half > 0 ? shape->positions[t] * half : 0;
        const float *cosine = shape->cosines + angles, *sine = shape->sines + angles;
        for (int64_t h = 0; h < heads + key_heads; h++) {
            const float *from = projected + (t * (heads + 2 * key_heads) + h) * size;
            const float *norm = h < heads ? shape->query_norm : shape->key_norm;
            float *to = h < heads ? query + (t * heads + h) * size : key + (t * key_heads + h - heads) * size;
            float lanes[16] = {0}, factor = 1;
            for (int64_t i = 0; i < size; i++) { lanes[i % 16] = fmaf(from[i], from[i], lanes[i % 16]); }
            if (norm) { factor = 1.0f / sqrtf(sum_of_lanes(lanes) / (float)size + shape->epsilon); }
            inverse[t * (heads + key_heads) + h] = factor;
            for (int64_t i = 0; i < size; i++) { to[i] = norm ? from[i] * factor * norm[i] : from[i]; }
            for (int64_t i = 0; i < half; i++) {
                float *first = to + (shape->interleaved ? 2 * i : i);
                float *second = shape->interleaved ? first + 1 : first + half, a = *first, b = *second;
                *first = fmaf(a, cosine[i], -(b * sine[i]));
                *second = fmaf(a, sine[i], b * cosine[i]);
            }
        }
    }
}

void corvid_train_rotate_backward_scalar(
    const corvid_attention_shape *shape, const float *projected, const float *inverse, const float *dquery,
    const float *dkey, const float *dvalue, int64_t row_begin, int64_t row_end, uint16_t *dprojected,
    float *dquery_norm, float *dkey_norm) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, size = shape->size, half = shape->rotary / 2;
    int64_t all = heads + 2 * key_heads;
    for (int64_t t = row_begin; t < row_end; t++) {
        int64_t angles = half > 0 ? shape->positions[t] * half : 0;
        const float *cosine = shape->cosines + angles, *sine = shape->sines + angles;
        for (int64_t h = 0; h < heads + key_heads; h++) {
            const float *from = projected + (t * all + h) * size;
            const float *norm = h < heads ? shape->query_norm : shape->key_norm;
            const float *gradient =
                h < heads ? dquery + (t * heads + h) * size : dkey + (t * key_heads + h - heads) * size;
            float *dnorm = h < heads ? dquery_norm : dkey_norm, factor = inverse[t * (heads + key_heads) + h];
            float back[CORVID_TRAIN_LARGEST_HEAD], lanes[16] = {0};
            memcpy(back, gradient, (size_t)size * sizeof(float));
            for (int64_t i = 0; i < half; i++) {
                float *first = back + (shape->interleaved ? 2 * i : i);
                float *second = shape->interleaved ? first + 1 : first + half, a = *first, b = *second;
                *first = fmaf(a, cosine[i], b * sine[i]);
                *second = fmaf(b, cosine[i], -(a * sine[i]));
            }
            if (!norm) {
                for (int64_t i = 0; i < size; i++) {
                    dprojected[(t * all + h) * size + i] = corvid_float_to_bfloat(back[i]);
                }
                continue;
            }
            for (int64_t i = 0; i < size; i++) { lanes[i % 16] = fmaf(back[i] * norm[i], from[i], lanes[i % 16]); }
            float pull = -(sum_of_lanes(lanes) * factor * factor * factor / (float)size);
            for (int64_t i = 0; i < size; i++) {
                float scaled = back[i] * factor;
                dprojected[(t * all + h) * size + i] = corvid_float_to_bfloat(fmaf(from[i], pull, scaled * norm[i]));
                dnorm[i] = fmaf(scaled, from[i], dnorm[i]);
            }
        }
        for (int64_t i = 0; i < key_heads * size; i++) {
            dprojected[(t * all + heads + key_heads) * size + i] =
                corvid_float_to_bfloat(dvalue[t * key_heads * size + i]);
        }
    }
}

// ----------------------------------------------------------------------------------------------------------- attention

static float dot(const float *a, float factor, const float *b, int64_t count) {
    float sum = 0;
    for (int64_t i = 0; i < count; i++) { sum = fmaf(a[i] * factor, b[i], sum); }
    return sum;
}

// Of a score's product times 2 log2(e) / cap: half of one minus its tanh.
static float below_cap(float x) { return 1.0f / (1.0f + corvid_power_of_two(x > 127.0f ? 127.0f : x)); }

void corvid_train_attention_scalar(
    const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head, const float *query,
    const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, size = shape->size, group = heads / key_heads;
    int64_t trunk = segment->trunk_end - segment->trunk_begin, key_stride = key_heads * size;
    int64_t value_stride = (heads + 2 * key_heads) * size, keys = trunk + segment->end - segment->begin;
    const float *values = projected + (heads + key_heads + key_head) * size;
    float scale = corvid_score_factor(shape), cap = shape->cap * CORVID_LOG2E;
    float *scores = scratch;
    for (int64_t h = key_head * group; h < (key_head + 1) * group; h++) {
        for (int64_t t = segment->begin; t < segment->end; t++) {
            corvid_seen_keys seen = corvid_keys_of_row(shape, trunk, keys, t - segment->begin);
            float largest = -INFINITY, lanes[16] = {0};
            for (int64_t j = seen.begin; j < seen.end; j++) {
                const float *k = key + corvid_segment_row(segment, j) * key_stride + key_head * size;
                scores[j] = dot(query + (t * heads + h) * size, scale, k, size);
                if (cap > 0) { scores[j] = fmaf(below_cap(scores[j]), -2 * cap, cap); }
                largest = scores[j] > largest ? scores[j] : largest;
            }
            for (int64_t j = seen.begin; j < seen.end; j++) {
                scores[j] = corvid_power_of_two(scores[j] - largest);
                lanes[j % 16] += scores[j];
            }
            float sum = sum_of_lanes(lanes), inverse = 1.0f / sum;
            log_sums[t * heads + h] = largest + log2f(sum);
            for (int64_t d = 0; d < size; d++) {
                float mixed = 0;
                for (int64_t j = seen.begin; j < seen.end; j++) {
                    mixed = fmaf(scores[j], values[corvid_segment_row(segment, j) * value_stride + d], mixed);
                }
                out[(t * heads + h) * size + d] = corvid_float_to_bfloat(mixed * inverse);
            }
        }
    }
}

void corvid_train_attention_backward_scalar(
    const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head, const float *query,
    const float *key, const float *projected, const uint16_t *out, const float *log_sums, const float *dout,
    float *dquery, float *dkey, float *dvalue, void *scratch) {
    (void)out;
    int64_t heads = shape->heads, key_heads = shape->key_heads, size = shape->size, group = heads / key_heads;
    int64_t trunk = segment->trunk_end - segment->trunk_begin, key_stride = key_heads * size;
    int64_t value_stride = (heads + 2 * key_heads) * size, keys = trunk + segment->end - segment->begin;
    const float *values = projected + (heads + key_heads + key_head) * size;
    float scale = corvid_score_factor(shape), cap = shape->cap * CORVID_LOG2E;
    float *chances = scratch, *dscores = chances + keys, *slopes = dscores + keys;
    float *dkeys = slopes + keys, *dvalues = dkeys + keys * size;
    memset(dkeys, 0, (size_t)(2 * keys * size) * sizeof(float));
    for (int64_t h = key_head * group; h < (key_head + 1) * group; h++) {
        for (int64_t t = segment->begin; t < segment->end; t++) {
            corvid_seen_keys seen = corvid_keys_of_row(shape, trunk, keys, t - segment->begin);
            const float *q = query + (t * heads + h) * size, *gradient = dout + (t * heads + h) * size;
            float lanes[16] = {0};
            for (int64_t j = seen.begin; j < seen.end; j++) {
                int64_t row = corvid_segment_row(segment, j);
                float score = dot(q, scale, key + row * key_stride + key_head * size, size);
                if (cap > 0) {
                    float below = below_cap(score);
                    slopes[j] = 4.0f * below * (1.0f - below);
                    score = fmaf(below, -2 * cap, cap);
                }
                chances[j] = corvid_power_of_two(score - log_sums[t * heads + h]);
                dscores[j] = dot(gradient, 1, values + row * value_stride, size);
                lanes[j % 16] = fmaf(chances[j], dscores[j], lanes[j % 16]);
            }
            float mean = sum_of_lanes(lanes);
            for (int64_t j = seen.begin; j < seen.end; j++) {
                dscores[j] = chances[j] * (dscores[j] - mean);
                if (cap > 0) { dscores[j] *= slopes[j]; }
                for (int64_t d = 0; d < size; d++) {
                    dkeys[j * size + d] = fmaf(dscores[j], q[d] * scale, dkeys[j * size + d]);
                    dvalues[j * size + d] = fmaf(chances[j], gradient[d], dvalues[j * size + d]);
                }
            }
            for (int64_t d = 0; d < size; d++) {
                float sum = 0;
                for (int64_t j = seen.begin; j < seen.end; j++) {
                    int64_t row = corvid_segment_row(segment, j);
                    sum = fmaf(dscores[j], key[row * key_stride + key_head * size + d], sum);
                }
                float *to = dquery + (t * heads + h) * size + d;
                *to = fmaf(sum, shape->scale, *to);
            }
        }
    }
    for (int64_t j = 0; j < keys; j++) {
        int64_t row = corvid_segment_row(segment, j);
        for (int64_t d = 0; d < size; d++) {
            int64_t to = row * key_stride + key_head * size + d;
            dkey[to] = fmaf(dkeys[j * size + d], corvid_key_factor(shape), dkey[to]);
            dvalue[to] += dvalues[j * size + d];
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------- loss

float corvid_train_cross_entropy_scalar(
    const float *logits, int64_t count, int64_t used, int32_t target, float weight, uint16_t *dlogits) {
    float top = -INFINITY, lanes[16] = {0};
    for (int64_t i = 0; i < used; i++) { top = logits[i] > top ? logits[i] : top; }
    for (int64_t i = 0; i < used; i++) { lanes[i % 16] += corvid_power_of_two((logits[i] - top) * CORVID_LOG2E); }
    float sum = sum_of_lanes(lanes), factor = weight / sum;
    for (int64_t i = 0; i < count; i++) {
        float probability = i < used ? corvid_power_of_two((logits[i] - top) * CORVID_LOG2E) : 0.0f;
        float gradient = i == target ? fmaf(probability, factor, -weight) : probability * factor;
        dlogits[i] = corvid_float_to_bfloat(i < used ? gradient : 0.0f);
    }
    return (logf(sum) + (top - logits[target])) * weight;
}

float corvid_train_distill_scalar(
    float *logits, int64_t count, int64_t used, int32_t target, float weight, const corvid_soft_target *soft,
    uint16_t *dlogits, float *divergence) {
    float top = -INFINITY, lanes[16] = {0}, others[16] = {0}, scale = CORVID_LOG2E / soft->temperature;
    for (int64_t i = 0; i < used; i++) { top = logits[i] > top ? logits[i] : top; }
    for (int64_t i = 0; i < used; i++) { lanes[i % 16] += corvid_power_of_two((logits[i] - top) * CORVID_LOG2E); }
    corvid_soft_sums sums;
    corvid_soft_take(logits, top, soft, &sums);
    for (int64_t i = 0; i < used; i++) { others[i % 16] += corvid_power_of_two((logits[i] - top) * scale); }
    float sum = sum_of_lanes(lanes);
    corvid_soft_factors(sum, sum_of_lanes(others), weight, soft, &sums);
    for (int64_t i = 0; i < count; i++) {
        float hard = 0.0f, softened = 0.0f;
        if (i < used) {
            hard = corvid_power_of_two((logits[i] - top) * CORVID_LOG2E);
            softened = corvid_power_of_two((logits[i] - top) * scale);
        }
        dlogits[i] = corvid_float_to_bfloat(fmaf(softened, sums.outside, hard * sums.hard));
    }
    *divergence = corvid_soft_finish(logits, top, target, weight, soft, &sums, dlogits);
    return (logf(sum) + (top - logits[target])) * weight;
}

// ---------------------------------------------------------------------------------------------------------- optimisers

void corvid_train_adamw_scalar(
    float *weight, const float *gradient, float *first, float *second, int64_t count, float rate, float beta1,
    float beta2, float correction1, float correction2, float epsilon, float decay) {
    float step = rate * correction1, keep = 1.0f - rate * decay, rest1 = 1.0f - beta1, rest2 = 1.0f - beta2;
    for (int64_t i = 0; i < count; i++) {
        float g = gradient[i];
        first[i] = fmaf(first[i], beta1, g * rest1);
        second[i] = fmaf(second[i], beta2, g * g * rest2);
        weight[i] = fmaf(weight[i], keep, -(first[i] * step / (sqrtf(second[i] * correction2) + epsilon)));
    }
}

void corvid_train_average_scalar(float *average, const float *weight, float decay, int64_t count) {
    float share = 1.0f - decay;
    for (int64_t i = 0; i < count; i++) { average[i] = fmaf(weight[i] - average[i], share, average[i]); }
}

double corvid_sum_of_squares_scalar(const float *x, int64_t count) {
    double lanes[16] = {0}, sum = 0;
    for (int64_t i = 0; i < count; i++) { lanes[i % 16] += (double)x[i] * (double)x[i]; }
    for (int i = 0; i < 16; i++) { sum += lanes[i]; }
    return sum;
}
