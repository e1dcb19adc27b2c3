// The kernels of training for AVX2 with FMA and F16C.
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define CORVID_NAME(name) corvid_##name##_avx2
#define CORVID_HAS_F16C 1
#define CORVID_TILE_ROWS 4
#define CORVID_TILE_VECTORS 1
#include "training.inc.h"
#pragma clang attribute pop
#endif
