// Norms and rotation of queries and keys in training. A part of training.inc.h.

// -------------------------------------------------------------------------------------------------- norms and rotation

// How the heads of a batch are turned, known to the compiler where it matters.
typedef struct {
    int64_t size, rotary;
    bool interleaved, normed;
} head_turn;

INLINE void rotate_head(
    head_turn turn, const float *from, const float *norm, float epsilon, const float *cosine, const float *sine,
    float *to, float *inverse) {
    int64_t half = turn.rotary / 2;
    float factor = 1;
    if (turn.normed) {
        f16x lanes = splat(0);
        for (int64_t i = 0; i < turn.size; i += 16) { lanes = fma16(load(from + i), load(from + i), lanes); }
        factor = 1.0f / __builtin_sqrtf(sum_of_lanes(lanes) / (float)turn.size + epsilon);
    }
    *inverse = factor;
    if (half % 16 == 0 && !turn.interleaved) {
        for (int64_t i = 0; i < half; i += 16) {
            f16x a = load(from + i), b = load(from + i + half), c = load(cosine + i), s = load(sine + i);
            if (turn.normed) {
                a = a * factor * load(norm + i);
                b = b * factor * load(norm + i + half);
            }
            store(to + i, fma16(a, c, -(b * s)));
            store(to + i + half, fma16(a, s, b * c));
        }
    } else {
        for (int64_t i = 0; i < half; i++) {
            int64_t first = turn.interleaved ? 2 * i : i, second = turn.interleaved ? 2 * i + 1 : i + half;
            float a = from[first], b = from[second];
            if (turn.normed) {
                a = a * factor * norm[first];
                b = b * factor * norm[second];
            }
            to[first] = __builtin_fmaf(a, cosine[i], -(b * sine[i]));
            to[second] = __builtin_fmaf(a, sine[i], b * cosine[i]);
        }
    }
    for (int64_t i = turn.rotary; i < turn.size; i++) { to[i] = turn.normed ? from[i] * factor * norm[i] : from[i]; }
}

INLINE void rotate_rows(
    head_turn turn, const corvid_attention_shape *shape, const float *projected, int64_t row_begin, int64_t row_end,
    float *query, float *key, float *inverse) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, size = turn.size, half = turn.rotary / 2;
    for (int64_t t = row_begin; t < row_end; t++) {
        const float *from = projected + t * (heads + 2 * key_heads) * size;
        int64_t angles = half > 0 ? shape->positions[t] * half : 0;
        const float *cosine = shape->cosines + angles, *sine = shape->sines + angles;
        for (int64_t h = 0; h < heads + key_heads; h++) {
            bool is_query = h < heads;
            float *to = is_query ? query + (t * heads + h) * size : key + (t * key_heads + h - heads) * size;
            rotate_head(
                turn, from + h * size, is_query ? shape->query_norm : shape->key_norm, shape->epsilon, cosine, sine,
                to, inverse + t * (heads + key_heads) + h);
        }
    }
}

void CORVID_NAME(train_rotate)(
    const corvid_attention_shape *shape, const float *projected, int64_t row_begin, int64_t row_end, float *query,
    float *key, float *inverse) {
    head_turn turn = {shape->size, shape->rotary, shape->interleaved, shape->query_norm != 0};
    head_turn of32 = {32, 32, false, true}, of64 = {64, 64, false, true}, whole = {turn.size, turn.size, false, true};
    bool is_usual = turn.normed && !turn.interleaved && turn.rotary == turn.size;
    if (is_usual && turn.size == 32) {
        rotate_rows(of32, shape, projected, row_begin, row_end, query, key, inverse);
    } else if (is_usual && turn.size == 64) {
        rotate_rows(of64, shape, projected, row_begin, row_end, query, key, inverse);
    } else if (is_usual) {
        rotate_rows(whole, shape, projected, row_begin, row_end, query, key, inverse);
    } else {
        rotate_rows(turn, shape, projected, row_begin, row_end, query, key, inverse);
    }
}

INLINE void rotate_head_backward(
    head_turn turn, const float *from, const float *norm, float factor, const float *cosine, const float *sine,
    const float *gradient, uint16_t *to, float *dnorm) {
    float back[CORVID_TRAIN_LARGEST_HEAD];
    int64_t size = turn.size, half = turn.rotary / 2;
    if (half % 16 == 0 && !turn.interleaved) {
        for (int64_t i = 0; i < half; i += 16) {
            f16x a = load(gradient + i), b = load(gradient + i + half), c = load(cosine + i), s = load(sine + i);
            store(back + i, fma16(a, c, b * s));
            store(back + i + half, fma16(b, c, -(a * s)));
        }
    } else {
        for (int64_t i = 0; i < half; i++) {
            int64_t first = turn.interleaved ? 2 * i : i, second = turn.interleaved ? 2 * i + 1 : i + half;
            float a = gradient[first], b = gradient[second];
            back[first] = __builtin_fmaf(a, cosine[i], b * sine[i]);
            back[second] = __builtin_fmaf(b, cosine[i], -(a * sine[i]));
        }
    }
    for (int64_t i = turn.rotary; i < size; i++) { back[i] = gradient[i]; }
    if (!turn.normed) {
        for (int64_t i = 0; i < size; i += 16) { store_bfloat(to + i, load(back + i)); }
        return;
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
    head_turn turn, const corvid_attention_shape *shape, const float *projected, const float *inverse,
    const float *dquery, const float *dkey, const float *dvalue, int64_t row_begin, int64_t row_end,
    uint16_t *dprojected, float *dquery_norm, float *dkey_norm) {
    int64_t heads = shape->heads, key_heads = shape->key_heads, all = heads + 2 * key_heads;
    int64_t size = turn.size, half = turn.rotary / 2;
    for (int64_t t = row_begin; t < row_end; t++) {
        int64_t angles = half > 0 ? shape->positions[t] * half : 0;
        const float *cosine = shape->cosines + angles, *sine = shape->sines + angles;
        for (int64_t h = 0; h < heads + key_heads; h++) {
            bool is_query = h < heads;
            rotate_head_backward(
                turn, projected + (t * all + h) * size, is_query ? shape->query_norm : shape->key_norm,
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
#define CORVID_ROTATE(turn)                                                                                            \
    rotate_rows_backward(                                                                                              \
        turn, shape, projected, inverse, dquery, dkey, dvalue, row_begin, row_end, dprojected, dquery_norm, dkey_norm)
    head_turn turn = {shape->size, shape->rotary, shape->interleaved, shape->query_norm != 0};
    head_turn of32 = {32, 32, false, true}, of64 = {64, 64, false, true}, whole = {turn.size, turn.size, false, true};
    bool is_usual = turn.normed && !turn.interleaved && turn.rotary == turn.size;
    if (is_usual && turn.size == 32) {
        CORVID_ROTATE(of32);
    } else if (is_usual && turn.size == 64) {
        CORVID_ROTATE(of64);
    } else if (is_usual) {
        CORVID_ROTATE(whole);
    } else {
        CORVID_ROTATE(turn);
    }
#undef CORVID_ROTATE
}
