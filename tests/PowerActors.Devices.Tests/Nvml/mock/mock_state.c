/* The pretended host's physics, and the controls that tests pull. */
#include "mock_state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct mock mock = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

static int initialised;

static void set_model(struct gpu *gpu, const char *name, uint32_t limit, uint32_t least, uint32_t lowest, uint32_t highest, uint32_t sustained, uint32_t memory) {
    uint32_t *n = gpu->number;
    snprintf(gpu->name, sizeof gpu->name, "%s", name);
    n[KEY_DEFAULT_LIMIT_MW] = n[KEY_MAX_LIMIT_MW] = n[KEY_REQUESTED_LIMIT_MW] = limit;
    n[KEY_MIN_LIMIT_MW] = least;
    n[KEY_LOWEST_CLOCK] = lowest;
    n[KEY_HIGHEST_CLOCK] = highest;
    n[KEY_SUSTAINED_CLOCK] = sustained;
    n[KEY_MEMORY_CLOCK] = memory;
    n[KEY_CLOCK_STEP] = 15;
}

/* Even ones are A100, odd ones H100. */
MOCK_EXPORT void mock_reset(int count) {
    pthread_mutex_lock(&mock.lock);
    initialised = 1;
    mock.count = count;
    mock.hidden_first = mock.driver_gone = mock.failure_count = mock.log_length = 0;
    mock.log[0] = 0;
    mock.gate_closed = mock.overlaps = 0;
    mock.calls = mock.now_us = 0;
    mock.lock_takes_us = 0;
    mock.generation++;
    mock.inits = 0;
    memset(mock.gpus, 0, sizeof mock.gpus);
    for (int i = 0; i < count && i < MOST_GPUS; i++) {
        struct gpu *gpu = &mock.gpus[i];
        if (i % 2 == 0)
            set_model(gpu, "NVIDIA A100-SXM4-80GB", 400000, 100000, 210, 1410, 1410, 1593);
        else
            set_model(gpu, "NVIDIA H100 80GB HBM3", 700000, 200000, 345, 1980, 1830, 2619);
        snprintf(gpu->uuid, sizeof gpu->uuid, "GPU-0000000%x-aaaa-bbbb-cccc-dddddddddddd", i);
        snprintf(gpu->serial, sizeof gpu->serial, "13209200000%02d", i);
        snprintf(gpu->bus, sizeof gpu->bus, "00000000:%02X:00.0", 0x10 + i);
        uint32_t *n = gpu->number;
        n[KEY_MIG_SUPPORTED] = n[KEY_PERSISTENCE] = n[KEY_FIELDS_SUPPORTED] = n[KEY_LOCK_SUPPORTED] = n[KEY_LIMIT_SUPPORTED] = 1;
        n[KEY_TEMPERATURE] = 41 + i;
        n[KEY_UTILIZATION] = 50;
        n[KEY_MEMORY_MIB] = 81920;
        n[KEY_MEMORY_USED_MIB] = 1024;
        n[KEY_LOAD_PERMILLE] = 500;
    }
    pthread_cond_broadcast(&mock.changed);
    pthread_mutex_unlock(&mock.lock);
}

void mock_initialise(void) {
    if (!initialised)
        mock_reset(2);
}

MOCK_EXPORT void mock_set(int gpu, int key, uint32_t value) {
    pthread_mutex_lock(&mock.lock);
    mock.gpus[gpu].number[key] = value;
    pthread_mutex_unlock(&mock.lock);
}

MOCK_EXPORT uint32_t mock_get(int gpu, int key) {
    pthread_mutex_lock(&mock.lock);
    uint32_t value = mock.gpus[gpu].number[key];
    pthread_mutex_unlock(&mock.lock);
    return value;
}

MOCK_EXPORT void mock_name(int gpu, const char *name) {
    pthread_mutex_lock(&mock.lock);
    snprintf(mock.gpus[gpu].name, sizeof mock.gpus[gpu].name, "%s", name);
    pthread_mutex_unlock(&mock.lock);
}

/* A function answers a code, for one GPU or all (-1), a number of times or for ever (-1). */
MOCK_EXPORT void mock_fail(const char *function, int gpu, int code, int times) {
    pthread_mutex_lock(&mock.lock);
    struct failure *failure = &mock.failures[mock.failure_count++];
    snprintf(failure->function, sizeof failure->function, "%s", function);
    failure->gpu = gpu;
    failure->code = code;
    failure->left = times;
    pthread_mutex_unlock(&mock.lock);
}

MOCK_EXPORT void mock_lock_takes(uint32_t microseconds) {
    pthread_mutex_lock(&mock.lock);
    mock.lock_takes_us = microseconds;
    pthread_mutex_unlock(&mock.lock);
}

MOCK_EXPORT void mock_heal(void) {
    pthread_mutex_lock(&mock.lock);
    mock.failure_count = 0;
    pthread_mutex_unlock(&mock.lock);
}

/* The driver is unloaded: handles die, what was set is lost, and nothing works before mock_driver_back and a new initialisation. */
MOCK_EXPORT void mock_driver_gone(void) {
    pthread_mutex_lock(&mock.lock);
    mock.driver_gone = 1;
    mock.generation++;
    for (int i = 0; i < mock.count; i++) {
        uint32_t *n = mock.gpus[i].number;
        n[KEY_REQUESTED_LIMIT_MW] = n[KEY_DEFAULT_LIMIT_MW];
        n[KEY_LOCK_MAX] = mock.gpus[i].settle_left = 0;
        mock.gpus[i].limit_dropped = 0;
        mock.gpus[i].energy_uj = 0;
    }
    pthread_mutex_unlock(&mock.lock);
}

MOCK_EXPORT void mock_driver_back(void) {
    pthread_mutex_lock(&mock.lock);
    mock.driver_gone = 0;
    pthread_mutex_unlock(&mock.lock);
}

/* The first GPU is gone from the list, and the others have moved up. */
MOCK_EXPORT void mock_hide_first(int hidden) {
    pthread_mutex_lock(&mock.lock);
    mock.hidden_first = hidden;
    pthread_mutex_unlock(&mock.lock);
}

/* Every call, or those of one function, waits inside the library while the gate is closed. */
MOCK_EXPORT void mock_gate(int closed, const char *function) {
    pthread_mutex_lock(&mock.lock);
    mock.gate_closed = closed;
    snprintf(mock.gate_function, sizeof mock.gate_function, "%s", function);
    pthread_cond_broadcast(&mock.changed);
    pthread_mutex_unlock(&mock.lock);
}

/* Waits until somebody stands before the gate, or nobody does. */
MOCK_EXPORT void mock_wait_blocked(int blocked) {
    pthread_mutex_lock(&mock.lock);
    while ((mock.blocked > 0) != blocked)
        pthread_cond_wait(&mock.changed, &mock.lock);
    pthread_mutex_unlock(&mock.lock);
}

/* Lets time pass: energy is drawn. */
MOCK_EXPORT void mock_advance(uint32_t milliseconds) {
    pthread_mutex_lock(&mock.lock);
    mock.now_us += (uint64_t)milliseconds * 1000;
    for (int i = 0; i < mock.count; i++)
        mock.gpus[i].energy_uj += (uint64_t)mock_power(&mock.gpus[i]) * milliseconds;
    pthread_mutex_unlock(&mock.lock);
}

MOCK_EXPORT int mock_overlaps(void) { return mock.overlaps; }

MOCK_EXPORT uint64_t mock_calls(void) { return mock.calls; }

MOCK_EXPORT int mock_inits(void) { return mock.inits; }

MOCK_EXPORT const char *mock_read_log(void) { return mock.log; }

MOCK_EXPORT void mock_clear_log(void) {
    pthread_mutex_lock(&mock.lock);
    mock.log_length = 0;
    mock.log[0] = 0;
    pthread_mutex_unlock(&mock.lock);
}

void mock_log(const char *format, ...) {
    va_list values;
    va_start(values, format);
    int room = LOG_SIZE - mock.log_length;
    int written = vsnprintf(mock.log + mock.log_length, room, format, values);
    va_end(values);
    if (written < room)
        mock.log_length += written;
}

int mock_injected(const char *function, int gpu) {
    for (int i = 0; i < mock.failure_count; i++) {
        struct failure *failure = &mock.failures[i];
        if (failure->left == 0 || strcmp(failure->function, function) != 0 || (failure->gpu >= 0 && failure->gpu != gpu))
            continue;
        if (failure->left > 0)
            failure->left--;
        return failure->code;
    }
    return OK;
}

/* A lock is a ceiling; the sustained clock is what load leaves of the highest. */
uint32_t mock_clock(struct gpu *gpu, int is_reading) {
    uint32_t *n = gpu->number;
    uint32_t lock = n[KEY_LOCK_MAX];
    if (gpu->settle_left > 0) {
        if (is_reading)
            gpu->settle_left--;
        lock = gpu->lock_before;
    }
    uint32_t clock = n[KEY_SUSTAINED_CLOCK];
    if (lock > 0 && lock < clock)
        clock = lock;
    return clock < n[KEY_LOWEST_CLOCK] ? n[KEY_LOWEST_CLOCK] : clock;
}

static uint32_t wanted_power(struct gpu *gpu) {
    uint32_t *n = gpu->number;
    uint64_t idle = n[KEY_DEFAULT_LIMIT_MW] / 8;
    uint64_t dynamic = (uint64_t)(n[KEY_DEFAULT_LIMIT_MW] - idle) * n[KEY_LOAD_PERMILLE] / 1000;
    return (uint32_t)(idle + dynamic * mock_clock(gpu, 0) / n[KEY_HIGHEST_CLOCK]);
}

uint32_t mock_enforced(struct gpu *gpu) {
    uint32_t *n = gpu->number;
    uint32_t limit = gpu->limit_dropped ? n[KEY_MAX_LIMIT_MW] : n[KEY_REQUESTED_LIMIT_MW];
    return n[KEY_OUT_OF_BAND_LIMIT_MW] > 0 && n[KEY_OUT_OF_BAND_LIMIT_MW] < limit ? n[KEY_OUT_OF_BAND_LIMIT_MW] : limit;
}

uint32_t mock_power(struct gpu *gpu) {
    if (gpu->number[KEY_POWER_MW] > 0)
        return gpu->number[KEY_POWER_MW];
    uint32_t wanted = wanted_power(gpu), limit = mock_enforced(gpu);
    return wanted < limit ? wanted : limit;
}

uint64_t mock_events(struct gpu *gpu) {
    uint64_t events = gpu->number[KEY_EVENTS];
    if (gpu->number[KEY_LOAD_PERMILLE] == 0)
        events |= 0x1;
    if (gpu->number[KEY_LOCK_MAX] > 0)
        events |= 0x2;
    if (wanted_power(gpu) > mock_enforced(gpu))
        events |= 0x4;
    return events;
}
