// The float kernels for AVX2 with FMA and F16C.
#if defined(__x86_64__)
#include <math.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#define CORVID_NAME(name) corvid_##name##_avx2
#define CORVID_HAS_F16C 1
#include "vectors.inc.h"
#pragma clang attribute pop
#endif
