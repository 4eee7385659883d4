/* The inner loops of the sequencers, compiled: the serial generation scheme, the annealing over activity lists,
 * and the multiplier search for the mean-busy-time bound.
 *
 * Optional: without a compiler the same algorithms run in Python (walking.py, decoding.py, weekly.py,
 * relaxation.py), which are the readable form and give the same results; tests compare the two. Arrays come in
 * through the buffer protocol; nothing of Python is touched inside the loops.
 */
#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030B0000
#endif
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* rows of (cell, amount), one after the other */
typedef struct {
    int *at, *cell;
    int64_t *amount;
} Rows;

typedef struct {
    int n, roles, horizon, cells, classic, grants, justify;
    int64_t late, finish, missing;
    int *weeks, *need_at, *need, *follow_at, *follow, *due;
    int64_t *weight;
    /* classic: amounts per week of each role */
    int *demand_at, *demand_role, *demand_amount, *capacity;
    /* general: allowed starts, what each adds to the energy and asks of cells */
    int *slot_at, *slot_week, *slot_tail;
    int64_t *slot_energy, *left;
    Rows own, tail; /* of each slot; of what runs in later periods, shared by many */
    int *keeps;
    /* cells of one unit for each week that an activity lasts: the first week's, of each such resource */
    int *lead_at, *lead;
    /* work space */
    int *free_weeks, *first_free;
    int64_t *used;
    int *scratch;
    int used_to;
} Problem;

typedef struct {
    Problem *p;
    PyObject *owner;
    int *order, *where, *best_order, *starts, *best_starts, *trial, *spare, *marked, *room;
    int64_t current, best;
    uint64_t random;
    double warmth;
} Walk;

/* ---- buffers ---- */

static void *copy_of(PyObject *object, Py_ssize_t item, Py_ssize_t *count) {
    Py_buffer view;
    if (PyObject_GetBuffer(object, &view, PyBUF_SIMPLE) < 0) return NULL;
    void *copy = malloc(view.len ? (size_t)view.len : 1);
    if (copy) memcpy(copy, view.buf, (size_t)view.len);
    else PyErr_NoMemory();
    if (count) *count = view.len / item;
    PyBuffer_Release(&view);
    return copy;
}

static void free_problem(Problem *p) {
    void *all[] = {p->weeks, p->need_at, p->need, p->follow_at, p->follow, p->due, p->weight, p->demand_at,
                   p->demand_role, p->demand_amount, p->capacity, p->slot_at, p->slot_week, p->slot_tail,
                   p->slot_energy, p->own.at, p->own.cell, p->own.amount, p->tail.at, p->tail.cell, p->tail.amount, p->left, p->keeps, p->lead_at, p->lead, p->free_weeks, p->first_free, p->used, p->scratch};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    free(p);
}

static void problem_gone(PyObject *capsule) { free_problem(PyCapsule_GetPointer(capsule, "problem")); }

static int followers(Problem *p) {
    int n = p->n, edges = p->need_at[n];
    p->follow_at = calloc((size_t)n + 1, sizeof(int));
    p->follow = malloc((edges ? edges : 1) * sizeof(int));
    int *place = calloc((size_t)n + 1, sizeof(int));
    if (!p->follow_at || !p->follow || !place) { free(place); return 0; }
    for (int e = 0; e < edges; e++) p->follow_at[p->need[e] + 1]++;
    for (int i = 0; i < n; i++) p->follow_at[i + 1] += p->follow_at[i];
    for (int i = 0; i < n; i++)
        for (int e = p->need_at[i]; e < p->need_at[i + 1]; e++) {
            int f = p->need[e];
            p->follow[p->follow_at[f] + place[f]++] = i;
        }
    free(place);
    return 1;
}

/* classic(weeks, need_at, need, demand_at, demand_role, demand_amount, capacity, weight, due, horizon, late, finish,
 * justify) */
static PyObject *classic(PyObject *module, PyObject *args) {
    PyObject *b[9];
    int horizon, justify;
    long long late, finish;
    if (!PyArg_ParseTuple(args, "OOOOOOOOOiLLp", b, b + 1, b + 2, b + 3, b + 4, b + 5, b + 6, b + 7, b + 8, &horizon,
                          &late, &finish, &justify))
        return NULL;
    Problem *p = calloc(1, sizeof *p);
    if (!p) return PyErr_NoMemory();
    Py_ssize_t n = 0, roles = 0;
    p->classic = 1;
    p->horizon = horizon;
    p->justify = justify;
    p->late = late;
    p->finish = finish;
    p->missing = (int64_t)1 << 50;
    if (!(p->weeks = copy_of(b[0], 4, &n)) || !(p->need_at = copy_of(b[1], 4, NULL)) ||
        !(p->need = copy_of(b[2], 4, NULL)) || !(p->demand_at = copy_of(b[3], 4, NULL)) ||
        !(p->demand_role = copy_of(b[4], 4, NULL)) || !(p->demand_amount = copy_of(b[5], 4, NULL)) ||
        !(p->capacity = copy_of(b[6], 4, &roles)) || !(p->weight = copy_of(b[7], 8, NULL)) ||
        !(p->due = copy_of(b[8], 4, NULL))) {
        free_problem(p);
        return NULL;
    }
    p->n = (int)n;
    p->roles = (int)roles;
    p->free_weeks = malloc(((size_t)roles * horizon + 1) * sizeof(int));
    p->first_free = malloc(((size_t)roles + 1) * sizeof(int));
    p->scratch = malloc(((size_t)n * 4 + 4) * sizeof(int));
    if (!p->free_weeks || !p->first_free || !p->scratch || !followers(p)) {
        free_problem(p);
        return PyErr_NoMemory();
    }
    for (int r = 0; r < p->roles; r++)
        for (int t = 0; t < horizon; t++) p->free_weeks[(size_t)r * horizon + t] = p->capacity[r];
    return PyCapsule_New(p, "problem", problem_gone);
}

static int rows_of(Rows *rows, PyObject **arrays) {
    return (rows->at = copy_of(arrays[0], 4, NULL)) && (rows->cell = copy_of(arrays[1], 4, NULL)) &&
           (rows->amount = copy_of(arrays[2], 8, NULL));
}

/* general(weeks, need_at, need, slot_at, slot_week, slot_energy, own_at, own_cell, own_amount, slot_tail, tail_at,
 * tail_cell, tail_amount, left, keeps, lead_at, lead, finish, grants) */
static PyObject *general(PyObject *module, PyObject *args) {
    PyObject *b[17];
    int grants;
    long long finish;
    if (!PyArg_ParseTuple(args, "OOOOOOOOOOOOOOOOOLp", b, b + 1, b + 2, b + 3, b + 4, b + 5, b + 6, b + 7, b + 8, b + 9,
                          b + 10, b + 11, b + 12, b + 13, b + 14, b + 15, b + 16, &finish, &grants))
        return NULL;
    Problem *p = calloc(1, sizeof *p);
    if (!p) return PyErr_NoMemory();
    Py_ssize_t n = 0, cells = 0;
    p->finish = finish;
    p->grants = grants;
    if (!(p->weeks = copy_of(b[0], 4, &n)) || !(p->need_at = copy_of(b[1], 4, NULL)) ||
        !(p->need = copy_of(b[2], 4, NULL)) || !(p->slot_at = copy_of(b[3], 4, NULL)) ||
        !(p->slot_week = copy_of(b[4], 4, NULL)) || !(p->slot_energy = copy_of(b[5], 8, NULL)) ||
        !rows_of(&p->own, b + 6) || !(p->slot_tail = copy_of(b[9], 4, NULL)) || !rows_of(&p->tail, b + 10) ||
        !(p->left = copy_of(b[13], 8, &cells)) || !(p->keeps = copy_of(b[14], 4, NULL)) ||
        !(p->lead_at = copy_of(b[15], 4, NULL)) || !(p->lead = copy_of(b[16], 4, NULL))) {
        free_problem(p);
        return NULL;
    }
    p->n = (int)n;
    p->cells = (int)cells;
    p->used = calloc((size_t)cells + 1, sizeof(int64_t));
    p->scratch = malloc(((size_t)n * 4 + 4) * sizeof(int));
    if (!p->used || !p->scratch || !followers(p)) {
        free_problem(p);
        return PyErr_NoMemory();
    }
    return PyCapsule_New(p, "problem", problem_gone);
}

/* ---- serial schedule generation ---- */

static void decode_classic(Problem *p, const int *order, int *starts) {
    int H = p->horizon;
    for (int r = 0; r < p->roles; r++) {
        int *row = p->free_weeks + (size_t)r * H;
        for (int t = 0; t < p->used_to; t++) row[t] = p->capacity[r];
        p->first_free[r] = 0;
    }
    int used_to = 0;
    for (int i = 0; i < p->n; i++) starts[i] = -1;
    for (int k = 0; k < p->n; k++) {
        int i = order[k], start = 0, d = p->weeks[i], waits = 0;
        for (int e = p->need_at[i]; e < p->need_at[i + 1]; e++) {
            int need = p->need[e];
            if (starts[need] < 0) { waits = 1; break; }
            int end = starts[need] + p->weeks[need];
            if (end > start) start = end;
        }
        if (waits) continue;
        int from = p->demand_at[i], to = p->demand_at[i + 1];
        for (int e = from; e < to; e++)
            if (p->first_free[p->demand_role[e]] > start) start = p->first_free[p->demand_role[e]];
    again:
        if (start + d > H) continue;
        for (int e = from; e < to; e++) {
            const int *row = p->free_weeks + (size_t)p->demand_role[e] * H;
            int amount = p->demand_amount[e];
            for (int t = start + d - 1; t >= start; t--)
                if (row[t] < amount) {
                    start = t + 1;
                    goto again;
                }
        }
        starts[i] = start;
        for (int e = from; e < to; e++) {
            int r = p->demand_role[e], amount = p->demand_amount[e];
            int *row = p->free_weeks + (size_t)r * H;
            for (int t = start; t < start + d; t++) row[t] -= amount;
            while (p->first_free[r] < H && row[p->first_free[r]] == 0) p->first_free[r]++;
        }
        if (start + d > used_to) used_to = start + d;
    }
    p->used_to = used_to;
}

static int complete(Problem *p, const int *starts) {
    for (int i = 0; i < p->n; i++)
        if (starts[i] < 0) return 0;
    return 1;
}

static int by_key(const void *a, const void *b) {
    const int *x = a, *y = b;
    return x[0] != y[0] ? (x[0] < y[0] ? -1 : 1) : (x[1] < y[1] ? -1 : x[1] > y[1]);
}

/* Forward-backward improvement (Tormos and Lova 2001): everything as late as it goes, last finish first; then the
 * order of those starts. The order is overwritten. */
static void justify(Problem *p, int *order, const int *starts) {
    int H = p->horizon, n = p->n, makespan = p->used_to;
    int *keys = p->scratch, *late = p->scratch + 2 * n;
    for (int r = 0; r < p->roles; r++) {
        int *row = p->free_weeks + (size_t)r * H;
        for (int t = 0; t < makespan; t++) row[t] = p->capacity[r];
    }
    for (int i = 0; i < n; i++) {
        keys[2 * i] = -(starts[i] + p->weeks[i]);
        keys[2 * i + 1] = i;
    }
    qsort(keys, n, 2 * sizeof(int), by_key);
    for (int k = 0; k < n; k++) {
        int i = keys[2 * k + 1], d = p->weeks[i], end = makespan;
        for (int e = p->follow_at[i]; e < p->follow_at[i + 1]; e++)
            if (late[p->follow[e]] < end) end = late[p->follow[e]];
        int start = end - d;
    again:
        for (int e = p->demand_at[i]; e < p->demand_at[i + 1]; e++) {
            const int *row = p->free_weeks + (size_t)p->demand_role[e] * H;
            for (int t = start; t < start + d; t++)
                if (row[t] < p->demand_amount[e]) {
                    start = t - d;
                    goto again;
                }
        }
        late[i] = start;
        for (int e = p->demand_at[i]; e < p->demand_at[i + 1]; e++) {
            int *row = p->free_weeks + (size_t)p->demand_role[e] * H;
            for (int t = start; t < start + d; t++) row[t] -= p->demand_amount[e];
        }
    }
    for (int i = 0; i < n; i++) {
        keys[2 * i] = late[i];
        keys[2 * i + 1] = i;
    }
    qsort(keys, n, 2 * sizeof(int), by_key);
    for (int k = 0; k < n; k++) order[k] = keys[2 * k + 1];
}

static int room(const Problem *p, const Rows *rows, int row) {
    for (int e = rows->at[row]; e < rows->at[row + 1]; e++)
        if (rows->amount[e] > 0 && p->used[rows->cell[e]] + rows->amount[e] > p->left[rows->cell[e]]) return 0;
    return 1;
}

static void take(Problem *p, const Rows *rows, int row) {
    for (int e = rows->at[row]; e < rows->at[row + 1]; e++) p->used[rows->cell[e]] += rows->amount[e];
}

static int may_lead(const Problem *p, int i, int start) {
    for (int e = p->lead_at[i]; e < p->lead_at[i + 1]; e++)
        for (int cell = p->lead[e] + start; cell < p->lead[e] + start + p->weeks[i]; cell++)
            if (p->used[cell] >= p->left[cell]) return 0;
    return 1;
}

static int place_general(Problem *p, int i, int *starts) {
    int ready = 0;
    for (int e = p->need_at[i]; e < p->need_at[i + 1]; e++) {
        int need = p->need[e];
        if (starts[need] < 0) return 0;
        int end = starts[need] + p->weeks[need];
        if (end > ready) ready = end;
    }
    int low = p->slot_at[i], high = p->slot_at[i + 1];
    while (low < high) {
        int middle = (low + high) / 2;
        if (p->slot_week[middle] < ready) low = middle + 1;
        else high = middle;
    }
    for (int slot = low; slot < p->slot_at[i + 1]; slot++) {
        int start = p->slot_week[slot], tail = p->slot_tail[slot];
        if (!room(p, &p->own, slot) || !room(p, &p->tail, tail) || !may_lead(p, i, start)) continue;
        take(p, &p->own, slot);
        take(p, &p->tail, tail);
        for (int e = p->lead_at[i]; e < p->lead_at[i + 1]; e++)
            for (int week = start; week < start + p->weeks[i]; week++) p->used[p->lead[e] + week]++;
        starts[i] = start;
        return 1;
    }
    return 0;
}

static void decode_general(Problem *p, const int *order, int *starts) {
    int n = p->n, waiting = n, *queue = p->scratch;
    memset(p->used, 0, (size_t)p->cells * sizeof(int64_t));
    memcpy(queue, order, (size_t)n * sizeof(int));
    for (int i = 0; i < n; i++) starts[i] = -1;
    while (waiting) { /* what was granted meanwhile may make room */
        int rest = 0;
        for (int k = 0; k < waiting; k++)
            if (!place_general(p, queue[k], starts)) queue[rest++] = queue[k];
        if (rest == waiting || !p->grants) { waiting = rest; break; }
        waiting = rest;
    }
    if (!waiting) return;
    int *needed = p->scratch + n, *todo = p->scratch + 2 * n, top = 0;
    for (int i = 0; i < n; i++) {
        needed[i] = p->keeps[i];
        if (starts[i] >= 0 && needed[i]) todo[top++] = i;
    }
    while (top) {
        int i = todo[--top];
        for (int e = p->need_at[i]; e < p->need_at[i + 1]; e++)
            if (!needed[p->need[e]]) {
                needed[p->need[e]] = 1;
                todo[top++] = p->need[e];
            }
    }
    for (int i = 0; i < n; i++)
        if (!needed[i]) starts[i] = -1;
}

static void decode(Problem *p, const int *order, int *starts) {
    if (p->classic) decode_classic(p, order, starts);
    else decode_general(p, order, starts);
}

static int64_t energy(Problem *p, const int *starts) {
    int64_t total = 0;
    int finish = 0;
    for (int i = 0; i < p->n; i++) {
        int start = starts[i];
        if (start < 0) {
            if (p->classic) total += p->missing;
            continue;
        }
        int end = start + p->weeks[i];
        if (end > finish) finish = end;
        if (p->classic) {
            total += p->weight[i] * end;
            if (p->due[i] >= 0 && end > p->due[i]) total += p->late * (end - p->due[i]);
        } else {
            int low = p->slot_at[i], high = p->slot_at[i + 1] - 1;
            while (low < high) {
                int middle = (low + high) / 2;
                if (p->slot_week[middle] < start) low = middle + 1;
                else high = middle;
            }
            total += p->slot_energy[low];
        }
    }
    return total + p->finish * finish;
}

static PyObject *decode_order(PyObject *module, PyObject *args) {
    PyObject *capsule, *object;
    if (!PyArg_ParseTuple(args, "OO", &capsule, &object)) return NULL;
    Problem *p = PyCapsule_GetPointer(capsule, "problem");
    if (!p) return NULL;
    Py_ssize_t count = 0;
    int *order = copy_of(object, 4, &count), *starts = malloc(((size_t)p->n + 1) * sizeof(int));
    PyObject *result = NULL;
    if (order && starts && count == p->n) {
        decode(p, order, starts);
        result = PyBytes_FromStringAndSize((char *)starts, (Py_ssize_t)(p->n * sizeof(int)));
    } else if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "an order of all activities is needed");
    free(order);
    free(starts);
    return result;
}

/* ---- annealing ---- */

static uint64_t next_random(uint64_t *state) { /* splitmix64 (Steele, Lea and Flood 2014) */
    uint64_t z = (*state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

static int below(uint64_t *state, int n) { return (int)((next_random(state) >> 33) % (uint64_t)n); }

static void free_walk(PyObject *capsule) {
    Walk *w = PyCapsule_GetPointer(capsule, "walk");
    free(w->order);
    Py_XDECREF(w->owner);
    free(w);
}

/* walk(problem, order, seed, warmth) */
static PyObject *walk(PyObject *module, PyObject *args) {
    PyObject *capsule, *object;
    unsigned long long seed;
    double warmth;
    if (!PyArg_ParseTuple(args, "OOKd", &capsule, &object, &seed, &warmth)) return NULL;
    Problem *p = PyCapsule_GetPointer(capsule, "problem");
    if (!p) return NULL;
    Py_ssize_t count = 0;
    int *order = copy_of(object, 4, &count), n = p->n;
    Walk *w = calloc(1, sizeof *w);
    int *room = malloc(((size_t)n * 9 + 1) * sizeof(int));
    if (!order || !w || !room || count != n) {
        free(order); free(w); free(room);
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "an order of all activities is needed");
        return NULL;
    }
    w->p = p;
    w->owner = capsule;
    Py_INCREF(capsule);
    w->order = room;
    w->where = room + n;
    w->best_order = room + 2 * n;
    w->starts = room + 3 * n;
    w->best_starts = room + 4 * n;
    w->trial = room + 5 * n;
    w->spare = room + 6 * n;
    w->marked = room + 7 * n;
    w->room = room + 8 * n;
    memcpy(w->order, order, n * sizeof(int));
    free(order);
    for (int k = 0; k < n; k++) w->where[w->order[k]] = k;
    decode(p, w->order, w->starts);
    w->current = w->best = energy(p, w->starts);
    memcpy(w->best_starts, w->starts, n * sizeof(int));
    memcpy(w->best_order, w->order, n * sizeof(int));
    w->random = seed;
    w->warmth = warmth;
    return PyCapsule_New(w, "walk", free_walk);
}

/* Takes one activity to another place between its needs and its followers; NULL: no such place was found. */
static int *move_one(Walk *w, int reach) {
    Problem *p = w->p;
    int n = p->n;
    for (int attempt = 0; attempt < 8; attempt++) {
        int old = below(&w->random, n), i = w->order[old], low = 0, high = n - 1;
        for (int e = p->need_at[i]; e < p->need_at[i + 1]; e++)
            if (w->where[p->need[e]] + 1 > low) low = w->where[p->need[e]] + 1;
        for (int e = p->follow_at[i]; e < p->follow_at[i + 1]; e++)
            if (w->where[p->follow[e]] - 1 < high) high = w->where[p->follow[e]] - 1;
        if (low < old - reach) low = old - reach;
        if (high > old + reach) high = old + reach;
        if (high <= low) continue;
        int now = low + below(&w->random, high - low);
        if (now >= old) now++;
        memcpy(w->trial, w->order, n * sizeof(int));
        if (now > old) memmove(w->trial + old, w->order + old + 1, (now - old) * sizeof(int));
        else memmove(w->trial + now + 1, w->order + now, (old - now) * sizeof(int));
        w->trial[now] = i;
        return w->trial;
    }
    return NULL;
}

/* Takes one activity to any other place, and with it whatever it needs (or needs it) on the way. */
static int *move_chain(Walk *w, int reach) {
    Problem *p = w->p;
    int n = p->n, old = below(&w->random, n), low = old - reach > 0 ? old - reach : 0,
        high = old + reach < n - 1 ? old + reach : n - 1, now = low + below(&w->random, high - low);
    if (now >= old) now++;
    memcpy(w->trial, w->order, n * sizeof(int));
    int *marked = w->marked, step = now < old ? -1 : 1, count = 0, rest = now;
    memset(marked, 0, n * sizeof(int));
    marked[w->order[old]] = 1;
    for (int k = old;; k += step) { /* the chain is gathered in reverse at `room`, the others close up */
        int i = w->order[k];
        if (marked[i]) {
            w->room[count++] = i;
            if (step < 0)
                for (int e = p->need_at[i]; e < p->need_at[i + 1]; e++) marked[p->need[e]] = 1;
            else
                for (int e = p->follow_at[i]; e < p->follow_at[i + 1]; e++) marked[p->follow[e]] = 1;
        } else w->trial[k - step * count] = i;
        if (k == now) break;
    }
    for (int c = count - 1; c >= 0; c--, rest -= step) w->trial[rest] = w->room[c];
    return w->trial;
}

static int *move(Walk *w, int reach) {
    if (w->p->n < 3 || next_random(&w->random) & 1) return move_one(w, reach);
    return move_chain(w, reach);
}

/* advance(walk, from, to, budget, hot, cold, reach): tries number from .. to of budget. The best energy. */
static PyObject *advance(PyObject *module, PyObject *args) {
    PyObject *capsule;
    long long from, to, budget;
    double hot, cold;
    int reach;
    if (!PyArg_ParseTuple(args, "OLLLddi", &capsule, &from, &to, &budget, &hot, &cold, &reach)) return NULL;
    Walk *w = PyCapsule_GetPointer(capsule, "walk");
    if (!w) return NULL;
    Problem *p = w->p;
    int n = p->n, *starts = w->spare;
    for (long long step = from; step < to && n > 1; step++) {
        double temperature = w->warmth * hot * pow(cold / hot, (double)step / (double)budget);
        int *trial = move(w, reach);
        if (!trial) continue;
        decode(p, trial, starts);
        int64_t found = energy(p, starts);
        if (p->justify && p->classic && complete(p, starts)) {
            justify(p, trial, starts);
            decode(p, trial, starts);
            found = energy(p, starts);
        }
        double chance = (double)(next_random(&w->random) >> 11) * 0x1p-53;
        if (found <= w->current || chance < exp((double)(w->current - found) / (temperature > 1e-9 ? temperature : 1e-9))) {
            memcpy(w->order, trial, n * sizeof(int));
            for (int k = 0; k < n; k++) w->where[trial[k]] = k;
            w->current = found;
            if (found < w->best) {
                w->best = found;
                memcpy(w->best_starts, starts, n * sizeof(int));
            }
        }
    }
    return PyLong_FromLongLong(w->best);
}

static PyObject *best(PyObject *module, PyObject *capsule) {
    Walk *w = PyCapsule_GetPointer(capsule, "walk");
    return w ? PyBytes_FromStringAndSize((char *)w->best_starts, (Py_ssize_t)(w->p->n * sizeof(int))) : NULL;
}

/* ---- the mean-busy-time bound, see relaxation.py ---- */

typedef struct { double key; int i; } Entry;

static int before(Entry a, Entry b) { return a.key != b.key ? a.key > b.key : a.i < b.i; }

static void push(Entry *heap, int *size, Entry e) {
    int k = (*size)++;
    while (k && before(e, heap[(k - 1) / 2])) { heap[k] = heap[(k - 1) / 2]; k = (k - 1) / 2; }
    heap[k] = e;
}

static void pop(Entry *heap, int *size) {
    Entry e = heap[--*size];
    int k = 0;
    for (;;) {
        int c = 2 * k + 1;
        if (c >= *size) break;
        if (c + 1 < *size && before(heap[c + 1], heap[c])) c++;
        if (!before(heap[c], e)) break;
        heap[k] = heap[c];
        k = c;
    }
    heap[k] = e;
}

/* relax(weeks, weight, head, order, need_at, need, demand_at, demand_role, size, role_at, role_list, rounds, step,
 * decay, pull, length): (bound, mean busy times, pushes, prices); the prices are those of full capacity by resource
 * and week, for ``length`` weeks */
static PyObject *relax(PyObject *module, PyObject *args) {
    PyObject *b[11];
    int rounds, length;
    double first_step, decay, pull;
    if (!PyArg_ParseTuple(args, "OOOOOOOOOOOidddi", b, b + 1, b + 2, b + 3, b + 4, b + 5, b + 6, b + 7, b + 8, b + 9,
                          b + 10, &rounds, &first_step, &decay, &pull, &length))
        return NULL;
    Py_ssize_t n = 0, edges = 0, parts = 0, roles = 0;
    int *weeks = copy_of(b[0], 4, &n), *order = copy_of(b[3], 4, NULL), *need_at = copy_of(b[4], 4, NULL),
        *need = copy_of(b[5], 4, &edges), *part_at = copy_of(b[6], 4, NULL), *activity_of = copy_of(b[7], 4, &parts),
        *role_at = copy_of(b[9], 4, &roles), *role_list = copy_of(b[10], 4, NULL);
    double *weight = copy_of(b[1], 8, NULL), *head = copy_of(b[2], 8, NULL), *size = copy_of(b[8], 8, NULL);
    roles -= 1;
    double *own = malloc((n + 1) * 8), *means = malloc((n + 1) * 8), *best_busy = malloc((n + 1) * 8),
           *pushed = calloc(edges + 1, 8), *logit = calloc(parts + 1, 8), *share = malloc((parts + 1) * 8),
           *busy = malloc((parts + 1) * 8), *rest = malloc((parts + 1) * 8), *moment = malloc((parts + 1) * 8),
           *top_push = calloc(edges + 1, 8), *top_ratio = calloc(parts + 1, 8), *price = NULL;
    Entry *heap = malloc((n + 1) * sizeof(Entry));
    PyObject *result = NULL;
    if (!weeks || !order || !need_at || !need || !part_at || !activity_of || !role_at || !role_list || !weight || !head ||
        !size || !own || !means || !best_busy || !pushed || !logit || !share || !busy || !rest || !moment || !heap || !top_push || !top_ratio) {
        if (!PyErr_Occurred()) PyErr_NoMemory();
        goto done;
    }
    double half = 0, spread = 0, top = -1;
    for (int i = 0; i < n; i++) {
        half += weight[i] * weeks[i] / 2;
        spread += weight[i];
        best_busy[i] = 0;
    }
    spread /= n ? (double)n : 1.0;
    for (int turn = 0; turn < rounds; turn++) {
        double step = first_step * pow(decay, turn);
        for (int i = 0; i < n; i++) own[i] = weight[i];
        for (int j = 0; j < n; j++)
            for (int e = need_at[j]; e < need_at[j + 1]; e++) {
                own[j] -= pushed[e];
                own[need[e]] += pushed[e];
            }
        for (int k = (int)n - 1; k >= 0; k--) { /* no weight below 0: cut the pushes back */
            int j = order[k];
            if (own[j] >= 0) continue;
            double taken = 0;
            for (int e = need_at[j]; e < need_at[j + 1]; e++) taken += pushed[e];
            double keep = taken > 0 ? (taken + own[j]) / taken : 0;
            if (keep < 0) keep = 0;
            for (int e = need_at[j]; e < need_at[j + 1]; e++) {
                double back = pushed[e] * (1 - keep);
                pushed[e] -= back;
                own[j] += back;
                own[need[e]] -= back;
            }
        }
        double value = half;
        for (int j = 0; j < n; j++) {
            if (own[j] < 0) own[j] = 0;
            for (int e = need_at[j]; e < need_at[j + 1]; e++)
                value += pushed[e] * (weeks[need[e]] + weeks[j]) / 2.0;
        }
        for (int i = 0; i < n; i++) {
            double most = -INFINITY, sum = 0;
            for (int q = part_at[i]; q < part_at[i + 1]; q++)
                if (logit[q] > most) most = logit[q];
            for (int q = part_at[i]; q < part_at[i + 1]; q++) sum += share[q] = exp(logit[q] - most);
            for (int q = part_at[i]; q < part_at[i + 1]; q++) share[q] /= sum;
        }
        for (int r = 0; r < roles; r++) { /* preemptive WSPT with release dates; role_list holds parts by head */
            int at = role_at[r], end = role_at[r + 1], ready = 0;
            double now = 0;
            while (at < end || ready) {
                if (!ready && now < head[activity_of[role_list[at]]]) now = head[activity_of[role_list[at]]];
                for (; at < end && head[activity_of[role_list[at]]] <= now + 1e-12; at++) {
                    int q = role_list[at], i = activity_of[q];
                    rest[q] = size[q];
                    moment[q] = 0;
                    push(heap, &ready, (Entry){own[i] * share[q] / size[q], q});
                }
                int q = heap[0].i;
                double until = now + rest[q], following = at < end ? head[activity_of[role_list[at]]] : INFINITY;
                if (until <= following + 1e-12) {
                    pop(heap, &ready);
                    moment[q] += rest[q] * (now + until) / 2;
                    busy[q] = moment[q] / size[q];
                    now = until;
                } else {
                    moment[q] += (following - now) * (now + following) / 2;
                    rest[q] -= following - now;
                    now = following;
                }
            }
        }
        double scale = 0;
        for (int i = 0; i < n; i++) {
            means[i] = head[i] + weeks[i] / 2.0;
            if (part_at[i] < part_at[i + 1]) {
                means[i] = 0;
                for (int q = part_at[i]; q < part_at[i + 1]; q++) means[i] += share[q] * busy[q];
            }
            value += own[i] * means[i];
            if (means[i] > scale) scale = means[i];
        }
        if (scale <= 0) scale = 1;
        if (4 * turn >= 3 * rounds) /* the mean over many rounds is near to a schedule, a single round is not */
            for (int i = 0; i < n; i++) best_busy[i] += means[i];
        if (value > top) {
            top = value;
            memcpy(top_push, pushed, edges * 8);
            for (int i = 0; i < n; i++)
                for (int q = part_at[i]; q < part_at[i + 1]; q++) top_ratio[q] = own[i] * share[q] / size[q];
        }
        for (int i = 0; i < n; i++)
            for (int q = part_at[i]; q < part_at[i + 1]; q++) logit[q] += step * (busy[q] - means[i]) / scale;
        for (int j = 0; j < n; j++)
            for (int e = need_at[j]; e < need_at[j + 1]; e++) {
                double lack = (weeks[need[e]] + weeks[j]) / 2.0 - (means[j] - means[need[e]]);
                pushed[e] += step * spread * pull * lack / scale;
                if (pushed[e] < 0) pushed[e] = 0;
            }
        if (turn % 16 == 15 && PyErr_CheckSignals() < 0) goto done;
    }
    if (!(price = calloc((size_t)roles * length + 1, 8))) {
        PyErr_NoMemory();
        goto done;
    }
    for (int r = 0; r < roles; r++) { /* the weight per work of what is worked on, added up from the end of each busy time */
        double *row = price + (size_t)r * length, now = 0;
        int at = role_at[r], end = role_at[r + 1], ready = 0;
        while (at < end || ready) {
            if (!ready && now < head[activity_of[role_list[at]]]) now = head[activity_of[role_list[at]]];
            for (; at < end && head[activity_of[role_list[at]]] <= now + 1e-12; at++) {
                rest[role_list[at]] = size[role_list[at]];
                push(heap, &ready, (Entry){top_ratio[role_list[at]], role_list[at]});
            }
            int q = heap[0].i;
            double until = now + rest[q], following = at < end ? head[activity_of[role_list[at]]] : INFINITY;
            if (until > following + 1e-12) {
                rest[q] -= following - now;
                until = following;
            } else pop(heap, &ready);
            for (int t = (int)now; t < length && t < until; t++) {
                double from = t > now ? t : now, to = t + 1 < until ? t + 1 : until;
                row[t] += (to - from) * top_ratio[q];
            }
            now = until;
        }
        for (int t = length - 2; t >= 0; t--)
            if (row[t] > 0) row[t] += row[t + 1];
    }
    result = Py_BuildValue("dy#y#y#", top, (char *)best_busy, (Py_ssize_t)(n * 8), (char *)top_push,
                           (Py_ssize_t)(edges * 8), (char *)price, (Py_ssize_t)((size_t)roles * length * 8));
done:;
    void *all[] = {weeks, order, need_at, need, part_at, activity_of, role_at, role_list, weight, head, size, own, means,
                   best_busy, pushed, logit, share, busy, rest, moment, heap, top_push, top_ratio, price};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    return result;
}

/* ---- the time-indexed Lagrangian bound, see lagrangian.py ---- */

/* What each start from .. to of an activity costs: its slope, and the prices of the weeks it works in. */
static void priced(double *cost, double slope, int d, int from, int to, int part, int end, const int *part_role,
                   const double *amount, const double *sums, int length) {
    for (int t = from; t <= to; t++) cost[t] = slope * t;
    for (; part < end; part++) {
        const double *s = sums + (size_t)part_role[part] * (length + 1);
        double u = amount[part];
        int inside = to < length - d ? to : length - d, t = from;
        for (; t <= inside; t++) cost[t] += u * (s[t + d] - s[t]);
        for (; t <= to; t++) cost[t] += u * (s[length] - s[t]);
    }
}

static void add_up(double *sums, const double *price, int roles, int length) {
    for (int r = 0; r < roles; r++) {
        double *s = sums + (size_t)r * (length + 1), total = s[0] = 0;
        for (int t = 0; t < length; t++) s[t + 1] = total += price[(size_t)r * length + t];
    }
}

/* lagrange(weeks, weight, first, last, need_at, need, part_at, part_role, amount, capacity, push, price, target, rounds,
 * length, pull): (bound, first, last, mean starts): with the multipliers of the bound, the weeks outside first .. last cannot be
 * part of a schedule better than ``target``. ``price`` (roles x length) and ``push`` (one per need) are where the
 * multipliers begin. */
static PyObject *lagrange(PyObject *module, PyObject *args) {
    PyObject *b[12];
    double target, pull;
    int rounds, length;
    if (!PyArg_ParseTuple(args, "OOOOOOOOOOOOdiid", b, b + 1, b + 2, b + 3, b + 4, b + 5, b + 6, b + 7, b + 8, b + 9,
                          b + 10, b + 11, &target, &rounds, &length, &pull))
        return NULL;
    Py_ssize_t n = 0, edges = 0, roles = 0;
    int *weeks = copy_of(b[0], 4, &n), *first = copy_of(b[2], 4, NULL), *last = copy_of(b[3], 4, NULL),
        *need_at = copy_of(b[4], 4, NULL), *need = copy_of(b[5], 4, &edges), *part_at = copy_of(b[6], 4, NULL),
        *part_role = copy_of(b[7], 4, NULL);
    double *weight = copy_of(b[1], 8, NULL), *amount = copy_of(b[8], 8, NULL), *capacity = copy_of(b[9], 8, &roles),
           *push = copy_of(b[10], 8, NULL), *price = copy_of(b[11], 8, NULL);
    size_t cells = (size_t)roles * length;
    double *sums = malloc((cells + roles + 1) * 8), *use = malloc((cells + 1) * 8), *slope = malloc((n + 1) * 8),
           *cost = malloc(((size_t)length + 2) * 8), *turn_price = calloc(cells + 1, 8), *turn_push = calloc(edges + 1, 8),
           *top_price = malloc((cells + 1) * 8), *top_push = malloc((edges + 1) * 8);
    int *start = malloc((n + 1) * sizeof(int));
    double *average = calloc(n + 1, 8);
    PyObject *result = NULL;
    if (!average || !weeks || !first || !last || !need_at || !need || !part_at || !part_role || !weight || !amount || !capacity ||
        !push || !price || !sums || !use || !slope || !cost || !turn_price || !turn_push || !top_price || !top_push ||
        !start) {
        if (!PyErr_Occurred()) PyErr_NoMemory();
        goto done;
    }
    double top = -INFINITY, theta = 0.5, constant = 0;
    int idle = 0;
    for (int i = 0; i < n; i++) constant += weight[i] * weeks[i];
    for (int turn = 0; turn < rounds && theta > 1e-4; turn++) {
        double value = constant;
        add_up(sums, price, (int)roles, length);
        for (int r = 0; r < roles; r++) value -= capacity[r] * sums[(size_t)r * (length + 1) + length];
        for (int i = 0; i < n; i++) slope[i] = weight[i];
        for (int j = 0; j < n; j++)
            for (int e = need_at[j]; e < need_at[j + 1]; e++) {
                slope[j] -= push[e];
                slope[need[e]] += push[e];
                value += push[e] * weeks[need[e]];
            }
        for (size_t k = 0; k < cells; k++) use[k] = 0;
        for (int i = 0; i < n; i++) {
            int d = weeks[i], from = first[i], to = last[i] < length ? last[i] : length;
            priced(cost, slope[i], d, from, to, part_at[i], part_at[i + 1], part_role, amount, sums, length);
            double least = cost[from];
            int at = from;
            for (int t = from + 1; t <= to; t++)
                if (cost[t] < least) { least = cost[t]; at = t; }
            if (last[i] > to && slope[i] * last[i] < least) { least = slope[i] * last[i]; at = last[i]; }
            start[i] = at;
            value += least;
            for (int q = part_at[i]; q < part_at[i + 1]; q++) {
                double *row = use + (size_t)part_role[q] * length;
                for (int t = at; t < at + d && t < length; t++) row[t] += amount[q];
            }
        }
        for (int i = 0; i < n; i++) average[i] = 0.99 * average[i] + 0.01 * start[i];
        if (value > top) {
            if (value > top + 1e-5 * fabs(top)) idle = 0;
            top = value;
            memcpy(top_price, price, cells * 8);
            memcpy(top_push, push, edges * 8);
        } else if (++idle > 40) {
            theta *= 0.8;
            idle = 0;
            memcpy(price, top_price, cells * 8);
            memcpy(push, top_push, edges * 8);
            memset(turn_price, 0, cells * 8);
            memset(turn_push, 0, edges * 8);
            continue;
        }
        double norm = 1e-9;
        for (int r = 0; r < roles; r++)
            for (int t = 0; t < length; t++) {
                size_t k = (size_t)r * length + t;
                double g = (use[k] - capacity[r]) / capacity[r];
                if (price[k] <= 0 && g < 0) g = 0;
                turn_price[k] = g + 0.9 * turn_price[k];
                norm += turn_price[k] * turn_price[k];
            }
        for (int j = 0; j < n; j++)
            for (int e = need_at[j]; e < need_at[j + 1]; e++) {
                double g = (start[need[e]] + weeks[need[e]] - start[j]) * pull;
                if (push[e] <= 0 && g < 0) g = 0;
                turn_push[e] = g + 0.9 * turn_push[e];
                norm += turn_push[e] * turn_push[e];
            }
        double step = theta * (target - value) / norm;
        for (int r = 0; r < roles; r++)
            for (int t = 0; t < length; t++) {
                size_t k = (size_t)r * length + t;
                price[k] += step * turn_price[k] / capacity[r];
                if (price[k] < 0) price[k] = 0;
            }
        for (Py_ssize_t e = 0; e < edges; e++) {
            push[e] += step * turn_push[e] * pull;
            if (push[e] < 0) push[e] = 0;
        }
        if (turn % 64 == 63 && PyErr_CheckSignals() < 0) goto done;
    }
    {
        double room = target - 1 - top + 1e-6 * fabs(top);
        add_up(sums, top_price, (int)roles, length);
        for (int i = 0; i < n; i++) slope[i] = weight[i];
        for (int j = 0; j < n; j++)
            for (int e = need_at[j]; e < need_at[j + 1]; e++) {
                slope[j] -= top_push[e];
                slope[need[e]] += top_push[e];
            }
        for (int i = 0; i < n; i++) {
            int from = first[i], to = last[i] < length ? last[i] : length, end = last[i];
            priced(cost, slope[i], weeks[i], from, to, part_at[i], part_at[i + 1], part_role, amount, sums, length);
            double least = cost[from];
            for (int t = from + 1; t <= to; t++)
                if (cost[t] < least) least = cost[t];
            if (end > to && slope[i] * end < least) least = slope[i] * end;
            if (end > to && slope[i] * end - least > room) {
                int edge = slope[i] > 0 ? (int)fmin(end, (least + room) / slope[i]) : to;
                end = edge > to ? edge : to;
            }
            if (end <= to)
                while (end >= from && cost[end] - least > room) end--;
            while (from <= end && from <= to && cost[from] - least > room) from++;
            first[i] = from;
            last[i] = end;
        }
        result = Py_BuildValue("dy#y#y#", top, (char *)first, (Py_ssize_t)(n * sizeof(int)), (char *)last,
                               (Py_ssize_t)(n * sizeof(int)), (char *)average, (Py_ssize_t)(n * 8));
    }
done:;
    void *all[] = {weeks, first, last, need_at, need, part_at, part_role, weight, amount, capacity, push, price, sums,
                   use, slope, cost, turn_price, turn_push, top_price, top_push, start, average};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    return result;
}

static double cost_of(const Rows *rows, int row, const double *price) {
    double sum = 0;
    for (int e = rows->at[row]; e < rows->at[row + 1]; e++) sum += price[rows->cell[e]] * (double)rows->amount[e];
    return sum;
}

static void asked(const Rows *rows, int row, double *use) {
    for (int e = rows->at[row]; e < rows->at[row + 1]; e++) use[rows->cell[e]] += (double)rows->amount[e];
}

/* prices(step_at, slot_at, weeks, slot_week, cost, own_at, own_cell, own_amount, slot_tail, tail_at, tail_cell,
 * tail_amount, lead_at, lead, left, may_wait, group, group_waits, before, after, push, target, rounds, pull, horizon):
 * (bound, first slots, last slots, mean starts, prices, pushes), see price_bound.py. Steps have activities, activities
 * have slots; a step that may wait is planned at the horizon, for nothing. Of a group, one step is finished for those
 * that need any of it: ``before`` is -1 - group there. */
static PyObject *prices(PyObject *module, PyObject *args) {
    PyObject *b[21];
    double target, pull;
    int rounds, horizon;
    if (!PyArg_ParseTuple(args, "OOOOOOOOOOOOOOOOOOOOOdidi", b, b + 1, b + 2, b + 3, b + 4, b + 5, b + 6, b + 7, b + 8,
                          b + 9, b + 10, b + 11, b + 12, b + 13, b + 14, b + 15, b + 16, b + 17, b + 18, b + 19, b + 20,
                          &target, &rounds, &pull, &horizon))
        return NULL;
    Py_ssize_t many = 0, count = 0, few = 0, edges = 0, some = 0;
    int *step_at = copy_of(b[0], 4, &few), *slot_at = copy_of(b[1], 4, NULL), *weeks = copy_of(b[2], 4, &many),
        *slot_week = copy_of(b[3], 4, NULL), *slot_tail = copy_of(b[8], 4, NULL), *lead_at = copy_of(b[12], 4, NULL),
        *lead = copy_of(b[13], 4, NULL), *may_wait = copy_of(b[15], 4, NULL), *group = copy_of(b[16], 4, NULL),
        *group_waits = copy_of(b[17], 4, &some), *before = copy_of(b[18], 4, &edges), *after = copy_of(b[19], 4, NULL);
    double *cost = copy_of(b[4], 8, NULL), *push = copy_of(b[20], 8, NULL);
    int64_t *left = copy_of(b[14], 8, &count);
    Rows own = {0}, tail = {0};
    int n = (int)many, steps = (int)few - 1, cells = (int)count, groups = (int)some;
    int ok = rows_of(&own, b + 5) && rows_of(&tail, b + 9);
    int *first = calloc(n + 1, sizeof(int)), *last = calloc(n + 1, sizeof(int)), *chosen = malloc((steps + 1) * sizeof(int)),
        *doing = malloc((steps + 1) * sizeof(int)), *meeting = malloc((groups + 1) * sizeof(int)),
        *met_slot = malloc((steps + 1) * sizeof(int)), *met_by = malloc((steps + 1) * sizeof(int));
    double *price = calloc(cells + 1, 8), *use = malloc((cells + 1) * 8), *pulled = malloc((steps + 1) * 8),
           *pushed = malloc((steps + 1) * 8), *together = malloc((groups + 1) * 8), *least = malloc((steps + 1) * 8),
           *least_met = malloc((steps + 1) * 8), *extra = malloc((groups + 1) * 8), *second = malloc((groups + 1) * 8),
           *turn_price = calloc(cells + 1, 8), *turn_push = calloc(edges + 1, 8), *top_price = calloc(cells + 1, 8),
           *top_push = calloc(edges + 1, 8), *average = calloc(n + 1, 8);
    PyObject *result = NULL;
    if (!ok || !step_at || !slot_at || !weeks || !slot_week || !slot_tail || !lead_at || !lead || !may_wait || !group ||
        !group_waits || !before || !after || !cost || !push || !left || !first || !last || !chosen || !doing || !meeting ||
        !met_slot || !met_by || !price || !use || !pulled || !pushed || !together || !least || !least_met || !extra ||
        !second || !turn_price || !turn_push || !top_price || !top_push || !average) {
        if (!PyErr_Occurred()) PyErr_NoMemory();
        goto done;
    }
    double top = -INFINITY, theta = 0.5;
    int idle = 0;
    for (int turn = 0; turn <= rounds; turn++) {
        int closing = turn == rounds || theta <= 1e-4; /* a last look, with the best multipliers */
        if (closing) {
            memcpy(price, top_price, cells * 8);
            memcpy(push, top_push, edges * 8);
        }
        double value = 0, room = target - 1 - top + 1e-6 * fabs(top);
        for (int c = 0; c < cells; c++) {
            value -= price[c] * (double)left[c];
            use[c] = 0;
        }
        for (int i = 0; i < steps; i++) pulled[i] = pushed[i] = 0;
        for (int g = 0; g < groups; g++) together[g] = 0;
        for (int e = 0; e < edges; e++) {
            pulled[after[e]] += push[e];
            if (before[e] < 0) together[-1 - before[e]] += push[e];
            else pushed[before[e]] += push[e];
        }
        for (int pass = 0; pass <= closing; pass++) {
            for (int i = 0; i < steps; i++) {
                int g = group[i];
                if (!pass) {
                    least[i] = may_wait[i] ? (pushed[i] - pulled[i]) * horizon : INFINITY;
                    least_met[i] = INFINITY;
                    chosen[i] = met_slot[i] = -1;
                }
                /* what the rest of the group adds where this step is not the one that is finished for it */
                double rest = g < 0 ? 0 : least_met[i] - least[i] > extra[g] ? extra[g] : second[g];
                for (int a = step_at[i]; a < step_at[i + 1]; a++) {
                    int from = -1, to = -2;
                    for (int k = slot_at[a]; k < slot_at[a + 1]; k++) {
                        int start = slot_week[k];
                        double c = cost[k] + pushed[i] * (start + weeks[a]) - pulled[i] * start;
                        c += cost_of(&own, k, price) + cost_of(&tail, slot_tail[k], price);
                        for (int e = lead_at[a]; e < lead_at[a + 1]; e++)
                            for (int week = start; week < start + weeks[a]; week++) c += price[lead[e] + week];
                        double met = g < 0 ? c : c + together[g] * (start + weeks[a]);
                        if (!pass && c < least[i]) { least[i] = c; chosen[i] = k; doing[i] = a; }
                        if (!pass && met < least_met[i]) { least_met[i] = met; met_slot[i] = k; met_by[i] = a; }
                        double over = g < 0 || c + rest < met ? c + rest : met;
                        if (g >= 0) over -= extra[g];
                        if (pass && over - least[i] <= room) { if (from < 0) from = k; to = k; }
                    }
                    if (pass) { first[a] = from; last[a] = to; }
                }
                if (!pass) value += least[i];
            }
            if (pass) break;
            for (int g = 0; g < groups; g++) {
                extra[g] = second[g] = group_waits[g] ? together[g] * horizon : INFINITY;
                meeting[g] = -1;
            }
            for (int i = 0; i < steps; i++) {
                int g = group[i];
                if (g < 0) continue;
                double more = least_met[i] - least[i];
                if (more < extra[g]) { second[g] = extra[g]; extra[g] = more; meeting[g] = i; }
                else if (more < second[g]) second[g] = more;
            }
            for (int g = 0; g < groups; g++) {
                value += extra[g];
                int i = meeting[g];
                if (i >= 0) { chosen[i] = met_slot[i]; doing[i] = met_by[i]; }
            }
        }
        for (int i = 0; i < steps; i++) {
            int k = chosen[i];
            if (k < 0) continue;
            int a = doing[i];
            asked(&own, k, use);
            asked(&tail, slot_tail[k], use);
            for (int e = lead_at[a]; e < lead_at[a + 1]; e++)
                for (int week = 0; week < weeks[a]; week++) use[lead[e] + slot_week[k] + week] += 1;
            if (!closing) average[a] = 0.99 * average[a] + 0.01 * slot_week[k];
        }
        if (closing) break;
        if (value > top) {
            if (value > top + 1e-5 * fabs(top)) idle = 0;
            top = value;
            memcpy(top_price, price, cells * 8);
            memcpy(top_push, push, edges * 8);
        } else if (++idle > 40) {
            theta *= 0.8;
            idle = 0;
            memcpy(price, top_price, cells * 8);
            memcpy(push, top_push, edges * 8);
            memset(turn_price, 0, cells * 8);
            memset(turn_push, 0, edges * 8);
            continue;
        }
        double norm = 1e-9;
        for (int c = 0; c < cells; c++) {
            if (left[c] < 0) continue; /* overdrawn today: binds only what asks for more, so it is left out */
            double scale = left[c] > 1 ? (double)left[c] : 1, g = (use[c] - (double)left[c]) / scale;
            if (price[c] <= 0 && g < 0) g = 0;
            turn_price[c] = g + 0.9 * turn_price[c];
            norm += turn_price[c] * turn_price[c];
        }
        for (int e = 0; e < edges; e++) {
            int i = before[e] < 0 ? meeting[-1 - before[e]] : before[e], j = after[e];
            int end = i < 0 || chosen[i] < 0 ? horizon : slot_week[chosen[i]] + weeks[doing[i]];
            double g = (end - (chosen[j] < 0 ? horizon : slot_week[chosen[j]])) * pull;
            if (push[e] <= 0 && g < 0) g = 0;
            turn_push[e] = g + 0.9 * turn_push[e];
            norm += turn_push[e] * turn_push[e];
        }
        double step = theta * (target - value) / norm;
        for (int c = 0; c < cells; c++) {
            if (left[c] < 0) continue;
            price[c] += step * turn_price[c] / (left[c] > 1 ? (double)left[c] : 1);
            if (price[c] < 0) price[c] = 0;
        }
        for (int e = 0; e < edges; e++) {
            push[e] += step * turn_push[e] * pull;
            if (push[e] < 0) push[e] = 0;
        }
        if (turn % 32 == 31 && PyErr_CheckSignals() < 0) goto done;
    }
    result = Py_BuildValue("dy#y#y#y#y#", top, (char *)first, (Py_ssize_t)(n * sizeof(int)), (char *)last,
                           (Py_ssize_t)(n * sizeof(int)), (char *)average, (Py_ssize_t)(n * 8), (char *)top_price,
                           (Py_ssize_t)(cells * 8), (char *)top_push, (Py_ssize_t)(edges * 8));
done:;
    void *all[] = {step_at, slot_at, weeks, slot_week, slot_tail, lead_at, lead, may_wait, group, group_waits, before, after,
                   cost, push, left, meeting, met_slot, met_by, together, least, least_met, extra, second, own.at, own.cell, own.amount, tail.at, tail.cell, tail.amount, first, last, chosen, doing, price, use,
                   pulled, pushed, turn_price, turn_push, top_price, top_push, average};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    return result;
}

static PyMethodDef functions[] = {
    {"classic", classic, METH_VARARGS, "A problem with capacity per week."},
    {"general", general, METH_VARARGS, "A problem given by allowed starts and what each asks of cells."},
    {"decode", decode_order, METH_VARARGS, "Start weeks (32-bit) of an order; -1: left out."},
    {"walk", walk, METH_VARARGS, "An annealing that begins with an order."},
    {"advance", advance, METH_VARARGS, "Further tries; the best energy so far."},
    {"best", best, METH_O, "Start weeks (32-bit) of the best schedule so far."},
    {"relax", relax, METH_VARARGS, "The mean-busy-time bound and the mean busy times (doubles)."},
    {"lagrange", lagrange, METH_VARARGS, "The time-indexed Lagrangian bound."},
    {"prices", prices, METH_VARARGS, "The same for a problem with choices and cells."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_kernel", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModule_Create(&definition); }
