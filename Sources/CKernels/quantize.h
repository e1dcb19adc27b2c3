// The encoders of formats with blocks of 256 (quantize_k.c).
#ifndef CORVID_QUANTIZE_H
#define CORVID_QUANTIZE_H

#include "CKernels.h"

void corvid_encode_q4_k(corvid_isa isa, const float *x, uint8_t *blocks, int64_t count);
void corvid_encode_q5_k(corvid_isa isa, const float *x, uint8_t *blocks, int64_t count);
void corvid_encode_q6_k(corvid_isa isa, const float *x, uint8_t *blocks, int64_t count);

#endif
