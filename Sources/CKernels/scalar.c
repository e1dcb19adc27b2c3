// The plain twins: the definition of what every faster kernel must return, bit for bit.
#include "blocks.h"
#include "exponential.h"
#include "kernels.h"

#pragma STDC FP_CONTRACT OFF

// The order in which sixteen partial sums are added everywhere.
static float sum_of_lanes(const float lanes[16]) {
    float eight[8], four[4];
    for (int i = 0; i < 8; i++) { eight[i] = lanes[i] + lanes[i + 8]; }
    for (int i = 0; i < 4; i++) { four[i] = eight[i] + eight[i + 4]; }
    return (four[0] + four[2]) + (four[1] + four[3]);
}

void corvid_quantize_activations_scalar(
    const float *x, int64_t stride, int64_t tokens, int64_t columns, int64_t begin, int64_t end,
    corvid_activations out) {
    int64_t blocks = columns / 32;
    for (int64_t t = begin; t < end; t++) {
        corvid_tile_place place = corvid_tile_of(t, tokens);
        int64_t n = place.width;
        for (int64_t b = 0; b < blocks; b++) {
            const float *from = x + t * stride + b * 32;
            float largest = 0;
            for (int i = 0; i < 32; i++) { largest = fabsf(from[i]) > largest ? fabsf(from[i]) : largest; }
            float inverse = largest > 0 ? 127.0f / largest : 0.0f;
            float scale = largest / 127.0f;
            int8_t *q = out.q + place.first * columns + (b * 8 * n + place.lane) * 4;
            int32_t sums[2] = {0, 0};
            for (int i = 0; i < 32; i++) {
                float value = from[i] * inverse;
                value = value > -127.0f ? value : -127.0f;
                value = value < 127.0f ? value : 127.0f;
                int8_t rounded = (int8_t)rintf(value);
                q[i / 4 * n * 4 + i % 4] = rounded;
                sums[i / 16] += rounded;
            }
            int64_t at = place.first * blocks + b * n + place.lane;
            int32_t *negated = out.negated_sum + (place.first * blocks + b * n) * 3 + place.lane;
            out.scale[at] = scale;
            out.scaled_sum[at] = scale * (float)(sums[0] + sums[1]);
            negated[0] = -sums[0];
            negated[n] = -sums[1];
            negated[2 * n] = -(sums[0] + sums[1]);
        }
    }
}

void corvid_matmul_blocks_scalar(const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {
    (void)scratch;
    int64_t blocks = a->columns / 32;
    for (int64_t row = begin; row < end; row++) {
        for (int64_t t = 0; t < a->tokens; t++) {
            corvid_tile_place place = corvid_tile_of(t, a->tokens);
            int64_t n = place.width;
            float sum = 0;
            for (int64_t b = 0; b < blocks; b++) {
                corvid_block block;
                corvid_decode_block(a->format, (const uint8_t *)a->weights + row * a->row_bytes, b, &block);
                const int8_t *q = a->activations.q + place.first * a->columns + (b * 8 * n + place.lane) * 4;
                float scale = a->activations.scale[place.first * blocks + b * n + place.lane];
                int32_t dots[2] = {0, 0};
                for (int i = 0; i < 32; i++) { dots[i / 16] += block.q[i] * q[i / 4 * n * 4 + i % 4]; }
                if (a->format == CORVID_Q6_K) {
                    sum = fmaf((float)dots[0], block.scale[0] * scale, sum);
                    sum = fmaf((float)dots[1], block.scale[1] * scale, sum);
                } else {
                    sum = fmaf((float)(dots[0] + dots[1]), block.scale[0] * scale, sum);
                }
                if (corvid_has_minimum(a->format)) {
                    float scaled_sum = a->activations.scaled_sum[place.first * blocks + b * n + place.lane];
                    sum = fmaf(block.minimum, scaled_sum, sum);
                }
            }
            a->y[t * a->y_stride + row] = sum;
        }
    }
}

void corvid_matmul_float_scalar(const corvid_matmul_arguments *a, int64_t begin, int64_t end, void *scratch) {
    (void)scratch;
    for (int64_t row = begin; row < end; row++) {
        const uint8_t *weights = (const uint8_t *)a->weights + row * a->row_bytes;
        for (int64_t t = 0; t < a->tokens; t++) {
            float sums[4] = {0, 0, 0, 0};
            for (int64_t k = 0; k < a->columns; k++) {
                float weight = a->format == CORVID_F32   ? corvid_bits_to_float(corvid_load32(weights + k * 4))
                               : a->format == CORVID_F16 ? corvid_half_to_float(corvid_load16(weights + k * 2))
                                                         : corvid_bfloat_to_float(corvid_load16(weights + k * 2));
                sums[k % 4] = fmaf(weight, a->x[t * a->x_stride + k], sums[k % 4]);
            }
            a->y[t * a->y_stride + row] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        }
    }
}

// A head's values are scaled in groups of 32 in the 8-bit cache.
static int64_t scale_groups(int64_t head_dim) { return (head_dim + 31) / 32; }

static float clamp_to_half(float x) { return x > 65504.0f ? 65504.0f : x < -65504.0f ? -65504.0f : x; }

void corvid_page_store_scalar(
    const float *key, const float *value, int64_t head_dim, bool q8, int64_t slot, void *page_keys,
    void *page_values) {
    int64_t block = slot / 16, lane = slot % 16, groups = scale_groups(head_dim);
    if (!q8) {
        uint16_t *keys = (uint16_t *)page_keys + block * head_dim * 16 + lane;
        uint16_t *values = (uint16_t *)page_values + slot * head_dim;
        for (int64_t d = 0; d < head_dim; d++) {
            keys[d * 16] = corvid_float_to_half(clamp_to_half(key[d]));
            values[d] = corvid_float_to_half(clamp_to_half(value[d]));
        }
        return;
    }
    int8_t *keys = (int8_t *)page_keys + block * head_dim * 16 + lane;
    int8_t *values = (int8_t *)page_values + slot * head_dim;
    float *key_scales = (float *)((int8_t *)page_keys + CORVID_PAGE * head_dim) + block * groups * 16 + lane;
    float *value_scales = (float *)((int8_t *)page_values + CORVID_PAGE * head_dim) + slot * groups;
    for (int64_t g = 0; g < groups; g++) {
        int64_t first = g * 32, last = first + 32 < head_dim ? first + 32 : head_dim;
        float key_largest = 0, value_largest = 0;
        for (int64_t d = first; d < last; d++) {
            key_largest = fabsf(key[d]) > key_largest ? fabsf(key[d]) : key_largest;
            value_largest = fabsf(value[d]) > value_largest ? fabsf(value[d]) : value_largest;
        }
        float key_inverse = key_largest > 0 ? 127.0f / key_largest : 0.0f;
        float value_inverse = value_largest > 0 ? 127.0f / value_largest : 0.0f;
        for (int64_t d = first; d < last; d++) {
            float k = key[d] * key_inverse, v = value[d] * value_inverse;
            k = k > -127.0f ? k : -127.0f;
            v = v > -127.0f ? v : -127.0f;
            keys[d * 16] = (int8_t)rintf(k < 127.0f ? k : 127.0f);
            values[d] = (int8_t)rintf(v < 127.0f ? v : 127.0f);
        }
        key_scales[g * 16] = key_largest / 127.0f;
        value_scales[g] = value_largest / 127.0f;
    }
}

static float page_key(const corvid_attention_arguments *a, int64_t position, int64_t d) {
    const void *page = a->key_pages[position / CORVID_PAGE];
    int64_t slot = position % CORVID_PAGE, at = (slot / 16 * a->head_dim + d) * 16 + slot % 16;
    if (!a->q8) { return corvid_half_to_float(((const uint16_t *)page)[at]); }
    const float *scales = (const float *)((const int8_t *)page + CORVID_PAGE * a->head_dim);
    return (float)((const int8_t *)page)[at]
           * scales[(slot / 16 * scale_groups(a->head_dim) + d / 32) * 16 + slot % 16];
}

static float page_value(const corvid_attention_arguments *a, int64_t position, int64_t d) {
    const void *page = a->value_pages[position / CORVID_PAGE];
    int64_t slot = position % CORVID_PAGE, at = slot * a->head_dim + d;
    if (!a->q8) { return corvid_half_to_float(((const uint16_t *)page)[at]); }
    const float *scales = (const float *)((const int8_t *)page + CORVID_PAGE * a->head_dim);
    return (float)((const int8_t *)page)[at] * scales[slot * scale_groups(a->head_dim) + d / 32];
}

void corvid_attention_scalar(const corvid_attention_arguments *a, int64_t begin, int64_t end, void *scratch) {
    float *scores = scratch;
    for (int64_t t = begin; t < end; t++) {
        int64_t last = a->bidirectional ? a->length : a->position + t + 1;
        int64_t first = !a->bidirectional && a->window > 0 && last > a->window ? last - a->window : 0;
        for (int64_t h = 0; h < a->heads; h++) {
            const float *q = a->q + t * a->q_stride + h * a->head_dim;
            float largest = -INFINITY, lanes[16] = {0};
            for (int64_t p = first; p < last; p++) {
                float score = 0;
                for (int64_t d = 0; d < a->head_dim; d++) { score = fmaf(q[d] * a->scale, page_key(a, p, d), score); }
                scores[p] = score;
                largest = score > largest ? score : largest;
            }
            for (int64_t p = first; p < last; p++) {
                scores[p] = corvid_exp(scores[p] - largest);
                lanes[p % 16] += scores[p];
            }
            float inverse = 1.0f / sum_of_lanes(lanes);
            float *out = a->out + t * a->out_stride + h * a->head_dim;
            for (int64_t d = 0; d < a->head_dim; d++) {
                float sum = 0;
                for (int64_t p = first; p < last; p++) { sum = fmaf(scores[p], page_value(a, p, d), sum); }
                out[d] = sum * inverse;
            }
        }
    }
}

void corvid_rms_norm_scalar(
    const float *x, int64_t x_stride, const float *weight, float epsilon, int64_t rows, int64_t count, float *out,
    int64_t out_stride) {
    for (int64_t row = 0; row < rows; row++) {
        const float *from = x + row * x_stride;
        float *to = out + row * out_stride, lanes[16] = {0};
        for (int64_t i = 0; i < count; i++) { lanes[i % 16] = fmaf(from[i], from[i], lanes[i % 16]); }
        float inverse = 1.0f / sqrtf(sum_of_lanes(lanes) / (float)count + epsilon);
        for (int64_t i = 0; i < count; i++) {
            float value = from[i] * inverse;
            to[i] = weight ? value * weight[i] : value;
        }
    }
}

void corvid_layer_norm_scalar(
    const float *x, int64_t x_stride, const float *weight, const float *bias, float epsilon, int64_t rows,
    int64_t count, float *out, int64_t out_stride) {
    for (int64_t row = 0; row < rows; row++) {
        const float *from = x + row * x_stride;
        float *to = out + row * out_stride, lanes[16] = {0}, squares[16] = {0};
        for (int64_t i = 0; i < count; i++) { lanes[i % 16] += from[i]; }
        float mean = sum_of_lanes(lanes) / (float)count;
        for (int64_t i = 0; i < count; i++) {
            float centred = from[i] - mean;
            squares[i % 16] = fmaf(centred, centred, squares[i % 16]);
        }
        float inverse = 1.0f / sqrtf(sum_of_lanes(squares) / (float)count + epsilon);
        for (int64_t i = 0; i < count; i++) {
            float value = (from[i] - mean) * inverse;
            value = weight ? value * weight[i] : value;
            to[i] = bias ? value + bias[i] : value;
        }
    }
}

void corvid_add_scalar(float *x, const float *y, int64_t count) {
    for (int64_t i = 0; i < count; i++) { x[i] += y[i]; }
}

void corvid_multiply_scalar(float *x, const float *y, int64_t count) {
    for (int64_t i = 0; i < count; i++) { x[i] *= y[i]; }
}

void corvid_scale_scalar(float *x, float factor, int64_t count) {
    for (int64_t i = 0; i < count; i++) { x[i] *= factor; }
}

void corvid_add_scaled_scalar(float *x, const float *y, float factor, int64_t count) {
    for (int64_t i = 0; i < count; i++) { x[i] = fmaf(y[i], factor, x[i]); }
}

void corvid_silu_multiply_scalar(float *gate, const float *up, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        float value = gate[i] / (1.0f + corvid_exp(-gate[i]));
        gate[i] = up ? value * up[i] : value;
    }
}

// 0.5 x (1 + tanh(u)) = x / (1 + e^(-2u)), u = sqrt(2 / pi) (x + 0.044715 x^3). Hendrycks & Gimpel 2016.
void corvid_gelu_tanh_multiply_scalar(float *gate, const float *up, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        float x = gate[i];
        float u = 0.7978845608f * (x * fmaf(0.044715f, x * x, 1.0f));
        float value = x / (1.0f + corvid_exp(-2.0f * u));
        gate[i] = up ? value * up[i] : value;
    }
}

void corvid_rope_scalar(
    float *x, int64_t heads, int64_t head_dim, const float *cosine, const float *sine, int64_t half,
    bool interleaved) {
    for (int64_t h = 0; h < heads; h++) {
        float *head = x + h * head_dim;
        for (int64_t i = 0; i < half; i++) {
            float *first = interleaved ? head + 2 * i : head + i;
            float *second = interleaved ? head + 2 * i + 1 : head + i + half;
            float a = *first, b = *second;
            *first = fmaf(a, cosine[i], -(b * sine[i]));
            *second = fmaf(a, sine[i], b * cosine[i]);
        }
    }
}

void corvid_short_convolution_step_scalar(
    float *state, const float *x, const float *weight, int64_t channels, int64_t kernel, float *out) {
    for (int64_t c = 0; c < channels; c++) {
        float sum = 0;
        for (int64_t j = 0; j + 1 < kernel; j++) { sum = fmaf(state[j * channels + c], weight[c * kernel + j], sum); }
        float last = x[c];
        out[c] = fmaf(last, weight[c * kernel + kernel - 1], sum);
        for (int64_t j = 0; j + 2 < kernel; j++) { state[j * channels + c] = state[(j + 1) * channels + c]; }
        if (kernel > 1) { state[(kernel - 2) * channels + c] = last; }
    }
}

void corvid_softmax_scalar(float *x, int64_t count) {
    float largest = -INFINITY, lanes[16] = {0};
    for (int64_t i = 0; i < count; i++) { largest = x[i] > largest ? x[i] : largest; }
    for (int64_t i = 0; i < count; i++) {
        x[i] = corvid_exp(x[i] - largest);
        lanes[i % 16] += x[i];
    }
    float inverse = 1.0f / sum_of_lanes(lanes);
    for (int64_t i = 0; i < count; i++) { x[i] *= inverse; }
}
