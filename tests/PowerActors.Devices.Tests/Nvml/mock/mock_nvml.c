/*
 * A pretended NVML: the functions that are used, by their documented signatures, over the state of mock_state.c. A call that enters while another is inside is counted:
 * the real library would make it wait.
 */
#include "mock_state.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef void *device_t;

struct field_value {
    uint32_t field, scope;
    int64_t timestamp, latency;
    uint32_t type, code;
    union { double d; uint32_t ui; uint64_t ull; } value;
};

struct utilization { uint32_t gpu, memory; };
struct memory { uint64_t total, free, used; };
struct memory_v2 { uint32_t version; uint64_t total, reserved, free, used; };
struct temperature { uint32_t version, sensor; int32_t celsius; };
struct pci { char legacy[16]; uint32_t domain, bus, device, id, subsystem; char bus_id[32]; };

_Static_assert(sizeof(struct field_value) == 40, "field value");
_Static_assert(sizeof(struct memory_v2) == 40, "memory v2");
_Static_assert(sizeof(struct pci) == 68, "pci");

/* Takes the lock; every way out goes through leave. */
static void enter(const char *function) {
    /* Before the lock, which would hide who comes at the same time. */
    int overlaps = __atomic_add_fetch(&mock.inside, 1, __ATOMIC_SEQ_CST) > 1;
    pthread_mutex_lock(&mock.lock);
    mock.calls++;
    mock.overlaps += overlaps;
    while (mock.gate_closed && (mock.gate_function[0] == 0 || strcmp(mock.gate_function, function) == 0)) {
        mock.blocked++;
        pthread_cond_broadcast(&mock.changed);
        pthread_cond_wait(&mock.changed, &mock.lock);
        mock.blocked--;
        pthread_cond_broadcast(&mock.changed);
    }
}

static int leave(int code) {
    pthread_mutex_unlock(&mock.lock);
    __atomic_sub_fetch(&mock.inside, 1, __ATOMIC_SEQ_CST);
    return code;
}

static int state(void) {
    if (mock.driver_gone)
        return DRIVER_NOT_LOADED;
    return mock.inits > 0 ? OK : UNINITIALIZED;
}

/* Handles carry the generation of the driver that gave them: one of before a reload is refused. */
static int find(const char *function, device_t device, struct gpu **gpu) {
    int code = state();
    if (code != OK)
        return code;
    uintptr_t handle = (uintptr_t)device;
    int index = (int)(handle & 0xff) - 1;
    if ((int)(handle >> 8) != mock.generation || index < 0 || index >= mock.count)
        return INVALID_ARGUMENT;
    *gpu = &mock.gpus[index];
    if ((*gpu)->number[KEY_LOST])
        return GPU_IS_LOST;
    return mock_injected(function, index);
}

#define SYSTEM(function) \
    mock_initialise(); \
    enter(#function); \
    int code = mock_injected(#function, -1); \
    if (code != OK) \
        return leave(code)

#define DEVICE(function) \
    struct gpu *gpu = 0; \
    enter(#function); \
    int code = find(#function, device, &gpu); \
    if (code != OK) \
        return leave(code)

#define NUMBER(function, type, expression) \
    MOCK_EXPORT int function(device_t device, type *value) { \
        DEVICE(function); \
        *value = (expression); \
        return leave(OK); \
    }

static int text(char *to, uint32_t length, const char *from) {
    if (strlen(from) >= length)
        return INSUFFICIENT_SIZE;
    strcpy(to, from);
    return OK;
}

static int index_of(struct gpu *gpu) { return (int)(gpu - mock.gpus); }

static device_t handle_of(int index) { return (device_t)(((uintptr_t)mock.generation << 8) | (uintptr_t)(index + 1)); }

MOCK_EXPORT int nvmlInit_v2(void) {
    SYSTEM(nvmlInit_v2);
    if (mock.driver_gone)
        return leave(DRIVER_NOT_LOADED);
    mock.inits++;
    return leave(OK);
}

MOCK_EXPORT int nvmlShutdown(void) {
    SYSTEM(nvmlShutdown);
    if (mock.inits == 0)
        return leave(UNINITIALIZED);
    if (--mock.inits == 0)
        mock.generation++;
    return leave(OK);
}

MOCK_EXPORT int nvmlSystemGetDriverVersion(char *version, uint32_t length) {
    SYSTEM(nvmlSystemGetDriverVersion);
    return leave(text(version, length, "570.124.06"));
}

MOCK_EXPORT int nvmlSystemGetNVMLVersion(char *version, uint32_t length) {
    SYSTEM(nvmlSystemGetNVMLVersion);
    return leave(text(version, length, "12.570.124.06"));
}

MOCK_EXPORT int nvmlDeviceGetCount_v2(uint32_t *count) {
    SYSTEM(nvmlDeviceGetCount_v2);
    *count = mock.count - mock.hidden_first;
    return leave(state());
}

MOCK_EXPORT int nvmlDeviceGetHandleByIndex_v2(uint32_t index, device_t *device) {
    SYSTEM(nvmlDeviceGetHandleByIndex_v2);
    index += mock.hidden_first;
    if (state() != OK)
        return leave(state());
    if (index >= (uint32_t)mock.count)
        return leave(INVALID_ARGUMENT);
    *device = handle_of(index);
    return leave(mock.gpus[index].number[KEY_LOST] ? GPU_IS_LOST : OK);
}

MOCK_EXPORT int nvmlDeviceGetHandleByUUID(const char *uuid, device_t *device) {
    SYSTEM(nvmlDeviceGetHandleByUUID);
    if (state() != OK)
        return leave(state());
    for (int i = mock.hidden_first; i < mock.count; i++) {
        if (strcmp(mock.gpus[i].uuid, uuid) != 0)
            continue;
        *device = handle_of(i);
        return leave(mock.gpus[i].number[KEY_LOST] ? GPU_IS_LOST : OK);
    }
    return leave(NOT_FOUND);
}

#define TEXT(function, member) \
    MOCK_EXPORT int function(device_t device, char *to, uint32_t length) { \
        DEVICE(function); \
        return leave(text(to, length, gpu->member)); \
    }

TEXT(nvmlDeviceGetName, name)
TEXT(nvmlDeviceGetUUID, uuid)
TEXT(nvmlDeviceGetSerial, serial)

MOCK_EXPORT int nvmlDeviceGetPciInfo_v3(device_t device, struct pci *pci) {
    DEVICE(nvmlDeviceGetPciInfo_v3);
    memset(pci, 0, sizeof *pci);
    strcpy(pci->bus_id, gpu->bus);
    return leave(OK);
}

static int is_power_field(uint32_t field) { return field == 185 || field == 186 || field == 190 || field == 192; }

MOCK_EXPORT int nvmlDeviceGetFieldValues(device_t device, int count, struct field_value *values) {
    DEVICE(nvmlDeviceGetFieldValues);
    for (int i = 0; i < count; i++) {
        struct field_value *value = &values[i];
        value->timestamp = (int64_t)mock.now_us;
        value->type = value->field == 83 ? 3 : 1;
        value->code = is_power_field(value->field) && !gpu->number[KEY_FIELDS_SUPPORTED] ? NOT_SUPPORTED : OK;
        value->value.ull = 0xdddddddddddddddd; /* Undefined, unless the code says otherwise. */
        if (value->code != OK)
            continue;
        switch (value->field) {
        case 83: value->value.ull = gpu->energy_uj / 1000; break;
        case 185: case 186: value->value.ui = mock_power(gpu); break;
        case 190: value->value.ui = mock_enforced(gpu); break;
        case 192: value->value.ui = gpu->number[KEY_REQUESTED_LIMIT_MW]; break;
        default: value->code = INVALID_ARGUMENT; break;
        }
    }
    return leave(OK);
}

NUMBER(nvmlDeviceGetPowerUsage, uint32_t, mock_power(gpu))
NUMBER(nvmlDeviceGetTotalEnergyConsumption, uint64_t, gpu->energy_uj / 1000)
NUMBER(nvmlDeviceGetPowerManagementLimit, uint32_t, gpu->number[KEY_REQUESTED_LIMIT_MW])
NUMBER(nvmlDeviceGetEnforcedPowerLimit, uint32_t, mock_enforced(gpu))
NUMBER(nvmlDeviceGetCurrentClocksEventReasons, uint64_t, mock_events(gpu))
NUMBER(nvmlDeviceGetPersistenceMode, uint32_t, gpu->number[KEY_PERSISTENCE])

MOCK_EXPORT int nvmlDeviceGetPowerManagementDefaultLimit(device_t device, uint32_t *limit) {
    DEVICE(nvmlDeviceGetPowerManagementDefaultLimit);
    *limit = gpu->number[KEY_DEFAULT_LIMIT_MW];
    return leave(gpu->number[KEY_LIMIT_SUPPORTED] ? OK : NOT_SUPPORTED);
}

MOCK_EXPORT int nvmlDeviceGetPowerManagementLimitConstraints(device_t device, uint32_t *least, uint32_t *most) {
    DEVICE(nvmlDeviceGetPowerManagementLimitConstraints);
    *least = gpu->number[KEY_MIN_LIMIT_MW];
    *most = gpu->number[KEY_MAX_LIMIT_MW];
    return leave(gpu->number[KEY_LIMIT_SUPPORTED] ? OK : NOT_SUPPORTED);
}

MOCK_EXPORT int nvmlDeviceSetPowerManagementLimit(device_t device, uint32_t limit) {
    DEVICE(nvmlDeviceSetPowerManagementLimit);
    if (!gpu->number[KEY_LIMIT_SUPPORTED])
        code = NOT_SUPPORTED;
    else if (limit < gpu->number[KEY_MIN_LIMIT_MW] || limit > gpu->number[KEY_MAX_LIMIT_MW])
        code = INVALID_ARGUMENT;
    mock_log("SetPowerManagementLimit %d %u -> %d\n", index_of(gpu), limit, code);
    if (code != OK)
        return leave(code);
    gpu->limit_dropped = gpu->number[KEY_DROPS_LOW_LIMIT] && limit < mock_power(gpu);
    gpu->number[KEY_REQUESTED_LIMIT_MW] = limit;
    return leave(OK);
}

MOCK_EXPORT int nvmlDeviceGetClockInfo(device_t device, uint32_t type, uint32_t *clock) {
    DEVICE(nvmlDeviceGetClockInfo);
    *clock = type == 2 ? gpu->number[KEY_MEMORY_CLOCK] : mock_clock(gpu, type == 1);
    return leave(type <= 2 ? OK : INVALID_ARGUMENT);
}

MOCK_EXPORT int nvmlDeviceGetMaxClockInfo(device_t device, uint32_t type, uint32_t *clock) {
    DEVICE(nvmlDeviceGetMaxClockInfo);
    *clock = gpu->number[type == 2 ? KEY_MEMORY_CLOCK : KEY_HIGHEST_CLOCK];
    return leave(type <= 2 ? OK : INVALID_ARGUMENT);
}

MOCK_EXPORT int nvmlDeviceGetSupportedMemoryClocks(device_t device, uint32_t *count, uint32_t *clocks) {
    DEVICE(nvmlDeviceGetSupportedMemoryClocks);
    if (gpu->number[KEY_CLOCK_STEP] == 0)
        return leave(NOT_SUPPORTED);
    if (*count < 2)
        return leave(INSUFFICIENT_SIZE);
    *count = 2;
    clocks[0] = gpu->number[KEY_MEMORY_CLOCK];
    clocks[1] = 405;
    return leave(OK);
}

MOCK_EXPORT int nvmlDeviceGetSupportedGraphicsClocks(device_t device, uint32_t memory, uint32_t *count, uint32_t *clocks) {
    DEVICE(nvmlDeviceGetSupportedGraphicsClocks);
    uint32_t most = *count, step = gpu->number[KEY_CLOCK_STEP], lowest = gpu->number[KEY_LOWEST_CLOCK];
    if (memory != gpu->number[KEY_MEMORY_CLOCK])
        return leave(NOT_FOUND);
    *count = (gpu->number[KEY_HIGHEST_CLOCK] - lowest) / step + 1;
    if (*count > most)
        return leave(INSUFFICIENT_SIZE);
    for (uint32_t i = 0; i < *count; i++)
        clocks[i] = gpu->number[KEY_HIGHEST_CLOCK] - i * step; /* The highest first, as the real one has it. */
    return leave(OK);
}

static void lock_clocks(struct gpu *gpu, uint32_t most) {
    if (mock.lock_takes_us > 0)
        usleep(mock.lock_takes_us);
    gpu->lock_before = mock_clock(gpu, 0);
    gpu->settle_left = gpu->number[KEY_SETTLE_READS];
    gpu->number[KEY_LOCK_MAX] = most;
}

MOCK_EXPORT int nvmlDeviceSetGpuLockedClocks(device_t device, uint32_t least, uint32_t most) {
    DEVICE(nvmlDeviceSetGpuLockedClocks);
    code = !gpu->number[KEY_LOCK_SUPPORTED] ? NOT_SUPPORTED : least > most ? INVALID_ARGUMENT : OK;
    mock_log("SetGpuLockedClocks %d %u %u -> %d\n", index_of(gpu), least, most, code);
    if (code == OK)
        lock_clocks(gpu, most);
    return leave(code);
}

MOCK_EXPORT int nvmlDeviceResetGpuLockedClocks(device_t device) {
    DEVICE(nvmlDeviceResetGpuLockedClocks);
    code = gpu->number[KEY_LOCK_SUPPORTED] ? OK : NOT_SUPPORTED;
    mock_log("ResetGpuLockedClocks %d -> %d\n", index_of(gpu), code);
    if (code == OK)
        lock_clocks(gpu, 0);
    return leave(code);
}

MOCK_EXPORT int nvmlDeviceGetTemperatureV(device_t device, struct temperature *temperature) {
    DEVICE(nvmlDeviceGetTemperatureV);
    if (temperature->version != (sizeof *temperature | 1u << 24))
        return leave(VERSION_MISMATCH);
    temperature->celsius = (int32_t)gpu->number[KEY_TEMPERATURE];
    return leave(OK);
}

MOCK_EXPORT int nvmlDeviceGetTemperature(device_t device, uint32_t sensor, uint32_t *celsius) {
    DEVICE(nvmlDeviceGetTemperature);
    *celsius = gpu->number[KEY_TEMPERATURE];
    return leave(sensor == 0 ? OK : INVALID_ARGUMENT);
}

MOCK_EXPORT int nvmlDeviceGetUtilizationRates(device_t device, struct utilization *utilization) {
    DEVICE(nvmlDeviceGetUtilizationRates);
    if (gpu->number[KEY_MIG_CURRENT])
        return leave(NOT_SUPPORTED); /* As the real one: there is no figure for the whole of a GPU that is split. */
    utilization->gpu = gpu->number[KEY_UTILIZATION];
    utilization->memory = gpu->number[KEY_UTILIZATION] / 2;
    return leave(OK);
}

static const uint64_t MIB = 1024 * 1024;
static const uint64_t RESERVED_MIB = 512;

MOCK_EXPORT int nvmlDeviceGetMemoryInfo_v2(device_t device, struct memory_v2 *memory) {
    DEVICE(nvmlDeviceGetMemoryInfo_v2);
    if (memory->version != (sizeof *memory | 2u << 24))
        return leave(VERSION_MISMATCH);
    uint32_t *n = gpu->number;
    memory->total = n[KEY_MEMORY_MIB] * MIB;
    memory->reserved = RESERVED_MIB * MIB;
    memory->used = n[KEY_MEMORY_USED_MIB] * MIB;
    memory->free = memory->total - memory->reserved - memory->used;
    return leave(OK);
}

MOCK_EXPORT int nvmlDeviceGetMemoryInfo(device_t device, struct memory *memory) {
    DEVICE(nvmlDeviceGetMemoryInfo);
    uint32_t *n = gpu->number;
    memory->total = n[KEY_MEMORY_MIB] * MIB;
    memory->used = (n[KEY_MEMORY_USED_MIB] + RESERVED_MIB) * MIB;
    memory->free = memory->total - memory->used;
    return leave(OK);
}

MOCK_EXPORT int nvmlDeviceGetMigMode(device_t device, uint32_t *current, uint32_t *pending) {
    DEVICE(nvmlDeviceGetMigMode);
    *current = gpu->number[KEY_MIG_CURRENT];
    *pending = gpu->number[KEY_MIG_PENDING];
    return leave(gpu->number[KEY_MIG_SUPPORTED] ? OK : NOT_SUPPORTED);
}
