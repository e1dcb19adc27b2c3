// The part of distillation that goes over the teacher's few tokens: the same code for every instruction set.
#ifndef CORVID_TRAINING_SOFT_H
#define CORVID_TRAINING_SOFT_H

#include "exponential.h"
#include "training_kernels.h"

#pragma STDC FP_CONTRACT OFF

typedef struct {
    float kept[CORVID_SOFT_TOKENS];    // the logits of the teacher's tokens
    float powers[CORVID_SOFT_TOKENS];  // their softened exponentials
    float named;                       // the sum of these
    float all;                         // of the exponentials of all tokens
    float others;                      // of those that the teacher does not name, not zero
    float hard;                        // multiplies exponentials: the cross-entropy's gradient
    float push;                        // multiplies probabilities: the divergence's gradient
    float outside;                     // multiplies softened exponentials of tokens that the teacher does not name
} corvid_soft_sums;

// Takes the teacher's tokens out of the logits, so that what is summed of them afterwards is the sum of all others:
// a difference would have no digits left.
static inline void corvid_soft_take(float *logits, float top, const corvid_soft_target *soft, corvid_soft_sums *sums) {
    float scale = CORVID_LOG2E / soft->temperature;
    sums->named = 0;
    for (int32_t i = 0; i < soft->count; i++) {
        float *logit = logits + soft->tokens[i];
        sums->kept[i] = *logit;
        sums->powers[i] = corvid_power_of_two((*logit - top) * scale);
        sums->named += sums->powers[i];
        *logit = -INFINITY;
    }
}

static inline void corvid_soft_factors(
    float sum, float others, float weight, const corvid_soft_target *soft, corvid_soft_sums *sums) {
    sums->all = sums->named + others;
    sums->others = others < 1e-30f ? 1e-30f : others;
    sums->hard = weight * (1.0f - soft->share) / sum;
    sums->push = weight * soft->share * soft->temperature;
    sums->outside = sums->push * (1.0f / sums->all - soft->rest / sums->others);
}

// Puts the teacher's tokens back, with their gradients and the target's; returns the divergence.
static inline float corvid_soft_finish(
    float *logits, float top, int32_t target, float weight, const corvid_soft_target *soft,
    const corvid_soft_sums *sums, uint16_t *dlogits) {
    float scale = CORVID_LOG2E / soft->temperature, pull = -(weight * (1.0f - soft->share));
    float log_all = logf(sums->all), divergence = 0;
    float logit = logits[target] - top;
    float gradient = fmaf(corvid_power_of_two(logit * CORVID_LOG2E), sums->hard, pull);
    // Where the teacher names the target, what is written here is replaced.
    dlogits[target] =
        corvid_float_to_bfloat(fmaf(corvid_power_of_two(logit * scale), sums->outside, gradient));
    for (int32_t i = 0; i < soft->count; i++) {
        int32_t token = soft->tokens[i];
        float probability = soft->probabilities[i];
        logits[token] = sums->kept[i];
        logit = sums->kept[i] - top;
        gradient = fmaf(corvid_power_of_two(logit * CORVID_LOG2E), sums->hard, token == target ? pull : 0.0f);
        dlogits[token] =
            corvid_float_to_bfloat(fmaf(sums->powers[i] / sums->all - probability, sums->push, gradient));
        if (probability > 0) {
            divergence += probability * (logf(probability) - (logit / soft->temperature - log_all));
        }
    }
    if (soft->rest > 0) { divergence += soft->rest * (logf(soft->rest) - (logf(sums->others) - log_all)); }
    return divergence;
}

#endif
