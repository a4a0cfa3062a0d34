// Products y[rows x n] = x[rows x k] * w[n x k]^T of integers, where w are quanta with scales and x is rounded to int8, and of
// few rows of floats with panels of weights.
//
// Weights of the first kind are kept as numbers without a sign, their quanta plus an offset, since the instructions multiply bytes without a
// sign by bytes with one. What that adds to a sum is the offset times the sum of the row of x, so every sum begins with
// minus that. Sums are of 32 bits and exact; overflow drops whole multiples of 2^32, and the true sum fits.
//
// No two rows share anything: a row has the same bits in any company, on every processor.

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define X86 1
#else
#define X86 0
#endif

enum {
    STRIPE = 16,            // outputs whose weights stand together
    PANEL = 64,             // outputs are padded to a multiple of this
    GROUP = 32,             // columns that share a scale in int4
    WORD = 4,               // columns in a word of 32 bits
    GROUP_WORDS = GROUP / WORD,
    GROUP_BYTES = STRIPE * GROUP / 2,
    INT4_OFFSET = 8,
    INT8_OFFSET = 128,
    // Bytes from the weights that are multiplied to those that are asked for; into which cache was measured, too.
    AHEAD = 8192,
    TILE = 8,               // rows that are multiplied at a time
    MOST = 127              // of the magnitudes of rounded activations
};

// ---- Instructions -----------------------------------------------------------------------------------------------------

enum { PLAIN, AVX2, AVX512 };

// The best that this processor has: 0 plain C, 1 AVX2, 2 AVX-512 with VNNI.
int unmask_instructions(void) {
#if X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
        return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")
                        && __builtin_cpu_supports("avx512vl")
                ? AVX512
                : AVX2;
    }
#endif
    return PLAIN;
}

// ---- Rounded activations ----------------------------------------------------------------------------------------------

// Rounded rows lie in tiles of TILE rows, the last one maybe lower: [tile][part][row of the tile], where a part of a row is
// the words that share a scale and, behind them, what its sum begins with. Scales lie apart, in the same order.
typedef struct {
    long parts;     // of a row
    long words;     // of a part
    int32_t *quanta;
    float *scales;
} Rounded;

static long up(long count, long multiple) {
    return (count + multiple - 1) / multiple * multiple;
}

static Rounded rounded(void *memory, long rows, long parts, long words) {
    Rounded r = {parts, words, memory, NULL};
    r.scales = (float *) (r.quanta + up(rows * parts * (words + 1), STRIPE));
    return r;
}

static long workspace(long rows, long parts, long words) {
    return sizeof(int32_t) * (up(rows * parts * (words + 1), STRIPE) + rows * parts);
}

static int height(long rows, long tile) {
    long left = rows - tile * TILE;
    return (int) (left < TILE ? left : TILE);
}

static void round_part(const float *x, long count, long words, int offset, int32_t *to, float *scale) {
    // Magnitudes are in the order of their bits, and what is not a number is above all.
    uint32_t most = 0;
    for (long i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, sizeof bits);
        bits &= 0x7fffffff;
        most = bits > most ? bits : most;
    }
    float greatest;
    memcpy(&greatest, &most, sizeof greatest);
    *scale = greatest / MOST;
    // Scales too small to have an inverse.
    float inverse = *scale < 0x1p-126f ? 0 : 1 / *scale;
    int8_t *quanta = (int8_t *) to;
    int32_t sum = 0;
    for (long i = 0; i < count; i++) {
        // Rounds to an integer, ties to even.
        float q = (x[i] * inverse + 12582912.0f) - 12582912.0f;
        quanta[i] = (int8_t) (int32_t) q;
        sum += quanta[i];
    }
    memset(quanta + count, 0, words * WORD - count);
    to[words] = -offset * sum;
}

static void round_rows(Rounded r, const float *x, long rows, long columns, int offset, long from, long to) {
    for (long row = from; row < to; row++) {
        long tile = row / TILE;
        int high = height(rows, tile);
        for (long part = 0; part < r.parts; part++) {
            long first = part * r.words * WORD;
            long count = columns - first < r.words * WORD ? columns - first : r.words * WORD;
            long at = tile * TILE * r.parts + part * high + row % TILE;
            round_part(x + row * columns + first, count, r.words, offset, r.quanta + at * (r.words + 1), r.scales + at);
        }
    }
}

static long groups_of(long columns) {
    return (columns + GROUP - 1) / GROUP;
}

static long words_of(long columns) {
    return (columns + WORD - 1) / WORD;
}

// Bytes that rounded rows take.
long unmask_groups_workspace(long rows, long columns) {
    return workspace(rows, groups_of(columns), GROUP_WORDS);
}

long unmask_bytes_workspace(long rows, long columns) {
    return workspace(rows, 1, words_of(columns));
}

// Rounds the rows [from, to) of x[rows x columns], with a scale for each group of a row.
void unmask_round_groups(const float *x, long rows, long columns, long from, long to, void *memory) {
    round_rows(rounded(memory, rows, groups_of(columns), GROUP_WORDS), x, rows, columns, INT4_OFFSET, from, to);
}

// Rounds the rows [from, to) of x[rows x columns], with a scale for each row.
void unmask_round_bytes(const float *x, long rows, long columns, long from, long to, void *memory) {
    round_rows(rounded(memory, rows, 1, words_of(columns)), x, rows, columns, INT8_OFFSET, from, to);
}

// ---- int4 in groups ---------------------------------------------------------------------------------------------------

// A stripe of weights: scales[groups][STRIPE] as float16, then quanta[groups][GROUP_WORDS / 2][STRIPE] words, of which the
// lower halves of bytes are WORD neighbouring columns and the upper halves the next WORD.

#if X86

#define ON_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,f16c,fma"), always_inline)) static inline
#define ON_AVX2 __attribute__((target("avx2,fma,f16c"), always_inline)) static inline

ON_AVX512 void groups_avx512(const uint16_t *scales, const uint8_t *w, long groups, int rows, const int32_t *x,
        const float *xs, float *y, long stride) {
    const __m512i lower = _mm512_set1_epi8(15);
    __m512 sums[TILE];
    for (int r = 0; r < rows; r++) {
        sums[r] = _mm512_setzero_ps();
    }
    for (long g = 0; g < groups; g++) {
        __m512i q[GROUP_WORDS];
        for (int i = 0; i < GROUP_WORDS / 2; i++) {
            _mm_prefetch((const char *) w + g * GROUP_BYTES + i * STRIPE * WORD + AHEAD, _MM_HINT_T0);
            __m512i two = _mm512_loadu_si512(w + g * GROUP_BYTES + i * STRIPE * WORD);
            q[2 * i] = _mm512_and_si512(two, lower);
            q[2 * i + 1] = _mm512_and_si512(_mm512_srli_epi16(two, 4), lower);
        }
        __m512 scale = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *) (scales + g * STRIPE)));
        for (int r = 0; r < rows; r++) {
            const int32_t *part = x + (g * rows + r) * (GROUP_WORDS + 1);
            __m512i sum = _mm512_set1_epi32(part[GROUP_WORDS]);
            for (int i = 0; i < GROUP_WORDS; i++) {
                sum = _mm512_dpbusd_epi32(sum, q[i], _mm512_set1_epi32(part[i]));
            }
            sums[r] = _mm512_fmadd_ps(
                    _mm512_mul_ps(_mm512_cvtepi32_ps(sum), scale), _mm512_set1_ps(xs[g * rows + r]), sums[r]);
        }
    }
    for (int r = 0; r < rows; r++) {
        _mm512_storeu_ps(y + r * stride, sums[r]);
    }
}

// Half a stripe. A pair of products is at most 2 * 15 * 127, and eight of them fit into 16 bits.
ON_AVX2 void groups_avx2(const uint16_t *scales, const uint8_t *w, long groups, int rows, int high, const int32_t *x,
        const float *xs, float *y, long stride) {
    const __m256i lower = _mm256_set1_epi8(15);
    const __m256i ones = _mm256_set1_epi16(1);
    __m256 sums[TILE];
    for (int r = 0; r < rows; r++) {
        sums[r] = _mm256_setzero_ps();
    }
    for (long g = 0; g < groups; g++) {
        __m256i pairs[TILE];
        for (int r = 0; r < rows; r++) {
            pairs[r] = _mm256_setzero_si256();
        }
        for (int i = 0; i < GROUP_WORDS / 2; i++) {
            _mm_prefetch((const char *) w + g * GROUP_BYTES + i * STRIPE * WORD + AHEAD, _MM_HINT_T0);
            __m256i two = _mm256_loadu_si256((const __m256i *) (w + g * GROUP_BYTES + i * STRIPE * WORD));
            __m256i p = _mm256_and_si256(two, lower);
            __m256i q = _mm256_and_si256(_mm256_srli_epi16(two, 4), lower);
            for (int r = 0; r < rows; r++) {
                const int32_t *part = x + (g * high + r) * (GROUP_WORDS + 1);
                pairs[r] = _mm256_add_epi16(pairs[r], _mm256_add_epi16(
                        _mm256_maddubs_epi16(p, _mm256_set1_epi32(part[2 * i])),
                        _mm256_maddubs_epi16(q, _mm256_set1_epi32(part[2 * i + 1]))));
            }
        }
        __m256 scale = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *) (scales + g * STRIPE)));
        for (int r = 0; r < rows; r++) {
            __m256i start = _mm256_set1_epi32(x[(g * high + r) * (GROUP_WORDS + 1) + GROUP_WORDS]);
            __m256i sum = _mm256_add_epi32(_mm256_madd_epi16(pairs[r], ones), start);
            sums[r] = _mm256_fmadd_ps(
                    _mm256_mul_ps(_mm256_cvtepi32_ps(sum), scale), _mm256_set1_ps(xs[g * high + r]), sums[r]);
        }
    }
    for (int r = 0; r < rows; r++) {
        _mm256_storeu_ps(y + r * stride, sums[r]);
    }
}

#endif

static float from_half(uint16_t half) {
    // The bits but the sign, moved to where float32 has its own, are the number times 2^-112, also of one that is not normal.
    uint32_t bits = (uint32_t) (half & 0x8000) << 16 | (uint32_t) (half & 0x7fff) << 13;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value * 0x1p112f;
}

static void groups_plain(const uint16_t *scales, const uint8_t *w, long groups, int rows, const int32_t *x, const float *xs,
        float *y, long stride) {
    for (int r = 0; r < rows; r++) {
        float sums[STRIPE] = {0};
        for (long g = 0; g < groups; g++) {
            const int32_t *part = x + (g * rows + r) * (GROUP_WORDS + 1);
            const int8_t *quanta = (const int8_t *) part;
            for (int o = 0; o < STRIPE; o++) {
                int32_t sum = part[GROUP_WORDS];
                for (int i = 0; i < GROUP_WORDS / 2; i++) {
                    const uint8_t *two = w + g * GROUP_BYTES + (i * STRIPE + o) * WORD;
                    for (int b = 0; b < WORD; b++) {
                        sum += (two[b] & 15) * quanta[2 * i * WORD + b] + (two[b] >> 4) * quanta[(2 * i + 1) * WORD + b];
                    }
                }
                sums[o] = fmaf((float) sum * from_half(scales[g * STRIPE + o]), xs[g * rows + r], sums[o]);
            }
        }
        memcpy(y + r * stride, sums, sizeof sums);
    }
}

// One function for each number of rows, so that sums stay in registers.
#define EACH_HEIGHT(CASE) CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8)

#if X86
#define GROUPS_AVX512(R)                                                                                                   \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,f16c,fma"))) static void groups_avx512_##R(                \
            const uint16_t *s, const uint8_t *w, long g, const int32_t *x, const float *xs, float *y, long stride) {       \
        groups_avx512(s, w, g, R, x, xs, y, stride);                                                                       \
    }
EACH_HEIGHT(GROUPS_AVX512)

// Four rows at a time have their sums in sixteen registers.
#define GROUPS_AVX2(R)                                                                                                     \
    __attribute__((target("avx2,fma,f16c"))) static void groups_avx2_##R(                                                  \
            const uint16_t *s, const uint8_t *w, long g, const int32_t *x, const float *xs, float *y, long stride) {       \
        for (int half = 0; half < 2; half++) {                                                                             \
            const uint16_t *scales = s + half * STRIPE / 2;                                                                \
            const uint8_t *quanta = w + half * STRIPE * WORD / 2;                                                          \
            float *to = y + half * STRIPE / 2;                                                                             \
            groups_avx2(scales, quanta, g, R < 4 ? R : 4, R, x, xs, to, stride);                                           \
            if (R > 4) {                                                                                                   \
                groups_avx2(scales, quanta, g, R - 4, R, x + 4 * (GROUP_WORDS + 1), xs + 4, to + 4 * stride, stride);      \
            }                                                                                                              \
        }                                                                                                                  \
    }
EACH_HEIGHT(GROUPS_AVX2)
#endif

static void groups_stripe(int level, const uint16_t *s, const uint8_t *w, long groups, int rows, const int32_t *x, const float *xs,
        float *y, long stride) {
#if X86
#define CASE_AVX512(R) case R: groups_avx512_##R(s, w, groups, x, xs, y, stride); return;
#define CASE_AVX2(R) case R: groups_avx2_##R(s, w, groups, x, xs, y, stride); return;
    if (level == AVX512) {
        switch (rows) { EACH_HEIGHT(CASE_AVX512) }
    }
    if (level == AVX2) {
        switch (rows) { EACH_HEIGHT(CASE_AVX2) }
    }
#endif
    (void) level;
    groups_plain(s, w, groups, rows, x, xs, y, stride);
}

// The stripes [from, to) of the product of rounded rows with w[outputs x columns] in int4.
//
// level: instructions to use, at most those of unmask_instructions
// padded: groups of a row of w, those that only fill it up included
void unmask_multiply_groups(int level, const void *memory, long rows, long columns, const uint8_t *w, long padded, long outputs,
        long from, long to, float *y) {
    Rounded x = rounded((void *) memory, rows, groups_of(columns), GROUP_WORDS);
    long stripe_bytes = padded * (STRIPE * (long) sizeof(uint16_t) + GROUP_BYTES);
    for (long stripe = from; stripe < to; stripe++) {
        const uint8_t *at = w + stripe * stripe_bytes;
        const uint16_t *scales = (const uint16_t *) at;
        const uint8_t *quanta = at + padded * STRIPE * sizeof(uint16_t);
        long first = stripe * STRIPE;
        long count = outputs - first < STRIPE ? outputs - first : STRIPE;
        for (long tile = 0; tile * TILE < rows; tile++) {
            int high = height(rows, tile);
            long part = tile * TILE * x.parts;
            float *target = y + tile * TILE * outputs + first;
            const int32_t *row = x.quanta + part * (GROUP_WORDS + 1);
            if (count == STRIPE) {
                groups_stripe(level, scales, quanta, x.parts, high, row, x.scales + part, target, outputs);
            } else if (count > 0) {
                float whole[TILE * STRIPE];
                groups_stripe(level, scales, quanta, x.parts, high, row, x.scales + part, whole, STRIPE);
                for (int r = 0; r < high; r++) {
                    memcpy(target + r * outputs, whole + r * STRIPE, count * sizeof(float));
                }
            }
        }
    }
}

// ---- int8 -------------------------------------------------------------------------------------------------------------

// A stripe of weights: [words][STRIPE] words of WORD neighbouring columns, quanta plus INT8_OFFSET.

#if X86

// Sums of several words apart, so that an instruction does not wait for the one before.
ON_AVX512 void bytes_avx512(const uint8_t *w, long words, int rows, const int32_t *x, int32_t *y) {
    __m512i a[TILE], b[TILE];
    for (int r = 0; r < rows; r++) {
        a[r] = _mm512_set1_epi32(x[r * (words + 1) + words]);
        b[r] = _mm512_setzero_si512();
    }
    long i = 0;
    for (; i + 1 < words; i += 2) {
        _mm_prefetch((const char *) w + i * STRIPE * WORD + AHEAD, _MM_HINT_T1);
        _mm_prefetch((const char *) w + (i + 1) * STRIPE * WORD + AHEAD, _MM_HINT_T1);
        __m512i p = _mm512_loadu_si512(w + i * STRIPE * WORD);
        __m512i q = _mm512_loadu_si512(w + (i + 1) * STRIPE * WORD);
        for (int r = 0; r < rows; r++) {
            a[r] = _mm512_dpbusd_epi32(a[r], p, _mm512_set1_epi32(x[r * (words + 1) + i]));
            b[r] = _mm512_dpbusd_epi32(b[r], q, _mm512_set1_epi32(x[r * (words + 1) + i + 1]));
        }
    }
    if (i < words) {
        __m512i p = _mm512_loadu_si512(w + i * STRIPE * WORD);
        for (int r = 0; r < rows; r++) {
            a[r] = _mm512_dpbusd_epi32(a[r], p, _mm512_set1_epi32(x[r * (words + 1) + i]));
        }
    }
    for (int r = 0; r < rows; r++) {
        _mm512_storeu_si512(y + r * STRIPE, _mm512_add_epi32(a[r], b[r]));
    }
}

// Half a stripe. Products of 255 with 127 would not fit into 16 bits, those of magnitudes do: the sign of a weight goes to
// what it is multiplied with, and no sum begins with a correction.
ON_AVX2 void bytes_avx2(const uint8_t *w, long words, int rows, const int32_t *x, long row, int32_t *y) {
    const __m256i offset = _mm256_set1_epi8((char) INT8_OFFSET);
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i sums[TILE];
    for (int r = 0; r < rows; r++) {
        sums[r] = _mm256_setzero_si256();
    }
    for (long i = 0; i < words; i++) {
        _mm_prefetch((const char *) w + i * STRIPE * WORD + AHEAD, _MM_HINT_T1);
        __m256i q = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *) (w + i * STRIPE * WORD)), offset);
        __m256i magnitude = _mm256_abs_epi8(q);
        for (int r = 0; r < rows; r++) {
            __m256i pairs = _mm256_maddubs_epi16(magnitude, _mm256_sign_epi8(_mm256_set1_epi32(x[r * row + i]), q));
            sums[r] = _mm256_add_epi32(sums[r], _mm256_madd_epi16(pairs, ones));
        }
    }
    for (int r = 0; r < rows; r++) {
        _mm256_storeu_si256((__m256i *) (y + r * STRIPE), sums[r]);
    }
}

#define BYTES_AVX512(R)                                                                                                    \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni,f16c,fma"))) static void bytes_avx512_##R(                 \
            const uint8_t *w, long words, const int32_t *x, int32_t *y) {                                                  \
        bytes_avx512(w, words, R, x, y);                                                                                   \
    }
EACH_HEIGHT(BYTES_AVX512)

#define BYTES_AVX2(R)                                                                                                      \
    __attribute__((target("avx2,fma,f16c"))) static void bytes_avx2_##R(                                                   \
            const uint8_t *w, long words, const int32_t *x, int32_t *y) {                                                  \
        for (int half = 0; half < 2; half++) {                                                                             \
            bytes_avx2(w + half * STRIPE * WORD / 2, words, R, x, words + 1, y + half * STRIPE / 2);                       \
        }                                                                                                                  \
    }
EACH_HEIGHT(BYTES_AVX2)
#endif

static void bytes_plain(const uint8_t *w, long words, int rows, const int32_t *x, int32_t *y) {
    for (int r = 0; r < rows; r++) {
        const int8_t *quanta = (const int8_t *) (x + r * (words + 1));
        int32_t sums[STRIPE] = {0};
        for (long i = 0; i < words; i++) {
            for (int o = 0; o < STRIPE; o++) {
                for (int b = 0; b < WORD; b++) {
                    sums[o] += ((int32_t) w[(i * STRIPE + o) * WORD + b] - INT8_OFFSET) * quanta[i * WORD + b];
                }
            }
        }
        memcpy(y + r * STRIPE, sums, sizeof sums);
    }
}

static void bytes_stripe(int level, const uint8_t *w, long words, int rows, const int32_t *x, int32_t *y) {
#if X86
#define CASE_BYTES_AVX512(R) case R: bytes_avx512_##R(w, words, x, y); return;
#define CASE_BYTES_AVX2(R) case R: bytes_avx2_##R(w, words, x, y); return;
    if (level == AVX512) {
        switch (rows) { EACH_HEIGHT(CASE_BYTES_AVX512) }
    }
    if (level == AVX2) {
        switch (rows) { EACH_HEIGHT(CASE_BYTES_AVX2) }
    }
#endif
    (void) level;
    bytes_plain(w, words, rows, x, y);
}

// The stripes [from, to) of the product of rounded rows with w[outputs x columns] in int8.
//
// level: instructions to use, at most those of unmask_instructions
// padded: words of a row of w, those that only fill it up included
// scales: of the outputs
void unmask_multiply_bytes(int level, const void *memory, long rows, long columns, const uint8_t *w, const float *scales,
        long padded, long outputs, long from, long to, float *y) {
    Rounded x = rounded((void *) memory, rows, 1, words_of(columns));
    for (long stripe = from; stripe < to; stripe++) {
        const uint8_t *at = w + stripe * padded * STRIPE * WORD;
        long first = stripe * STRIPE;
        long count = outputs - first < STRIPE ? outputs - first : STRIPE;
        for (long tile = 0; tile * TILE < rows && count > 0; tile++) {
            int high = height(rows, tile);
            int32_t sums[TILE * STRIPE];
            bytes_stripe(level, at, x.words, high, x.quanta + tile * TILE * (x.words + 1), sums);
            for (int r = 0; r < high; r++) {
                float scale = x.scales[tile * TILE + r];
                float *target = y + (tile * TILE + r) * outputs + first;
                for (long o = 0; o < count; o++) {
                    target[o] = (float) sums[r * STRIPE + o] * scales[first + o] * scale;
                }
            }
        }
    }
}

// ---- Floats in panels -------------------------------------------------------------------------------------------------

// A panel of weights: [words][PANEL] words of 32 bits, each a float32 or two neighbouring bfloat16, or [columns][PANEL] int8.
// Every sum is made in the order of the columns, with fused multiply-adds, so that a row has the same bits in any company
// and on every processor.

enum {
    FLOAT32, BFLOAT16, INT8,
    FEW = 4,                // rows whose sums of a panel are in registers
    CHUNK = 64              // words of a panel that are multiplied with all rows before the next
};

static int columns_of_word(int type) {
    return type == BFLOAT16 ? 2 : 1;
}

static long word_bytes(int type) {
    return type == INT8 ? PANEL : PANEL * (long) sizeof(uint32_t);
}

#if X86

#define WITH_AVX512 "avx512f,avx512bw,avx512vl,avx512vnni,f16c,fma"
#define WITH_AVX2 "avx2,fma,f16c"

// Adds the products of words of a panel, or of columns of int8, with some rows to sums[rows][PANEL].
//
// vectors: of outputs, from the first; ask: whether to ask memory for what comes
#define ROWS_OF(NAME, TARGET, VECTOR, LANES, LOAD, STORE, ADD_WORD)                                                        \
    __attribute__((target(TARGET), always_inline)) static inline void NAME(int type, const uint8_t *w, long words, int rows, \
            int vectors, const float *x, long k, int ask, float *sums) {                                                   \
        VECTOR s[FEW][PANEL / LANES];                                                                                      \
        for (int r = 0; r < rows; r++) {                                                                                   \
            for (int v = 0; v < vectors; v++) {                                                                            \
                s[r][v] = LOAD(sums + r * PANEL + v * LANES);                                                              \
            }                                                                                                              \
        }                                                                                                                  \
        long bytes = word_bytes(type);                                                                                     \
        int per_word = columns_of_word(type);                                                                              \
        for (long i = 0; i < words; i++) {                                                                                 \
            const uint8_t *at = w + i * bytes;                                                                             \
            for (long line = 0; ask && line < bytes; line += 64) {                                                         \
                _mm_prefetch((const char *) at + AHEAD + line, _MM_HINT_T1);                                           \
            }                                                                                                              \
            for (int v = 0; v < vectors; v++) {                                                                            \
                ADD_WORD                                                                                                   \
            }                                                                                                              \
        }                                                                                                                  \
        for (int r = 0; r < rows; r++) {                                                                                   \
            for (int v = 0; v < vectors; v++) {                                                                            \
                STORE(sums + r * PANEL + v * LANES, s[r][v]);                                                              \
            }                                                                                                              \
        }                                                                                                                  \
    }

#define ADD_AVX512                                                                                                         \
    if (type == BFLOAT16) {                                                                                                \
        __m512i two = _mm512_loadu_si512(at + v * 64);                                                                     \
        __m512 p = _mm512_castsi512_ps(_mm512_slli_epi32(two, 16));                                                        \
        __m512 q = _mm512_castsi512_ps(_mm512_and_si512(two, _mm512_set1_epi32((int) 0xffff0000)));                        \
        for (int r = 0; r < rows; r++) {                                                                                   \
            s[r][v] = _mm512_fmadd_ps(_mm512_set1_ps(x[r * k + 2 * i]), p, s[r][v]);                                       \
            s[r][v] = _mm512_fmadd_ps(_mm512_set1_ps(x[r * k + 2 * i + 1]), q, s[r][v]);                                   \
        }                                                                                                                  \
    } else {                                                                                                               \
        __m512 p = type == FLOAT32                                                                                         \
                ? _mm512_loadu_ps((const float *) (at + v * 64))                                                           \
                : _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *) (at + v * 16))));              \
        for (int r = 0; r < rows; r++) {                                                                                   \
            s[r][v] = _mm512_fmadd_ps(_mm512_set1_ps(x[r * k + i * per_word]), p, s[r][v]);                                \
        }                                                                                                                  \
    }

#define ADD_AVX2                                                                                                           \
    if (type == BFLOAT16) {                                                                                                \
        __m256i two = _mm256_loadu_si256((const __m256i *) (at + v * 32));                                                 \
        __m256 p = _mm256_castsi256_ps(_mm256_slli_epi32(two, 16));                                                        \
        __m256 q = _mm256_castsi256_ps(_mm256_and_si256(two, _mm256_set1_epi32((int) 0xffff0000)));                        \
        for (int r = 0; r < rows; r++) {                                                                                   \
            s[r][v] = _mm256_fmadd_ps(_mm256_set1_ps(x[r * k + 2 * i]), p, s[r][v]);                                       \
            s[r][v] = _mm256_fmadd_ps(_mm256_set1_ps(x[r * k + 2 * i + 1]), q, s[r][v]);                                   \
        }                                                                                                                  \
    } else {                                                                                                               \
        __m256 p = type == FLOAT32                                                                                         \
                ? _mm256_loadu_ps((const float *) (at + v * 32))                                                           \
                : _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *) (at + v * 8))));               \
        for (int r = 0; r < rows; r++) {                                                                                   \
            s[r][v] = _mm256_fmadd_ps(_mm256_set1_ps(x[r * k + i * per_word]), p, s[r][v]);                                \
        }                                                                                                                  \
    }

ROWS_OF(panel_avx512, WITH_AVX512, __m512, 16, _mm512_loadu_ps, _mm512_storeu_ps, ADD_AVX512)
ROWS_OF(panel_avx2, WITH_AVX2, __m256, 8, _mm256_loadu_ps, _mm256_storeu_ps, ADD_AVX2)

// One function for each number of rows and each type, so that sums stay in registers.
#define EACH_FEW(CASE, T) CASE(1, T) CASE(2, T) CASE(3, T) CASE(4, T)
#define EACH_TYPE(CASE) EACH_FEW(CASE, FLOAT32) EACH_FEW(CASE, BFLOAT16) EACH_FEW(CASE, INT8)

#define PANEL_AVX512(R, T)                                                                                                 \
    __attribute__((target(WITH_AVX512))) static void panel_avx512_##T##_##R(                                               \
            const uint8_t *w, long words, const float *x, long k, int ask, float *sums) {                                  \
        panel_avx512(T, w, words, R, PANEL / 16, x, k, ask, sums);                                                         \
    }
EACH_TYPE(PANEL_AVX512)

// One row has the sums of a panel in eight registers; more rows have those of a quarter.
#define PANEL_AVX2(R, T)                                                                                                   \
    __attribute__((target(WITH_AVX2))) static void panel_avx2_##T##_##R(                                                   \
            const uint8_t *w, long words, const float *x, long k, int ask, float *sums) {                                  \
        enum { VECTORS = R == 1 ? PANEL / 8 : 2 };                                                                         \
        for (int v = 0; v < PANEL / 8; v += VECTORS) {                                                                     \
            panel_avx2(T, w + v * (T == INT8 ? 8 : 32), words, R, VECTORS, x, k, ask && v == 0, sums + v * 8);             \
        }                                                                                                                  \
    }
EACH_TYPE(PANEL_AVX2)
#endif

static void panel_plain(int type, const uint8_t *w, long words, int rows, const float *x, long k, float *sums) {
    for (int r = 0; r < rows; r++) {
        for (long i = 0; i < words; i++) {
            for (int o = 0; o < PANEL; o++) {
                float *sum = sums + r * PANEL + o;
                if (type == INT8) {
                    *sum = fmaf(x[r * k + i], (float) ((const int8_t *) w)[i * PANEL + o], *sum);
                    continue;
                }
                uint32_t word;
                memcpy(&word, w + (i * PANEL + o) * sizeof word, sizeof word);
                uint32_t first = type == BFLOAT16 ? word << 16 : word;
                uint32_t second = word & 0xffff0000;
                float element;
                memcpy(&element, &first, sizeof element);
                *sum = fmaf(x[r * k + i * columns_of_word(type)], element, *sum);
                if (type == BFLOAT16) {
                    memcpy(&element, &second, sizeof element);
                    *sum = fmaf(x[r * k + 2 * i + 1], element, *sum);
                }
            }
        }
    }
}

static void panel_rows(int level, int type, const uint8_t *w, long words, int rows, const float *x, long k, int ask, float *sums) {
#if X86
#define CASE_PANEL_AVX512(R, T) case 16 * T + R: panel_avx512_##T##_##R(w, words, x, k, ask, sums); return;
#define CASE_PANEL_AVX2(R, T) case 16 * T + R: panel_avx2_##T##_##R(w, words, x, k, ask, sums); return;
    if (level == AVX512) {
        switch (16 * type + rows) { EACH_TYPE(CASE_PANEL_AVX512) }
    }
    if (level == AVX2) {
        switch (16 * type + rows) { EACH_TYPE(CASE_PANEL_AVX2) }
    }
#endif
    (void) level;
    (void) ask;
    panel_plain(type, w, words, rows, x, k, sums);
}

// The panels [from, to) of the product of x[rows x columns] with w[outputs x columns]; rows is at most PANEL.
//
// level: instructions to use, at most those of unmask_instructions
// type: of the weights, 0 float32, 1 bfloat16, 2 int8
// scales: of the outputs, for int8
// padded: bytes of a panel
void unmask_multiply_panels(int level, int type, const float *x, long rows, long columns, const uint8_t *w, const float *scales,
        long padded, long outputs, long from, long to, float *y) {
    int per_word = columns_of_word(type);
    long words = columns / per_word;
    for (long panel = from; panel < to; panel++) {
        const uint8_t *at = w + panel * padded;
        float sums[PANEL * PANEL];
        memset(sums, 0, rows * PANEL * sizeof(float));
        long chunk = rows <= FEW && (level == AVX512 || rows == 1) ? words : CHUNK;
        for (long word = 0; word < words; word += chunk) {
            long count = words - word < chunk ? words - word : chunk;
            for (long row = 0; row < rows; row += FEW) {
                int some = (int) (rows - row < FEW ? rows - row : FEW);
                panel_rows(level, type, at + word * word_bytes(type), count, some, x + row * columns + word * per_word, columns,
                        row == 0, sums + row * PANEL);
            }
        }
        if (words * per_word < columns) {
            // An odd last column: the other half of its words is zero.
            for (long row = 0; row < rows; row++) {
                float last[2] = {x[row * columns + columns - 1], 0};
                panel_plain(type, at + words * word_bytes(type), 1, 1, last, 0, sums + row * PANEL);
            }
        }
        long first = panel * PANEL;
        long count = outputs - first < PANEL ? outputs - first : PANEL;
        for (long row = 0; row < rows; row++) {
            float *target = y + row * outputs + first;
            const float *sum = sums + row * PANEL;
            for (long o = 0; o < count; o++) {
                target[o] = type == INT8 ? sum[o] * scales[first + o] : sum[o];
            }
        }
    }
}
