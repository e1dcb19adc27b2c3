// Kernels of training: forward and backward steps on bfloat16 inputs of matrix products, with sums in float.
//
// Rows are tokens of a packed batch; matrices are stored row by row. bfloat16 numbers are uint16_t, rounded to nearest
// even. As for the other kernels there is a scalar twin for each, and all return the same bits where no approximation
// is named; ranges that callers divide among threads are independent, so that sums never depend on the number of
// threads.
#ifndef CORVID_CKERNELS_TRAINING_H
#define CORVID_CKERNELS_TRAINING_H

#include "CKernels.h"

#ifdef __cplusplus
extern "C" {
#endif

// ----------------------------------------------------------------------------------------------------- matrix products

// c[m, n] = add[m, n] + a[m, k] b[k, n], for a of bfloat16 row by row (`a_stride` apart) and b packed by one of the
// functions below. k is even, n a multiple of 32. `add` may be null (zero) or c itself; it has c's stride. A pair of
// neighbours of k is multiplied at once: odd, then even member, each fused with the sum (VDPBF16PS).
typedef struct {
    const uint16_t *a;
    int64_t a_stride;
    const uint16_t *b;       // packed, all n columns
    int64_t m, n, k;
    const float *add;
    float *c;
    int64_t c_stride;
} corvid_product_arguments;

// Computes rows row_begin..<row_end of columns column_begin..<column_end (multiples of 32).
void corvid_product(
    corvid_isa isa, const corvid_product_arguments *arguments, int64_t row_begin, int64_t row_end, int64_t column_begin,
    int64_t column_end);

// Numbers of a packed matrix of k rows and n columns: [n / 32, k / 2, 32, 2].
static inline int64_t corvid_packed_count(int64_t k, int64_t n) { return k * n; }
// Packs columns column_begin..<column_end of b[k, n], given as its transpose w[n, k] of floats row by row (y = x W^T).
void corvid_pack_transposed(
    corvid_isa isa, const float *w, int64_t k, int64_t column_begin, int64_t column_end, uint16_t *packed);
// Packs columns column_begin..<column_end of b[k, n] of floats, row by row with `stride` (dx = dy W).
void corvid_pack_rows(
    corvid_isa isa, const float *b, int64_t stride, int64_t k, int64_t column_begin, int64_t column_end,
    uint16_t *packed);
// The same for b of bfloat16 (dW = dy^T x, with b = x).
void corvid_pack_bfloat_rows(
    corvid_isa isa, const uint16_t *b, int64_t stride, int64_t k, int64_t column_begin, int64_t column_end,
    uint16_t *packed);
// to[columns, rows] = from[rows, columns] for rows row_begin..<row_end and all columns; `to_stride` apart.
void corvid_transpose_bfloat(
    corvid_isa isa, const uint16_t *from, int64_t from_stride, int64_t row_begin, int64_t row_end, int64_t columns,
    uint16_t *to, int64_t to_stride);
// Rounds `count` floats.
void corvid_round_bfloat(corvid_isa isa, const float *from, int64_t count, uint16_t *to);

// --------------------------------------------------------------------------------------------------------------- norms

// out = x / sqrt(mean(x^2) + epsilon) * weight, and `inverse` keeps 1 / sqrt(…) of each row. count: multiple of 16.
void corvid_train_rms_norm(
    corvid_isa isa, const float *x, const float *weight, float epsilon, int64_t rows, int64_t count, uint16_t *out,
    float *inverse);
// dx += the gradient of the input, dweight += that of the weight, for the gradient dy of the output.
void corvid_train_rms_norm_backward(
    corvid_isa isa, const float *x, const float *weight, const float *inverse, const float *dy, int64_t rows,
    int64_t count, float *dx, float *dweight);

// -------------------------------------------------------------------------------------------------------- feed-forward

// out[t, f] = silu(gate) * up for gate_up[t, 2f] = gate | up. f: multiple of 16.
void corvid_train_swiglu(corvid_isa isa, const float *gate_up, int64_t rows, int64_t f, uint16_t *out);
// dgate_up[t, 2f] of dout[t, f].
void corvid_train_swiglu_backward(
    corvid_isa isa, const float *gate_up, const float *dout, int64_t rows, int64_t f, uint16_t *dgate_up);

// --------------------------------------------------------------------------------------------- gated short convolution

// LFM2's operator. parts[t, 3d] = B | C | x; u = B x; out[t, c] = C * (w[c, 2] u[t] + w[c, 1] u[p] + w[c, 0] u[p'] +
// bias[c]), where p is previous[t], p' is previous[p], and a previous of -1 stands for zeros. `previous[t]` < t. `bias`
// may be null. Works on channels begin..<end (multiples of 16) of all rows.
void corvid_train_convolution(
    corvid_isa isa, const float *parts, const float *weight, const float *bias, const int32_t *previous, int64_t rows,
    int64_t channels, int64_t begin, int64_t end, uint16_t *out);
// dparts[t, 3d] (bfloat16) of dout[t, d]; dweight[d, 3] and dbias[d] (null with the bias) += their gradients. `scratch`
// holds rows * (end - begin) floats.
void corvid_train_convolution_backward(
    corvid_isa isa, const float *parts, const float *weight, const float *bias, const int32_t *previous,
    const float *dout, int64_t rows, int64_t channels, int64_t begin, int64_t end, uint16_t *dparts, float *dweight,
    float *dbias, float *scratch);

// ----------------------------------------------------------------------------------------------------------- attention

// Rows of one document: `begin`..<`end` see rows trunk_begin..<trunk_end (which precede them) and their own from
// `begin` up to themselves, or all of them. A trunk itself has trunk_begin == trunk_end.
typedef struct {
    int32_t trunk_begin, trunk_end, begin, end;
} corvid_segment;

// Heads of queries | keys | values in projected[t, (heads + 2 key_heads) * size]. Queries and keys are normalised over
// the head (root mean square, weights of `size`, epsilon) and rotated by the angles of their position, then kept as
// floats. size: multiple of 16, at most 128.
typedef struct {
    int64_t heads, key_heads, size;
    float epsilon;
    float scale;                 // multiplies q . k
    const float *query_norm, *key_norm; // both null: nothing is normalised
    const int32_t *positions;    // [rows]
    const float *cosines, *sines; // [positions, rotary / 2]
    int64_t rotary;              // numbers of a head that rotate: its first ones. Even; 0: none, and no positions
    bool interleaved;            // pairs are (2i, 2i + 1), otherwise (i, i + rotary / 2)
    bool bidirectional;          // rows see their whole segment, and no window counts
    int64_t window;              // how many rows a row sees, itself and before it; 0: all
    float cap;                   // scores become cap * tanh(scale * q . k / cap); 0: they stay
} corvid_attention_shape;

// query[t, heads * size], key[t, key_heads * size] := normalised and rotated; inverse[t, heads + key_heads] keeps the
// norms (ones, where nothing is normalised).
void corvid_train_rotate(
    corvid_isa isa, const corvid_attention_shape *shape, const float *projected, int64_t row_begin, int64_t row_end,
    float *query, float *key, float *inverse);
// dprojected[t, (heads + 2 key_heads) * size] (bfloat16) of the gradients of query, key and value[t, key_heads * size];
// dquery_norm, dkey_norm [size] += theirs, unless nothing is normalised.
void corvid_train_rotate_backward(
    corvid_isa isa, const corvid_attention_shape *shape, const float *projected, const float *inverse,
    const float *dquery, const float *dkey, const float *dvalue, int64_t row_begin, int64_t row_end,
    uint16_t *dprojected, float *dquery_norm, float *dkey_norm);

// out[t, heads * size] (bfloat16) of one segment for the query heads of one key head; values are read from `projected`.
// log_sums[t, heads] keeps the binary logarithms of the sums of exponentials. `scratch` holds the bytes that the next
// function returns for the `longest` segment: the most rows that one sees, trunk and own.
int64_t corvid_train_attention_scratch_bytes(const corvid_attention_shape *shape, int64_t longest);
void corvid_train_attention(
    corvid_isa isa, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, uint16_t *out, float *log_sums, void *scratch);
// dquery, dkey, dvalue += the gradients for dout[t, heads * size] (float); log_sums as computed before. `out` is not
// read: what it would serve for is summed from the probabilities, which it would round. Rows of the trunk get keys' and
// values' gradients from every branch: segments of one document and key head follow one another on a thread.
void corvid_train_attention_backward(
    corvid_isa isa, const corvid_attention_shape *shape, const corvid_segment *segment, int64_t key_head,
    const float *query, const float *key, const float *projected, const uint16_t *out, const float *log_sums,
    const float *dout, float *dquery, float *dkey, float *dvalue, void *scratch);

// ---------------------------------------------------------------------------------------------------------------- loss

// Cross-entropy of one row of logits against `target`, times `weight`: returned. dlogits (bfloat16) is its gradient.
// count: multiple of 16. Logits from `used` on (padding) count as minus infinity.
float corvid_train_cross_entropy(
    corvid_isa isa, const float *logits, int64_t count, int64_t used, int32_t target, float weight, uint16_t *dlogits);

// What a teacher says of one position, at a temperature: its most likely tokens (all different, at most
// CORVID_SOFT_TOKENS), their probabilities, and that of all other tokens together.
enum { CORVID_SOFT_TOKENS = 256 };
typedef struct {
    const int32_t *tokens;
    const float *probabilities;
    float rest;
    int32_t count;
    float temperature;
    float share;  // of the divergence in the loss
} corvid_soft_target;

// As corvid_train_cross_entropy, which is returned, but dlogits is the gradient of weight times
//   (1 - share) * cross-entropy + share * temperature^2 * KL(teacher || student)
// (Hinton, Vinyals & Dean 2015), where the student's softened probabilities of tokens that the teacher does not name
// count as one. *divergence is the KL in nats. The logits are written to, and are as before when it returns.
float corvid_train_distill(
    corvid_isa isa, float *logits, int64_t count, int64_t used, int32_t target, float weight,
    const corvid_soft_target *soft, uint16_t *dlogits, float *divergence);

// ---------------------------------------------------------------------------------------------------------- optimisers

// AdamW (Loshchilov & Hutter 2019): moments, bias correction by the factors 1 / (1 - beta^step), decay decoupled.
void corvid_train_adamw(
    corvid_isa isa, float *weight, const float *gradient, float *first, float *second, int64_t count, float rate,
    float beta1, float beta2, float correction1, float correction2, float epsilon, float decay);
// average += (1 - decay) * (weight - average)
void corvid_train_average(corvid_isa isa, float *average, const float *weight, float decay, int64_t count);
// Sum of squares in double precision over sixteen interleaved lanes.
double corvid_sum_of_squares(corvid_isa isa, const float *x, int64_t count);

#ifdef __cplusplus
}
#endif
#endif
