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


// Sixteen rows of W: the first of each four, and the bytes from one row to the next.
typedef struct {
    const uint8_t *first[4];
    int64_t stride, stride3;
} sixteen;

INLINE const uint8_t *row_at(sixteen rows, int r) {
    return rows.first[r / 4] + (r % 4 == 3 ? rows.stride3 : r % 4 * rows.stride);
}

// The rows from `offset` on. The empty assembly makes the compiler address sixteen rows from these four pointers: left
// to itself it keeps sixteen pointers, for which there are no registers.
INLINE sixteen rows_at(sixteen rows, int64_t offset) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        rows.first[i] += offset;
        __asm__("" : "+r"(rows.first[i]));
    }
    return rows;
}

INLINE __m512i rows4(sixteen rows, int i) {
    // Sixteen bytes each of rows i, i + 4, i + 8, i + 12.
    __m512i v = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)row_at(rows, i)));
    v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)row_at(rows, i + 4)), 1);
    v = _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)row_at(rows, i + 8)), 2);
    return _mm512_inserti32x4(v, _mm_loadu_si128((const __m128i *)row_at(rows, i + 12)), 3);
}

// out[c] lane r = 32-bit word c of the sixteen bytes at `offset` of row r.
INLINE void words4(sixteen rows, int64_t offset, __m512i out[4]) {
    rows = rows_at(rows, offset);
    __m512i a = rows4(rows, 0), b = rows4(rows, 1), c = rows4(rows, 2), d = rows4(rows, 3);
    __m512i ab_low = _mm512_unpacklo_epi32(a, b), ab_high = _mm512_unpackhi_epi32(a, b);
    __m512i cd_low = _mm512_unpacklo_epi32(c, d), cd_high = _mm512_unpackhi_epi32(c, d);
    out[0] = _mm512_unpacklo_epi64(ab_low, cd_low);
    out[1] = _mm512_unpackhi_epi64(ab_low, cd_low);
    out[2] = _mm512_unpacklo_epi64(ab_high, cd_high);
    out[3] = _mm512_unpackhi_epi64(ab_high, cd_high);
}

// out[c] lane r = 32-bit word c of the thirty-two bytes at `offset` of row r.
INLINE void words8(sixteen rows, int64_t offset, __m512i out[8]) {
    rows = rows_at(rows, offset);
    __m512i v[8];
    for (int i = 0; i < 8; i++) {
        // Rows i and i + 4 of the lower eight, then of the upper eight.
        int first = i < 4 ? i : i + 4;
        __m256i low = _mm256_loadu_si256((const __m256i *)row_at(rows, first));
        __m256i high = _mm256_loadu_si256((const __m256i *)row_at(rows, first + 4));
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

// The 32-bit word at `offset` of each row, to memory. Sixteen plain loads and stores leave the vector units to the
// products; the empty assembly keeps the compiler from making a slow gather of them.
INLINE void header_words(sixteen rows, int64_t offset, uint32_t out[16]) {
    rows = rows_at(rows, offset);
#pragma clang loop unroll(full)
    for (int r = 0; r < 16; r++) {
        uint32_t word;
        memcpy(&word, row_at(rows, r), 4);
        __asm__("" : "+r"(word));
        out[r] = word;
    }
}

// The same for 16-bit halves.
INLINE void header_halves(sixteen rows, int64_t offset, uint16_t out[16]) {
    rows = rows_at(rows, offset);
#pragma clang loop unroll(full)
    for (int r = 0; r < 16; r++) {
        uint16_t half;
        memcpy(&half, row_at(rows, r), 2);
        __asm__("" : "+r"(half));
        out[r] = half;
    }
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

// Scales and negated minimums of the eight sub-blocks of a Q4_K or Q5_K block.
INLINE void k_scales(sixteen rows, int64_t offset, __m512 scales[8], __m512 minimums[8]) {
    __m512i head[4];
    words4(rows, offset, head);
    __m512 d = halves(head[0], false), d_minimum = _mm512_xor_ps(halves(head[0], true), _mm512_set1_ps(-0.0f));
    const __m512i six = _mm512_set1_epi8(63), four = _mm512_set1_epi8(15), top = _mm512_set1_epi8(48);
    __m512i scale[2], minimum[2];
    scale[0] = _mm512_and_si512(head[1], six);
    minimum[0] = _mm512_and_si512(head[2], six);
    scale[1] = _mm512_or_si512(_mm512_and_si512(head[3], four), _mm512_and_si512(_mm512_srli_epi32(head[1], 2), top));
    minimum[1] = _mm512_or_si512(
        _mm512_and_si512(_mm512_srli_epi32(head[3], 4), four), _mm512_and_si512(_mm512_srli_epi32(head[2], 2), top));
    const __m512i byte = _mm512_set1_epi32(255);
#pragma clang loop unroll(full)
    for (int b = 0; b < 8; b++) {
        __m512i sc = _mm512_and_si512(_mm512_srli_epi32(scale[b / 4], (unsigned)(b % 4) * 8), byte);
        __m512i mn = _mm512_and_si512(_mm512_srli_epi32(minimum[b / 4], (unsigned)(b % 4) * 8), byte);
        scales[b] = _mm512_mul_ps(d, _mm512_cvtepi32_ps(sc));
        minimums[b] = _mm512_mul_ps(d_minimum, _mm512_cvtepi32_ps(mn));
    }
}

// Sub-blocks 2g and 2g + 1 of a Q4_K or Q5_K block, to sixteen vectors; `fifth` holds a Q5_K block's high bits.
INLINE void k_pair(
    bool five, sixteen rows, int64_t offset, int g, const __m512i fifth[8], __m512i w[16]) {
    __m512i v[8];
    words8(rows, offset + (five ? 48 : 16) + g * 32, v);
#pragma clang loop unroll(full)
    for (int c = 0; c < 8; c++) {
        w[c] = low_nibbles(v[c]);
        w[c + 8] = high_nibbles(v[c]);
        if (five) {
            const __m512i one = _mm512_set1_epi8(1);
            __m512i bits = _mm512_srl_epi32(fifth[c], _mm_cvtsi32_si128(2 * g));
            w[c] = _mm512_or_si512(w[c], _mm512_slli_epi32(_mm512_and_si512(bits, one), 4));
            w[c + 8] = _mm512_or_si512(
                w[c + 8], _mm512_slli_epi32(_mm512_and_si512(_mm512_srli_epi32(bits, 1), one), 4));
        }
    }
}

// The sixteen scales of a Q6_K block.
INLINE void six_scales(sixteen rows, int64_t offset, __m512 scales[16]) {
    __m512i scale[4];
    words4(rows, offset + 192, scale);
    uint32_t words[16];
    header_words(rows, offset + 206, words); // two bytes of weights' scales, then the block's scale
    __m512 d = halves(_mm512_loadu_si512(words), true);
#pragma clang loop unroll(full)
    for (int b = 0; b < 16; b++) {
        __m512i value = _mm512_srai_epi32(_mm512_slli_epi32(scale[b / 4], 24 - (unsigned)(b % 4) * 8), 24);
        scales[b] = _mm512_mul_ps(d, _mm512_cvtepi32_ps(value));
    }
}

// Half of a Q6_K block, four blocks of 32 columns: its sixteen vectors of nibbles and eight of high bits.
INLINE void six_words(sixteen rows, int64_t offset, int half, __m512i low[16], __m512i high[8]) {
    words8(rows, offset + half * 64, low);
    words8(rows, offset + half * 64 + 32, low + 8);
    words8(rows, offset + 128 + half * 32, high);
}

// Block `part` (0...3) of such a half.
INLINE void six_block(const __m512i low[16], const __m512i high[8], int part, __m512i w[8]) {
    const __m512i top = _mm512_set1_epi8(48);
#pragma clang loop unroll(full)
    for (int c = 0; c < 8; c++) {
        __m512i nibbles = part < 2 ? low_nibbles(low[part % 2 * 8 + c]) : high_nibbles(low[part % 2 * 8 + c]);
        __m512i bits = part == 0   ? _mm512_slli_epi32(high[c], 4)
                       : part == 1 ? _mm512_slli_epi32(high[c], 2)
                       : part == 2 ? high[c]
                                   : _mm512_srli_epi32(high[c], 2);
        w[c] = _mm512_or_si512(nibbles, _mm512_and_si512(bits, top));
    }
}

// Formats with blocks of 32: bytes of a block, and where its high bits and its nibbles or bytes begin.
INLINE int64_t block_bytes(int format) {
    return format == CORVID_Q8_0   ? 34
           : format == CORVID_Q4_0 ? 18
           : format == CORVID_Q4_1 ? 20
           : format == CORVID_Q5_0 ? 22
                                   : 24;
}

INLINE bool has_fifth_bits(int format) { return format == CORVID_Q5_0 || format == CORVID_Q5_1; }

// Headers of up to eight blocks of 32 of sixteen rows, read before the blocks so that no load waits for a store.
typedef struct {
    uint16_t scale[8][16], minimum[8][16];
    uint32_t fifth[8][16];
} headers;

INLINE void read_headers(int format, sixteen rows, int64_t first, int64_t count, headers *out) {
    int64_t bytes = block_bytes(format);
    for (int64_t i = 0; i < count; i++) {
        header_halves(rows, (first + i) * bytes, out->scale[i]);
        if (corvid_has_minimum(format)) { header_halves(rows, (first + i) * bytes + 2, out->minimum[i]); }
        if (has_fifth_bits(format)) {
            header_words(rows, (first + i) * bytes + (corvid_has_minimum(format) ? 4 : 2), out->fifth[i]);
        }
    }
}

// One block of 32 columns of a format with such blocks; `i` is its place in `head`.
INLINE void plain_block(
    int format, sixteen rows, int64_t block, const headers *head, int64_t i, __m512i w[8], __m512 *scale,
    __m512 *minimum) {
    bool affine = corvid_has_minimum(format), fifth = has_fifth_bits(format);
    int64_t offset = block * block_bytes(format) + (affine ? 4 : 2) + (fifth ? 4 : 0);
    if (format == CORVID_Q8_0) {
        words8(rows, offset, w);
        for (int c = 0; c < 8; c++) { w[c] = _mm512_xor_si512(w[c], _mm512_set1_epi8((char)0x80)); }
    } else {
        __m512i v[4], high = _mm512_loadu_si512(head->fifth[i]);
        words4(rows, offset, v);
#pragma clang loop unroll(full)
        for (int c = 0; c < 4; c++) {
            w[c] = low_nibbles(v[c]);
            w[c + 4] = high_nibbles(v[c]);
            if (fifth) {
                w[c] = _mm512_or_si512(w[c], fifth_bits(high, c));
                w[c + 4] = _mm512_or_si512(w[c + 4], fifth_bits(high, c + 4));
            }
        }
    }
    *scale = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)head->scale[i]));
    if (affine) { *minimum = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)head->minimum[i])); }
}

// Decodes `count` blocks of 32 columns from block `first` on; both are multiples of 8 in the formats with blocks of 256.
INLINE void decode(int format, sixteen rows, int64_t first, int64_t count, panel out) {
    if (format != CORVID_Q4_K && format != CORVID_Q5_K && format != CORVID_Q6_K) {
        headers head;
        for (int64_t done = 0; done < count; done += 8) {
            int64_t part = count - done < 8 ? count - done : 8;
            read_headers(format, rows, first + done, part, &head);
            for (int64_t i = 0; i < part; i++) {
                int64_t b = done + i;
                plain_block(
                    format, rows, first + b, &head, i, out.weights + b * 8, out.scales + b,
                    corvid_has_minimum(format) ? out.minimums + b : 0);
            }
        }
    } else if (format != CORVID_Q6_K) {
        bool five = format == CORVID_Q5_K;
        for (int64_t s = 0; s < count; s += 8) {
            int64_t offset = (first + s) / 8 * (five ? 176 : 144);
            k_scales(rows, offset, out.scales + s, out.minimums + s);
            __m512i fifth[8];
            if (five) { words8(rows, offset + 16, fifth); }
            for (int g = 0; g < 4; g++) {
                k_pair(five, rows, offset, g, fifth, out.weights + (s + 2 * g) * 8);
            }
        }
    } else {
        for (int64_t s = 0; s < count; s += 8) {
            int64_t offset = (first + s) / 8 * 210;
            six_scales(rows, offset, out.scales + s * 2);
            for (int half = 0; half < 2; half++) {
                __m512i low[16], high[8], *w = out.weights + (s + 4 * half) * 8;
                six_words(rows, offset, half, low, high);
#pragma clang loop unroll(full)
                for (int part = 0; part < 4; part++) { six_block(low, high, part, w + part * 8); }
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

INLINE sixteen rows_from(const corvid_matmul_arguments *a, int64_t row) {
    const uint8_t *base = (const uint8_t *)a->weights + row * a->row_bytes;
    sixteen rows = {
        {base, base + 4 * a->row_bytes, base + 8 * a->row_bytes, base + 12 * a->row_bytes}, a->row_bytes,
        3 * a->row_bytes};
    return rows;
}

// Bytes of one block of 32 columns of sixteen rows, on average.
INLINE int64_t sixteen_block_bytes(int format) {
    return format == CORVID_Q4_K   ? 16 * 144 / 8
           : format == CORVID_Q5_K ? 16 * 176 / 8
           : format == CORVID_Q6_K ? 16 * 210 / 8
                                   : 16 * block_bytes(format);
}

INLINE void prefetch(const uint8_t *from, int64_t bytes) {
#pragma clang loop unroll(full)
    for (int64_t at = 0; at < bytes; at += 64) { _mm_prefetch((const char *)(from + at), _MM_HINT_T1); }
}

INLINE void store_sums(const corvid_matmul_arguments *a, int64_t t, int64_t row, __m512 sum) {
    _mm512_storeu_ps(a->y + t * a->y_stride + row, sum);
}

// The integer sums of eight vectors of weights with one token's 32 activations, from `start` on, in two chains.
INLINE __m512i dots32(const __m512i w[8], const int8_t *q, __m512i start) {
    __m512i even = start, odd = _mm512_setzero_si512();
#pragma clang loop unroll(full)
    for (int c = 0; c < 8; c += 2) {
        even = _mm512_dpbusd_epi32(even, w[c], four_of(q + c * 4));
        odd = _mm512_dpbusd_epi32(odd, w[c + 1], four_of(q + c * 4 + 4));
    }
    return _mm512_add_epi32(even, odd);
}

INLINE __m512 add_block(__m512i dots, __m512 weight_scale, float scale, __m512 sum) {
    return _mm512_fmadd_ps(_mm512_cvtepi32_ps(dots), _mm512_mul_ps(weight_scale, _mm512_set1_ps(scale)), sum);
}

// One token: decoded weights go from registers straight into the product.
INLINE __m512 one_token_rows(
    int format, const corvid_activations act, sixteen rows, int64_t b, int64_t count, const uint8_t *ahead,
    __m512 sum) {
    const int64_t share = sixteen_block_bytes(format);
    int shift = offset_shift(format);
    const int8_t *q = act.q + b * 32;
    const float *scale = act.scale + b, *scaled_sum = act.scaled_sum + b;
    const int32_t *negated = act.negated_sum + b * 3;
    if (format == CORVID_Q4_K || format == CORVID_Q5_K) {
        bool five = format == CORVID_Q5_K;
        int64_t offset = b / 8 * (five ? 176 : 144);
        __m512 scales[8], minimums[8];
        __m512i fifth[8];
        k_scales(rows, offset, scales, minimums);
        if (five) { words8(rows, offset + 16, fifth); }
        for (int g = 0; g < 4; g++) {
            __m512i w[16];
            prefetch(ahead + 2 * g * share, 2 * share);
            k_pair(five, rows, offset, g, fifth, w);
            for (int i = 0; i < 2; i++) {
                __m512i dots = dots32(w + 8 * i, q + (2 * g + i) * 32, _mm512_setzero_si512());
                sum = add_block(dots, scales[2 * g + i], scale[2 * g + i], sum);
                sum = _mm512_fmadd_ps(minimums[2 * g + i], _mm512_set1_ps(scaled_sum[2 * g + i]), sum);
            }
        }
    } else if (format == CORVID_Q6_K) {
        int64_t offset = b / 8 * 210;
        __m512 scales[16];
        six_scales(rows, offset, scales);
        for (int half = 0; half < 2; half++) {
            __m512i low[16], high[8];
            prefetch(ahead + 4 * half * share, share);
            six_words(rows, offset, half, low, high);
#pragma clang loop unroll(full)
            for (int part = 0; part < 4; part++) {
                int at = half * 4 + part;
                __m512i w[8], dots[2];
                if (part > 0) { prefetch(ahead + at * share, share); }
                six_block(low, high, part, w);
                for (int side = 0; side < 2; side++) {
                    dots[side] = _mm512_slli_epi32(_mm512_set1_epi32(negated[at * 3 + side]), (unsigned)shift);
                    for (int c = side * 4; c < side * 4 + 4; c++) {
                        dots[side] = _mm512_dpbusd_epi32(dots[side], w[c], four_of(q + at * 32 + c * 4));
                    }
                    sum = add_block(dots[side], scales[at * 2 + side], scale[at], sum);
                }
            }
        }
    } else {
        headers head;
        bool affine = corvid_has_minimum(format);
        read_headers(format, rows, b, count, &head);
        for (int64_t i = 0; i < count; i++) {
            __m512i weights[8];
            __m512 weight_scale, minimum;
            prefetch(ahead + i * share, share);
            plain_block(format, rows, b + i, &head, i, weights, &weight_scale, &minimum);
            __m512i start = affine ? _mm512_setzero_si512()
                                   : _mm512_slli_epi32(_mm512_set1_epi32(negated[i * 3 + 2]), (unsigned)shift);
            sum = add_block(dots32(weights, q + i * 32, start), weight_scale, scale[i], sum);
            if (affine) { sum = _mm512_fmadd_ps(minimum, _mm512_set1_ps(scaled_sum[i]), sum); }
        }
    }
    return sum;
}

// One tile of tokens, a whole number of sixteens of rows: eight blocks at a time are decoded into a small panel that stays in the first cache.
INLINE void few_tokens(int format, const corvid_matmul_arguments *a, int64_t begin, int64_t end) {
    __m512i weights[64];
    __m512 scales[16], minimums[8];
    panel small = {weights, scales, minimums};
    int64_t blocks = a->columns / 32;
    int n = (int)a->tokens;
    corvid_activations act = a->activations;
    for (int64_t row = begin; row < end; row += 16) {
        sixteen rows = rows_from(a, row);
        // The next group's bytes follow this group's: read them ahead in order, a share with each block.
        const int64_t share = sixteen_block_bytes(format);
        const uint8_t *ahead = rows.first[0] + (row + 32 <= a->rows ? 16 * a->row_bytes : 0);
        __m512 sums[CORVID_TILE];
        for (int t = 0; t < n; t++) { sums[t] = _mm512_setzero_ps(); }
        for (int64_t b = 0; b < blocks; b += 8) {
            int64_t count = blocks - b < 8 ? blocks - b : 8;
            if (n == 1) {
                sums[0] = one_token_rows(format, act, rows, b, count, ahead + b * share, sums[0]);
                continue;
            }
            for (int64_t i = 0; i < count; i++) { prefetch(ahead + (b + i) * share, share); }
            decode(format, rows, b, count, small);
            multiply_any(
                format, n, small, count, act.q + b * 32 * n, act.scale + b * n, act.scaled_sum + b * n,
                act.negated_sum + b * 3 * n, sums);
        }
        for (int t = 0; t < n; t++) { store_sums(a, t, row, sums[t]); }
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
        int count = (int)(end - row < 64 ? (end - row) / 16 : 4);
        for (int p = 0; p < count; p++) {
            decode(format, rows_from(a, row + p * 16), 0, blocks, panels[p]);
        }
        for (int64_t t = 0; t < a->tokens; t += CORVID_TILE) {
            int n = (int)(a->tokens - t < CORVID_TILE ? a->tokens - t : CORVID_TILE);
            for (int p = 0; p < count; p++) {
                __m512 sums[CORVID_TILE];
                for (int i = 0; i < n; i++) { sums[i] = _mm512_setzero_ps(); }
                multiply_any(
                    format, n, panels[p], blocks, act.q + t * a->columns, act.scale + t * blocks,
                    act.scaled_sum + t * blocks, act.negated_sum + t * blocks * 3, sums);
                for (int i = 0; i < n; i++) { store_sums(a, t + i, row + p * 16, sums[i]); }
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
    bool few = a->tokens <= CORVID_TILE;
    // Rows beyond the last whole sixteen take the narrower kernel, whose results are the same.
    int64_t whole = begin + (end - begin) / 16 * 16;
    if (whole < end) { corvid_matmul_blocks_avx2(a, whole, end, scratch); }
    if (begin >= whole) { return; }
    switch (a->format) {
#define CASE(format)                                                                                                   \
    case CORVID_##format:                                                                                              \
        if (few) { few_##format(a, begin, whole); } else { many_##format(a, begin, whole, scratch); }                      \
        break;
        CORVID_FORMATS(CASE)
#undef CASE
    }
}

#pragma clang attribute pop
#endif
