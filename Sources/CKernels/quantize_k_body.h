// The encoders of quantize_k.c, compiled once for each instruction set: NAME(f) is f with the set's suffix. Vectors
// have eight lanes whatever the set, and no product is fused with a sum, so all of them give the same blocks.

static inline float8 NAME(load8)(const float *x) {
    float8 value;
    memcpy(&value, x, sizeof value);
    return value;
}

static inline float NAME(sum8)(float8 v) {
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

// Round to nearest even for |v| < 2^22.
static inline float8 NAME(nearest8)(float8 v) { return (v + 12582912.0f) - 12582912.0f; }
static inline float NAME(nearest)(float v) { return (v + 12582912.0f) - 12582912.0f; }

static inline float8 NAME(bounded8)(float8 v, float lowest, float highest) {
    v = v > lowest ? v : (float8)lowest;
    return v < highest ? v : (float8)highest;
}

static inline float NAME(bounded)(float v, float lowest, float highest) {
    v = v > lowest ? v : lowest;
    return v < highest ? v : highest;
}

static inline float8 NAME(magnitude8)(float8 v) { return v < 0.0f ? -v : v; }

// Weights of a group's numbers.
static void NAME(weigh)(const float *x, int count, float *weight) {
    float8 squares = 0;
    for (int j = 0; j < count; j += LANES) { squares += NAME(load8)(x + j) * NAME(load8)(x + j); }
    float root_mean_square = sqrtf(NAME(sum8)(squares) / (float)count);
    for (int j = 0; j < count; j += LANES) {
        float8 w = NAME(magnitude8)(NAME(load8)(x + j)) + root_mean_square;
        memcpy(weight + j, &w, sizeof w);
    }
}

// ------------------------------------------------------------------------------- Q4_K, Q5_K: x ~ scale * q - minimum

// The steps 0...levels to which x, about scale * step - minimum, rounds.
static inline void NAME(group_steps)(const float *x, float scale, float minimum, float levels, float *q) {
    float inverse = scale > 0 ? 1.0f / scale : 0.0f;
    for (int j = 0; j < GROUP; j += LANES) {
        float8 step = NAME(bounded8)(NAME(nearest8)((NAME(load8)(x + j) + minimum) * inverse), 0.0f, levels);
        memcpy(q + j, &step, sizeof step);
    }
}

// Finds a group's scale and minimum before they are rounded. Each lane tries its own step width.
static void NAME(search_group)(const float *x, const float *weight, float levels, float *scale, float *minimum) {
    float low = 0, high = x[0];
    for (int j = 0; j < GROUP; ++j) {
        low = x[j] < low ? x[j] : low;
        high = x[j] > high ? x[j] : high;
    }
    *scale = 0;
    *minimum = -low;
    float width = high - low;
    if (!(levels / width < INFINITY)) { return; }
    *scale = width / levels;
    float8 inverse_scale[TRIALS], wq[TRIALS] = {0}, wqq[TRIALS] = {0}, wxq[TRIALS] = {0};
    for (int t = 0; t < TRIALS; ++t) {
        for (int lane = 0; lane < LANES; ++lane) {
            inverse_scale[t][lane] = (levels - 1.0f + 0.1f * (float)(LANES * t + lane)) / width;
        }
    }
    float sum_w = 0, sum_wx = 0;
    for (int j = 0; j < GROUP; ++j) {
        float value = x[j], w = weight[j], above = value - low;
        sum_w += w;
        sum_wx += w * value;
        for (int t = 0; t < TRIALS; ++t) {
            float8 q = NAME(bounded8)(NAME(nearest8)(inverse_scale[t] * above), 0.0f, levels);
            float8 weighted = q * w;
            wq[t] += weighted;
            wqq[t] += weighted * q;
            wxq[t] += weighted * value;
        }
    }
    float best = INFINITY;
    for (int t = 0; t < TRIALS; ++t) {
        // The best scale and minimum for the steps; where that minimum is negative, none. Errors up to a constant.
        float8 determinant = wqq[t] * sum_w - wq[t] * wq[t];
        float8 trial_minimum = (wq[t] * wxq[t] - wqq[t] * sum_wx) / determinant;
        float8 trial_scale = trial_minimum < 0.0f ? wxq[t] / wqq[t] : (wxq[t] * sum_w - wq[t] * sum_wx) / determinant;
        trial_minimum = trial_minimum < 0.0f ? (float8)0.0f : trial_minimum;
        float8 error = trial_minimum * sum_wx - trial_scale * wxq[t];
        for (int lane = 0; lane < LANES; ++lane) {
            if (error[lane] < best && determinant[lane] > 0 && trial_scale[lane] > 0) {
                best = error[lane];
                *scale = trial_scale[lane];
                *minimum = trial_minimum[lane];
            }
        }
    }
}

// Chooses each group's rounded scale and minimum for given block scales.
static void NAME(round_groups)(
    const float *x, const float *weight, float levels, const float *scale, const float *minimum, k_block *block) {
    float inverse_scale = block->scale > 0 ? 1.0f / block->scale : 0.0f;
    float inverse_minimum = block->minimum > 0 ? 1.0f / block->minimum : 0.0f;
    block->error = 0;
    for (int g = 0; g < GROUPS; ++g) {
        float center = NAME(bounded)(NAME(nearest)(scale[g] * inverse_scale), 0.0f, 63.0f);
        float center_minimum = NAME(bounded)(NAME(nearest)(minimum[g] * inverse_minimum), 0.0f, 63.0f);
        block->scales[g] = (uint8_t)center;
        block->minima[g] = (uint8_t)center_minimum;
        // Each lane tries a neighbour; both steps up and down, or one of them.
        const float8 scale_steps = {0, 0, 0, 1, 1, -1, -1, 2}, minimum_steps = {0, 1, -1, 0, 1, 0, -1, 2};
        float8 trial = NAME(bounded8)(scale_steps + center, 0.0f, 63.0f);
        float8 trial_minimum = NAME(bounded8)(minimum_steps + center_minimum, 0.0f, 63.0f);
        float8 group_scale = trial * block->scale, group_minimum = trial_minimum * block->minimum;
        float8 inverse = group_scale > 0.0f ? 1.0f / group_scale : (float8)0.0f, error = 0;
        for (int j = GROUP * g; j < GROUP * (g + 1); ++j) {
            float8 q = NAME(bounded8)(NAME(nearest8)((group_minimum + x[j]) * inverse), 0.0f, levels);
            float8 rest = q * group_scale - group_minimum - x[j];
            error += rest * rest * weight[j];
        }
        float best = INFINITY;
        for (int lane = 0; lane < LANES; ++lane) {
            if (error[lane] < best) {
                best = error[lane];
                block->scales[g] = (uint8_t)trial[lane];
                block->minima[g] = (uint8_t)trial_minimum[lane];
            }
        }
        block->error += best;
    }
}

// Solves for the block's two scales with all steps and group scales fixed.
static void NAME(solve_block)(
    const float *x, const float *weight, float levels, const k_block *block, float *scale, float *minimum) {
    float aa = 0, ab = 0, bb = 0, ax = 0, bx = 0;
    for (int g = 0; g < GROUPS; ++g) {
        float q[GROUP], s = block->scales[g], m = block->minima[g];
        const float *values = x + GROUP * g, *weights = weight + GROUP * g;
        NAME(group_steps)(values, block->scale * s, block->minimum * m, levels, q);
        float8 w = 0, wq = 0, wqq = 0, wx = 0, wxq = 0;
        for (int j = 0; j < GROUP; j += LANES) {
            float8 weight8 = NAME(load8)(weights + j), step = NAME(load8)(q + j), value = NAME(load8)(values + j);
            w += weight8;
            wq += weight8 * step;
            wqq += weight8 * step * step;
            wx += weight8 * value;
            wxq += weight8 * value * step;
        }
        aa += s * s * NAME(sum8)(wqq);
        ab += s * m * NAME(sum8)(wq);
        bb += m * m * NAME(sum8)(w);
        ax += s * NAME(sum8)(wxq);
        bx += m * NAME(sum8)(wx);
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
static inline float NAME(half_scale)(float scale) {
    float held = corvid_half_to_float(corvid_float_to_half(scale));
    return held > 0 && held < INFINITY ? held : 0.0f;
}

// Finds all scales of a block and its steps.
static void NAME(encode_k_block)(const float *x, float levels, k_block *best, uint8_t q[BLOCK]) {
    float weight[BLOCK], scale[GROUPS], minimum[GROUPS], largest_scale = 0, largest_minimum = 0;
    for (int g = 0; g < GROUPS; ++g) {
        NAME(weigh)(x + GROUP * g, GROUP, weight + GROUP * g);
        NAME(search_group)(x + GROUP * g, weight + GROUP * g, levels, &scale[g], &minimum[g]);
        largest_scale = scale[g] > largest_scale ? scale[g] : largest_scale;
        largest_minimum = minimum[g] > largest_minimum ? minimum[g] : largest_minimum;
    }
    best->scale = NAME(half_scale)(largest_scale / 63.0f);
    best->minimum = NAME(half_scale)(largest_minimum / 63.0f);
    NAME(round_groups)(x, weight, levels, scale, minimum, best);
    k_block trial;
    NAME(solve_block)(x, weight, levels, best, &trial.scale, &trial.minimum);
    trial.scale = NAME(half_scale)(trial.scale);
    trial.minimum = NAME(half_scale)(trial.minimum);
    NAME(round_groups)(x, weight, levels, scale, minimum, &trial);
    if (trial.error < best->error) { *best = trial; }
    for (int g = 0; g < GROUPS; ++g) {
        float steps[GROUP];
        NAME(group_steps)(
            x + GROUP * g, best->scale * best->scales[g], best->minimum * best->minima[g], levels, steps);
        for (int j = 0; j < GROUP; ++j) { q[GROUP * g + j] = (uint8_t)steps[j]; }
    }
}

static void NAME(store_k_header)(const k_block *block, uint8_t *to) {
    corvid_store16(to, corvid_float_to_half(block->scale));
    corvid_store16(to + 2, corvid_float_to_half(block->minimum));
    corvid_pack_k_scales(block->scales, block->minima, to + 4);
}

// Stores the low nibbles, two groups to 32 bytes.
static void NAME(store_k_nibbles)(const uint8_t q[BLOCK], uint8_t *to) {
    for (int pair = 0; pair < 4; ++pair) {
        const uint8_t *from = q + 64 * pair;
        for (int j = 0; j < 32; ++j) { to[32 * pair + j] = (uint8_t)((from[j] & 15) | (from[j + 32] << 4)); }
    }
}

static void NAME(encode_q4_k)(const float *x, uint8_t *to, int64_t count) {
    for (int64_t i = 0; i < count; i += BLOCK, to += 144) {
        k_block block;
        uint8_t q[BLOCK];
        NAME(encode_k_block)(x + i, 15.0f, &block, q);
        NAME(store_k_header)(&block, to);
        NAME(store_k_nibbles)(q, to + 16);
    }
}

static void NAME(encode_q5_k)(const float *x, uint8_t *to, int64_t count) {
    for (int64_t i = 0; i < count; i += BLOCK, to += 176) {
        k_block block;
        uint8_t q[BLOCK];
        NAME(encode_k_block)(x + i, 31.0f, &block, q);
        NAME(store_k_header)(&block, to);
        memset(to + 16, 0, 32);
        for (int g = 0; g < GROUPS; ++g) {
            for (int j = 0; j < GROUP; ++j) { to[16 + j] |= (uint8_t)((q[GROUP * g + j] >> 4) << g); }
        }
        NAME(store_k_nibbles)(q, to + 48);
    }
}

// -------------------------------------------------------------------------------------------- Q6_K: x ~ scale * q

// The scale, of either sign, that suits a group best. Each lane tries its own step width.
static float NAME(search_small)(const float *x, const float *weight) {
    float extreme = 0;
    for (int j = 0; j < SMALL; ++j) { extreme = fabsf(x[j]) > fabsf(extreme) ? x[j] : extreme; }
    if (!(34.0f / fabsf(extreme) < INFINITY)) { return 0; }
    float8 inverse_scale[TRIALS], wqq[TRIALS] = {0}, wxq[TRIALS] = {0};
    for (int t = 0; t < TRIALS; ++t) {
        for (int lane = 0; lane < LANES; ++lane) {
            inverse_scale[t][lane] = -(30.8f + 0.1f * (float)(LANES * t + lane)) / extreme;
        }
    }
    for (int j = 0; j < SMALL; ++j) {
        for (int t = 0; t < TRIALS; ++t) {
            float8 q = NAME(bounded8)(NAME(nearest8)(inverse_scale[t] * x[j]), -32.0f, 31.0f);
            float8 weighted = q * weight[j];
            wqq[t] += weighted * q;
            wxq[t] += weighted * x[j];
        }
    }
    float best = -INFINITY, scale = 0;
    for (int t = 0; t < TRIALS; ++t) {
        float8 trial = wxq[t] / wqq[t], gain = trial * wxq[t];
        for (int lane = 0; lane < LANES; ++lane) {
            if (gain[lane] > best) {
                best = gain[lane];
                scale = trial[lane];
            }
        }
    }
    return scale;
}

// The rounded scale, among neighbours of `center`, with the smallest error; each lane tries one.
static float NAME(round_small)(const float *x, const float *weight, float block_scale, float center) {
    const float8 steps = {0, 1, -1, 2, -2, 3, -3, 4};
    float8 trial = NAME(bounded8)(steps + center, -128.0f, 127.0f);
    float8 scale = trial * block_scale, error = 0;
    float8 inverse = scale == 0.0f ? (float8)0.0f : 1.0f / scale;
    for (int j = 0; j < SMALL; ++j) {
        float8 rest = NAME(bounded8)(NAME(nearest8)(inverse * x[j]), -32.0f, 31.0f) * scale - x[j];
        error += rest * rest * weight[j];
    }
    float best = INFINITY, chosen = center;
    for (int lane = 0; lane < LANES; ++lane) {
        if (error[lane] < best) {
            best = error[lane];
            chosen = trial[lane];
        }
    }
    return chosen;
}

static void NAME(encode_q6_k)(const float *x, uint8_t *to, int64_t count) {
    for (int64_t i = 0; i < count; i += BLOCK, to += 210) {
        float weight[BLOCK], scale[SMALLS], largest = 0;
        for (int g = 0; g < SMALLS; ++g) {
            NAME(weigh)(x + i + SMALL * g, SMALL, weight + SMALL * g);
            scale[g] = NAME(search_small)(x + i + SMALL * g, weight + SMALL * g);
            largest = fabsf(scale[g]) > fabsf(largest) ? scale[g] : largest;
        }
        // The largest group scale becomes -128, the end of the range that reaches further.
        uint16_t stored = corvid_float_to_half(largest / -128.0f);
        float block_scale = corvid_half_to_float(stored);
        if (!(fabsf(block_scale) < INFINITY)) { block_scale = 0; }
        float inverse_scale = block_scale != 0 ? 1.0f / block_scale : 0.0f;
        uint8_t q[BLOCK];
        for (int g = 0; g < SMALLS; ++g) {
            const float *values = x + i + SMALL * g;
            float center = NAME(bounded)(NAME(nearest)(scale[g] * inverse_scale), -128.0f, 127.0f);
            float chosen = NAME(round_small)(values, weight + SMALL * g, block_scale, center);
            float inverse = block_scale * chosen != 0 ? 1.0f / (block_scale * chosen) : 0.0f;
            for (int j = 0; j < SMALL; ++j) {
                q[SMALL * g + j] = (uint8_t)(NAME(bounded)(NAME(nearest)(values[j] * inverse), -32.0f, 31.0f) + 32.0f);
            }
            to[192 + g] = (uint8_t)(int8_t)chosen;
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
