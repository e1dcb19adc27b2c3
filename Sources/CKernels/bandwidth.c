// A plain read of memory at full speed, to measure what generation can reach at best.
#include "CKernels.h"

typedef uint64_t lanes __attribute__((vector_size(64), aligned(8), may_alias));

// Eight independent sums keep as many loads under way as the processor can.
#define READ_STREAM                                                                                                    \
    const char *bytes = memory;                                                                                        \
    lanes sums[8] = {{0}};                                                                                             \
    int64_t position = 0;                                                                                              \
    for (; position + 512 <= count; position += 512)                                                                   \
        for (int i = 0; i < 8; i++) sums[i] ^= *(const lanes *)(bytes + position + 64 * i);                            \
    lanes all = sums[0];                                                                                               \
    for (int i = 1; i < 8; i++) all ^= sums[i];                                                                        \
    uint64_t result = 0;                                                                                               \
    for (int i = 0; i < 8; i++) result ^= all[i];                                                                      \
    for (; position < count; position++) result ^= (uint64_t)(unsigned char)bytes[position] << 8 * (position % 8);      \
    return result;

static uint64_t read_stream_baseline(const void *memory, int64_t count) { READ_STREAM }

#if defined(__x86_64__)
__attribute__((target("avx2"))) static uint64_t read_stream_avx2(const void *memory, int64_t count) { READ_STREAM }
__attribute__((target("avx512f"))) static uint64_t read_stream_avx512(const void *memory, int64_t count) {
    READ_STREAM
}
#endif

uint64_t corvid_read_stream(corvid_isa isa, const void *memory, int64_t count) {
#if defined(__x86_64__)
    if (isa >= CORVID_ISA_AVX512) return read_stream_avx512(memory, count);
    if (isa >= CORVID_ISA_AVX2) return read_stream_avx2(memory, count);
#endif
    return read_stream_baseline(memory, count);
}
