// The float kernels in compiler vectors of sixteen, compiled once for each instruction set.
// The including file defines CORVID_NAME(x), the kernel's name with its suffix, and CORVID_HAS_F16C where the target
// converts half floats in hardware. Results equal those of scalar.c bit for bit.
#include "kernels.h"
#include "lanes.h"

// ------------------------------------------------------------------------------------------------------- small steps

void CORVID_NAME(quantize_activations)(
    const float *x, int64_t stride, int64_t tokens, int64_t columns, int64_t begin, int64_t end,
    corvid_activations out) {
    int64_t blocks = columns / 32;
    for (int64_t t = begin; t < end; t++) {
        corvid_tile_place place = corvid_tile_of(t, tokens);
        int64_t n = place.width;
        for (int64_t b = 0; b < blocks; b++) {
            const float *from = x + t * stride + b * 32;
            f16x low = load(from), high = load(from + 16);
            float largest = max_of_lanes(max16(max16(abs16(low), splat(0)), max16(abs16(high), splat(0))));
            float inverse = largest > 0 ? 127.0f / largest : 0.0f;
            float scale = largest / 127.0f;
            low = min16(max16(low * inverse, splat(-127)), splat(127));
            high = min16(max16(high * inverse, splat(-127)), splat(127));
            i16x low_q = __builtin_convertvector(__builtin_elementwise_rint(low), i16x);
            i16x high_q = __builtin_convertvector(__builtin_elementwise_rint(high), i16x);
            int8_t *q = out.q + place.first * columns + (b * 8 * n + place.lane) * 4;
            b16x bytes[2] = {__builtin_convertvector(low_q, b16x), __builtin_convertvector(high_q, b16x)};
            if (n == 1) {
                memcpy(q, bytes, 32);
            } else {
                for (int i = 0; i < 8; i++) { memcpy(q + i * n * 4, (const char *)bytes + i * 4, 4); }
            }
            int32_t low_sum = __builtin_reduce_add(low_q), high_sum = __builtin_reduce_add(high_q);
            int64_t at = place.first * blocks + b * n + place.lane;
            int32_t *negated = out.negated_sum + (place.first * blocks + b * n) * 3 + place.lane;
            out.scale[at] = scale;
            out.scaled_sum[at] = scale * (float)(low_sum + high_sum);
            negated[0] = -low_sum;
            negated[n] = -high_sum;
            negated[2 * n] = -(low_sum + high_sum);
        }
    }
}

void CORVID_NAME(rms_norm)(
    const float *x, int64_t x_stride, const float *weight, float epsilon, int64_t rows, int64_t count, float *out,
    int64_t out_stride) {
    int64_t whole = count & ~(int64_t)15, rest = count - whole;
    for (int64_t row = 0; row < rows; row++) {
        const float *from = x + row * x_stride;
        float *to = out + row * out_stride;
        f16x lanes = splat(0);
        for (int64_t i = 0; i < whole; i += 16) { lanes = fma16(load(from + i), load(from + i), lanes); }
        if (rest) {
            f16x v = load_part(from + whole, rest);
            lanes = fma16(v, v, lanes);
        }
        float inverse = 1.0f / __builtin_sqrtf(sum_of_lanes(lanes) / (float)count + epsilon);
        for (int64_t i = 0; i < whole; i += 16) {
            f16x v = load(from + i) * inverse;
            store(to + i, weight ? v * load(weight + i) : v);
        }
        for (int64_t i = whole; i < count; i++) {
            float value = from[i] * inverse;
            to[i] = weight ? value * weight[i] : value;
        }
    }
}

void CORVID_NAME(layer_norm)(
    const float *x, int64_t x_stride, const float *weight, const float *bias, float epsilon, int64_t rows,
    int64_t count, float *out, int64_t out_stride) {
    int64_t whole = count & ~(int64_t)15, rest = count - whole;
    for (int64_t row = 0; row < rows; row++) {
        const float *from = x + row * x_stride;
        float *to = out + row * out_stride;
        f16x lanes = splat(0), squares = splat(0);
        for (int64_t i = 0; i < whole; i += 16) { lanes += load(from + i); }
        if (rest) { lanes += load_part(from + whole, rest); }
        float mean = sum_of_lanes(lanes) / (float)count;
        for (int64_t i = 0; i < whole; i += 16) {
            f16x centred = load(from + i) - mean;
            squares = fma16(centred, centred, squares);
        }
        if (rest) {
            f16x centred = load_part(from + whole, rest) - mean;
            squares = select16(iota16() < (int32_t)rest, fma16(centred, centred, squares), squares);
        }
        float inverse = 1.0f / __builtin_sqrtf(sum_of_lanes(squares) / (float)count + epsilon);
        for (int64_t i = 0; i < count; i++) {
            float value = (from[i] - mean) * inverse;
            value = weight ? value * weight[i] : value;
            to[i] = bias ? value + bias[i] : value;
        }
    }
}

void CORVID_NAME(add)(float *x, const float *y, int64_t count) {
    for (int64_t i = 0; i < count; i++) { x[i] += y[i]; }
}

void CORVID_NAME(multiply)(float *x, const float *y, int64_t count) {
    for (int64_t i = 0; i < count; i++) { x[i] *= y[i]; }
}

void CORVID_NAME(scale)(float *x, float factor, int64_t count) {
    for (int64_t i = 0; i < count; i++) { x[i] *= factor; }
}

void CORVID_NAME(add_scaled)(float *x, const float *y, float factor, int64_t count) {
    int64_t i = 0;
    for (; i + 16 <= count; i += 16) { store(x + i, fma16(load(y + i), splat(factor), load(x + i))); }
    for (; i < count; i++) { x[i] = __builtin_fmaf(y[i], factor, x[i]); }
}

INLINE f16x silu16(f16x x) { return x / (1.0f + exp16(-x)); }

INLINE f16x gelu_tanh16(f16x x) {
    f16x u = 0.7978845608f * (x * fma16(splat(0.044715f), x * x, splat(1)));
    return x / (1.0f + exp16(-2.0f * u));
}

#define CORVID_GATE(name, function)                                                                                    \
    void CORVID_NAME(name)(float *gate, const float *up, int64_t count) {                                              \
        int64_t i = 0;                                                                                                 \
        for (; i + 16 <= count; i += 16) {                                                                             \
            f16x v = function(load(gate + i));                                                                         \
            store(gate + i, up ? v * load(up + i) : v);                                                                \
        }                                                                                                              \
        if (i < count) {                                                                                               \
            f16x v = function(load_part(gate + i, count - i));                                                         \
            store_part(gate + i, up ? v * load_part(up + i, count - i) : v, count - i);                                \
        }                                                                                                              \
    }
CORVID_GATE(silu_multiply, silu16)
CORVID_GATE(gelu_tanh_multiply, gelu_tanh16)

INLINE void rotate(float *first, float *second, float cosine, float sine) {
    float a = *first, b = *second;
    *first = __builtin_fmaf(a, cosine, -(b * sine));
    *second = __builtin_fmaf(a, sine, b * cosine);
}

void CORVID_NAME(rope)(
    float *x, int64_t heads, int64_t head_dim, const float *cosine, const float *sine, int64_t half,
    bool interleaved) {
    for (int64_t h = 0; h < heads; h++) {
        float *head = x + h * head_dim;
        int64_t i = 0;
        for (; i + 16 <= half; i += 16) {
            f16x c = load(cosine + i), s = load(sine + i);
            if (interleaved) {
                f16x low = load(head + 2 * i), high = load(head + 2 * i + 16);
                f16x a = __builtin_shufflevector(
                    low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
                f16x b = __builtin_shufflevector(
                    low, high, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
                f16x p = fma16(a, c, -(b * s)), q = fma16(a, s, b * c);
                store(head + 2 * i, __builtin_shufflevector(
                    p, q, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
                store(head + 2 * i + 16, __builtin_shufflevector(
                    p, q, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
            } else {
                f16x a = load(head + i), b = load(head + i + half);
                store(head + i, fma16(a, c, -(b * s)));
                store(head + i + half, fma16(a, s, b * c));
            }
        }
        for (; i < half; i++) {
            if (interleaved) {
                rotate(head + 2 * i, head + 2 * i + 1, cosine[i], sine[i]);
            } else {
                rotate(head + i, head + i + half, cosine[i], sine[i]);
            }
        }
    }
}

void CORVID_NAME(short_convolution_step)(
    float *state, const float *x, const float *weight, int64_t channels, int64_t kernel, float *out) {
    for (int64_t c = 0; c < channels; c++) {
        float sum = 0;
        for (int64_t j = 0; j + 1 < kernel; j++) {
            sum = __builtin_fmaf(state[j * channels + c], weight[c * kernel + j], sum);
        }
        float last = x[c];
        out[c] = __builtin_fmaf(last, weight[c * kernel + kernel - 1], sum);
        for (int64_t j = 0; j + 2 < kernel; j++) { state[j * channels + c] = state[(j + 1) * channels + c]; }
        if (kernel > 1) { state[(kernel - 2) * channels + c] = last; }
    }
}

void CORVID_NAME(softmax)(float *x, int64_t count) {
    int64_t whole = count & ~(int64_t)15, rest = count - whole;
    f16x largest = splat(-INFINITY), lanes = splat(0);
    for (int64_t i = 0; i < whole; i += 16) { largest = max16(load(x + i), largest); }
    float top = max_of_lanes(largest);
    for (int64_t i = whole; i < count; i++) { top = x[i] > top ? x[i] : top; }
    for (int64_t i = 0; i < whole; i += 16) {
        f16x p = exp16(load(x + i) - top);
        store(x + i, p);
        lanes += p;
    }
    if (rest) {
        f16x p = exp16(load_part(x + whole, rest) - top);
        store_part(x + whole, p, rest);
        lanes += select16(iota16() < (int32_t)rest, p, splat(0));
    }
    float inverse = 1.0f / sum_of_lanes(lanes);
    for (int64_t i = 0; i < count; i++) { x[i] *= inverse; }
}

// ---------------------------------------------------------------------------------------- products with float weights

INLINE f16x load_weights(int format, const uint8_t *row, int64_t k) {
    if (format == CORVID_F32) { return load((const float *)row + k); }
    if (format == CORVID_F16) { return load_half((const uint16_t *)row + k); }
    return load_bfloat((const uint16_t *)row + k);
}

INLINE float load_weight(int format, const uint8_t *row, int64_t k) {
    uint16_t half;
    float value;
    if (format == CORVID_F32) {
        memcpy(&value, row + k * 4, 4);
        return value;
    }
    memcpy(&half, row + k * 2, 2);
    return format == CORVID_F16 ? corvid_half_to_float(half) : corvid_bfloat_to_float(half);
}

enum { FLOAT_BLOCK = 256, FLOAT_TOKENS = 6 };

// Adds the products of `count` columns of a panel [count, 16] with N tokens to their partial sums [N, 4, 16].
INLINE void float_tile(int tokens, const float *panel, const float *x, int64_t x_stride, int64_t count, float *sums) {
    f16x partial[FLOAT_TOKENS][4];
    for (int t = 0; t < tokens; t++) {
        for (int j = 0; j < 4; j++) { partial[t][j] = load(sums + (t * 4 + j) * 16); }
    }
    int64_t k = 0;
    for (; k + 4 <= count; k += 4) {
        for (int j = 0; j < 4; j++) {
            f16x w = load(panel + (k + j) * 16);
            for (int t = 0; t < tokens; t++) { partial[t][j] = fma16(w, splat(x[t * x_stride + k + j]), partial[t][j]); }
        }
    }
    for (int j = 0; k < count; k++, j++) {
        f16x w = load(panel + k * 16);
        for (int t = 0; t < tokens; t++) {
            f16x sum = j == 0 ? partial[t][0] : j == 1 ? partial[t][1] : partial[t][2];
            sum = fma16(w, splat(x[t * x_stride + k]), sum);
            if (j == 0) { partial[t][0] = sum; } else if (j == 1) { partial[t][1] = sum; } else { partial[t][2] = sum; }
        }
    }
    for (int t = 0; t < tokens; t++) {
        for (int j = 0; j < 4; j++) { store(sums + (t * 4 + j) * 16, partial[t][j]); }
    }
}

INLINE void matmul_float(int format, const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {
    float *panel = scratch, *sums = panel + FLOAT_BLOCK * 16;
    for (int64_t row = begin; row < end; row += 16) {
        const uint8_t *rows[16];
        int64_t valid = end - row < 16 ? end - row : 16;
        for (int i = 0; i < 16; i++) {
            rows[i] = (const uint8_t *)a->weights + (row + (i < valid ? i : valid - 1)) * a->row_bytes;
        }
        memset(sums, 0, (size_t)a->tokens * 64 * sizeof(float));
        for (int64_t first = 0; first < a->columns; first += FLOAT_BLOCK) {
            int64_t count = a->columns - first < FLOAT_BLOCK ? a->columns - first : FLOAT_BLOCK, k = 0;
            for (; k + 16 <= count; k += 16) {
                f16x v[16];
                for (int i = 0; i < 16; i++) { v[i] = load_weights(format, rows[i], first + k); }
                transpose16(v);
                for (int i = 0; i < 16; i++) { store(panel + (k + i) * 16, v[i]); }
            }
            for (; k < count; k++) {
                for (int i = 0; i < 16; i++) { panel[k * 16 + i] = load_weight(format, rows[i], first + k); }
            }
            int64_t t = 0;
            for (; t + FLOAT_TOKENS <= a->tokens; t += FLOAT_TOKENS) {
                float_tile(FLOAT_TOKENS, panel, a->x + t * a->x_stride + first, a->x_stride, count, sums + t * 64);
            }
            for (; t < a->tokens; t++) {
                float_tile(1, panel, a->x + t * a->x_stride + first, a->x_stride, count, sums + t * 64);
            }
        }
        for (int64_t t = 0; t < a->tokens; t++) {
            const float *part = sums + t * 64;
            f16x sum = (load(part) + load(part + 16)) + (load(part + 32) + load(part + 48));
            float *y = a->y + t * a->y_stride + row;
            if (valid == 16) { store(y, sum); } else { store_part(y, sum, valid); }
        }
    }
}

void CORVID_NAME(matmul_float)(const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {
    if (a->format == CORVID_F32) {
        matmul_float(CORVID_F32, a, begin, end, scratch);
    } else if (a->format == CORVID_F16) {
        matmul_float(CORVID_F16, a, begin, end, scratch);
    } else {
        matmul_float(CORVID_BF16, a, begin, end, scratch);
    }
}

// ---------------------------------------------------------------------------------------------------------- attention

void CORVID_NAME(page_store)(
    const float *key, const float *value, int64_t head_dim, bool q8, int64_t slot, void *page_keys,
    void *page_values) {
    if (q8) {
        corvid_page_store_scalar(key, value, head_dim, q8, slot, page_keys, page_values);
        return;
    }
    uint16_t *keys = (uint16_t *)page_keys + slot / 16 * head_dim * 16 + slot % 16;
    uint16_t *values = (uint16_t *)page_values + slot * head_dim;
    for (int64_t d = 0; d < head_dim; d += 16) {
        int64_t count = head_dim - d < 16 ? head_dim - d : 16;
        f16x k = count == 16 ? load(key + d) : load_part(key + d, count);
        f16x v = count == 16 ? load(value + d) : load_part(value + d, count);
        uint16_t key_half[16], value_half[16];
        k = select16(k > 65504.0f, splat(65504), select16(k < -65504.0f, splat(-65504), k));
        v = select16(v > 65504.0f, splat(65504), select16(v < -65504.0f, splat(-65504), v));
        store_half(key_half, k);
        store_half(value_half, v);
        for (int64_t i = 0; i < count; i++) { keys[(d + i) * 16] = key_half[i]; }
        memcpy(values + d, value_half, (size_t)count * 2);
    }
}

// Scores of `rows` queries (scaled, `q_stride` apart) against `blocks` blocks of sixteen keys of one page.
INLINE void score_blocks(
    int rows, int blocks, bool q8, const float *q, int64_t q_stride, int64_t head_dim, const void *page,
    int64_t first_block, float *scores, int64_t score_stride) {
    f16x sums[8];
    for (int i = 0; i < rows * blocks; i++) { sums[i] = splat(0); }
    int64_t groups = (head_dim + 31) / 32;
    const float *scales = (const float *)((const int8_t *)page + CORVID_PAGE * head_dim) + first_block * groups * 16;
    for (int64_t d = 0; d < head_dim; d++) {
        for (int b = 0; b < blocks; b++) {
            int64_t at = ((first_block + b) * head_dim + d) * 16;
            f16x k = q8 ? load_bytes((const int8_t *)page + at) * load(scales + (b * groups + d / 32) * 16)
                        : load_half((const uint16_t *)page + at);
            for (int r = 0; r < rows; r++) {
                sums[r * blocks + b] = fma16(splat(q[r * q_stride + d]), k, sums[r * blocks + b]);
            }
        }
    }
    for (int r = 0; r < rows; r++) {
        for (int b = 0; b < blocks; b++) { store(scores + r * score_stride + b * 16, sums[r * blocks + b]); }
    }
}

// Adds weighted values of `vectors` * 16 dimensions over positions begin..<end for `rows` queries.
INLINE void mix_values(
    int rows, int vectors, bool q8, const corvid_attention_arguments *a, int64_t d, const float *scores,
    int64_t score_stride, int64_t begin, int64_t end, float *const *out, const float *inverse) {
    f16x sums[16];
    for (int i = 0; i < rows * vectors; i++) { sums[i] = splat(0); }
    int64_t groups = (a->head_dim + 31) / 32;
    for (int64_t p = begin; p < end;) {
        const void *page = a->value_pages[p / CORVID_PAGE];
        int64_t slot = p % CORVID_PAGE, last = end - p < CORVID_PAGE - slot ? end - p + slot : CORVID_PAGE;
        const float *scales = (const float *)((const int8_t *)page + CORVID_PAGE * a->head_dim);
        for (; slot < last; slot++, p++) {
            f16x v[4];
            for (int j = 0; j < vectors; j++) {
                int64_t at = slot * a->head_dim + d + j * 16;
                v[j] = q8 ? load_bytes((const int8_t *)page + at) * scales[slot * groups + (d + j * 16) / 32]
                          : load_half((const uint16_t *)page + at);
            }
            for (int r = 0; r < rows; r++) {
                f16x weight = splat(scores[r * score_stride + p]);
                for (int j = 0; j < vectors; j++) {
                    sums[r * vectors + j] = fma16(weight, v[j], sums[r * vectors + j]);
                }
            }
        }
    }
    for (int r = 0; r < rows; r++) {
        for (int j = 0; j < vectors; j++) {
            if (out[r]) { store(out[r] + d + j * 16, sums[r * vectors + j] * inverse[r]); }
        }
    }
}

// One tile of `rows` queries; `used` of them are real.
INLINE void attention_tile(
    int rows, bool q8, const corvid_attention_arguments *a, int64_t first_pair, int used, int64_t begin_token,
    float *scratch) {
    int blocks = rows >= 8 ? 1 : rows == 4 ? 2 : 4;
    int vectors = rows >= 8 ? 2 : 4;
    int64_t padded = (a->length + CORVID_PAGE - 1) / CORVID_PAGE * CORVID_PAGE;
    float *scores = scratch, *q = scores + rows * padded;
    float *out[CORVID_QUERY_TILE], inverse[CORVID_QUERY_TILE];
    int64_t first[CORVID_QUERY_TILE], last[CORVID_QUERY_TILE], tile_first = INT64_MAX, tile_last = 0;
    for (int r = 0; r < rows; r++) {
        int64_t pair = first_pair + (r < used ? r : used - 1), t = begin_token + pair / a->heads, h = pair % a->heads;
        last[r] = a->bidirectional ? a->length : a->position + t + 1;
        first[r] = !a->bidirectional && a->window > 0 && last[r] > a->window ? last[r] - a->window : 0;
        tile_first = first[r] < tile_first ? first[r] : tile_first;
        tile_last = last[r] > tile_last ? last[r] : tile_last;
        out[r] = r < used ? a->out + t * a->out_stride + h * a->head_dim : 0;
        const float *from = a->q + t * a->q_stride + h * a->head_dim;
        for (int64_t d = 0; d < a->head_dim; d++) { q[r * a->head_dim + d] = from[d] * a->scale; }
    }
    int64_t span = 16 * blocks, start = tile_first / span * span, stop = (tile_last + span - 1) / span * span;
    for (int64_t p = start; p < stop; p += span) {
        score_blocks(
            rows, blocks, q8, q, a->head_dim, a->head_dim, a->key_pages[p / CORVID_PAGE], p % CORVID_PAGE / 16,
            scores + p, padded);
    }
    for (int r = 0; r < rows; r++) {
        float *row = scores + r * padded;
        f16x largest = splat(-INFINITY), lanes = splat(0);
        for (int64_t p = start; p < stop; p += 16) {
            f16x s = load(row + p);
            if (p < first[r] || p + 16 > last[r]) {
                i16x at = iota16() + (int32_t)p;
                s = select16((at >= (int32_t)first[r]) & (at < (int32_t)last[r]), s, splat(-INFINITY));
                store(row + p, s);
            }
            largest = max16(s, largest);
        }
        float top = max_of_lanes(largest);
        for (int64_t p = start; p < stop; p += 16) {
            f16x e = exp16(load(row + p) - top);
            store(row + p, e);
            lanes += e;
        }
        inverse[r] = 1.0f / sum_of_lanes(lanes);
    }
    int64_t d = 0;
    for (; d + vectors * 16 <= a->head_dim; d += vectors * 16) {
        mix_values(rows, vectors, q8, a, d, scores, padded, tile_first, tile_last, out, inverse);
    }
    for (; d + 16 <= a->head_dim; d += 16) {
        mix_values(rows, 1, q8, a, d, scores, padded, tile_first, tile_last, out, inverse);
    }
    for (; d < a->head_dim; d++) {
        for (int r = 0; r < used; r++) {
            float sum = 0;
            for (int64_t p = tile_first; p < tile_last; p++) {
                const void *page = a->value_pages[p / CORVID_PAGE];
                int64_t at = p % CORVID_PAGE * a->head_dim + d;
                const float *scales = (const float *)((const int8_t *)page + CORVID_PAGE * a->head_dim);
                float v = q8 ? (float)((const int8_t *)page)[at]
                                   * scales[p % CORVID_PAGE * ((a->head_dim + 31) / 32) + d / 32]
                             : corvid_half_to_float(((const uint16_t *)page)[at]);
                sum = __builtin_fmaf(scores[r * padded + p], v, sum);
            }
            out[r][d] = sum * inverse[r];
        }
    }
}

INLINE void attention(
    bool q8, const corvid_attention_arguments *a, int64_t begin, int64_t end, float *scratch) {
    int64_t pairs = (end - begin) * a->heads, pair = 0;
    while (pair < pairs) {
        int64_t left = pairs - pair;
        if (left >= 5) {
            int used = left < 8 ? (int)left : 8;
            attention_tile(8, q8, a, pair, used, begin, scratch);
            pair += used;
        } else if (left >= 3) {
            attention_tile(4, q8, a, pair, (int)left, begin, scratch);
            pair += left;
        } else {
            attention_tile(2, q8, a, pair, (int)left, begin, scratch);
            pair += left;
        }
    }
}

void CORVID_NAME(attention)(const corvid_attention_arguments *a, int64_t begin, int64_t end, void *scratch) {
    if (a->q8) {
        attention(true, a, begin, end, scratch);
    } else {
        attention(false, a, begin, end, scratch);
    }
}
