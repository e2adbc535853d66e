// A disk whose power can be cut, for a process that is loaded with this library (LD_PRELOAD).
//
// The folder that the process works in plays the page cache: every write goes there, so every read, size and mapping is
// what the process expects. Beside it lies a second folder, the disk: what would be left after a power cut. A written
// sector of 512 bytes is only marked; it reaches the disk when the file is synced, or earlier by chance, whole or torn
// and in any order, as a kernel writes pages back. A new, renamed or removed name reaches the disk when its folder is
// synced, or earlier by chance; syncing the file alone is not enough, because POSIX does not promise more.
// After the process is killed, the tests throw the first folder away and go on with the disk.
//
// Settings, from the environment:
//   POWERCUT_ROOT, POWERCUT_DISK  the two folders; inside the disk, `tree` holds the files and `inodes` those without a name
//   POWERCUT_SEED                 where chance comes from
//   POWERCUT_EARLY                how many of a thousand writes pass something on early
//   POWERCUT_SLOW                 the longest pause before a sync and in the middle of it, in microseconds
//   POWERCUT_AT                   the power fails at this event: a write, or some sectors on their way to the disk
//   POWERCUT_DEAF                 syncs say yes and do nothing
//   POWERCUT_FAIL_SYNC            this sync fails with EIO, and what it should have written is marked clean and lost
//   POWERCUT_CONTROL              a file of two 64-bit numbers that the tests change while the process runs: seconds to
//                                 add to the time of day, and the error that every write gives (0: none)
//
// What the library cannot follow ends the process with status 97: a proof must not be blind in silence.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { SECTOR = 512, GROUP = 8 };

// A file below the root, by inode. Nothing in it is ever closed: closing any descriptor of a file would drop the locks
// that the process holds on it, and a held inode number is never used again.
struct file {
    dev_t device;
    ino_t inode;
    int visible, disk;
    off_t floor; // the shortest the file has been since its last sync, or -1
    unsigned char *dirty;
    size_t sectors;
    struct file *next;
};

enum change_kind { LINK, UNLINK, RENAME };
struct change { // of a name, not yet on the disk
    enum change_kind kind;
    char name[PATH_MAX], other[PATH_MAX];
    ino_t inode;
    struct change *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct file *files;
static struct change *changes;
static char root[PATH_MAX], disk[PATH_MAX];
static uint64_t chance_state, events, syncs;
static long early, slow, cut_at, deaf, fail_sync;
static volatile int64_t *control;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static void *(*real_mmap)(void *, size_t, int, int, int, off_t);

static _Noreturn void give_up(const char *what, const char *which) {
    dprintf(2, "powercut: %s: %s (%s)\n", what, which, strerror(errno));
    _exit(97);
}

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

static void start(void) {
#define FIND(name, symbol) *(void **)&real_##name = dlsym(RTLD_NEXT, symbol)
    FIND(open, "open64");
    FIND(openat, "openat64");
    FIND(write, "write");
    FIND(pwrite, "pwrite64");
    FIND(writev, "writev");
    FIND(pwritev, "pwritev64");
    FIND(ftruncate, "ftruncate64");
    FIND(fsync, "fsync");
    FIND(fdatasync, "fdatasync");
    FIND(unlink, "unlink");
    FIND(rename, "rename");
    FIND(clock_gettime, "clock_gettime");
    FIND(mmap, "mmap64");
    const char *path = getenv("POWERCUT_CONTROL");
    if (path) {
        int fd = real_open(path, O_RDONLY | O_CLOEXEC);
        void *page = fd < 0 ? MAP_FAILED : real_mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
        if (page == MAP_FAILED) give_up("no control", path);
        control = page;
    }
    if (!getenv("POWERCUT_ROOT") || !getenv("POWERCUT_DISK")) return;
    early = number("POWERCUT_EARLY");
    slow = number("POWERCUT_SLOW");
    cut_at = number("POWERCUT_AT");
    deaf = number("POWERCUT_DEAF");
    fail_sync = number("POWERCUT_FAIL_SYNC");
    chance_state = (uint64_t)number("POWERCUT_SEED");
    if (!realpath(getenv("POWERCUT_ROOT"), root)) give_up("no root", getenv("POWERCUT_ROOT"));
    if (!realpath(getenv("POWERCUT_DISK"), disk)) give_up("no disk", getenv("POWERCUT_DISK"));
}

static void ready(void) { pthread_once(&once, start); }
static int watching(void) { ready(); return root[0] != 0; }

static uint64_t chance(uint64_t below) { // splitmix64
    uint64_t z = (chance_state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (z ^ (z >> 31)) % below;
}

static void event(void) {
    if ((long)++events == cut_at) syscall(SYS_kill, getpid(), SIGKILL);
}

static void pause_a_little(void) {
    if (slow) usleep((useconds_t)chance((uint64_t)slow + 1));
}

// The path of a descriptor relative to the root ("" for the root itself), or NULL when it is not below it.
static const char *name_of(int fd, char *buffer) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, buffer, PATH_MAX - 1);
    if (length < 0) return NULL;
    buffer[length] = 0;
    size_t prefix = strlen(root);
    if (strncmp(buffer, root, prefix) || (buffer[prefix] && buffer[prefix] != '/')) return NULL;
    return buffer[prefix] ? buffer + prefix + 1 : buffer + prefix;
}

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), other = strlen(end);
    return length >= other && !strcmp(text + length - other, end);
}

static void on_disk(char *path, const char *name) {
    if (snprintf(path, PATH_MAX, "%s/tree/%s", disk, name) >= PATH_MAX) give_up("long path", name);
}

static void without_name(char *path, ino_t inode) {
    if (snprintf(path, PATH_MAX, "%s/inodes/%llu", disk, (unsigned long long)inode) >= PATH_MAX) give_up("long path", disk);
}

static struct file *file_of(int fd) {
    struct stat status;
    if (fstat(fd, &status) || !S_ISREG(status.st_mode)) return NULL;
    for (struct file *file = files; file; file = file->next)
        if (file->inode == status.st_ino && file->device == status.st_dev) return file;
    return NULL;
}

// Names ---------------------------------------------------------------------------------------------------------------

static void note_change(enum change_kind kind, const char *name, const char *other, ino_t inode) {
    struct change *change = calloc(1, sizeof *change), **end = &changes;
    change->kind = kind;
    change->inode = inode;
    snprintf(change->name, PATH_MAX, "%s", name);
    if (other) snprintf(change->other, PATH_MAX, "%s", other);
    while (*end) end = &(*end)->next;
    *end = change;
}

static void carry_out(const struct change *change) {
    char from[PATH_MAX], to[PATH_MAX];
    on_disk(to, change->name);
    if (change->kind == UNLINK) {
        real_unlink(to);
    } else if (change->kind == LINK) {
        without_name(from, change->inode);
        real_unlink(to);
        if (link(from, to)) give_up("link", to);
    } else {
        on_disk(from, change->name);
        on_disk(to, change->other);
        if (real_rename(from, to)) give_up("rename", to);
    }
}

static int is_in(const char *name, const char *folder) {
    size_t length = strlen(folder);
    const char *slash = strrchr(name, '/');
    size_t parent = slash ? (size_t)(slash - name) : 0;
    return parent == length && !strncmp(name, folder, length);
}

// Brings the first `most` changes in a folder to the disk, in their order.
static void settle_names(const char *folder, uint64_t most) {
    for (struct change **at = &changes; *at && most;) {
        struct change *change = *at;
        if (is_in(change->name, folder) || (change->kind == RENAME && is_in(change->other, folder))) {
            carry_out(change);
            *at = change->next;
            free(change);
            most--;
        } else {
            at = &change->next;
        }
    }
}

static void names_by_chance(void) {
    if ((long)chance(1000) < early && changes) {
        char folder[PATH_MAX];
        snprintf(folder, sizeof folder, "%s", changes->name);
        char *slash = strrchr(folder, '/');
        if (slash) *slash = 0; else folder[0] = 0;
        settle_names(folder, 1 + chance(3));
    }
}

// What a name is called on the disk, where a rename may not have arrived.
static const char *earlier_name(const char *name, char *buffer) {
    snprintf(buffer, PATH_MAX, "%s", name);
    for (struct change *change = changes; change; change = change->next)
        if (change->kind == RENAME && !strcmp(change->other, buffer)) snprintf(buffer, PATH_MAX, "%s", change->name);
    return buffer;
}

// Content -------------------------------------------------------------------------------------------------------------

static void mark(struct file *file, off_t offset, size_t length) {
    if (!length) return;
    size_t first = (size_t)offset / SECTOR, last = ((size_t)offset + length - 1) / SECTOR;
    if (last >= file->sectors) {
        size_t larger = (last + 1) * 2;
        file->dirty = realloc(file->dirty, larger);
        memset(file->dirty + file->sectors, 0, larger - file->sectors);
        file->sectors = larger;
    }
    memset(file->dirty + first, 1, last - first + 1);
}

static void settle_length(struct file *file) { // a truncation comes before whatever was written after it
    if (file->floor >= 0) {
        struct stat status;
        if (fstat(file->disk, &status)) give_up("fstat", "disk");
        if (status.st_size > file->floor && real_ftruncate(file->disk, file->floor)) give_up("ftruncate", "disk");
        file->floor = -1;
    }
}

static void settle_sector(struct file *file, size_t sector) {
    char bytes[SECTOR];
    off_t offset = (off_t)sector * SECTOR;
    ssize_t length = pread(file->visible, bytes, SECTOR, offset);
    if (length < 0) give_up("pread", "visible");
    if (length && real_pwrite(file->disk, bytes, (size_t)length, offset) != length) give_up("pwrite", "disk");
    file->dirty[sector] = 0;
}

static void sectors_by_chance(struct file *file, off_t offset, size_t length) {
    if ((long)chance(1000) >= early || !length) return;
    settle_length(file);
    size_t first = (size_t)offset / SECTOR, last = ((size_t)offset + length - 1) / SECTOR;
    uint64_t how = chance(3);
    if (how == 2) first = 0, last = file->sectors - 1; // and anything else that waits in this file
    for (size_t sector = first; sector <= last; sector++)
        if (file->dirty[sector] && (how == 0 || chance(how == 1 ? 2 : 4) == 0)) settle_sector(file, sector);
}

static void settle(struct file *file) {
    pause_a_little();
    settle_length(file);
    size_t turn = file->sectors ? chance(file->sectors) : 0, moved = 0;
    for (size_t step = 0; step < file->sectors; step++) {
        size_t sector = (step + turn) % file->sectors;
        if (!file->dirty[sector]) continue;
        settle_sector(file, sector);
        if (++moved % GROUP == 0) event();
        if (moved == 2 * GROUP) pause_a_little();
    }
    struct stat status;
    if (fstat(file->visible, &status)) give_up("fstat", "visible");
    if (real_ftruncate(file->disk, status.st_size)) give_up("ftruncate", "disk");
    event();
}

static void written(struct file *file, off_t offset, ssize_t length) {
    if (length <= 0) return;
    mark(file, offset, (size_t)length);
    event();
    sectors_by_chance(file, offset, (size_t)length);
    names_by_chance();
}

static void shortened(struct file *file, off_t length) {
    if (file->floor < 0 || length < file->floor) file->floor = length;
    for (size_t sector = (size_t)(length + SECTOR - 1) / SECTOR; sector < file->sectors; sector++) file->dirty[sector] = 0;
    if (length % SECTOR) mark(file, length - 1, 1);
    event();
    if ((long)chance(1000) < early) settle_length(file);
}

// Opening -------------------------------------------------------------------------------------------------------------

static void opened(int fd, int flags, int existed) {
    char path[PATH_MAX], buffer[PATH_MAX], link[64];
    const char *name = name_of(fd, path);
    struct stat status;
    if (!name || fstat(fd, &status) || !S_ISREG(status.st_mode)) return;
    // The index of the log is memory that happens to have a name: it is made anew at every start.
    if (ends_with(name, "-shm")) return;
    if (flags & (O_DSYNC | O_DIRECT)) give_up("opened in a way that is not followed", name);
    struct file *file = file_of(fd);
    if (!file) {
        file = calloc(1, sizeof *file);
        file->device = status.st_dev;
        file->inode = status.st_ino;
        file->floor = -1;
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        file->visible = real_open(link, O_RDONLY | O_CLOEXEC);
        char place[PATH_MAX];
        if (existed) on_disk(place, earlier_name(name, buffer)); else without_name(place, status.st_ino);
        file->disk = real_open(place, O_RDWR | O_CLOEXEC | (existed ? 0 : O_CREAT | O_TRUNC), 0600);
        if (file->visible < 0 || file->disk < 0) give_up("open", place);
        file->next = files;
        files = file;
        if (!existed) note_change(LINK, name, NULL, status.st_ino), names_by_chance();
    }
    if (existed && (flags & O_TRUNC)) shortened(file, 0);
}

static int open_and_note(int at, const char *path, int flags, mode_t mode) {
    if (!watching()) return real_openat(at, path, flags, mode);
    pthread_mutex_lock(&mutex);
    int existed = !(flags & O_CREAT) || !faccessat(at, path, F_OK, 0);
    int fd = real_openat(at, path, flags, mode), kept = errno;
    if (fd >= 0) opened(fd, flags, existed);
    pthread_mutex_unlock(&mutex);
    errno = kept;
    return fd;
}

#define MODE_OF(flags, mode)                                                                                           \
    mode_t mode = 0;                                                                                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode = va_arg(rest, mode_t);                                                                                   \
        va_end(rest);                                                                                                  \
    }

int open(const char *path, int flags, ...) { MODE_OF(flags, mode) return open_and_note(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags, mode) return open_and_note(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_OF(flags, mode) return open_and_note(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags, mode) return open_and_note(at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return open_and_note(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

// Writing -------------------------------------------------------------------------------------------------------------

// With the mutex held; the caller lets go of it.
#define WRITING(fd, call)                                                                                              \
    ready();                                                                                                           \
    if (!watching()) return call;                                                                                      \
    pthread_mutex_lock(&mutex);                                                                                        \
    struct file *file = file_of(fd);                                                                                   \
    if (!file) { pthread_mutex_unlock(&mutex); return call; }                                                          \
    if (control && control[1]) { pthread_mutex_unlock(&mutex); errno = (int)control[1]; return -1; }

#define DONE(result)                                                                                                   \
    int kept = errno;                                                                                                  \
    pthread_mutex_unlock(&mutex);                                                                                      \
    errno = kept;                                                                                                      \
    return result;

ssize_t write(int fd, const void *bytes, size_t length) {
    WRITING(fd, real_write(fd, bytes, length))
    if (fcntl(fd, F_GETFL) & O_APPEND) lseek(fd, 0, SEEK_END);
    off_t offset = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real_write(fd, bytes, length);
    written(file, offset, done);
    DONE(done)
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    WRITING(fd, real_pwrite(fd, bytes, length, offset))
    ssize_t done = real_pwrite(fd, bytes, length, offset);
    written(file, offset, done);
    DONE(done)
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return pwrite(fd, bytes, length, offset); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    WRITING(fd, real_writev(fd, parts, count))
    if (fcntl(fd, F_GETFL) & O_APPEND) lseek(fd, 0, SEEK_END);
    off_t offset = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real_writev(fd, parts, count);
    written(file, offset, done);
    DONE(done)
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    WRITING(fd, real_pwritev(fd, parts, count, offset))
    ssize_t done = real_pwritev(fd, parts, count, offset);
    written(file, offset, done);
    DONE(done)
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t offset) { return pwritev(fd, parts, count, offset); }

int ftruncate(int fd, off_t length) {
    WRITING(fd, real_ftruncate(fd, length))
    int done = real_ftruncate(fd, length);
    if (!done) shortened(file, length);
    DONE(done)
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

// Syncing -------------------------------------------------------------------------------------------------------------

static int sync_watched(int fd, int (*real)(int)) {
    char path[PATH_MAX];
    struct stat status;
    if (!watching()) return real(fd);
    pthread_mutex_lock(&mutex);
    struct file *file = file_of(fd);
    const char *folder = !file && !fstat(fd, &status) && S_ISDIR(status.st_mode) ? name_of(fd, path) : NULL;
    int result = 0;
    if (file || folder) {
        if ((long)++syncs == fail_sync) {
            if (file && file->sectors) memset(file->dirty, 0, file->sectors);
            dprintf(2, "powercut: sync %llu failed: %s\n", (unsigned long long)syncs, file ? "file" : "folder");
            result = -1;
        } else if (!deaf) {
            if (file) settle(file); else settle_names(folder, UINT64_MAX);
        }
    } else {
        result = real(fd);
    }
    pthread_mutex_unlock(&mutex);
    if (result && (file || folder)) errno = EIO;
    return result;
}

int fsync(int fd) { return sync_watched(fd, real_fsync); }
int fdatasync(int fd) { return sync_watched(fd, real_fdatasync); }

// Names ---------------------------------------------------------------------------------------------------------------

// A path relative to the root, if it lies below it. The processes under test name their files with absolute paths.
static const char *below_root(const char *path, char *buffer) {
    char folder[PATH_MAX], real[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (!slash || !watching()) return NULL;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    if (!realpath(folder, real)) return NULL;
    size_t prefix = strlen(root);
    if (strncmp(real, root, prefix) || (real[prefix] && real[prefix] != '/')) return NULL;
    snprintf(buffer, PATH_MAX, "%s%s%s", real[prefix] ? real + prefix + 1 : "", real[prefix] ? "/" : "", slash + 1);
    return buffer;
}

int unlink(const char *path) {
    ready();
    char buffer[PATH_MAX];
    const char *name = below_root(path, buffer);
    if (!name) return real_unlink(path);
    pthread_mutex_lock(&mutex);
    int done = real_unlink(path);
    if (!done && !ends_with(name, "-shm")) note_change(UNLINK, name, NULL, 0), names_by_chance();
    DONE(done)
}

int rename(const char *from, const char *to) {
    ready();
    char one[PATH_MAX], two[PATH_MAX];
    const char *name = below_root(from, one), *other = below_root(to, two);
    if (!name && !other) return real_rename(from, to);
    if (!name || !other) give_up("renamed across the edge", to);
    pthread_mutex_lock(&mutex);
    int done = real_rename(from, to);
    if (!done) note_change(RENAME, name, other, 0), names_by_chance();
    DONE(done)
}

// What is not followed ------------------------------------------------------------------------------------------------

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    ready();
    if (fd >= 0 && (protection & PROT_WRITE) && (flags & MAP_SHARED) && watching()) {
        pthread_mutex_lock(&mutex);
        if (file_of(fd)) give_up("written through memory", "a watched file");
        pthread_mutex_unlock(&mutex);
    }
    return real_mmap(at, length, protection, flags, fd, offset);
}
void *mmap64(void *at, size_t length, int protection, int flags, int fd, off64_t offset) {
    return mmap(at, length, protection, flags, fd, offset);
}

#define NOT_FOLLOWED(path, call)                                                                                       \
    char buffer[PATH_MAX];                                                                                             \
    if (below_root(path, buffer)) give_up("renamed, linked or removed in a way that is not followed", path);           \
    return (int)(call);

int unlinkat(int at, const char *path, int flags) { NOT_FOLLOWED(path, syscall(SYS_unlinkat, at, path, flags)) }
int link(const char *from, const char *to) { NOT_FOLLOWED(to, syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)) }
int linkat(int at, const char *from, int to_at, const char *to, int flags) {
    NOT_FOLLOWED(to, syscall(SYS_linkat, at, from, to_at, to, flags))
}
int renameat(int at, const char *from, int to_at, const char *to) {
    NOT_FOLLOWED(to, syscall(SYS_renameat2, at, from, to_at, to, 0))
}
int renameat2(int at, const char *from, int to_at, const char *to, unsigned flags) {
    NOT_FOLLOWED(to, syscall(SYS_renameat2, at, from, to_at, to, flags))
}

ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
    if (watching() && file_of(to)) give_up("copied inside the kernel", "a watched file");
    return syscall(SYS_copy_file_range, from, from_at, to, to_at, length, flags);
}

int fallocate(int fd, int mode, off_t offset, off_t length) {
    if (watching() && file_of(fd)) give_up("allocated ahead", "a watched file");
    return (int)syscall(SYS_fallocate, fd, mode, offset, length);
}

// The clock -----------------------------------------------------------------------------------------------------------

static time_t shift(void) { ready(); return control ? (time_t)control[0] : 0; }

int clock_gettime(clockid_t clock, struct timespec *now) {
    ready();
    int result = real_clock_gettime(clock, now);
    if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift();
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec exact;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
    now->tv_sec = exact.tv_sec;
    now->tv_usec = (suseconds_t)(exact.tv_nsec / 1000);
    return 0;
}

time_t time(time_t *into) {
    struct timespec exact;
    if (clock_gettime(CLOCK_REALTIME, &exact)) return (time_t)-1;
    if (into) *into = exact.tv_sec;
    return exact.tv_sec;
}
