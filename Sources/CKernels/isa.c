#include "CKernels.h"

corvid_isa corvid_isa_best(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni")) {
        return CORVID_ISA_AVX512;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) { return CORVID_ISA_AVX2; }
#endif
    return CORVID_ISA_PORTABLE;
}

bool corvid_has_bfloat16(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

const char *corvid_isa_name(corvid_isa isa) {
    switch (isa) {
    case CORVID_ISA_SCALAR: return "scalar";
    case CORVID_ISA_PORTABLE: return "portable";
    case CORVID_ISA_AVX2: return "avx2";
    case CORVID_ISA_AVX512: return "avx512-vnni";
    }
    return "unknown";
}
