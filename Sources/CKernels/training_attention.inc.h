// Attention of training: the mixing of values. A part of training.inc.h.
//
// A tile of queries is scored against all keys that it sees, so that each row's softmax is exact at once; going back,
// the scores are computed again and turned into probabilities by the sums that the way forward kept.

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
    float *slopes;               // [score_stride], of capped scores
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
    m.slopes = at + m.padded * size;
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

// What a row of a segment sees. `plain` attention, which the compiler knows, is causal, without a window or a cap.
INLINE corvid_seen_keys row_sees(
    bool plain, const corvid_attention_shape *shape, const attention_memory *m, int64_t row) {
    if (plain) { return (corvid_seen_keys){0, m->trunk + row + 1}; }
    return corvid_keys_of_row(shape, m->trunk, m->keys, row);
}

// The keys that the `rows` rows from `first` on see, in whole vectors.
INLINE corvid_seen_keys vectors_seen(
    bool plain, const corvid_attention_shape *shape, const attention_memory *m, int64_t first, int64_t rows) {
    corvid_seen_keys seen = row_sees(plain, shape, m, first + rows - 1);
    seen.end = (seen.end + 15) & ~(int64_t)15;
    seen.begin = row_sees(plain, shape, m, first).begin & ~(int64_t)15;
    return seen;
}

// Products of a tile's rows with the keys that each group of rows sees; `first`: the tile's first row in the segment.
INLINE void tile_scores(
    bool plain, int64_t size, const corvid_attention_shape *shape, const attention_memory *m, int64_t first,
    int64_t rows, const float *tile, const float *panels, float *scores) {
    corvid_seen_keys seen = vectors_seen(plain, shape, m, first, rows);
    for (int64_t p = seen.begin / CORVID_TRAIN_PANEL * CORVID_TRAIN_PANEL; p < seen.end; p += CORVID_TRAIN_PANEL) {
        for (int64_t r = 0; r < rows; r += CORVID_TILE_ROWS) {
            int64_t group = rows - r < CORVID_TILE_ROWS ? rows - r : CORVID_TILE_ROWS;
            corvid_seen_keys own = vectors_seen(plain, shape, m, first + r, group);
            int64_t columns = own.end - p;
            if (columns <= 0 || p + CORVID_TRAIN_PANEL <= own.begin) { continue; }
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

// Numbers of a row from `p` on, minus infinity where it does not see.
INLINE f16x masked_scores(f16x scores, int64_t p, corvid_seen_keys seen) {
    i16x lane = iota16();
    i16x sees = (lane >= (int32_t)(seen.begin - p)) & (lane < (int32_t)(seen.end - p));
    return select16(sees, scores, splat(-INFINITY));
}

// Of a score's product times 2 log2(e) / cap: half of one minus its tanh.
INLINE f16x below_cap(f16x x) { return 1.0f / (1.0f + power_of_two(select16(x > 127.0f, splat(127), x))); }

// As softmax_rows, for any attention; `row`: the first of the rows in the segment.
INLINE void softmax_any_rows(
    int rows, const corvid_attention_shape *shape, const attention_memory *m, int64_t row, corvid_seen_keys seen,
    float *scores, float *largest_scores, float *sums) {
    int64_t stride = m->score_stride;
    float cap = shape->cap * CORVID_LOG2E;
    corvid_seen_keys own[4];
    f16x largest[4], lanes[4];
    for (int r = 0; r < rows; r++) {
        own[r] = row_sees(false, shape, m, row + r);
        largest[r] = splat(-INFINITY);
        lanes[r] = splat(0);
    }
    for (int64_t p = seen.begin; p < seen.end; p += 16) {
        for (int r = 0; r < rows; r++) {
            f16x v = load(scores + r * stride + p);
            if (cap > 0) { v = fma16(below_cap(v), splat(-2 * cap), splat(cap)); }
            v = masked_scores(v, p, own[r]);
            store(scores + r * stride + p, v);
            largest[r] = max16(v, largest[r]);
        }
    }
    float top[4];
    for (int r = 0; r < rows; r++) { largest_scores[r] = top[r] = largest_of_lanes(largest[r]); }
    for (int64_t p = seen.begin; p < seen.end; p += 16) {
        for (int r = 0; r < rows; r++) {
            f16x e = power_of_two(load(scores + r * stride + p) - top[r]);
            store(scores + r * stride + p, e);
            lanes[r] += e;
        }
    }
    for (int r = 0; r < rows; r++) { sums[r] = sum_of_lanes(lanes[r]); }
}

// As softmax_rows_backward, for any attention.
INLINE void softmax_any_rows_backward(
    int rows, const corvid_attention_shape *shape, const attention_memory *m, int64_t row, corvid_seen_keys seen,
    float *scores, float *gradients, const float *log_sums) {
    int64_t stride = m->score_stride;
    float cap = shape->cap * CORVID_LOG2E;
    for (int r = 0; r < rows; r++) {
        corvid_seen_keys own = row_sees(false, shape, m, row + r);
        float *score = scores + r * stride, *gradient = gradients + r * stride;
        float log_sum = log_sums[r * shape->heads];
        f16x lanes = splat(0);
        for (int64_t p = seen.begin; p < seen.end; p += 16) {
            f16x v = load(score + p);
            if (cap > 0) {
                f16x below = below_cap(v);
                store(m->slopes + p, 4.0f * below * (1.0f - below));
                v = fma16(below, splat(-2 * cap), splat(cap));
            }
            f16x e = power_of_two(masked_scores(v, p, own) - log_sum);
            store(score + p, e);
            lanes = fma16(e, load(gradient + p), lanes);
        }
        float mean = sum_of_lanes(lanes);
        for (int64_t p = seen.begin; p < seen.end; p += 16) {
            f16x d = load(score + p) * (load(gradient + p) - mean);
            store(gradient + p, cap > 0 ? d * load(m->slopes + p) : d);
        }
    }
}

INLINE void attention_forward(
    bool plain, int64_t size, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, group = heads / key_heads;
    int64_t rows = segment->end - segment->begin;
    float scale = corvid_score_factor(shape);
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
            tile_scores(plain, size, shape, &m, first, used, m.query, m.key_panels, m.scores);
            for (int64_t r = 0; r < used; r += CORVID_TILE_ROWS) {
                int64_t count = used - r < CORVID_TILE_ROWS ? used - r : CORVID_TILE_ROWS;
                int64_t last = row_sees(plain, shape, &m, first + r + count - 1).end;
                corvid_seen_keys seen = vectors_seen(plain, shape, &m, first + r, count);
                float *scores = m.scores + r * m.score_stride;
                float sums[CORVID_TILE_ROWS], largest[CORVID_TILE_ROWS];
                int64_t i = 0;
                for (; i + 4 <= count; i += 4) {
                    if (plain) {
                        softmax_rows(
                            4, scores + i * m.score_stride, m.score_stride, m.trunk + first + r + i + 1, seen.end,
                            largest + i, sums + i);
                    } else {
                        softmax_any_rows(
                            4, shape, &m, first + r + i, seen, scores + i * m.score_stride, largest + i, sums + i);
                    }
                }
                for (; i < count; i++) {
                    if (plain) {
                        softmax_rows(
                            1, scores + i * m.score_stride, m.score_stride, m.trunk + first + r + i + 1, seen.end,
                            largest + i, sums + i);
                    } else {
                        softmax_any_rows(
                            1, shape, &m, first + r + i, seen, scores + i * m.score_stride, largest + i, sums + i);
                    }
                }
                product_rows(
                    count, false, scores + seen.begin, m.score_stride, 1, m.values_packed + seen.begin * size, size,
                    last - seen.begin, m.sums, size, size);
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
    bool plain, int64_t size, const corvid_attention_shape *shape, const attention_memory *m, int64_t first,
    int64_t rows, const float *scores, const float *tile, float *to) {
    int64_t last = row_sees(plain, shape, m, first + rows - 1).end;
    for (int64_t j = vectors_seen(plain, shape, m, first, rows).begin; j < last; j += CORVID_TILE_ROWS) {
        int64_t begin = j - m->trunk - first, end = rows;
        begin = begin > 0 && (plain || !shape->bidirectional) ? begin : 0;
        if (!plain && !shape->bidirectional && shape->window > 0) {
            // The row whose window begins behind the last of these keys, if the tile has it.
            int64_t beyond = j + CORVID_TILE_ROWS - 1 + shape->window - m->trunk - first;
            end = beyond < rows ? beyond : rows;
            if (end <= begin) { continue; }
        }
        product_columns(
            CORVID_TILE_ROWS, true, scores + begin * m->score_stride + j, 1, m->score_stride, tile + begin * size, size,
            end - begin, to + j * size, size, size);
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
    bool plain, int64_t size, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, const float *log_sums, const float *dout,
    float *dquery, float *dkey, float *dvalue, void *scratch) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, group = heads / key_heads;
    int64_t rows = segment->end - segment->begin;
    float scale = corvid_score_factor(shape);
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
            tile_scores(plain, size, shape, &m, first, used, m.query, m.key_panels, m.scores);
            tile_scores(plain, size, shape, &m, first, used, m.dout, m.value_panels, m.dscores);
            for (int64_t r = 0; r < used; r += CORVID_TILE_ROWS) {
                int64_t count = used - r < CORVID_TILE_ROWS ? used - r : CORVID_TILE_ROWS;
                int64_t last = row_sees(plain, shape, &m, first + r + count - 1).end;
                corvid_seen_keys seen = vectors_seen(plain, shape, &m, first + r, count);
                float *scores = m.scores + r * m.score_stride, *dscores = m.dscores + r * m.score_stride;
                const float *sums = log_sums + (row + r) * heads + h;
                int64_t i = 0;
                for (; plain && i + 4 <= count; i += 4) {
                    softmax_rows_backward(
                        4, scores + i * m.score_stride, dscores + i * m.score_stride, m.score_stride,
                        sums + i * heads, heads, m.trunk + first + r + i + 1, seen.end);
                }
                for (; plain && i < count; i++) {
                    softmax_rows_backward(
                        1, scores + i * m.score_stride, dscores + i * m.score_stride, m.score_stride,
                        sums + i * heads, heads, m.trunk + first + r + i + 1, seen.end);
                }
                if (!plain) {
                    softmax_any_rows_backward((int)count, shape, &m, first + r, seen, scores, dscores, sums);
                }
                product_rows(
                    count, false, dscores + seen.begin, m.score_stride, 1, m.keys_packed + seen.begin * size, size,
                    last - seen.begin, m.sums, size, size);
                for (i = 0; i < count; i++) {
                    float *to = dquery + ((row + r + i) * heads + h) * size;
                    for (int64_t d = 0; d < size; d += 16) {
                        store(to + d, fma16(load(m.sums + i * size + d), splat(shape->scale), load(to + d)));
                    }
                }
            }
            add_to_keys(plain, size, shape, &m, first, used, m.dscores, m.query, m.dkeys);
            add_to_keys(plain, size, shape, &m, first, used, m.scores, m.dout, m.dvalues);
        }
    }
    unpack_rows(size, segment, &m, m.dkeys, corvid_key_factor(shape), dkey + key_head * size, key_heads * size);
    unpack_rows(size, segment, &m, m.dvalues, 1, dvalue + key_head * size, key_heads * size);
}

void CORVID_NAME(train_attention)(
    const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head, const float *query,
    const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch) {
#define CORVID_FORWARD(plain, size)                                                                                    \
    attention_forward(plain, size, shape, segment, key_head, query, key, projected, out, log_sums, scratch)
    bool is_plain = !shape->bidirectional && shape->window <= 0 && !(shape->cap > 0);
    switch (is_plain ? shape->size : 0) {
    case 0: CORVID_FORWARD(false, shape->size); return;
    case 32: CORVID_FORWARD(true, 32); return;
    case 64: CORVID_FORWARD(true, 64); return;
    default: CORVID_FORWARD(true, shape->size);
    }
#undef CORVID_FORWARD
}

void CORVID_NAME(train_attention_backward)(
    const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head, const float *query,
    const float *key, const float *projected, const uint16_t *out, const float *log_sums, const float *dout,
    float *dquery, float *dkey, float *dvalue, void *scratch) {
    (void)out;
#define CORVID_BACKWARD(plain, size)                                                                                   \
    attention_backward(                                                                                                \
        plain, size, shape, segment, key_head, query, key, projected, log_sums, dout, dquery, dkey, dvalue, scratch)
    bool is_plain = !shape->bidirectional && shape->window <= 0 && !(shape->cap > 0);
    switch (is_plain ? shape->size : 0) {
    case 0: CORVID_BACKWARD(false, shape->size); return;
    case 32: CORVID_BACKWARD(true, 32); return;
    case 64: CORVID_BACKWARD(true, 64); return;
    default: CORVID_BACKWARD(true, shape->size);
    }
#undef CORVID_BACKWARD
}
