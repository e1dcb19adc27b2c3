// Pure numeric kernels: functions on pointers and counts. No allocation, no global state, no threads.
//
// Every kernel exists for several instruction sets and as a plain scalar twin, and all of them return the same bits:
// sums run in a fixed order, products are fused where the scalar twin says fmaf, and a row's result never depends on
// how many other rows are computed with it.
#ifndef CORVID_CKERNELS_H
#define CORVID_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Storage formats; values are the GGUF type numbers.
enum {
    CORVID_F32 = 0,
    CORVID_F16 = 1,
    CORVID_Q4_0 = 2,
    CORVID_Q4_1 = 3,
    CORVID_Q5_0 = 6,
    CORVID_Q5_1 = 7,
    CORVID_Q8_0 = 8,
    CORVID_Q4_K = 12,
    CORVID_Q5_K = 13,
    CORVID_Q6_K = 14,
    CORVID_BF16 = 30,
};

// Instruction sets, best last. `corvid_isa_best` looks at the processor; every kernel takes the level as its first
// argument, so that tests can compare them and a user can force one.
typedef enum {
    CORVID_ISA_SCALAR = 0,   // plain C, the twin that the others are tested against
    CORVID_ISA_PORTABLE = 1, // compiler vectors for the target's baseline (SSE2, NEON)
    CORVID_ISA_AVX2 = 2,     // AVX2, FMA, F16C
    CORVID_ISA_AVX512 = 3,   // AVX-512 F/BW/DQ/VL/VNNI
} corvid_isa;

corvid_isa corvid_isa_best(void);
const char *corvid_isa_name(corvid_isa isa);
// Whether the processor multiplies bfloat16 (AVX512_BF16).
bool corvid_has_bfloat16(void);

// ---------------------------------------------------------------------------------------------------- rows of weights

// Decodes `count` numbers of a row stored in `format` to float. `count` is a multiple of the block length.
// Returns false for a format that is not one of the list above.
bool corvid_dequantize_row(int format, const void *row, float *out, int64_t count);

// Encodes `count` floats. Q8_0 and Q4_0, Q4_1, Q5_0, Q5_1 give the same blocks as llama.cpp's reference.
bool corvid_quantize_row(int format, const float *x, void *out, int64_t count);
// The same with a given instruction set, for tests; all give the same blocks.
bool corvid_quantize_row_with(corvid_isa isa, int format, const float *x, void *out, int64_t count);

// Largest |x|; NaN when a number is NaN.
float corvid_largest_magnitude(const float *x, int64_t count);

// ---------------------------------------------------------------------------------------------------- matrix products

// Activations in the form that the products with quantised weights read: blocks of 32 along a row with one scale each,
// in tiles of up to CORVID_TILE tokens. `columns` is a multiple of 32. Within a tile of n tokens:
//   q             [columns / 4, n, 4]      x / scale rounded to nearest even, in -127...127
//   scale         [columns / 32, n]        max |x| / 127
//   scaled_sum    [columns / 32, n]        scale * (sum of q over the block)
//   negated_sum   [columns / 32, 3, n]     minus the sum of q over the first half, the second half, the block
// A tile's part of each array begins where n = CORVID_TILE in all tiles before it would end.
enum { CORVID_TILE = 8 };
typedef struct {
    int8_t *q;
    float *scale;
    float *scaled_sum;
    int32_t *negated_sum;
} corvid_activations;

// Bytes of memory for the quantised activations of `tokens` rows of `columns`.
int64_t corvid_activations_bytes(int64_t tokens, int64_t columns);
// Lays the parts out in `memory` (aligned to 64, of at least the size above).
corvid_activations corvid_activations_in(void *memory, int64_t tokens, int64_t columns);

// Quantises rows begin..<end of the `tokens` rows of x ([tokens, columns], `stride` floats apart). `begin` is a multiple
// of CORVID_TILE, and so is `end` unless it equals `tokens`; ranges are independent.
void corvid_quantize_activations(
    corvid_isa isa, const float *x, int64_t stride, int64_t tokens, int64_t columns, int64_t begin, int64_t end,
    corvid_activations out);

// y = x W^T for a weight W [rows, columns] stored row by row in `format`.
typedef struct {
    int format;
    const void *weights;
    int64_t row_bytes;   // bytes from one row of W to the next
    int64_t rows;        // rows of W
    int64_t columns;     // K
    int64_t tokens;      // rows of x
    const float *x;      // [tokens, columns], x_stride floats apart; read for F32, F16 and BF16 weights
    int64_t x_stride;
    corvid_activations activations;  // read for quantised weights
    float *y;            // [tokens, rows], y_stride floats apart
    int64_t y_stride;
} corvid_matmul_arguments;

// Whether products with weights of `format` read `activations` (true) or `x` (false).
bool corvid_matmul_reads_activations(int format);

// Bytes of scratch memory (64-byte aligned) that one thread needs for a product.
int64_t corvid_matmul_scratch_bytes(int format, int64_t columns, int64_t tokens);

// Computes y[:, begin..<end]. `begin` is a multiple of 16; `end` is one too or equals `rows`. Ranges are independent:
// threads may take any of them in any order.
void corvid_matmul(
    corvid_isa isa, const corvid_matmul_arguments *arguments, int64_t begin, int64_t end, void *scratch);

// ---------------------------------------------------------------------------------------------------------- attention

// Keys and values of one layer and one key-value head lie in pages of CORVID_PAGE positions.
// A page's keys:   [CORVID_PAGE / 16, head_dim, 16]  half floats, 16 neighbouring positions in the fastest dimension
// A page's values: [CORVID_PAGE, head_dim]           half floats
// With `q8` set: keys int8 in the same order, preceded by nothing and followed by their scales
//   [CORVID_PAGE / 16, head_dim / 32 rounded up, 16] floats; values int8 [CORVID_PAGE, head_dim], then scales
//   [CORVID_PAGE, head_dim / 32 rounded up] floats.
enum { CORVID_PAGE = 64 };

// Bytes of a page's keys (equal to its values') for one head.
int64_t corvid_page_bytes(int64_t head_dim, bool q8);

// Stores one position's key and value (head_dim floats each) in a page; `slot` is the position modulo CORVID_PAGE.
// Half floats are clamped to +-65504.
void corvid_page_store(
    corvid_isa isa, const float *key, const float *value, int64_t head_dim, bool q8, int64_t slot, void *page_keys,
    void *page_values);

// Attention of `tokens` consecutive positions of one sequence, for `heads` query heads that share one key-value head.
typedef struct {
    const float *q;         // [tokens, heads, head_dim]; head stride head_dim, token stride q_stride floats
    int64_t q_stride;
    int64_t tokens;
    int64_t heads;          // query heads that share the key-value head
    int64_t head_dim;       // multiple of 8
    float scale;            // multiplies q . k
    int64_t position;       // position of the first token
    int64_t length;         // positions stored (keys beyond are never read)
    int64_t window;         // 0: none; otherwise position p sees p - window + 1 ... p
    bool bidirectional;     // every token sees all `length` positions
    bool q8;
    const void *const *key_pages;    // [ceil(length / CORVID_PAGE)]
    const void *const *value_pages;
    float *out;             // as q, out_stride floats apart
    int64_t out_stride;
} corvid_attention_arguments;

int64_t corvid_attention_scratch_bytes(const corvid_attention_arguments *arguments);
// Computes the outputs of tokens begin..<end (indices into the run). Ranges are independent.
void corvid_attention(
    corvid_isa isa, const corvid_attention_arguments *arguments, int64_t begin, int64_t end, void *scratch);

// -------------------------------------------------------------------------------------------------------- small steps

// out = x / sqrt(mean(x^2) + epsilon) * weight, for `rows` rows of `count`. `weight` may be null (all ones).
// Zhang & Sennrich 2019.
void corvid_rms_norm(
    corvid_isa isa, const float *x, int64_t x_stride, const float *weight, float epsilon, int64_t rows, int64_t count,
    float *out, int64_t out_stride);
// out = (x - mean) / sqrt(var + epsilon) * weight + bias. `bias` may be null.
void corvid_layer_norm(
    corvid_isa isa, const float *x, int64_t x_stride, const float *weight, const float *bias, float epsilon,
    int64_t rows, int64_t count, float *out, int64_t out_stride);
// x += y
void corvid_add(corvid_isa isa, float *x, const float *y, int64_t count);
// x = x * y
void corvid_multiply(corvid_isa isa, float *x, const float *y, int64_t count);
// x *= factor
void corvid_scale(corvid_isa isa, float *x, float factor, int64_t count);
// x += factor * y
void corvid_add_scaled(corvid_isa isa, float *x, const float *y, float factor, int64_t count);
// gate = silu(gate) * up
void corvid_silu_multiply(corvid_isa isa, float *gate, const float *up, int64_t count);
// gate = gelu(gate) * up, with the tanh form of GELU; `up` may be null (plain GELU)
void corvid_gelu_tanh_multiply(corvid_isa isa, float *gate, const float *up, int64_t count);
// x = gelu(x), exact (erf) form
void corvid_gelu(corvid_isa isa, float *x, int64_t count);
// Rotates the first `2 * half` numbers of each of `heads` heads (`head_dim` apart) of one token by the angles whose
// cosines and sines are given, [half] each. Interleaved pairs are (2i, 2i+1), otherwise (i, i + half). Su et al. 2021.
void corvid_rope(
    corvid_isa isa, float *x, int64_t heads, int64_t head_dim, const float *cosine, const float *sine, int64_t half,
    bool interleaved);
// One step of the depthwise causal convolution of LFM2: out[c] = sum_j state[j][c] * w[c][j] over j in 0..<kernel,
// where state rows 0..<kernel-1 are the previous inputs (oldest first) and `x` is the last. Then the state is shifted.
void corvid_short_convolution_step(
    corvid_isa isa, float *state, const float *x, const float *weight, int64_t channels, int64_t kernel, float *out);
// In-place softmax of `count` numbers; returns nothing special for count 0.
void corvid_softmax(corvid_isa isa, float *x, int64_t count);

// ----------------------------------------------------------------------------------------- attention, single precision

// As `corvid_page_store` and `corvid_attention`, with keys and values kept as floats: both pages are
// [CORVID_PAGE, head_dim] floats. A plain reference for comparisons; encoders use it too.
void corvid_page_store_f32(
    const float *key, const float *value, int64_t head_dim, int64_t slot, void *page_keys, void *page_values);
int64_t corvid_attention_f32_scratch_bytes(const corvid_attention_arguments *arguments);
void corvid_attention_f32(const corvid_attention_arguments *arguments, int64_t begin, int64_t end, void *scratch);

// Tells the processor that the caller waits in a loop for another thread.
static inline void corvid_spin_hint(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// ----------------------------------------------------------------------------------------------------------- sampling

// weights[i] = exp((x[i] - peak) * scale) in double precision, for x[i] <= peak and scale > 0; 0 where that is below
// exp(-700). Returns their sum over eight interleaved lanes.
double corvid_exponentials(
    corvid_isa isa, const float *x, int64_t count, float peak, double scale, double *weights);

// -------------------------------------------------------------------------------------------------------- measurement

// Reads `count` bytes and returns the exclusive or of their 64-bit words, so that the reads cannot be left out.
uint64_t corvid_read_stream(corvid_isa isa, const void *memory, int64_t count);

#ifdef __cplusplus
}
#endif
#include "CKernelsTraining.h"
#include "CKernelsTrainingLayers.h"

#endif
