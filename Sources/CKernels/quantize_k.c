// Encoders of the formats whose blocks of 256 numbers hold two levels of scales.
//
// A group's scale (and minimum) is found by trying several step widths, solving for the best scale and minimum of each by
// weighted least squares. Then the groups' scales are rounded to their few bits: of the neighbours of the ideal value the
// one with the smallest error is taken, the block's own scales are solved for once more, and the numbers are rounded to
// what the block will decode to. Numbers weigh |x| plus the group's root mean square, so that large ones, which
// contribute more to products, keep more precision.
//
// Sums run in four lanes that are added in a fixed order: every target gives the same blocks.
#include "CKernels.h"
#include "half.h"
#include "kscales.h"
#include "quantize.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

typedef float float4 __attribute__((ext_vector_type(4)));

enum { LANES = 4, BLOCK = 256 };

static inline float4 load4(const float *x) {
    float4 value;
    memcpy(&value, x, sizeof value);
    return value;
}

static inline float sum4(float4 v) { return (v.x + v.y) + (v.z + v.w); }

// Round to nearest even for |v| < 2^22.
static inline float4 nearest4(float4 v) { return (v + 12582912.0f) - 12582912.0f; }
static inline float nearest(float v) { return (v + 12582912.0f) - 12582912.0f; }

static inline float4 bounded4(float4 v, float lowest, float highest) {
    v = v > lowest ? v : (float4)lowest;
    return v < highest ? v : (float4)highest;
}

static inline float bounded(float v, float lowest, float highest) {
    v = v > lowest ? v : lowest;
    return v < highest ? v : highest;
}

static inline float4 magnitude4(float4 v) { return v < 0.0f ? -v : v; }

// Weights of a group's numbers.
static void weigh(const float *x, int count, float *weight) {
    float4 squares = 0;
    for (int j = 0; j < count; j += LANES) { squares += load4(x + j) * load4(x + j); }
    float root_mean_square = sqrtf(sum4(squares) / (float)count);
    for (int j = 0; j < count; j += LANES) {
        float4 w = magnitude4(load4(x + j)) + root_mean_square;
        memcpy(weight + j, &w, sizeof w);
    }
}

// ------------------------------------------------------------------------------- Q4_K, Q5_K: x ~ scale * q - minimum

enum { GROUP = 32, GROUPS = BLOCK / GROUP };

// Rounds (x + minimum) / scale to 0...levels and returns the weighted squared error of what that decodes to.
static inline float group_error(
    const float *x, const float *weight, float scale, float minimum, float levels, float *q) {
    float inverse = scale > 0 ? 1.0f / scale : 0.0f;
    float4 error = 0;
    for (int j = 0; j < GROUP; j += LANES) {
        float4 value = load4(x + j);
        float4 step = bounded4(nearest4((value + minimum) * inverse), 0.0f, levels);
        float4 rest = step * scale - minimum - value;
        error += load4(weight + j) * rest * rest;
        if (q) { memcpy(q + j, &step, sizeof step); }
    }
    return sum4(error);
}

// The best scale and minimum (both at least 0) for the steps that `inverse_scale` and `offset` round to; returns the
// weighted squared error up to a constant of the group.
static inline float solve_group(
    const float *x, const float *weight, float sum_w, float sum_wx, float inverse_scale, float offset, float levels,
    float *scale, float *minimum) {
    float4 lane_wq = 0, lane_wqq = 0, lane_wxq = 0;
    for (int j = 0; j < GROUP; j += LANES) {
        float4 value = load4(x + j);
        float4 q = bounded4(nearest4((value + offset) * inverse_scale), 0.0f, levels);
        float4 wq = load4(weight + j) * q;
        lane_wq += wq;
        lane_wqq += wq * q;
        lane_wxq += wq * value;
    }
    float wq = sum4(lane_wq), wqq = sum4(lane_wqq), wxq = sum4(lane_wxq);
    float determinant = sum_w * wqq - wq * wq;
    if (!(determinant > 0) || !(wqq > 0)) { return INFINITY; }
    float best_scale = (sum_w * wxq - sum_wx * wq) / determinant;
    float best_minimum = (wq * wxq - wqq * sum_wx) / determinant;
    if (best_minimum < 0) {
        best_minimum = 0;
        best_scale = wxq / wqq;
    }
    if (!(best_scale > 0)) { return INFINITY; }
    *scale = best_scale;
    *minimum = best_minimum;
    return best_minimum * sum_wx - best_scale * wxq;
}

// Finds a group's scale and minimum before they are rounded.
static void search_group(const float *x, const float *weight, float levels, float *scale, float *minimum) {
    float4 low4 = 0, high4 = load4(x), lane_w = 0, lane_wx = 0;
    for (int j = 0; j < GROUP; j += LANES) {
        float4 value = load4(x + j), w = load4(weight + j);
        low4 = value < low4 ? value : low4;
        high4 = value > high4 ? value : high4;
        lane_w += w;
        lane_wx += w * value;
    }
    float low = low4.x < low4.y ? low4.x : low4.y, low_rest = low4.z < low4.w ? low4.z : low4.w;
    float high = high4.x > high4.y ? high4.x : high4.y, high_rest = high4.z > high4.w ? high4.z : high4.w;
    low = low < low_rest ? low : low_rest;
    high = high > high_rest ? high : high_rest;
    *scale = 0;
    *minimum = -low;
    float width = high - low;
    if (!(levels / width < INFINITY)) { return; }
    float sum_w = sum4(lane_w), sum_wx = sum4(lane_wx), best = INFINITY;
    *scale = width / levels;
    for (int candidate = 0; candidate <= 20; ++candidate) {
        float trial_scale, trial_minimum;
        float inverse_scale = (levels - 1.0f + 0.1f * (float)candidate) / width;
        float error = solve_group(
            x, weight, sum_w, sum_wx, inverse_scale, -low, levels, &trial_scale, &trial_minimum);
        if (error < best) {
            best = error;
            *scale = trial_scale;
            *minimum = trial_minimum;
        }
    }
}

typedef struct {
    float scale, minimum;            // of the block, as decoded from half precision
    uint8_t scales[GROUPS], minima[GROUPS];
    float error;
} k_block;

// Chooses each group's rounded scale and minimum for given block scales.
static void round_groups(
    const float *x, const float *weight, float levels, const float *scale, const float *minimum, k_block *block) {
    float inverse_scale = block->scale > 0 ? 1.0f / block->scale : 0.0f;
    float inverse_minimum = block->minimum > 0 ? 1.0f / block->minimum : 0.0f;
    block->error = 0;
    for (int g = 0; g < GROUPS; ++g) {
        float center = bounded(nearest(scale[g] * inverse_scale), 0.0f, 63.0f);
        float center_minimum = bounded(nearest(minimum[g] * inverse_minimum), 0.0f, 63.0f);
        float best = INFINITY;
        block->scales[g] = (uint8_t)center;
        block->minima[g] = (uint8_t)center_minimum;
        for (float s = bounded(center - 1.0f, 0.0f, 63.0f); s <= bounded(center + 1.0f, 0.0f, 63.0f); ++s) {
            float last = bounded(center_minimum + 1.0f, 0.0f, 63.0f);
            for (float m = bounded(center_minimum - 1.0f, 0.0f, 63.0f); m <= last; ++m) {
                float error = group_error(
                    x + GROUP * g, weight + GROUP * g, block->scale * s, block->minimum * m, levels, NULL);
                if (error < best) {
                    best = error;
                    block->scales[g] = (uint8_t)s;
                    block->minima[g] = (uint8_t)m;
                }
            }
        }
        block->error += best;
    }
}

// Solves for the block's two scales with all steps and group scales fixed.
static void solve_block(
    const float *x, const float *weight, float levels, const k_block *block, float *scale, float *minimum) {
    float aa = 0, ab = 0, bb = 0, ax = 0, bx = 0;
    for (int g = 0; g < GROUPS; ++g) {
        float q[GROUP], s = block->scales[g], m = block->minima[g];
        const float *values = x + GROUP * g, *weights = weight + GROUP * g;
        group_error(values, weights, block->scale * s, block->minimum * m, levels, q);
        float4 w = 0, wq = 0, wqq = 0, wx = 0, wxq = 0;
        for (int j = 0; j < GROUP; j += LANES) {
            float4 weight4 = load4(weights + j), step = load4(q + j), value = load4(values + j);
            w += weight4;
            wq += weight4 * step;
            wqq += weight4 * step * step;
            wx += weight4 * value;
            wxq += weight4 * value * step;
        }
        aa += s * s * sum4(wqq);
        ab += s * m * sum4(wq);
        bb += m * m * sum4(w);
        ax += s * sum4(wxq);
        bx += m * sum4(wx);
    }
    // Minimises |scale * a - minimum * b - x|^2.
    float determinant = aa * bb - ab * ab;
    *scale = block->scale;
    *minimum = block->minimum;
    if (determinant > 1e-6f * aa * bb) {
        *scale = (ax * bb - ab * bx) / determinant;
        *minimum = (ax * ab - aa * bx) / determinant;
    } else if (aa > 0) {
        *scale = (ax + ab * block->minimum) / aa;
    }
}

// A scale as half precision holds it; 0 for what it cannot hold.
static inline float half_scale(float scale) {
    float held = corvid_half_to_float(corvid_float_to_half(scale));
    return held > 0 && held < INFINITY ? held : 0.0f;
}

// Finds all scales of a block and its steps.
static void encode_k_block(const float *x, float levels, k_block *best, uint8_t q[BLOCK]) {
    float weight[BLOCK], scale[GROUPS], minimum[GROUPS], largest_scale = 0, largest_minimum = 0;
    for (int g = 0; g < GROUPS; ++g) {
        weigh(x + GROUP * g, GROUP, weight + GROUP * g);
        search_group(x + GROUP * g, weight + GROUP * g, levels, &scale[g], &minimum[g]);
        largest_scale = scale[g] > largest_scale ? scale[g] : largest_scale;
        largest_minimum = minimum[g] > largest_minimum ? minimum[g] : largest_minimum;
    }
    best->scale = half_scale(largest_scale / 63.0f);
    best->minimum = half_scale(largest_minimum / 63.0f);
    round_groups(x, weight, levels, scale, minimum, best);
    k_block trial;
    solve_block(x, weight, levels, best, &trial.scale, &trial.minimum);
    trial.scale = half_scale(trial.scale);
    trial.minimum = half_scale(trial.minimum);
    round_groups(x, weight, levels, scale, minimum, &trial);
    if (trial.error < best->error) { *best = trial; }
    for (int g = 0; g < GROUPS; ++g) {
        float steps[GROUP];
        group_error(
            x + GROUP * g, weight + GROUP * g, best->scale * best->scales[g], best->minimum * best->minima[g], levels,
            steps);
        for (int j = 0; j < GROUP; ++j) { q[GROUP * g + j] = (uint8_t)steps[j]; }
    }
}

static void store_k_header(const k_block *block, uint8_t *to) {
    corvid_store16(to, corvid_float_to_half(block->scale));
    corvid_store16(to + 2, corvid_float_to_half(block->minimum));
    corvid_pack_k_scales(block->scales, block->minima, to + 4);
}

// Stores the low nibbles, two groups to 32 bytes.
static void store_k_nibbles(const uint8_t q[BLOCK], uint8_t *to) {
    for (int pair = 0; pair < 4; ++pair) {
        const uint8_t *from = q + 64 * pair;
        for (int j = 0; j < 32; ++j) { to[32 * pair + j] = (uint8_t)((from[j] & 15) | (from[j + 32] << 4)); }
    }
}

void corvid_encode_q4_k(const float *x, uint8_t *to, int64_t count) {
    for (int64_t i = 0; i < count; i += BLOCK, to += 144) {
        k_block block;
        uint8_t q[BLOCK];
        encode_k_block(x + i, 15.0f, &block, q);
        store_k_header(&block, to);
        store_k_nibbles(q, to + 16);
    }
}

void corvid_encode_q5_k(const float *x, uint8_t *to, int64_t count) {
    for (int64_t i = 0; i < count; i += BLOCK, to += 176) {
        k_block block;
        uint8_t q[BLOCK];
        encode_k_block(x + i, 31.0f, &block, q);
        store_k_header(&block, to);
        memset(to + 16, 0, 32);
        for (int g = 0; g < GROUPS; ++g) {
            for (int j = 0; j < GROUP; ++j) { to[16 + j] |= (uint8_t)((q[GROUP * g + j] >> 4) << g); }
        }
        store_k_nibbles(q, to + 48);
    }
}

// -------------------------------------------------------------------------------------------- Q6_K: x ~ scale * q

enum { SMALL = 16, SMALLS = BLOCK / SMALL };

// Rounds x / scale to -32...31 and returns the weighted squared error.
static inline float small_error(const float *x, const float *weight, float scale, float *q) {
    float inverse = scale != 0 ? 1.0f / scale : 0.0f;
    float4 error = 0;
    for (int j = 0; j < SMALL; j += LANES) {
        float4 value = load4(x + j);
        float4 step = bounded4(nearest4(value * inverse), -32.0f, 31.0f);
        float4 rest = step * scale - value;
        error += load4(weight + j) * rest * rest;
        if (q) { memcpy(q + j, &step, sizeof step); }
    }
    return sum4(error);
}

// The scale, of either sign, that suits a group best.
static float search_small(const float *x, const float *weight) {
    float extreme = 0;
    for (int j = 0; j < SMALL; ++j) { extreme = fabsf(x[j]) > fabsf(extreme) ? x[j] : extreme; }
    if (!(33.0f / fabsf(extreme) < INFINITY)) { return 0; }
    float best = -INFINITY, scale = 0;
    for (int candidate = -9; candidate <= 9; ++candidate) {
        float inverse_scale = -(32.0f + 0.1f * (float)candidate) / extreme;
        float4 lane_wqq = 0, lane_wxq = 0;
        for (int j = 0; j < SMALL; j += LANES) {
            float4 value = load4(x + j);
            float4 q = bounded4(nearest4(value * inverse_scale), -32.0f, 31.0f);
            float4 wq = load4(weight + j) * q;
            lane_wqq += wq * q;
            lane_wxq += wq * value;
        }
        float wqq = sum4(lane_wqq), wxq = sum4(lane_wxq);
        if (wqq > 0 && wxq * wxq > best * wqq) {
            best = wxq * wxq / wqq;
            scale = wxq / wqq;
        }
    }
    return scale;
}

void corvid_encode_q6_k(const float *x, uint8_t *to, int64_t count) {
    for (int64_t i = 0; i < count; i += BLOCK, to += 210) {
        float weight[BLOCK], scale[SMALLS], largest = 0;
        for (int g = 0; g < SMALLS; ++g) {
            weigh(x + i + SMALL * g, SMALL, weight + SMALL * g);
            scale[g] = search_small(x + i + SMALL * g, weight + SMALL * g);
            largest = fabsf(scale[g]) > fabsf(largest) ? scale[g] : largest;
        }
        // The largest group scale becomes -128, the end of the range that reaches further.
        uint16_t stored = corvid_float_to_half(largest / -128.0f);
        float block_scale = corvid_half_to_float(stored);
        if (!(fabsf(block_scale) < INFINITY)) { block_scale = 0; }
        float inverse_scale = block_scale != 0 ? 1.0f / block_scale : 0.0f;
        uint8_t q[BLOCK];
        for (int g = 0; g < SMALLS; ++g) {
            const float *values = x + i + SMALL * g, *weights = weight + SMALL * g;
            float center = bounded(nearest(scale[g] * inverse_scale), -128.0f, 127.0f);
            float chosen = center, best = INFINITY, steps[SMALL];
            for (float s = bounded(center - 1.0f, -128.0f, 127.0f); s <= bounded(center + 1.0f, -128.0f, 127.0f);
                 ++s) {
                float error = small_error(values, weights, block_scale * s, NULL);
                if (error < best) {
                    best = error;
                    chosen = s;
                }
            }
            small_error(values, weights, block_scale * chosen, steps);
            to[192 + g] = (uint8_t)(int8_t)chosen;
            for (int j = 0; j < SMALL; ++j) { q[SMALL * g + j] = (uint8_t)(steps[j] + 32.0f); }
        }
        corvid_store16(to + 208, block_scale != 0 ? stored : 0);
        for (int half = 0; half < 2; ++half) {
            const uint8_t *from = q + 128 * half;
            for (int j = 0; j < 32; ++j) {
                to[64 * half + j] = (uint8_t)((from[j] & 15) | (from[j + 64] << 4));
                to[64 * half + 32 + j] = (uint8_t)((from[j + 32] & 15) | (from[j + 96] << 4));
                to[128 + 32 * half + j] = (uint8_t)(
                    (from[j] >> 4) | (from[j + 32] >> 4 << 2) | (from[j + 64] >> 4 << 4) | (from[j + 96] >> 4 << 6));
            }
        }
    }
}
