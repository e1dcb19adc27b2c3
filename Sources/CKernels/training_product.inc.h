// Products with packed bfloat16 matrices and the packing, in compiler vectors of sixteen, compiled once for each
// instruction set. Included by the files that define CORVID_NAME.

typedef float p16f __attribute__((ext_vector_type(16)));
typedef uint32_t p16u __attribute__((ext_vector_type(16)));

#if !defined(CORVID_HAS_BFLOAT16)
static inline __attribute__((always_inline)) void CORVID_NAME(product_tile)(
    const uint16_t *a, int64_t a_stride, const uint16_t *b, int64_t pairs, const float *add, float *c, int64_t c_stride,
    const int rows) {
    p16f sum[4][2];
    for (int r = 0; r < rows; r++) {
        for (int j = 0; j < 2; j++) {
            if (add) {
                memcpy(&sum[r][j], add + r * c_stride + 16 * j, 64);
            } else {
                sum[r][j] = (p16f)(0.0f);
            }
        }
    }
    for (int64_t p = 0; p < pairs; p++) {
        p16u both[2];
        memcpy(both, b + p * 64, sizeof both);
        for (int r = 0; r < rows; r++) {
            uint32_t bits[2] = {(uint32_t)a[r * a_stride + 2 * p] << 16, (uint32_t)a[r * a_stride + 2 * p + 1] << 16};
            float pair[2];
            memcpy(pair, bits, sizeof pair);
            for (int j = 0; j < 2; j++) {
                sum[r][j] = __builtin_elementwise_fma(
                    (p16f)(pair[1]), (p16f)(both[j] & (uint32_t)0xffff0000), sum[r][j]);
                sum[r][j] = __builtin_elementwise_fma((p16f)(pair[0]), (p16f)(both[j] << 16), sum[r][j]);
            }
        }
    }
    for (int r = 0; r < rows; r++) {
        for (int j = 0; j < 2; j++) { memcpy(c + r * c_stride + 16 * j, &sum[r][j], 64); }
    }
}
enum { CORVID_NAME(product_rows) = 4 };
#define CORVID_TILE_CALL(rows) CORVID_NAME(product_tile)(at, a->a_stride, b, pairs, add, c, a->c_stride, rows)
#else
enum { CORVID_NAME(product_rows) = 14 };
// Fourteen rows by two vectors keep twenty-eight sums in registers, which hides the latency of the dot product.
#define CORVID_TILE(R)                                                                                                 \
    static void CORVID_NAME(product_tile_##R)(                                                                         \
        const uint16_t *a, int64_t a_stride, const uint16_t *b, int64_t pairs, const float *add, float *c,             \
        int64_t c_stride) {                                                                                            \
        __m512 sum[R][2];                                                                                              \
        if (add) {                                                                                                     \
            _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {                                           \
                sum[r][0] = _mm512_loadu_ps(add + r * c_stride);                                                       \
                sum[r][1] = _mm512_loadu_ps(add + r * c_stride + 16);                                                  \
            }                                                                                                          \
        } else {                                                                                                       \
            _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {                                           \
                sum[r][0] = sum[r][1] = _mm512_setzero_ps();                                                           \
            }                                                                                                          \
        }                                                                                                              \
        for (int64_t p = 0; p < pairs; p++) {                                                                          \
            __m512bh b0 = (__m512bh)_mm512_loadu_si512(b + p * 64);                                                    \
            __m512bh b1 = (__m512bh)_mm512_loadu_si512(b + p * 64 + 32);                                               \
            _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {                                           \
                int32_t pair;                                                                                          \
                memcpy(&pair, a + r * a_stride + 2 * p, sizeof pair);                                                  \
                __m512bh both = (__m512bh)_mm512_set1_epi32(pair);                                                     \
                sum[r][0] = _mm512_dpbf16_ps(sum[r][0], both, b0);                                                     \
                sum[r][1] = _mm512_dpbf16_ps(sum[r][1], both, b1);                                                     \
            }                                                                                                          \
        }                                                                                                              \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {                                               \
            _mm512_storeu_ps(c + r * c_stride, sum[r][0]);                                                             \
            _mm512_storeu_ps(c + r * c_stride + 16, sum[r][1]);                                                        \
        }                                                                                                              \
    }
CORVID_TILE(14)
CORVID_TILE(8)
CORVID_TILE(4)
CORVID_TILE(2)
CORVID_TILE(1)
#define CORVID_TILE_CALL(rows) CORVID_NAME(product_tile_##rows)(at, a->a_stride, b, pairs, add, c, a->c_stride)
#endif

static void CORVID_NAME(product)(
    const corvid_product_arguments *a, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end) {
    // A panel of b stays in the first cache while all rows pass.
    const int64_t depth = 256;
    for (int64_t k0 = 0; k0 < a->k; k0 += depth) {
        int64_t pairs = (a->k - k0 < depth ? a->k - k0 : depth) / 2;
        for (int64_t j = column_begin; j < column_end; j += 32) {
            const uint16_t *b = a->b + j * a->k + k0 * 32;
            for (int64_t i = row_begin; i < row_end;) {
                const uint16_t *at = a->a + i * a->a_stride + k0;
                float *c = a->c + i * a->c_stride + j;
                const float *add = k0 > 0 ? c : a->add ? a->add + i * a->c_stride + j : 0;
                int64_t left = row_end - i;
#if defined(CORVID_HAS_BFLOAT16)
                if (left >= 14) {
                    CORVID_TILE_CALL(14);
                    i += 14;
                } else if (left >= 8) {
                    CORVID_TILE_CALL(8);
                    i += 8;
                } else
#endif
                    if (left >= 4) {
                    CORVID_TILE_CALL(4);
                    i += 4;
                } else if (left >= 2) {
                    CORVID_TILE_CALL(2);
                    i += 2;
                } else {
                    CORVID_TILE_CALL(1);
                    i += 1;
                }
            }
        }
    }
}
#undef CORVID_TILE_CALL
#undef CORVID_TILE

#if !defined(CORVID_HAS_BFLOAT16)
// Sixteen floats as bfloat16 in the lower halves, to nearest even; NaN to a quiet NaN. A macro, as vectors wider than
// the instruction set's are no arguments of functions.
#define CORVID_ROUND(x, to)                                                                                            \
    do {                                                                                                               \
        p16u bits = (p16u)(x);                                                                                         \
        p16u nan = (p16u)((bits & 0x7fffffff) > 0x7f800000);                                                           \
        to = (((bits >> 16) | 0x40) & nan) | ((bits + (uint32_t)0x7fff + ((bits >> 16) & 1)) >> 16 & ~nan);            \
    } while (0)

static void CORVID_NAME(round_bfloat)(const float *from, int64_t count, uint16_t *to) {
    int64_t i = 0;
    for (; i + 16 <= count; i += 16) {
        p16f x;
        memcpy(&x, from + i, sizeof x);
        p16u rounded;
        CORVID_ROUND(x, rounded);
        typedef uint16_t half __attribute__((ext_vector_type(16)));
        half h = __builtin_convertvector(rounded, half);
        memcpy(to + i, &h, sizeof h);
    }
    for (; i < count; i++) { to[i] = corvid_float_to_bfloat(from[i]); }
}

static void CORVID_NAME(pack_rows)(
    const float *b, int64_t stride, int64_t k, int64_t column_begin, int64_t column_end, uint16_t *packed) {
    for (int64_t j = column_begin; j < column_end; j += 16) {
        uint16_t *to = packed + j / 32 * 32 * k + j % 32 * 2;
        for (int64_t p = 0; p < k / 2; p++) {
            p16f even, odd;
            memcpy(&even, b + 2 * p * stride + j, sizeof even);
            memcpy(&odd, b + (2 * p + 1) * stride + j, sizeof odd);
            p16u low, high;
            CORVID_ROUND(even, low);
            CORVID_ROUND(odd, high);
            p16u both = low | high << 16;
            memcpy(to + p * 64, &both, sizeof both);
        }
    }
}

static void CORVID_NAME(pack_bfloat_rows)(
    const uint16_t *b, int64_t stride, int64_t k, int64_t column_begin, int64_t column_end, uint16_t *packed) {
    typedef uint16_t half __attribute__((ext_vector_type(16)));
    for (int64_t p = 0; p < k / 2; p++) {
        for (int64_t j = column_begin; j < column_end; j += 16) {
            half even, odd;
            memcpy(&even, b + 2 * p * stride + j, sizeof even);
            memcpy(&odd, b + (2 * p + 1) * stride + j, sizeof odd);
            p16u both = __builtin_convertvector(even, p16u) | __builtin_convertvector(odd, p16u) << 16;
            memcpy(packed + j / 32 * 32 * k + p * 64 + j % 32 * 2, &both, sizeof both);
        }
    }
}

// Pairs of a row of w become neighbours anyway: a transposition of 32-bit pairs, in tiles of 16.
static void CORVID_NAME(pack_transposed)(
    const float *w, int64_t k, int64_t column_begin, int64_t column_end, uint16_t *packed) {
    uint32_t tile[16][16];
    for (int64_t j = column_begin; j < column_end; j += 16) {
        uint16_t *to = packed + j / 32 * 32 * k + j % 32 * 2;
        for (int64_t p = 0; p < k / 2; p += 16) {
            int64_t pairs = k / 2 - p < 16 ? k / 2 - p : 16;
            for (int r = 0; r < 16; r++) {
                for (int64_t q = 0; q < pairs; q++) {
                    const float *pair = w + (j + r) * k + 2 * (p + q);
                    tile[q][r] = corvid_float_to_bfloat(pair[0]) | (uint32_t)corvid_float_to_bfloat(pair[1]) << 16;
                }
            }
            for (int64_t q = 0; q < pairs; q++) { memcpy(to + (p + q) * 64, tile[q], 64); }
        }
    }
}

static void CORVID_NAME(transpose_bfloat)(
    const uint16_t *from, int64_t from_stride, int64_t row_begin, int64_t row_end, int64_t columns, uint16_t *to,
    int64_t to_stride) {
    uint16_t tile[32][32];
    for (int64_t i = row_begin; i < row_end; i += 32) {
        int64_t rows = row_end - i < 32 ? row_end - i : 32;
        for (int64_t j = 0; j < columns; j += 32) {
            int64_t width = columns - j < 32 ? columns - j : 32;
            for (int64_t r = 0; r < rows; r++) {
                for (int64_t c = 0; c < width; c++) { tile[c][r] = from[(i + r) * from_stride + j + c]; }
            }
            for (int64_t c = 0; c < width; c++) { memcpy(to + (j + c) * to_stride + i, tile[c], (size_t)rows * 2); }
        }
    }
}
#undef CORVID_ROUND
#endif
