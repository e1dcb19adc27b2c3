// Attention of training: norms and rotation of queries and keys, and the mixing of values. A part of training.inc.h.
//
// A tile of queries is scored against all keys that it sees, so that each row's softmax is exact at once; going back,
// the scores are computed again and turned into probabilities by the sums that the way forward kept.

// -------------------------------------------------------------------------------------------------- norms and rotation

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

// ----------------------------------------------------------------------------------------------------------- attention

// to[r, c] = sum over k, in this order, of a[r * row_step + k * step] * b[k * b_stride + c], for `vectors` * 16
// columns. With `adds` the sum goes on from what `to` holds.
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

// Copies the sixteen rows from the `j`th on that a segment sees, and zeros after the last: as they are, where `packed`
// is given, and transposed into their panel, where `panels` is.
INLINE void pack_rows(
    int64_t size, const corvid_segment *segment, const attention_memory *m, int64_t j, const float *from,
    int64_t stride, float *packed, float *panels) {
    float *panel = panels + j / CORVID_TRAIN_PANEL * CORVID_TRAIN_PANEL * size + j % CORVID_TRAIN_PANEL;
    const float *rows[16];
    for (int i = 0; i < 16; i++) {
        rows[i] = j + i < m->keys ? from + corvid_segment_row(segment, j + i) * stride : 0;
    }
    for (int64_t d = 0; d < size; d += 16) {
        f16x v[16];
        for (int i = 0; i < 16; i++) { v[i] = rows[i] ? load(rows[i] + d) : splat(0); }
        if (packed) {
            for (int i = 0; i < 16; i++) { store(packed + (j + i) * size + d, v[i]); }
        }
        if (panels) {
            transpose16(v);
            for (int i = 0; i < 16; i++) { store(panel + (d + i) * CORVID_TRAIN_PANEL, v[i]); }
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

// The keys that the `rows` rows from `first` on see, in whole vectors.
INLINE int64_t vectors_seen(const attention_memory *m, int64_t first, int64_t rows) {
    return (m->trunk + first + rows + 15) & ~(int64_t)15;
}

// Products of a tile's rows with the keys that each group of rows sees; `first`: the tile's first row in the segment.
INLINE void tile_scores(
    int64_t size, const attention_memory *m, int64_t first, int64_t rows, const float *tile, const float *panels,
    float *scores) {
    int64_t seen = vectors_seen(m, first, rows);
    for (int64_t p = 0; p < seen; p += CORVID_TRAIN_PANEL) {
        for (int64_t r = 0; r < rows; r += CORVID_TILE_ROWS) {
            int64_t group = rows - r < CORVID_TILE_ROWS ? rows - r : CORVID_TILE_ROWS;
            int64_t columns = vectors_seen(m, first + r, group) - p;
            if (columns <= 0) { continue; }
            const float *a = tile + r * size, *b = panels + p * size;
            float *to = scores + r * m->score_stride + p;
            if (columns >= CORVID_TRAIN_PANEL) {
                product_rows(
                    group, false, a, size, 1, b, CORVID_TRAIN_PANEL, size, to, m->score_stride, CORVID_TRAIN_PANEL);
            } else {
                product_rows(group, false, a, size, 1, b, CORVID_TRAIN_PANEL, size, to, m->score_stride, 16);
            }
        }
    }
}

// Numbers of row `r` of a group from `p` on, minus infinity where it does not see: the group's first row sees
// `visible`.
INLINE f16x visible_scores(const float *row, int64_t p, int64_t visible, int r) {
    return select16(iota16() < (int32_t)(visible + r - p), load(row + p), splat(-INFINITY));
}

// Scores of `rows` rows become powers of two over each row's largest, zero from what it sees to `seen`.
INLINE void softmax_rows(
    int rows, float *scores, int64_t stride, int64_t visible, int64_t seen, float *largest_scores, float *sums) {
    int64_t whole = visible & ~(int64_t)15;
    f16x largest[4], lanes[4];
    for (int r = 0; r < rows; r++) {
        largest[r] = splat(-INFINITY);
        lanes[r] = splat(0);
    }
    for (int64_t p = 0; p < whole; p += 16) {
        for (int r = 0; r < rows; r++) { largest[r] = max16(load(scores + r * stride + p), largest[r]); }
    }
    for (int64_t p = whole; p < seen; p += 16) {
        for (int r = 0; r < rows; r++) {
            largest[r] = max16(visible_scores(scores + r * stride, p, visible, r), largest[r]);
        }
    }
    float top[4];
    for (int r = 0; r < rows; r++) { largest_scores[r] = top[r] = largest_of_lanes(largest[r]); }
    for (int64_t p = 0; p < whole; p += 16) {
        for (int r = 0; r < rows; r++) {
            f16x e = power_of_two(load(scores + r * stride + p) - top[r]);
            store(scores + r * stride + p, e);
            lanes[r] += e;
        }
    }
    for (int64_t p = whole; p < seen; p += 16) {
        for (int r = 0; r < rows; r++) {
            f16x e = power_of_two(visible_scores(scores + r * stride, p, visible, r) - top[r]);
            store(scores + r * stride + p, e);
            lanes[r] += e;
        }
    }
    for (int r = 0; r < rows; r++) { sums[r] = sum_of_lanes(lanes[r]); }
}

INLINE void attention_forward(
    int64_t size, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, group = heads / key_heads;
    int64_t rows = segment->end - segment->begin;
    float scale = shape->scale * CORVID_LOG2E;  // scores are exponents of two
    attention_memory m = attention_memory_in(size, segment, false, scratch);
    const float *values = projected + (heads + key_heads + key_head) * size;
    for (int64_t j = 0; j < m.keys; j += 16) {
        pack_rows(size, segment, &m, j, key + key_head * size, key_heads * size, 0, m.key_panels);
        pack_rows(size, segment, &m, j, values, (heads + 2 * key_heads) * size, m.values_packed, 0);
    }
    for (int64_t h = key_head * group; h < (key_head + 1) * group; h++) {
        for (int64_t first = 0; first < rows; first += CORVID_TRAIN_TILE) {
            int64_t used = rows - first < CORVID_TRAIN_TILE ? rows - first : CORVID_TRAIN_TILE;
            int64_t row = segment->begin + first;
            pack_tile(size, used, query + (row * heads + h) * size, heads * size, scale, m.query);
            tile_scores(size, &m, first, used, m.query, m.key_panels, m.scores);
            for (int64_t r = 0; r < used; r += CORVID_TILE_ROWS) {
                int64_t count = used - r < CORVID_TILE_ROWS ? used - r : CORVID_TILE_ROWS;
                int64_t last = m.trunk + first + r + count, seen = vectors_seen(&m, first + r, count);
                float *scores = m.scores + r * m.score_stride;
                float sums[CORVID_TILE_ROWS], largest[CORVID_TILE_ROWS];
                int64_t i = 0;
                for (; i + 4 <= count; i += 4) {
                    softmax_rows(
                        4, scores + i * m.score_stride, m.score_stride, m.trunk + first + r + i + 1, seen,
                        largest + i, sums + i);
                }
                for (; i < count; i++) {
                    softmax_rows(
                        1, scores + i * m.score_stride, m.score_stride, m.trunk + first + r + i + 1, seen,
                        largest + i, sums + i);
                }
                product_rows(
                    count, false, scores, m.score_stride, 1, m.values_packed, size, last, m.sums, size, size);
                for (i = 0; i < count; i++) {
                    float inverse = 1.0f / sums[i];
                    log_sums[(row + r + i) * heads + h] = largest[i] + log2f(sums[i]);
                    for (int64_t d = 0; d < size; d += 16) {
                        store_bfloat(
                            out + ((row + r + i) * heads + h) * size + d, load(m.sums + i * size + d) * inverse);
                    }
                }
            }
        }
    }
}

// Scores of `rows` rows become probabilities, and the gradients of the probabilities those of the scores; zero from
// what each row sees to `seen`.
INLINE void softmax_rows_backward(
    int rows, float *scores, float *gradients, int64_t stride, const float *log_sums, int64_t log_stride,
    int64_t visible, int64_t seen) {
    int64_t whole = visible & ~(int64_t)15;
    f16x lanes[4];
    float log_sum[4], mean[4];
    for (int r = 0; r < rows; r++) {
        lanes[r] = splat(0);
        log_sum[r] = log_sums[r * log_stride];
    }
    for (int64_t p = 0; p < whole; p += 16) {
        for (int r = 0; r < rows; r++) {
            f16x e = power_of_two(load(scores + r * stride + p) - log_sum[r]);
            store(scores + r * stride + p, e);
            lanes[r] = fma16(e, load(gradients + r * stride + p), lanes[r]);
        }
    }
    for (int64_t p = whole; p < seen; p += 16) {
        for (int r = 0; r < rows; r++) {
            f16x e = power_of_two(visible_scores(scores + r * stride, p, visible, r) - log_sum[r]);
            store(scores + r * stride + p, e);
            lanes[r] = fma16(e, load(gradients + r * stride + p), lanes[r]);
        }
    }
    for (int r = 0; r < rows; r++) { mean[r] = sum_of_lanes(lanes[r]); }
    for (int64_t p = 0; p < seen; p += 16) {
        for (int r = 0; r < rows; r++) {
            float *gradient = gradients + r * stride + p;
            store(gradient, load(scores + r * stride + p) * (load(gradient) - mean[r]));
        }
    }
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

// Adds what a segment's keys or values have gathered, times `factor`.
INLINE void unpack_rows(
    int64_t size, const corvid_segment *segment, const attention_memory *m, const float *packed, float factor,
    float *to, int64_t stride) {
    for (int64_t j = 0; j < m->keys; j++) {
        float *row = to + corvid_segment_row(segment, j) * stride;
        for (int64_t d = 0; d < size; d += 16) {
            store(row + d, fma16(load(packed + j * size + d), splat(factor), load(row + d)));
        }
    }
}

INLINE void attention_backward(
    int64_t size, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, const float *log_sums, const float *dout,
    float *dquery, float *dkey, float *dvalue, void *scratch) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, group = heads / key_heads;
    int64_t rows = segment->end - segment->begin;
    float scale = shape->scale * CORVID_LOG2E;  // scores are exponents of two
    attention_memory m = attention_memory_in(size, segment, true, scratch);
    const float *values = projected + (heads + key_heads + key_head) * size;
    for (int64_t j = 0; j < m.keys; j += 16) {
        pack_rows(size, segment, &m, j, key + key_head * size, key_heads * size, m.keys_packed, m.key_panels);
        pack_rows(size, segment, &m, j, values, (heads + 2 * key_heads) * size, 0, m.value_panels);
    }
    memset(m.dkeys, 0, (size_t)(m.padded * size) * sizeof(float));
    memset(m.dvalues, 0, (size_t)(m.padded * size) * sizeof(float));
    for (int64_t h = key_head * group; h < (key_head + 1) * group; h++) {
        for (int64_t first = 0; first < rows; first += CORVID_TRAIN_TILE) {
            int64_t used = rows - first < CORVID_TRAIN_TILE ? rows - first : CORVID_TRAIN_TILE;
            int64_t row = segment->begin + first;
            pack_tile(size, used, query + (row * heads + h) * size, heads * size, scale, m.query);
            pack_tile(size, used, dout + (row * heads + h) * size, heads * size, 1, m.dout);
            tile_scores(size, &m, first, used, m.query, m.key_panels, m.scores);
            tile_scores(size, &m, first, used, m.dout, m.value_panels, m.dscores);
            for (int64_t r = 0; r < used; r += CORVID_TILE_ROWS) {
                int64_t count = used - r < CORVID_TILE_ROWS ? used - r : CORVID_TILE_ROWS;
                int64_t last = m.trunk + first + r + count, seen = vectors_seen(&m, first + r, count);
                float *scores = m.scores + r * m.score_stride, *dscores = m.dscores + r * m.score_stride;
                const float *sums = log_sums + (row + r) * heads + h;
                int64_t i = 0;
                for (; i + 4 <= count; i += 4) {
                    softmax_rows_backward(
                        4, scores + i * m.score_stride, dscores + i * m.score_stride, m.score_stride,
                        sums + i * heads, heads, m.trunk + first + r + i + 1, seen);
                }
                for (; i < count; i++) {
                    softmax_rows_backward(
                        1, scores + i * m.score_stride, dscores + i * m.score_stride, m.score_stride,
                        sums + i * heads, heads, m.trunk + first + r + i + 1, seen);
                }
                product_rows(
                    count, false, dscores, m.score_stride, 1, m.keys_packed, size, last, m.sums, size, size);
                for (i = 0; i < count; i++) {
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
    unpack_rows(size, segment, &m, m.dkeys, CORVID_LN2, dkey + key_head * size, key_heads * size);
    unpack_rows(size, segment, &m, m.dvalues, 1, dvalue + key_head * size, key_heads * size);
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
