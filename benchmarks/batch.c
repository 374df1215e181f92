/* The yardstick of `benchmarks/batch.py`: the same CSV to CSV, written by hand for speed.
 *
 * batch RATES IN OUT. One thread; mmap, a hash table of rates, 64-bit integers in millionths of a credit, buffered
 * output. It knows one shape of input, `id,model,seconds,resolution,audio,takes`, whole seconds, and nothing of
 * quotes, errors or sheets. Each line of RATES is `model,resolution,audio,low,high,qualifier,grade`, low and high for
 * one second; a high of -1 is open.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLOTS = 1 << 16, ROOM = 1 << 20, SLACK = 4096 };

typedef struct {
    const char *model, *resolution, *audio, *tail;
    int model_length, resolution_length, audio_length, tail_length;
    int64_t low, high;
} Rate;

static Rate rates[SLOTS];
static char buffer[ROOM + SLACK];
static size_t filled;
static int out;

static void die(const char *what) {
    fprintf(stderr, "batch: %s\n", what);
    exit(1);
}

static void flush(void) {
    for (size_t done = 0; done < filled;) {
        ssize_t wrote = write(out, buffer + done, filled - done);
        if (wrote < 0) die("cannot write");
        done += (size_t)wrote;
    }
    filled = 0;
}

static const char *mapped(const char *path, size_t *size) {
    struct stat status;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &status)) die("cannot read");
    *size = (size_t)status.st_size;
    const char *text = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
    if (text == MAP_FAILED) die("cannot map");
    madvise((void *)text, *size, MADV_SEQUENTIAL);
    return text;
}

static uint64_t hashed(uint64_t hash, const char *text, int length) {
    for (int i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 1099511628211ULL;
    return hash * 31 + 7;
}

static Rate *slot(const char *m, int ml, const char *r, int rl, const char *a, int al) {
    uint64_t at = hashed(hashed(hashed(14695981039346656037ULL, m, ml), r, rl), a, al);
    for (at ^= at >> 29;; at++) {
        Rate *rate = &rates[at & (SLOTS - 1)];
        if (!rate->model) return rate;
        if (rate->model_length == ml && rate->resolution_length == rl && rate->audio_length == al &&
            !memcmp(rate->model, m, (size_t)ml) && !memcmp(rate->resolution, r, (size_t)rl) &&
            !memcmp(rate->audio, a, (size_t)al))
            return rate;
    }
}

static int64_t whole(const char *text, int length) {
    int64_t value = 0;
    for (int i = 0; i < length; i++) value = value * 10 + (text[i] - '0');
    return length ? value : 1;
}

/* Millionths as decimal text, without zeros at the end. */
static void number(int64_t value) {
    char digits[32];
    int at = 32, places = 6;
    while (places && value % 10 == 0) value /= 10, places--;
    for (int i = 0; value || i <= places; i++) {
        if (i == places && places) digits[--at] = '.';
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    }
    memcpy(buffer + filled, digits + at, (size_t)(32 - at));
    filled += (size_t)(32 - at);
}

static const char *cell(const char *at, const char *end, char stop, int *length) {
    const char *found = memchr(at, stop, (size_t)(end - at));
    if (!found) die("a row has too few cells");
    *length = (int)(found - at);
    return found + 1;
}

static void read_rates(const char *path) {
    size_t size;
    const char *at = mapped(path, &size), *end = at + size;
    while (at < end) {
        Rate rate;
        int low, high;
        const char *resolution, *audio, *numbers, *second, *tail, *next;
        rate.model = at;
        resolution = cell(at, end, ',', &rate.model_length);
        audio = cell(resolution, end, ',', &rate.resolution_length);
        numbers = cell(audio, end, ',', &rate.audio_length);
        second = cell(numbers, end, ',', &low);
        tail = cell(second, end, ',', &high);
        next = cell(tail, end, '\n', &rate.tail_length);
        rate.resolution = resolution, rate.audio = audio, rate.tail = tail;
        rate.low = whole(numbers, low), rate.high = *second == '-' ? -1 : whole(second, high);
        *slot(rate.model, rate.model_length, resolution, rate.resolution_length, audio, rate.audio_length) = rate;
        at = next;
    }
}

int main(int count, char **names) {
    static const char results[] = ",credits_low,credits_high,qualifier,grade,error\n";
    size_t size;
    int length;
    if (count != 4) die("RATES IN OUT");
    read_rates(names[1]);
    const char *at = mapped(names[2], &size), *end = at + size, *next;
    out = open(names[3], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (out < 0) die("cannot write");
    next = cell(at, end, '\n', &length);
    memcpy(buffer, at, (size_t)length);
    memcpy(buffer + length, results, sizeof results - 1);
    filled = (size_t)length + sizeof results - 1;
    for (at = next; at < end; at = next) {
        int id, ml, sl, rl, al, tl;
        const char *model = cell(at, end, ',', &id);
        const char *seconds = cell(model, end, ',', &ml);
        const char *resolution = cell(seconds, end, ',', &sl);
        const char *audio = cell(resolution, end, ',', &rl);
        const char *takes = cell(audio, end, ',', &al);
        next = cell(takes, end, '\n', &tl);
        Rate *rate = slot(model, ml, resolution, rl, audio, al);
        if (!rate->model) die("a row has no rate");
        int64_t times = whole(seconds, sl) * whole(takes, tl);
        size_t line = (size_t)(next - at) - 1;
        if (filled + line > ROOM) flush();
        if (line > ROOM) die("a row is too long");
        memcpy(buffer + filled, at, line);
        filled += line;
        buffer[filled++] = ',';
        number(rate->low * times);
        buffer[filled++] = ',';
        if (rate->high >= 0) number(rate->high * times);
        buffer[filled++] = ',';
        memcpy(buffer + filled, rate->tail, (size_t)rate->tail_length);
        filled += (size_t)rate->tail_length;
        buffer[filled++] = ',';
        buffer[filled++] = '\n';
    }
    flush();
    return close(out) ? 1 : 0;
}
