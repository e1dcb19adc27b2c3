// Forward and backward steps of training in compiler vectors of sixteen, compiled once for each instruction set.
// The including file defines CORVID_NAME(x), the kernel's name with its suffix, and CORVID_TILE_ROWS and
// CORVID_TILE_VECTORS, the sums of a small product that the target's registers hold. Results equal those of
// training_scalar.c bit for bit.
#include "training_kernels.h"
#include "lanes.h"

#pragma STDC FP_CONTRACT OFF

// e^x as in exponential.h, but NaN stays NaN, and there are no numbers below the smallest normal ones: zero instead.
INLINE f16x exponential(f16x x) {
    x = select16(x < CORVID_TRAIN_EXP_LOW, splat(CORVID_TRAIN_EXP_LOW), x);
    x = select16(x > CORVID_TRAIN_EXP_HIGH, splat(CORVID_TRAIN_EXP_HIGH), x);
    // The sum's last bits are the rounded exponent.
    f16x shifted = fma16(x, splat(CORVID_LOG2E), splat(CORVID_TRAIN_EXP_SHIFT)), n = shifted - CORVID_TRAIN_EXP_SHIFT;
    f16x r = fma16(n, splat(-CORVID_LN2_HIGH), x);
    r = fma16(n, splat(-CORVID_LN2_LOW), r);
    f16x p = splat(CORVID_EXP_C0);
    p = fma16(p, r, splat(CORVID_EXP_C1));
    p = fma16(p, r, splat(CORVID_EXP_C2));
    p = fma16(p, r, splat(CORVID_EXP_C3));
    p = fma16(p, r, splat(CORVID_EXP_C4));
    p = fma16(p, r, splat(CORVID_EXP_C5));
    p = fma16(p, r * r, r) + 1.0f;
    return p * (f16x)(((u16x)shifted + 127) << 23);
}

INLINE f16x sigmoid(f16x x) { return 1.0f / (1.0f + exponential(-x)); }

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

// ---------------------------------------------------------------------------------------------------------------- norms

void CORVID_NAME(train_rms_norm)(
    const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, uint16_t *out, float *inverse) {
    for (int64_t t = 0; t < rows; t++) {
        const float *from = x + t * count;
        f16x even = splat(0), odd = splat(0);
        int64_t i = 0;
        for (; i + 32 <= count; i += 32) {
            f16x a = load(from + i), b = load(from + i + 16);
            even = fma16(a, a, even);
            odd = fma16(b, b, odd);
        }
        if (i < count) { even = fma16(load(from + i), load(from + i), even); }
        float factor = 1.0f / __builtin_sqrtf(sum_of_lanes(even + odd) / (float)count + epsilon);
        inverse[t] = factor;
        for (i = 0; i < count; i += 16) {
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

// ------------------------------------------------------------------------------------------------------ feed-forward

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

// ---------------------------------------------------------------------------------------------- gated short convolution

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
    const float *parts, const float *weight, const int32_t *previous, int64_t rows, int64_t channels, int64_t begin,
    int64_t end, uint16_t *out) {
    float taps[3][CHANNEL_BLOCK];
    for (int64_t first = begin; first < end; first += CHANNEL_BLOCK) {
        int64_t count = end - first < CHANNEL_BLOCK ? end - first : CHANNEL_BLOCK;
        split_taps(weight, first, count, taps);
        for (int64_t t = 0; t < rows; t++) {
            int64_t one = previous[t], two = one < 0 ? -1 : previous[one];
            for (int64_t i = 0; i < count; i += 16) {
                int64_t c = first + i;
                f16x sum = load(taps[2] + i) * gated(parts, t, channels, c);
                sum = fma16(load(taps[1] + i), gated(parts, one, channels, c), sum);
                sum = fma16(load(taps[0] + i), gated(parts, two, channels, c), sum);
                store_bfloat(out + t * channels + c, load(parts + (t * 3 + 1) * channels + c) * sum);
            }
        }
    }
}

void CORVID_NAME(train_convolution_backward)(
    const float *parts, const float *weight, const int32_t *previous, const float *dout, int64_t rows,
    int64_t channels, int64_t begin, int64_t end, uint16_t *dparts, float *dweight, float *scratch) {
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
                f16x sum = fma16(w0, u0, fma16(w1, u1, w2 * u2));
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

// ----------------------------------------------------------------------------------------------- norms and rotation

INLINE void rotate_head(
    int64_t size, const float *from, const float *norm, float epsilon, const float *cosine, const float *sine,
    float *to, float *inverse) {
    f16x lanes = splat(0);
    for (int64_t i = 0; i < size; i += 16) { lanes = fma16(load(from + i), load(from + i), lanes); }
    float factor = 1.0f / __builtin_sqrtf(sum_of_lanes(lanes) / (float)size + epsilon);
    *inverse = factor;
    int64_t half = size / 2;
    if (half % 16 == 0) {
        for (int64_t i = 0; i < half; i += 16) {
            f16x a = load(from + i) * factor * load(norm + i), c = load(cosine + i), s = load(sine + i);
            f16x b = load(from + i + half) * factor * load(norm + i + half);
            store(to + i, fma16(a, c, -(b * s)));
            store(to + i + half, fma16(a, s, b * c));
        }
    } else {
        for (int64_t i = 0; i < half; i++) {
            float a = from[i] * factor * norm[i], b = from[i + half] * factor * norm[i + half];
            to[i] = __builtin_fmaf(a, cosine[i], -(b * sine[i]));
            to[i + half] = __builtin_fmaf(a, sine[i], b * cosine[i]);
        }
    }
}

INLINE void rotate_rows(
    int64_t size, const corvid_attention_shape *shape, const float *projected, int64_t row_begin, int64_t row_end,
    float *query, float *key, float *inverse) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, half = size / 2;
    for (int64_t t = row_begin; t < row_end; t++) {
        const float *from = projected + t * (heads + 2 * key_heads) * size;
        const float *cosine = shape->cosines + shape->positions[t] * half;
        const float *sine = shape->sines + shape->positions[t] * half;
        for (int64_t h = 0; h < heads + key_heads; h++) {
            bool is_query = h < heads;
            float *to = is_query ? query + (t * heads + h) * size : key + (t * key_heads + h - heads) * size;
            rotate_head(
                size, from + h * size, is_query ? shape->query_norm : shape->key_norm, shape->epsilon, cosine, sine,
                to, inverse + t * (heads + key_heads) + h);
        }
    }
}

void CORVID_NAME(train_rotate)(
    const corvid_attention_shape *shape, const float *projected, int64_t row_begin, int64_t row_end, float *query,
    float *key, float *inverse) {
    switch (shape->size) {
    case 32: rotate_rows(32, shape, projected, row_begin, row_end, query, key, inverse); return;
    case 64: rotate_rows(64, shape, projected, row_begin, row_end, query, key, inverse); return;
    default: rotate_rows(shape->size, shape, projected, row_begin, row_end, query, key, inverse);
    }
}

INLINE void rotate_head_backward(
    int64_t size, const float *from, const float *norm, float factor, const float *cosine, const float *sine,
    const float *gradient, uint16_t *to, float *dnorm) {
    float back[CORVID_TRAIN_LARGEST_HEAD];
    int64_t half = size / 2;
    if (half % 16 == 0) {
        for (int64_t i = 0; i < half; i += 16) {
            f16x a = load(gradient + i), b = load(gradient + i + half), c = load(cosine + i), s = load(sine + i);
            store(back + i, fma16(a, c, b * s));
            store(back + i + half, fma16(b, c, -(a * s)));
        }
    } else {
        for (int64_t i = 0; i < half; i++) {
            float a = gradient[i], b = gradient[i + half];
            back[i] = __builtin_fmaf(a, cosine[i], b * sine[i]);
            back[i + half] = __builtin_fmaf(b, cosine[i], -(a * sine[i]));
        }
    }
    f16x lanes = splat(0);
    for (int64_t i = 0; i < size; i += 16) {
        lanes = fma16(load(back + i) * load(norm + i), load(from + i), lanes);
    }
    f16x pull = splat(-(sum_of_lanes(lanes) * factor * factor * factor / (float)size));
    for (int64_t i = 0; i < size; i += 16) {
        f16x scaled = load(back + i) * factor, value = load(from + i);
        store_bfloat(to + i, fma16(value, pull, scaled * load(norm + i)));
        store(dnorm + i, fma16(scaled, value, load(dnorm + i)));
    }
}

INLINE void rotate_rows_backward(
    int64_t size, const corvid_attention_shape *shape, const float *projected, const float *inverse,
    const float *dquery, const float *dkey, const float *dvalue, int64_t row_begin, int64_t row_end,
    uint16_t *dprojected, float *dquery_norm, float *dkey_norm) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, all = heads + 2 * key_heads, half = size / 2;
    for (int64_t t = row_begin; t < row_end; t++) {
        const float *cosine = shape->cosines + shape->positions[t] * half;
        const float *sine = shape->sines + shape->positions[t] * half;
        for (int64_t h = 0; h < heads + key_heads; h++) {
            bool is_query = h < heads;
            rotate_head_backward(
                size, projected + (t * all + h) * size, is_query ? shape->query_norm : shape->key_norm,
                inverse[t * (heads + key_heads) + h], cosine, sine,
                is_query ? dquery + (t * heads + h) * size : dkey + (t * key_heads + h - heads) * size,
                dprojected + (t * all + h) * size, is_query ? dquery_norm : dkey_norm);
        }
        uint16_t *to = dprojected + (t * all + heads + key_heads) * size;
        for (int64_t i = 0; i < key_heads * size; i += 16) {
            store_bfloat(to + i, load(dvalue + t * key_heads * size + i));
        }
    }
}

void CORVID_NAME(train_rotate_backward)(
    const corvid_attention_shape *shape, const float *projected, const float *inverse, const float *dquery,
    const float *dkey, const float *dvalue, int64_t row_begin, int64_t row_end, uint16_t *dprojected,
    float *dquery_norm, float *dkey_norm) {
#define CORVID_ROTATE(size)                                                                                            \
    rotate_rows_backward(                                                                                              \
        size, shape, projected, inverse, dquery, dkey, dvalue, row_begin, row_end, dprojected, dquery_norm, dkey_norm)
    switch (shape->size) {
    case 32: CORVID_ROTATE(32); return;
    case 64: CORVID_ROTATE(64); return;
    default: CORVID_ROTATE(shape->size);
    }
#undef CORVID_ROTATE
}

// ------------------------------------------------------------------------------------------------------------- attention

// to[r, c] = sum over k, in this order, of a[r * row_step + k * step] * b[k * b_stride + c], for `vectors` * 16 columns.
// With `adds` the sum goes on from what `to` holds.
INLINE void small_product(
    int rows, int vectors, bool adds, const float *a, int64_t row_step, int64_t step, const float *b,
    int64_t b_stride, int64_t count, float *to, int64_t to_stride) {
    f16x sums[CORVID_TILE_ROWS * CORVID_TILE_VECTORS];
    for (int r = 0; r < rows; r++) {
        for (int j = 0; j < vectors; j++) {
            sums[r * vectors + j] = adds ? load(to + r * to_stride + j * 16) : splat(0);
        }
    }
    for (int64_t k = 0; k < count; k++) {
        f16x v[CORVID_TILE_VECTORS];
        for (int j = 0; j < vectors; j++) { v[j] = load(b + k * b_stride + j * 16); }
        for (int r = 0; r < rows; r++) {
            f16x x = splat(a[r * row_step + k * step]);
            for (int j = 0; j < vectors; j++) { sums[r * vectors + j] = fma16(x, v[j], sums[r * vectors + j]); }
        }
    }
    for (int r = 0; r < rows; r++) {
        for (int j = 0; j < vectors; j++) { store(to + r * to_stride + j * 16, sums[r * vectors + j]); }
    }
}

// The same for `columns` (a multiple of 16).
INLINE void product_columns(
    int rows, bool adds, const float *a, int64_t row_step, int64_t step, const float *b, int64_t b_stride,
    int64_t count, float *to, int64_t to_stride, int64_t columns) {
    int64_t c = 0;
    for (; c + CORVID_TILE_VECTORS * 16 <= columns; c += CORVID_TILE_VECTORS * 16) {
        small_product(
            rows, CORVID_TILE_VECTORS, adds, a, row_step, step, b + c, b_stride, count, to + c, to_stride);
    }
    for (; c < columns; c += 16) {
        small_product(rows, 1, adds, a, row_step, step, b + c, b_stride, count, to + c, to_stride);
    }
}

// The same for a group of one to CORVID_TILE_ROWS rows. Rows up to the next power of two are computed as well.
INLINE void product_rows(
    int64_t rows, bool adds, const float *a, int64_t row_step, int64_t step, const float *b, int64_t b_stride,
    int64_t count, float *to, int64_t to_stride, int64_t columns) {
#if CORVID_TILE_ROWS >= 8
    if (rows > 4) {
        product_columns(8, adds, a, row_step, step, b, b_stride, count, to, to_stride, columns);
        return;
    }
#endif
    if (rows > 2) {
        product_columns(4, adds, a, row_step, step, b, b_stride, count, to, to_stride, columns);
    } else if (rows == 2) {
        product_columns(2, adds, a, row_step, step, b, b_stride, count, to, to_stride, columns);
    } else {
        product_columns(1, adds, a, row_step, step, b, b_stride, count, to, to_stride, columns);
    }
}

// One segment and key head as attention reads it.
typedef struct {
    int64_t trunk, keys, padded, score_stride;
    float *scores, *dscores;     // [tile, score_stride]
    float *query, *dout;         // [tile, size]: scaled queries, gradients of the output
    float *sums;                 // [tile, size]
    float *key_panels, *value_panels;  // [padded / panel, size, panel]
    float *keys_packed, *values_packed;  // [padded, size]
    float *dkeys, *dvalues;      // [padded, size]
} attention_memory;

INLINE attention_memory attention_memory_in(
    int64_t size, const corvid_segment *segment, bool backward, void *scratch) {
    attention_memory m;
    m.trunk = segment->trunk_end - segment->trunk_begin;
    m.keys = m.trunk + segment->end - segment->begin;
    m.padded = (m.keys + CORVID_TRAIN_PANEL - 1) / CORVID_TRAIN_PANEL * CORVID_TRAIN_PANEL;
    m.score_stride = corvid_train_score_stride(m.keys);
    float *at = (float *)(((uintptr_t)scratch + 63) & ~(uintptr_t)63);
    m.scores = at;
    m.dscores = at += CORVID_TRAIN_TILE * m.score_stride;
    m.query = at += backward ? CORVID_TRAIN_TILE * m.score_stride : 0;
    m.dout = at += CORVID_TRAIN_TILE * size;
    m.sums = at += CORVID_TRAIN_TILE * size;
    m.key_panels = at += CORVID_TRAIN_TILE * size;
    m.values_packed = m.value_panels = at += m.padded * size;
    m.keys_packed = at += m.padded * size;
    m.dkeys = at += m.padded * size;
    m.dvalues = at += m.padded * size;
    return m;
}

// Copies the rows that a segment sees, and zeros up to a whole panel, row by row or as panels of transposed rows.
INLINE void pack_rows(
    int64_t size, const corvid_segment *segment, const attention_memory *m, const float *from, int64_t stride,
    float *packed) {
    for (int64_t j = 0; j < m->padded; j++) {
        const float *row = from + corvid_segment_row(segment, j) * stride;
        for (int64_t d = 0; d < size; d += 16) {
            store(packed + j * size + d, j < m->keys ? load(row + d) : splat(0));
        }
    }
}

INLINE void pack_panels(
    int64_t size, const corvid_segment *segment, const attention_memory *m, const float *from, int64_t stride,
    float *panels) {
    for (int64_t j = 0; j < m->padded; j += 16) {
        float *to = panels + j / CORVID_TRAIN_PANEL * CORVID_TRAIN_PANEL * size + j % CORVID_TRAIN_PANEL;
        const float *rows[16];
        for (int i = 0; i < 16; i++) {
            rows[i] = j + i < m->keys ? from + corvid_segment_row(segment, j + i) * stride : 0;
        }
        for (int64_t d = 0; d < size; d += 16) {
            f16x v[16];
            for (int i = 0; i < 16; i++) { v[i] = rows[i] ? load(rows[i] + d) : splat(0); }
            transpose16(v);
            for (int i = 0; i < 16; i++) { store(to + (d + i) * CORVID_TRAIN_PANEL, v[i]); }
        }
    }
}

// Copies rows of one head, times `factor`, and zeros after them.
INLINE void pack_tile(int64_t size, int64_t rows, const float *from, int64_t stride, float factor, float *to) {
    for (int64_t i = 0; i < CORVID_TRAIN_TILE; i++) {
        for (int64_t d = 0; d < size; d += 16) {
            store(to + i * size + d, i < rows ? load(from + i * stride + d) * factor : splat(0));
        }
    }
}

// The keys that the `rows` rows from `first` on see, in whole panels.
INLINE int64_t panels_seen(const attention_memory *m, int64_t first, int64_t rows) {
    return (m->trunk + first + rows + CORVID_TRAIN_PANEL - 1) / CORVID_TRAIN_PANEL * CORVID_TRAIN_PANEL;
}

// Products of a tile's rows with the keys that each group of rows sees; `first`: the tile's first row in the segment.
INLINE void tile_scores(
    int64_t size, const attention_memory *m, int64_t first, int64_t rows, const float *tile, const float *panels,
    float *scores) {
    int64_t seen = panels_seen(m, first, rows);
    for (int64_t p = 0; p < seen; p += CORVID_TRAIN_PANEL) {
        for (int64_t r = 0; r < rows; r += CORVID_TILE_ROWS) {
            int64_t group = rows - r < CORVID_TILE_ROWS ? rows - r : CORVID_TILE_ROWS;
            if (p >= panels_seen(m, first + r, group)) { continue; }
            product_rows(
                group, false, tile + r * size, size, 1, panels + p * size, CORVID_TRAIN_PANEL, size,
                scores + r * m->score_stride + p, m->score_stride, CORVID_TRAIN_PANEL);
        }
    }
}

// Scores of one row become exponentials over the largest, zero from `visible` to `padded`; returns their sum.
INLINE float softmax_row(float *row, int64_t visible, int64_t padded, float *largest_score) {
    int64_t whole = visible & ~(int64_t)15, p = 0;
    f16x largest = splat(-INFINITY), lanes = splat(0);
    for (; p < whole; p += 16) { largest = max16(load(row + p), largest); }
    if (p < visible) {
        f16x s = select16(iota16() < (int32_t)(visible - whole), load(row + p), splat(-INFINITY));
        store(row + p, s);
        largest = max16(s, largest);
        whole += 16;
    }
    float top = largest_of_lanes(largest);
    *largest_score = top;
    for (p = 0; p < whole; p += 16) {
        f16x e = exponential(load(row + p) - top);
        store(row + p, e);
        lanes += e;
    }
    for (; p < padded; p += 16) { store(row + p, splat(0)); }
    return sum_of_lanes(lanes);
}

INLINE void attention_forward(
    int64_t size, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, group = heads / key_heads;
    int64_t rows = segment->end - segment->begin;
    attention_memory m = attention_memory_in(size, segment, false, scratch);
    pack_panels(size, segment, &m, key + key_head * size, key_heads * size, m.key_panels);
    pack_rows(
        size, segment, &m, projected + (heads + key_heads + key_head) * size, (heads + 2 * key_heads) * size,
        m.values_packed);
    for (int64_t h = key_head * group; h < (key_head + 1) * group; h++) {
        for (int64_t first = 0; first < rows; first += CORVID_TRAIN_TILE) {
            int64_t used = rows - first < CORVID_TRAIN_TILE ? rows - first : CORVID_TRAIN_TILE;
            int64_t row = segment->begin + first;
            pack_tile(size, used, query + (row * heads + h) * size, heads * size, shape->scale, m.query);
            tile_scores(size, &m, first, used, m.query, m.key_panels, m.scores);
            for (int64_t r = 0; r < used; r += CORVID_TILE_ROWS) {
                int64_t count = used - r < CORVID_TILE_ROWS ? used - r : CORVID_TILE_ROWS;
                int64_t last = m.trunk + first + r + count, padded = panels_seen(&m, first + r, count);
                float inverse[CORVID_TILE_ROWS], largest;
                for (int64_t i = 0; i < count; i++) {
                    float sum = softmax_row(
                        m.scores + (r + i) * m.score_stride, m.trunk + first + r + i + 1, padded, &largest);
                    log_sums[(row + r + i) * heads + h] = largest + logf(sum);
                    inverse[i] = 1.0f / sum;
                }
                product_rows(
                    count, false, m.scores + r * m.score_stride, m.score_stride, 1, m.values_packed, size, last,
                    m.sums, size, size);
                for (int64_t i = 0; i < count; i++) {
                    for (int64_t d = 0; d < size; d += 16) {
                        store_bfloat(
                            out + ((row + r + i) * heads + h) * size + d, load(m.sums + i * size + d) * inverse[i]);
                    }
                }
            }
        }
    }
}

// Scores of one row become probabilities, and the gradients of the probabilities those of the scores; zero from `visible`
// to `padded`.
INLINE void softmax_row_backward(float *row, float *gradient, float log_sum, int64_t visible, int64_t padded) {
    int64_t p = 0;
    f16x lanes = splat(0);
    for (; p < visible; p += 16) {
        f16x e = exponential(load(row + p) - log_sum);
        if (p + 16 > visible) { e = select16(iota16() < (int32_t)(visible - p), e, splat(0)); }
        store(row + p, e);
        lanes = fma16(e, load(gradient + p), lanes);
    }
    int64_t whole = p;
    for (; p < padded; p += 16) {
        store(row + p, splat(0));
        store(gradient + p, splat(0));
    }
    float mean = sum_of_lanes(lanes);
    for (p = 0; p < whole; p += 16) { store(gradient + p, load(row + p) * (load(gradient + p) - mean)); }
}

// Adds the products of each key's column of `scores` with the tile's rows that see the key.
INLINE void add_to_keys(
    int64_t size, const attention_memory *m, int64_t first, int64_t rows, const float *scores, const float *tile,
    float *to) {
    int64_t seen = m->trunk + first + rows;
    for (int64_t j = 0; j < seen; j += CORVID_TILE_ROWS) {
        int64_t begin = j - m->trunk - first;
        begin = begin > 0 ? begin : 0;
        product_columns(
            CORVID_TILE_ROWS, true, scores + begin * m->score_stride + j, 1, m->score_stride, tile + begin * size, size,
            rows - begin, to + j * size, size, size);
    }
}

// Adds what a segment's keys or values have gathered.
INLINE void unpack_rows(
    int64_t size, const corvid_segment *segment, const attention_memory *m, const float *packed, float *to,
    int64_t stride) {
    for (int64_t j = 0; j < m->keys; j++) {
        float *row = to + corvid_segment_row(segment, j) * stride;
        for (int64_t d = 0; d < size; d += 16) { store(row + d, load(row + d) + load(packed + j * size + d)); }
    }
}

INLINE void attention_backward(
    int64_t size, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, const float *log_sums, const float *dout,
    float *dquery, float *dkey, float *dvalue, void *scratch) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, group = heads / key_heads;
    int64_t rows = segment->end - segment->begin;
    attention_memory m = attention_memory_in(size, segment, true, scratch);
    pack_panels(size, segment, &m, key + key_head * size, key_heads * size, m.key_panels);
    pack_rows(size, segment, &m, key + key_head * size, key_heads * size, m.keys_packed);
    pack_panels(
        size, segment, &m, projected + (heads + key_heads + key_head) * size, (heads + 2 * key_heads) * size,
        m.value_panels);
    memset(m.dkeys, 0, (size_t)(m.padded * size) * sizeof(float));
    memset(m.dvalues, 0, (size_t)(m.padded * size) * sizeof(float));
    for (int64_t h = key_head * group; h < (key_head + 1) * group; h++) {
        for (int64_t first = 0; first < rows; first += CORVID_TRAIN_TILE) {
            int64_t used = rows - first < CORVID_TRAIN_TILE ? rows - first : CORVID_TRAIN_TILE;
            int64_t row = segment->begin + first;
            pack_tile(size, used, query + (row * heads + h) * size, heads * size, shape->scale, m.query);
            pack_tile(size, used, dout + (row * heads + h) * size, heads * size, 1, m.dout);
            tile_scores(size, &m, first, used, m.query, m.key_panels, m.scores);
            tile_scores(size, &m, first, used, m.dout, m.value_panels, m.dscores);
            for (int64_t r = 0; r < used; r += CORVID_TILE_ROWS) {
                int64_t count = used - r < CORVID_TILE_ROWS ? used - r : CORVID_TILE_ROWS;
                int64_t last = m.trunk + first + r + count, padded = panels_seen(&m, first + r, count);
                for (int64_t i = r; i < r + count; i++) {
                    softmax_row_backward(
                        m.scores + i * m.score_stride, m.dscores + i * m.score_stride,
                        log_sums[(row + i) * heads + h], m.trunk + first + i + 1, padded);
                }
                product_rows(
                    count, false, m.dscores + r * m.score_stride, m.score_stride, 1, m.keys_packed, size, last,
                    m.sums, size, size);
                for (int64_t i = 0; i < count; i++) {
                    float *to = dquery + ((row + r + i) * heads + h) * size;
                    for (int64_t d = 0; d < size; d += 16) {
                        store(to + d, fma16(load(m.sums + i * size + d), splat(shape->scale), load(to + d)));
                    }
                }
            }
            add_to_keys(size, &m, first, used, m.dscores, m.query, m.dkeys);
            add_to_keys(size, &m, first, used, m.scores, m.dout, m.dvalues);
        }
    }
    unpack_rows(size, segment, &m, m.dkeys, dkey + key_head * size, key_heads * size);
    unpack_rows(size, segment, &m, m.dvalues, dvalue + key_head * size, key_heads * size);
}

void CORVID_NAME(train_attention)(
    const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head, const float *query,
    const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch) {
#define CORVID_FORWARD(size)                                                                                           \
    attention_forward(size, shape, segment, key_head, query, key, projected, out, log_sums, scratch)
    switch (shape->size) {
    case 32: CORVID_FORWARD(32); return;
    case 64: CORVID_FORWARD(64); return;
    default: CORVID_FORWARD(shape->size);
    }
#undef CORVID_FORWARD
}

void CORVID_NAME(train_attention_backward)(
    const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head, const float *query,
    const float *key, const float *projected, const uint16_t *out, const float *log_sums, const float *dout,
    float *dquery, float *dkey, float *dvalue, void *scratch) {
    (void)out;
#define CORVID_BACKWARD(size)                                                                                          \
    attention_backward(                                                                                                \
        size, shape, segment, key_head, query, key, projected, log_sums, dout, dquery, dkey, dvalue, scratch)
    switch (shape->size) {
    case 32: CORVID_BACKWARD(32); return;
    case 64: CORVID_BACKWARD(64); return;
    default: CORVID_BACKWARD(shape->size);
    }
#undef CORVID_BACKWARD
}

// ------------------------------------------------------------------------------------------------------------------ loss

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
    for (i = 0; i < seen; i += 16) { lanes += exponential(logits_at(logits, i, used) - top); }
    float sum = sum_of_lanes(lanes), factor = weight / sum;
    for (i = 0; i < seen; i += 16) {
        store_bfloat(dlogits + i, exponential(logits_at(logits, i, used) - top) * factor);
    }
    for (; i < count; i += 16) { store_bfloat(dlogits + i, splat(0)); }
    float probability = corvid_train_exp(logits[target] - top);
    dlogits[target] = corvid_float_to_bfloat(__builtin_fmaf(probability, factor, -weight));
    return (logf(sum) + (top - logits[target])) * weight;
}

// -------------------------------------------------------------------------------------------------------------- optimisers

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
