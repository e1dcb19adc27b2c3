// Products with quantised weights for AVX-512 VNNI.
//
// Sixteen rows of W are decoded together into a panel: for every four columns one vector whose sixteen 32-bit lanes hold
// four neighbouring weights (unsigned bytes) of each row. A product then is one dot-product instruction for each vector
// and token, with the token's four activations broadcast. Integer sums are exact, and each block of 32 columns adds one
// fused product to the row's float sum, so results do not depend on how many tokens share the panel.
#if defined(__x86_64__)
#include "blocks.h"
#include "kernels.h"
#include <immintrin.h>

#pragma STDC FP_CONTRACT OFF
#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c"))), apply_to = function)

#define INLINE static inline __attribute__((always_inline))

typedef struct {
    __m512i *weights; // [blocks, 8]: unsigned bytes, offset by 1 << shift in symmetric formats
    __m512 *scales;   // [blocks] or, for Q6_K, [blocks, 2]
    __m512 *minimums; // [blocks], where the format has them
} panel;


INLINE __m512i rows4(const uint8_t *const *rows, int64_t offset, int i) {
    // Sixteen bytes each of rows i, i + 4, i + 8, i + 12.
    __m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)(rows[i] + offset)));
    v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(rows[i + 4] + offset)), 1);
    v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(rows[i + 8] + offset)), 2);
    return _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)(rows[i + 12] + offset)), 3);
}

// out[c] lane r = 32-bit word c of the sixteen bytes at `offset` of row r.
INLINE void words4(const uint8_t *const *rows, int64_t offset, __m512i out[4]) {
    __m512i a = rows4(rows, offset, 0), b = rows4(rows, offset, 1), c = rows4(rows, offset, 2),
            d = rows4(rows, offset, 3);
    __m512i ab_low = _mm512_unpacklo_epi32(a, b), ab_high = _mm512_unpackhi_epi32(a, b);
    __m512i cd_low = _mm512_unpacklo_epi32(c, d), cd_high = _mm512_unpackhi_epi32(c, d);
    out[0] = _mm512_unpacklo_epi64(ab_low, cd_low);
    out[1] = _mm512_unpackhi_epi64(ab_low, cd_low);
    out[2] = _mm512_unpacklo_epi64(ab_high, cd_high);
    out[3] = _mm512_unpackhi_epi64(ab_high, cd_high);
}

// out[c] lane r = 32-bit word c of the thirty-two bytes at `offset` of row r.
INLINE void words8(const uint8_t *const *rows, int64_t offset, __m512i out[8]) {
    __m512i v[8];
    for (int i = 0; i < 8; i++) {
        // Rows i and i + 4 of the lower eight, then of the upper eight.
        int first = i < 4 ? i : i + 4;
        __m256i low = _mm256_loadu_si256((const __m256i *)(rows[first] + offset));
        __m256i high = _mm256_loadu_si256((const __m256i *)(rows[first + 4] + offset));
        v[i] = _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
    }
    __m512i t[8];
    for (int i = 0; i < 8; i += 4) {
        __m512i ab_low = _mm512_unpacklo_epi32(v[i], v[i + 1]), ab_high = _mm512_unpackhi_epi32(v[i], v[i + 1]);
        __m512i cd_low = _mm512_unpacklo_epi32(v[i + 2], v[i + 3]), cd_high = _mm512_unpackhi_epi32(v[i + 2], v[i + 3]);
        t[i] = _mm512_unpacklo_epi64(ab_low, cd_low);
        t[i + 1] = _mm512_unpackhi_epi64(ab_low, cd_low);
        t[i + 2] = _mm512_unpacklo_epi64(ab_high, cd_high);
        t[i + 3] = _mm512_unpackhi_epi64(ab_high, cd_high);
    }
    for (int i = 0; i < 4; i++) {
        out[i] = _mm512_shuffle_i32x4(t[i], t[i + 4], 0x88);
        out[i + 4] = _mm512_shuffle_i32x4(t[i], t[i + 4], 0xdd);
    }
}

INLINE __m512 halves(__m512i words, bool upper) {
    return _mm512_cvtph_ps(_mm512_cvtepi32_epi16(upper ? _mm512_srli_epi32(words, 16) : words));
}

INLINE __m512i low_nibbles(__m512i v) { return _mm512_and_si512(v, _mm512_set1_epi8(15)); }

INLINE __m512i high_nibbles(__m512i v) {
    return _mm512_and_si512(_mm512_srli_epi32(v, 4), _mm512_set1_epi8(15));
}

// The half float at `offset` of each row, as floats; `upper` takes the one behind it instead.
INLINE __m512i header_words(const uint8_t *const *rows, int64_t offset) {
    uint32_t words[16];
    for (int r = 0; r < 16; r++) { memcpy(&words[r], rows[r] + offset, 4); }
    return _mm512_loadu_si512(words);
}

// The fifth bits of the four weights 4c...4c+3 of every row, from their 32 high bits, as 16 in each byte.
INLINE __m512i fifth_bits(__m512i high, int c) {
    const __m512i pick = _mm512_set1_epi32(c % 2 ? (int)0x80402010 : 0x08040201);
    const __m512i spread = _mm512_add_epi8(
        _mm512_set1_epi8((char)(c / 2)),
        _mm512_set4_epi32(0x0c0c0c0c, 0x08080808, 0x04040404, 0x00000000));
    __mmask64 set = _mm512_test_epi8_mask(_mm512_shuffle_epi8(high, spread), pick);
    return _mm512_maskz_mov_epi8(set, _mm512_set1_epi8(16));
}

// Decodes `count` blocks of 32 columns from block `first` on; both are multiples of 8 in the formats with blocks of 256.
INLINE void decode(int format, const uint8_t *const *rows, int64_t first, int64_t count, panel out) {
    if (format == CORVID_Q8_0) {
        uint16_t scales[8][16];
        for (int64_t done = 0; done < count; done += 8) {
            int64_t part = count - done < 8 ? count - done : 8;
            for (int64_t b = 0; b < part; b++) {
                for (int r = 0; r < 16; r++) { memcpy(&scales[b][r], rows[r] + (first + done + b) * 34, 2); }
            }
            for (int64_t b = 0; b < part; b++) {
                __m512i *w = out.weights + (done + b) * 8;
                words8(rows, (first + done + b) * 34 + 2, w);
                for (int c = 0; c < 8; c++) { w[c] = _mm512_xor_si512(w[c], _mm512_set1_epi8((char)0x80)); }
                out.scales[done + b] = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)scales[b]));
            }
        }
    } else if (format == CORVID_Q4_0) {
        uint16_t scales[8][16];
        for (int64_t done = 0; done < count; done += 8) {
            int64_t part = count - done < 8 ? count - done : 8;
            for (int64_t b = 0; b < part; b++) {
                for (int r = 0; r < 16; r++) { memcpy(&scales[b][r], rows[r] + (first + done + b) * 18, 2); }
            }
            for (int64_t b = 0; b < part; b++) {
                __m512i *w = out.weights + (done + b) * 8, v[4];
                words4(rows, (first + done + b) * 18 + 2, v);
                for (int c = 0; c < 4; c++) {
                    w[c] = low_nibbles(v[c]);
                    w[c + 4] = high_nibbles(v[c]);
                }
                out.scales[done + b] = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)scales[b]));
            }
        }
    } else if (format == CORVID_Q4_1) {
        for (int64_t b = 0; b < count; b++) {
            __m512i *w = out.weights + b * 8, v[4], head = header_words(rows, (first + b) * 20);
            words4(rows, (first + b) * 20 + 4, v);
            for (int c = 0; c < 4; c++) {
                w[c] = low_nibbles(v[c]);
                w[c + 4] = high_nibbles(v[c]);
            }
            out.scales[b] = halves(head, false);
            out.minimums[b] = halves(head, true);
        }
    } else if (format == CORVID_Q5_0 || format == CORVID_Q5_1) {
        bool affine = format == CORVID_Q5_1;
        int64_t bytes = affine ? 24 : 22, at = affine ? 4 : 2;
        for (int64_t b = 0; b < count; b++) {
            int64_t offset = (first + b) * bytes;
            __m512i *w = out.weights + b * 8, v[4], head = header_words(rows, offset);
            __m512i high = header_words(rows, offset + at);
            words4(rows, offset + at + 4, v);
            for (int c = 0; c < 4; c++) {
                w[c] = _mm512_or_si512(low_nibbles(v[c]), fifth_bits(high, c));
                w[c + 4] = _mm512_or_si512(high_nibbles(v[c]), fifth_bits(high, c + 4));
            }
            out.scales[b] = halves(head, false);
            if (affine) { out.minimums[b] = halves(head, true); }
        }
    } else if (format == CORVID_Q4_K || format == CORVID_Q5_K) {
        bool five = format == CORVID_Q5_K;
        for (int64_t s = 0; s < count; s += 8) {
            int64_t offset = (first + s) / 8 * (five ? 176 : 144);
            __m512i head[4];
            words4(rows, offset, head);
            __m512 d = halves(head[0], false), d_minimum = halves(head[0], true);
            const __m512i six = _mm512_set1_epi8(63), four = _mm512_set1_epi8(15), top = _mm512_set1_epi8(48);
            __m512i scale[2], minimum[2];
            scale[0] = _mm512_and_si512(head[1], six);
            minimum[0] = _mm512_and_si512(head[2], six);
            scale[1] = _mm512_or_si512(
                _mm512_and_si512(head[3], four), _mm512_and_si512(_mm512_srli_epi32(head[1], 2), top));
            minimum[1] = _mm512_or_si512(
                _mm512_and_si512(_mm512_srli_epi32(head[3], 4), four),
                _mm512_and_si512(_mm512_srli_epi32(head[2], 2), top));
            for (int b = 0; b < 8; b++) {
                const __m512i byte = _mm512_set1_epi32(255);
                __m512i sc = _mm512_and_si512(_mm512_srli_epi32(scale[b / 4], (unsigned)(b % 4) * 8), byte);
                __m512i mn = _mm512_and_si512(_mm512_srli_epi32(minimum[b / 4], (unsigned)(b % 4) * 8), byte);
                out.scales[s + b] = _mm512_mul_ps(d, _mm512_cvtepi32_ps(sc));
                out.minimums[s + b] = _mm512_xor_ps(
                    _mm512_mul_ps(d_minimum, _mm512_cvtepi32_ps(mn)), _mm512_set1_ps(-0.0f));
            }
            __m512i fifth[8];
            if (five) { words8(rows, offset + 16, fifth); }
            for (int g = 0; g < 4; g++) {
                __m512i v[8], *w = out.weights + (s + 2 * g) * 8;
                words8(rows, offset + (five ? 48 : 16) + g * 32, v);
                for (int c = 0; c < 8; c++) {
                    w[c] = low_nibbles(v[c]);
                    w[c + 8] = high_nibbles(v[c]);
                    if (five) {
                        const __m512i one = _mm512_set1_epi8(1);
                        __m512i a = _mm512_and_si512(_mm512_srli_epi32(fifth[c], 2 * (unsigned)g), one);
                        __m512i b = _mm512_and_si512(_mm512_srli_epi32(fifth[c], 2 * (unsigned)g + 1), one);
                        w[c] = _mm512_or_si512(w[c], _mm512_slli_epi32(a, 4));
                        w[c + 8] = _mm512_or_si512(w[c + 8], _mm512_slli_epi32(b, 4));
                    }
                }
            }
        }
    } else {
        for (int64_t s = 0; s < count; s += 8) {
            int64_t offset = (first + s) / 8 * 210;
            __m512i scale[4];
            words4(rows, offset + 192, scale);
            uint16_t halves16[16];
            for (int r = 0; r < 16; r++) { memcpy(&halves16[r], rows[r] + offset + 208, 2); }
            for (int half = 0; half < 2; half++) {
                __m512i low[16], high[8], *w = out.weights + (s + 4 * half) * 8;
                words8(rows, offset + half * 64, low);
                words8(rows, offset + half * 64 + 32, low + 8);
                words8(rows, offset + 128 + half * 32, high);
                const __m512i top = _mm512_set1_epi8(48);
                for (int c = 0; c < 8; c++) {
                    w[c] = _mm512_or_si512(
                        low_nibbles(low[c]), _mm512_and_si512(_mm512_slli_epi32(high[c], 4), top));
                    w[c + 8] = _mm512_or_si512(
                        low_nibbles(low[c + 8]), _mm512_and_si512(_mm512_slli_epi32(high[c], 2), top));
                    w[c + 16] = _mm512_or_si512(high_nibbles(low[c]), _mm512_and_si512(high[c], top));
                    w[c + 24] = _mm512_or_si512(
                        high_nibbles(low[c + 8]), _mm512_and_si512(_mm512_srli_epi32(high[c], 2), top));
                }
            }
            __m512 d = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)halves16));
            for (int b = 0; b < 16; b++) {
                __m512i signed_scale = _mm512_srai_epi32(
                    _mm512_slli_epi32(scale[b / 4], 24 - (unsigned)(b % 4) * 8), 24);
                out.scales[s * 2 + b] = _mm512_mul_ps(d, _mm512_cvtepi32_ps(signed_scale));
            }
        }
    }
}

// The power of two by which a symmetric format's weights are offset to be unsigned.
INLINE int offset_shift(int format) {
    return format == CORVID_Q8_0 ? 7 : format == CORVID_Q4_0 ? 3 : format == CORVID_Q5_0 ? 4 : 5;
}

INLINE __m512i four_of(const int8_t *q) {
    int32_t word;
    memcpy(&word, q, 4);
    return _mm512_set1_epi32(word);
}

// Adds `count` blocks of a panel, times a tile of n tokens, to the sums [n].
INLINE void multiply(
    int format, int n, panel w, int64_t count, const int8_t *q, const float *scale, const float *scaled_sum,
    const int32_t *negated_sum, __m512 *sums) {
    bool affine = corvid_has_minimum(format);
    int shift = offset_shift(format);
    __m512 total[CORVID_TILE];
    for (int t = 0; t < n; t++) { total[t] = sums[t]; }
    for (int64_t b = 0; b < count; b++) {
        if (format == CORVID_Q6_K) {
            for (int part = 0; part < 2; part++) {
                __m512i dots[CORVID_TILE];
                for (int t = 0; t < n; t++) {
                    dots[t] = _mm512_slli_epi32(_mm512_set1_epi32(negated_sum[part * n + t]), (unsigned)shift);
                }
#pragma clang loop unroll(full)
                for (int c = 0; c < 4; c++) {
                    __m512i v = w.weights[b * 8 + part * 4 + c];
                    for (int t = 0; t < n; t++) {
                        dots[t] = _mm512_dpbusd_epi32(dots[t], v, four_of(q + ((part * 4 + c) * n + t) * 4));
                    }
                }
                for (int t = 0; t < n; t++) {
                    __m512 factor = _mm512_mul_ps(w.scales[b * 2 + part], _mm512_set1_ps(scale[t]));
                    total[t] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots[t]), factor, total[t]);
                }
            }
        } else {
            __m512i dots[CORVID_TILE];
            for (int t = 0; t < n; t++) {
                dots[t] = affine ? _mm512_setzero_si512()
                                 : _mm512_slli_epi32(_mm512_set1_epi32(negated_sum[2 * n + t]), (unsigned)shift);
            }
#pragma clang loop unroll(full)
            for (int c = 0; c < 8; c++) {
                __m512i v = w.weights[b * 8 + c];
                for (int t = 0; t < n; t++) { dots[t] = _mm512_dpbusd_epi32(dots[t], v, four_of(q + (c * n + t) * 4)); }
            }
            for (int t = 0; t < n; t++) {
                __m512 factor = _mm512_mul_ps(w.scales[b], _mm512_set1_ps(scale[t]));
                total[t] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots[t]), factor, total[t]);
                if (affine) { total[t] = _mm512_fmadd_ps(w.minimums[b], _mm512_set1_ps(scaled_sum[t]), total[t]); }
            }
        }
        q += 32 * n;
        scale += n;
        scaled_sum += n;
        negated_sum += 3 * n;
    }
    for (int t = 0; t < n; t++) { sums[t] = total[t]; }
}

INLINE void multiply_any(
    int format, int n, panel w, int64_t count, const int8_t *q, const float *scale, const float *scaled_sum,
    const int32_t *negated_sum, __m512 *sums) {
    switch (n) {
#define CASE(width)                                                                                                    \
    case width: multiply(format, width, w, count, q, scale, scaled_sum, negated_sum, sums); break;
        CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)
#undef CASE
    }
}

INLINE void rows_of(const corvid_matmul_arguments *a, int64_t row, int64_t end, const uint8_t *rows[16]) {
    for (int i = 0; i < 16; i++) {
        int64_t at = row + i < end ? row + i : end - 1;
        rows[i] = (const uint8_t *)a->weights + at * a->row_bytes;
    }
}

INLINE void prefetch(const uint8_t *from, int64_t bytes) {
    for (int64_t at = 0; at < bytes; at += 64) { _mm_prefetch((const char *)(from + at), _MM_HINT_T1); }
}

INLINE void store_sums(const corvid_matmul_arguments *a, int64_t t, int64_t row, int64_t end, __m512 sum) {
    __mmask16 mask = end - row >= 16 ? 0xffff : (__mmask16)((1u << (end - row)) - 1);
    _mm512_mask_storeu_ps(a->y + t * a->y_stride + row, mask, sum);
}

// One tile of tokens: eight blocks at a time are decoded into a small panel that stays in the first cache.
INLINE void few_tokens(int format, const corvid_matmul_arguments *a, int64_t begin, int64_t end) {
    __m512i weights[64];
    __m512 scales[16], minimums[8];
    panel small = {weights, scales, minimums};
    int64_t blocks = a->columns / 32;
    int n = (int)a->tokens;
    corvid_activations act = a->activations;
    for (int64_t row = begin; row < end; row += 16) {
        const uint8_t *rows[16];
        rows_of(a, row, end, rows);
        // The next group's bytes follow this group's: read them ahead in order, a share with each step.
        int64_t ahead_bytes = row + 32 <= a->rows ? 16 * a->row_bytes : 0;
        int64_t share = (ahead_bytes * 8 / (blocks > 0 ? blocks : 1) + 63) & ~(int64_t)63, fetched = 0;
        __m512 sums[CORVID_TILE];
        for (int t = 0; t < n; t++) { sums[t] = _mm512_setzero_ps(); }
        for (int64_t b = 0; b < blocks; b += 8) {
            int64_t count = blocks - b < 8 ? blocks - b : 8;
            if (fetched < ahead_bytes) {
                int64_t bytes = ahead_bytes - fetched < share ? ahead_bytes - fetched : share;
                prefetch(rows[0] + 16 * a->row_bytes + fetched, bytes);
                fetched += bytes;
            }
            decode(format, rows, b, count, small);
            multiply_any(
                format, n, small, count, act.q + b * 32 * n, act.scale + b * n, act.scaled_sum + b * n,
                act.negated_sum + b * 3 * n, sums);
        }
        for (int t = 0; t < n; t++) { store_sums(a, t, row, end, sums[t]); }
    }
}

// Many tokens: 64 rows are decoded whole, then every tile of tokens meets them while it is in the first cache.
INLINE void many_tokens(int format, const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {
    int64_t blocks = a->columns / 32;
    corvid_activations act = a->activations;
    panel panels[4];
    char *at = scratch;
    for (int p = 0; p < 4; p++) {
        panels[p].weights = (__m512i *)at;
        at += blocks * 512;
        panels[p].scales = (__m512 *)at;
        at += blocks * 128;
        panels[p].minimums = (__m512 *)at;
        at += blocks * 64;
    }
    for (int64_t row = begin; row < end; row += 64) {
        int count = (int)((end - row + 15) / 16 < 4 ? (end - row + 15) / 16 : 4);
        for (int p = 0; p < count; p++) {
            const uint8_t *rows[16];
            rows_of(a, row + p * 16, end, rows);
            decode(format, rows, 0, blocks, panels[p]);
        }
        for (int64_t t = 0; t < a->tokens; t += CORVID_TILE) {
            int n = (int)(a->tokens - t < CORVID_TILE ? a->tokens - t : CORVID_TILE);
            for (int p = 0; p < count; p++) {
                __m512 sums[CORVID_TILE];
                for (int i = 0; i < n; i++) { sums[i] = _mm512_setzero_ps(); }
                multiply_any(
                    format, n, panels[p], blocks, act.q + t * a->columns, act.scale + t * blocks,
                    act.scaled_sum + t * blocks, act.negated_sum + t * blocks * 3, sums);
                for (int i = 0; i < n; i++) { store_sums(a, t + i, row + p * 16, end, sums[i]); }
            }
        }
    }
}

#define CORVID_PRODUCT(format)                                                                                         \
    static void few_##format(const corvid_matmul_arguments *a, int64_t begin, int64_t end) {                           \
        few_tokens(CORVID_##format, a, begin, end);                                                                    \
    }                                                                                                                  \
    static void many_##format(const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {           \
        many_tokens(CORVID_##format, a, begin, end, scratch);                                                          \
    }
#define CORVID_FORMATS(X) X(Q8_0) X(Q4_0) X(Q4_1) X(Q5_0) X(Q5_1) X(Q4_K) X(Q5_K) X(Q6_K)
CORVID_FORMATS(CORVID_PRODUCT)

void corvid_matmul_blocks_avx512(const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {
    if (begin >= end) { return; }
    bool few = a->tokens <= CORVID_TILE;
    switch (a->format) {
#define CASE(format)                                                                                                   \
    case CORVID_##format:                                                                                              \
        if (few) { few_##format(a, begin, end); } else { many_##format(a, begin, end, scratch); }                      \
        break;
        CORVID_FORMATS(CASE)
#undef CASE
    }
}

#pragma clang attribute pop
#endif
