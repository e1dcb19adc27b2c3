// Calls the kernel of the instruction set that `isa` names.
#ifndef CORVID_CHOOSE_H
#define CORVID_CHOOSE_H

#if defined(__x86_64__)
#define CORVID_CHOOSE(name, arguments)                                                                                 \
    (isa == CORVID_ISA_SCALAR     ? corvid_##name##_scalar arguments                                                   \
     : isa == CORVID_ISA_PORTABLE ? corvid_##name##_portable arguments                                                 \
     : isa == CORVID_ISA_AVX2     ? corvid_##name##_avx2 arguments                                                     \
                                  : corvid_##name##_avx512 arguments)
#else
#define CORVID_CHOOSE(name, arguments)                                                                                 \
    (isa == CORVID_ISA_SCALAR ? corvid_##name##_scalar arguments : corvid_##name##_portable arguments)
#endif

#endif
