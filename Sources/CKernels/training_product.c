// Matrix products of training, their packing and rounding: every instruction set and the choice among them.
#include "CKernels.h"
#include "choose.h"
#include "half.h"
#include <string.h>

#define CORVID_NAME(name) corvid_##name##_portable
#include "training_product.inc.h"
#undef CORVID_NAME

#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define CORVID_NAME(name) corvid_##name##_avx2
#include "training_product.inc.h"
#undef CORVID_NAME
#pragma clang attribute pop

#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)
#define CORVID_NAME(name) corvid_##name##_avx512
#include "training_product.inc.h"
#undef CORVID_NAME
#pragma clang attribute pop

#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma,f16c"))), apply_to = function)
#define CORVID_NAME(name) corvid_##name##_bfloat
#define CORVID_HAS_BFLOAT16 1
#include "training_product.inc.h"
#undef CORVID_HAS_BFLOAT16
#undef CORVID_NAME

// Transposes 32 by 32 numbers in registers: each step swaps blocks of half the size between rows that far apart.
static void transpose_tile(const uint16_t *from, int64_t from_stride, uint16_t *to, int64_t to_stride) {
    __m512i row[32];
    for (int i = 0; i < 32; i++) { row[i] = _mm512_loadu_si512(from + i * from_stride); }
    _Pragma("clang loop unroll(full)") for (int h = 16; h >= 1; h /= 2) {
        uint16_t low[32], high[32];
        for (int j = 0; j < 32; j++) {
            low[j] = (uint16_t)(j & h ? 32 + j - h : j);
            high[j] = (uint16_t)(j & h ? 32 + j : j + h);
        }
        __m512i first = _mm512_loadu_si512(low), second = _mm512_loadu_si512(high);
        _Pragma("clang loop unroll(full)") for (int i = 0; i < 32; i++) {
            if (i & h) { continue; }
            __m512i a = row[i], b = row[i + h];
            row[i] = _mm512_permutex2var_epi16(a, first, b);
            row[i + h] = _mm512_permutex2var_epi16(a, second, b);
        }
    }
    for (int i = 0; i < 32; i++) { _mm512_storeu_si512(to + i * to_stride, row[i]); }
}

static void corvid_transpose_bfloat_bfloat(
    const uint16_t *from, int64_t from_stride, int64_t row_begin, int64_t row_end, int64_t columns, uint16_t *to,
    int64_t to_stride) {
    int64_t rows = (row_end - row_begin) / 32 * 32, width = columns / 32 * 32;
    for (int64_t i = row_begin; i < row_begin + rows; i += 32) {
        for (int64_t j = 0; j < width; j += 32) {
            transpose_tile(from + i * from_stride + j, from_stride, to + j * to_stride + i, to_stride);
        }
    }
    if (width < columns) {
        corvid_transpose_bfloat_avx512(
            from + width, from_stride, row_begin, row_begin + rows, columns - width, to + width * to_stride, to_stride);
    }
    if (row_begin + rows < row_end) {
        corvid_transpose_bfloat_avx512(from, from_stride, row_begin + rows, row_end, columns, to, to_stride);
    }
}
#pragma clang attribute pop
#endif

// -------------------------------------------------------------------------------------------------------- plain twins

static void corvid_product_scalar(
    const corvid_product_arguments *a, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end) {
    for (int64_t i = row_begin; i < row_end; i++) {
        for (int64_t j = column_begin; j < column_end; j++) {
            float sum = a->add ? a->add[i * a->c_stride + j] : 0.0f;
            for (int64_t p = 0; p < a->k; p += 2) {
                const uint16_t *b = a->b + j / 32 * 32 * a->k + p * 32 + j % 32 * 2;
                const uint16_t *x = a->a + i * a->a_stride + p;
                sum = __builtin_fmaf(corvid_bfloat_to_float(x[1]), corvid_bfloat_to_float(b[1]), sum);
                sum = __builtin_fmaf(corvid_bfloat_to_float(x[0]), corvid_bfloat_to_float(b[0]), sum);
            }
            a->c[i * a->c_stride + j] = sum;
        }
    }
}

static void corvid_round_bfloat_scalar(const float *from, int64_t count, uint16_t *to) {
    for (int64_t i = 0; i < count; i++) { to[i] = corvid_float_to_bfloat(from[i]); }
}

static uint16_t *packed_place(uint16_t *packed, int64_t k, int64_t row, int64_t column) {
    return packed + column / 32 * 32 * k + row / 2 * 64 + column % 32 * 2 + row % 2;
}

static void corvid_pack_rows_scalar(
    const float *b, int64_t stride, int64_t k, int64_t column_begin, int64_t column_end, uint16_t *packed) {
    for (int64_t i = 0; i < k; i++) {
        for (int64_t j = column_begin; j < column_end; j++) {
            *packed_place(packed, k, i, j) = corvid_float_to_bfloat(b[i * stride + j]);
        }
    }
}

static void corvid_pack_bfloat_rows_scalar(
    const uint16_t *b, int64_t stride, int64_t k, int64_t column_begin, int64_t column_end, uint16_t *packed) {
    for (int64_t i = 0; i < k; i++) {
        for (int64_t j = column_begin; j < column_end; j++) { *packed_place(packed, k, i, j) = b[i * stride + j]; }
    }
}

static void corvid_pack_transposed_scalar(
    const float *w, int64_t k, int64_t column_begin, int64_t column_end, uint16_t *packed) {
    for (int64_t j = column_begin; j < column_end; j++) {
        for (int64_t i = 0; i < k; i++) { *packed_place(packed, k, i, j) = corvid_float_to_bfloat(w[j * k + i]); }
    }
}

static void corvid_transpose_bfloat_scalar(
    const uint16_t *from, int64_t from_stride, int64_t row_begin, int64_t row_end, int64_t columns, uint16_t *to,
    int64_t to_stride) {
    for (int64_t i = row_begin; i < row_end; i++) {
        for (int64_t j = 0; j < columns; j++) { to[j * to_stride + i] = from[i * from_stride + j]; }
    }
}

// ------------------------------------------------------------------------------------------------------- entry points

void corvid_product(
    corvid_isa isa, const corvid_product_arguments *a, int64_t row_begin, int64_t row_end, int64_t column_begin,
    int64_t column_end) {
#if defined(__x86_64__)
    if (isa == CORVID_ISA_AVX512 && corvid_has_bfloat16()) {
        corvid_product_bfloat(a, row_begin, row_end, column_begin, column_end);
        return;
    }
#endif
    CORVID_CHOOSE(product, (a, row_begin, row_end, column_begin, column_end));
}

void corvid_pack_transposed(
    corvid_isa isa, const float *w, int64_t k, int64_t column_begin, int64_t column_end, uint16_t *packed) {
    CORVID_CHOOSE(pack_transposed, (w, k, column_begin, column_end, packed));
}

void corvid_pack_rows(
    corvid_isa isa, const float *b, int64_t stride, int64_t k, int64_t column_begin, int64_t column_end,
    uint16_t *packed) {
    CORVID_CHOOSE(pack_rows, (b, stride, k, column_begin, column_end, packed));
}

void corvid_pack_bfloat_rows(
    corvid_isa isa, const uint16_t *b, int64_t stride, int64_t k, int64_t column_begin, int64_t column_end,
    uint16_t *packed) {
    CORVID_CHOOSE(pack_bfloat_rows, (b, stride, k, column_begin, column_end, packed));
}

void corvid_transpose_bfloat(
    corvid_isa isa, const uint16_t *from, int64_t from_stride, int64_t row_begin, int64_t row_end, int64_t columns,
    uint16_t *to, int64_t to_stride) {
#if defined(__x86_64__)
    if (isa == CORVID_ISA_AVX512 && corvid_has_bfloat16()) {
        corvid_transpose_bfloat_bfloat(from, from_stride, row_begin, row_end, columns, to, to_stride);
        return;
    }
#endif
    CORVID_CHOOSE(transpose_bfloat, (from, from_stride, row_begin, row_end, columns, to, to_stride));
}

void corvid_round_bfloat(corvid_isa isa, const float *from, int64_t count, uint16_t *to) {
    CORVID_CHOOSE(round_bfloat, (from, count, to));
}
