// The kernels of training for AVX-512.
#if defined(__x86_64__)
#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)
#define CORVID_NAME(name) corvid_##name##_avx512
#define CORVID_HAS_F16C 1
#define CORVID_TILE_ROWS 8
#define CORVID_TILE_VECTORS 2
#include "training.inc.h"
#pragma clang attribute pop
#endif
