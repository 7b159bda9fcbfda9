/* State of a pretended host: what its GPUs are, what was set on them, what they shall answer. */
#ifndef MOCK_STATE_H
#define MOCK_STATE_H

#include <pthread.h>
#include <stdint.h>

#define MOCK_EXPORT __attribute__((visibility("default")))

enum {
    OK = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, INSUFFICIENT_SIZE = 7, DRIVER_NOT_LOADED = 9,
    GPU_IS_LOST = 15, VERSION_MISMATCH = 25, UNKNOWN = 999
};

enum { MOST_GPUS = 16, MOST_CLOCKS = 256, MOST_FAILURES = 32, LOG_SIZE = 1 << 16 };

/* Numbers that a test may set, by gpu. */
enum mock_key {
    KEY_POWER_MW = 0,       /* fixed draw; 0: from load, clock and limit */
    KEY_LOAD_PERMILLE = 1,
    KEY_DEFAULT_LIMIT_MW = 2,
    KEY_MIN_LIMIT_MW = 3,
    KEY_MAX_LIMIT_MW = 4,
    KEY_REQUESTED_LIMIT_MW = 5,
    KEY_OUT_OF_BAND_LIMIT_MW = 6, /* 0: none */
    KEY_LOWEST_CLOCK = 7,
    KEY_HIGHEST_CLOCK = 8,
    KEY_CLOCK_STEP = 9,     /* 0: lists no clocks */
    KEY_SUSTAINED_CLOCK = 10,
    KEY_MEMORY_CLOCK = 11,
    KEY_EVENTS = 12,        /* or-ed to those that follow from the state */
    KEY_MIG_CURRENT = 13,
    KEY_MIG_PENDING = 14,
    KEY_MIG_SUPPORTED = 15,
    KEY_PERSISTENCE = 16,
    KEY_TEMPERATURE = 17,
    KEY_UTILIZATION = 18,
    KEY_MEMORY_MIB = 19,
    KEY_MEMORY_USED_MIB = 20,
    KEY_FIELDS_SUPPORTED = 21, /* power fields of newer drivers */
    KEY_LOST = 22,
    KEY_LOCK_SUPPORTED = 23,
    KEY_LIMIT_SUPPORTED = 24,
    KEY_SETTLE_READS = 25,  /* clock readings until a lock is in force */
    KEY_DROPS_LOW_LIMIT = 26, /* a limit below the draw is taken and not enforced */
    KEY_LOCK_MAX = 27,      /* what is locked, 0: nothing */
    KEY_COUNT = 28
};

struct gpu {
    uint32_t number[KEY_COUNT];
    char name[96], uuid[96], serial[32], bus[32];
    uint32_t lock_before, settle_left;
    int limit_dropped;
    uint64_t energy_uj;
};

struct failure {
    char function[64];
    int gpu; /* -1: any */
    int code;
    int left; /* -1: for ever */
};

struct mock {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int count, hidden_first, inits, generation, driver_gone;
    struct gpu gpus[MOST_GPUS];
    struct failure failures[MOST_FAILURES];
    int failure_count;
    int inside, overlaps, blocked, gate_closed;
    char gate_function[64];
    uint64_t calls, now_us;
    uint32_t lock_takes_us; /* how long locking the clocks of one GPU takes, behind the one lock */
    char log[LOG_SIZE];
    int log_length;
};

extern struct mock mock;

void mock_initialise(void);
void mock_log(const char *format, ...) __attribute__((format(printf, 1, 2)));
uint32_t mock_clock(struct gpu *gpu, int is_reading);
uint32_t mock_power(struct gpu *gpu);
uint32_t mock_enforced(struct gpu *gpu);
uint64_t mock_events(struct gpu *gpu);
int mock_injected(const char *function, int gpu);

#endif
