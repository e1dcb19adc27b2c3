// The public entry points: each picks the kernel of the instruction set that the caller names.
#include "choose.h"
#include "kernels.h"
#include <math.h>

static int64_t round_up(int64_t bytes) { return (bytes + 63) & ~(int64_t)63; }

int64_t corvid_activations_bytes(int64_t tokens, int64_t columns) {
    int64_t blocks = tokens * (columns / 32);
    return round_up(tokens * columns) + 2 * round_up(blocks * 4) + round_up(blocks * 12) + 64;
}

corvid_activations corvid_activations_in(void *memory, int64_t tokens, int64_t columns) {
    int64_t blocks = tokens * (columns / 32);
    char *at = memory;
    corvid_activations parts;
    parts.q = (int8_t *)at;
    at += round_up(tokens * columns);
    parts.scale = (float *)at;
    at += round_up(blocks * 4);
    parts.scaled_sum = (float *)at;
    at += round_up(blocks * 4);
    parts.negated_sum = (int32_t *)at;
    return parts;
}

void corvid_quantize_activations(
    corvid_isa isa, const float *x, int64_t stride, int64_t tokens, int64_t columns, int64_t begin, int64_t end,
    corvid_activations out) {
    CORVID_CHOOSE(quantize_activations, (x, stride, tokens, columns, begin, end, out));
}

bool corvid_matmul_reads_activations(int format) {
    return format != CORVID_F32 && format != CORVID_F16 && format != CORVID_BF16;
}

int64_t corvid_matmul_scratch_bytes(int format, int64_t columns, int64_t tokens) {
    // Quantised: a panel of 64 rows as bytes, with three floats a block and row. Floats: a panel of 256 columns of 16
    // rows, and four partial sums for each token.
    if (corvid_matmul_reads_activations(format)) { return 64 * (columns + columns / 32 * 12) + 4096; }
    return 256 * 16 * 4 + tokens * 64 * 4 + 4096;
}

void corvid_matmul(
    corvid_isa isa, const corvid_matmul_arguments *arguments, int64_t begin, int64_t end, void *scratch) {
    if (corvid_matmul_reads_activations(arguments->format)) {
        CORVID_CHOOSE(matmul_blocks, (arguments, begin, end, scratch));
    } else {
        CORVID_CHOOSE(matmul_float, (arguments, begin, end, scratch));
    }
}

int64_t corvid_page_bytes(int64_t head_dim, bool q8) {
    return q8 ? CORVID_PAGE * (head_dim + (head_dim + 31) / 32 * 4) : CORVID_PAGE * head_dim * 2;
}

void corvid_page_store(
    corvid_isa isa, const float *key, const float *value, int64_t head_dim, bool q8, int64_t slot, void *page_keys,
    void *page_values) {
    CORVID_CHOOSE(page_store, (key, value, head_dim, q8, slot, page_keys, page_values));
}

int64_t corvid_attention_scratch_bytes(const corvid_attention_arguments *a) {
    int64_t padded = (a->length + CORVID_PAGE - 1) / CORVID_PAGE * CORVID_PAGE;
    // Scores and scaled queries of a tile, one page of keys or values as floats, and the sums.
    return CORVID_QUERY_TILE * (padded + a->head_dim + 16 + 16) * 4 + CORVID_PAGE * (a->head_dim + 16) * 4 + 4096;
}

void corvid_attention(
    corvid_isa isa, const corvid_attention_arguments *arguments, int64_t begin, int64_t end, void *scratch) {
    CORVID_CHOOSE(attention, (arguments, begin, end, scratch));
}

void corvid_rms_norm(
    corvid_isa isa, const float *x, int64_t x_stride, const float *weight, float epsilon, int64_t rows, int64_t count,
    float *out, int64_t out_stride) {
    CORVID_CHOOSE(rms_norm, (x, x_stride, weight, epsilon, rows, count, out, out_stride));
}

void corvid_layer_norm(
    corvid_isa isa, const float *x, int64_t x_stride, const float *weight, const float *bias, float epsilon,
    int64_t rows, int64_t count, float *out, int64_t out_stride) {
    CORVID_CHOOSE(layer_norm, (x, x_stride, weight, bias, epsilon, rows, count, out, out_stride));
}

void corvid_add(corvid_isa isa, float *x, const float *y, int64_t count) { CORVID_CHOOSE(add, (x, y, count)); }

void corvid_multiply(corvid_isa isa, float *x, const float *y, int64_t count) { CORVID_CHOOSE(multiply, (x, y, count)); }

void corvid_scale(corvid_isa isa, float *x, float factor, int64_t count) { CORVID_CHOOSE(scale, (x, factor, count)); }

void corvid_add_scaled(corvid_isa isa, float *x, const float *y, float factor, int64_t count) {
    CORVID_CHOOSE(add_scaled, (x, y, factor, count));
}

void corvid_silu_multiply(corvid_isa isa, float *gate, const float *up, int64_t count) {
    CORVID_CHOOSE(silu_multiply, (gate, up, count));
}

void corvid_gelu_tanh_multiply(corvid_isa isa, float *gate, const float *up, int64_t count) {
    CORVID_CHOOSE(gelu_tanh_multiply, (gate, up, count));
}

void corvid_gelu(corvid_isa isa, float *x, int64_t count) {
    (void)isa;
    for (int64_t i = 0; i < count; i++) { x[i] = 0.5f * x[i] * (1.0f + erff(x[i] * 0.70710678f)); }
}

void corvid_rope(
    corvid_isa isa, float *x, int64_t heads, int64_t head_dim, const float *cosine, const float *sine, int64_t half,
    bool interleaved) {
    CORVID_CHOOSE(rope, (x, heads, head_dim, cosine, sine, half, interleaved));
}

void corvid_short_convolution_step(
    corvid_isa isa, float *state, const float *x, const float *weight, int64_t channels, int64_t kernel, float *out) {
    CORVID_CHOOSE(short_convolution_step, (state, x, weight, channels, kernel, out));
}

void corvid_softmax(corvid_isa isa, float *x, int64_t count) {
    if (count > 0) { CORVID_CHOOSE(softmax, (x, count)); }
}
