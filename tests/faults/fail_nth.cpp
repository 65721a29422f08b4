// A library that is loaded before the program's others (LD_PRELOAD) and lets the N-th call of a kind fail. It stands
// outside the program: what is tested is the program as it is shipped, and all its calls are seen, also those of the
// standard library, of yaml-cpp and of std::filesystem, which a hook in src/io/files.cpp would not see.
//
// NACRE_FAIL_KIND  files: calls that change or open files; reads: read, pread; memory: malloc and its kin (operator new
//                  calls malloc); threads: pthread_create
// NACRE_FAIL_AT    number of the call, from 1; 0: none, the calls are only counted
// NACRE_FAIL_HOW   once: this call alone, with NACRE_FAIL_ERROR; all: it and all later ones; kill: the process ends there;
//                  half: as once, and half of a write is written
// NACRE_FAIL_ERROR number of the error, for example 28 (ENOSPC)
// NACRE_FAIL_LOG   file that gets a line a call, "write out/thermo.out"; of memory the number of calls alone
//
// Only the system's calls are used below, and the allocator's own entry points: nothing here allocates.
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
}

namespace {

enum class Kind { none, files, reads, memory, threads };
enum class How { once, all, kill, half };

struct Plan {
  Kind kind = Kind::none;
  How how = How::once;
  long at = 0;
  int error = ENOSPC;
  int log = -1;
  pid_t process = 0;
};

Plan plan;
std::atomic<long> calls{0};

long number_in(const char* name, long otherwise) {
  const char* text = getenv(name);
  return text != nullptr ? strtol(text, nullptr, 10) : otherwise;
}

bool is(const char* name, const char* word) {
  const char* text = getenv(name);
  return text != nullptr && strcmp(text, word) == 0;
}

Kind kind_of_environment() {
  if (is("NACRE_FAIL_KIND", "files")) return Kind::files;
  if (is("NACRE_FAIL_KIND", "reads")) return Kind::reads;
  if (is("NACRE_FAIL_KIND", "memory")) return Kind::memory;
  return is("NACRE_FAIL_KIND", "threads") ? Kind::threads : Kind::none;
}

How how_of_environment() {
  if (is("NACRE_FAIL_HOW", "all")) return How::all;
  if (is("NACRE_FAIL_HOW", "kill")) return How::kill;
  return is("NACRE_FAIL_HOW", "half") ? How::half : How::once;
}

__attribute__((constructor)) void read_plan() {
  Plan made;
  made.how = how_of_environment();
  made.at = number_in("NACRE_FAIL_AT", 0);
  made.error = static_cast<int>(number_in("NACRE_FAIL_ERROR", ENOSPC));
  if (const char* file = getenv("NACRE_FAIL_LOG"))
    made.log = static_cast<int>(syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  made.process = getpid();
  made.kind = kind_of_environment();
  plan = made;
}

void log_line(const char* name, const char* what) {
  if (plan.log < 0) return;
  char line[512];
  const int size = snprintf(line, sizeof line, "%s %s\n", name, what);
  syscall(SYS_write, plan.log, line, size < static_cast<int>(sizeof line) ? size : static_cast<int>(sizeof line) - 1);
}

/// The number of allocations is known at the end alone.
__attribute__((destructor)) void tell_count() {
  char count[32];
  snprintf(count, sizeof count, "%ld", calls.load());
  if (plan.kind == Kind::memory || plan.kind == Kind::threads) log_line("calls", count);
}

/// Counts a call of this kind; does it fail?
bool fails(Kind kind, const char* name, const char* what) {
  if (plan.kind != kind) return false;
  const long number = ++calls;
  if (kind != Kind::memory) log_line(name, what);
  if (plan.at <= 0 || number < plan.at) return false;
  if (plan.how == How::kill && number == plan.at) kill(getpid(), SIGKILL);
  if (plan.how != How::all && number != plan.at) return false;
  errno = kind == Kind::memory ? ENOMEM : plan.error;
  return plan.how != How::kill;
}

/// The name of an open file.
const char* name_of(int descriptor) {
  static thread_local char name[300];
  if (plan.log < 0) return "";
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = syscall(SYS_readlinkat, AT_FDCWD, link, name, sizeof name - 1);
  name[size > 0 ? size : 0] = '\0';
  return name;
}

bool file_call_fails(const char* name, const char* path) { return fails(Kind::files, name, path); }
bool file_call_fails(const char* name, int descriptor) { return fails(Kind::files, name, name_of(descriptor)); }

/// The log's own writes go around this.
bool write_fails(int descriptor, const void* bytes, size_t size) {
  if (!file_call_fails("write", descriptor)) return false;
  if (plan.how == How::half && size > 1) syscall(SYS_write, descriptor, bytes, size / 2);
  errno = plan.error;
  return true;
}

template <class Function>
Function* next_function(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}
}  // namespace

extern "C" {

int openat(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (file_call_fails((flags & O_ACCMODE) == O_RDONLY ? "open-to-read" : "open", path)) return -1;
  return static_cast<int>(syscall(SYS_openat, folder, path, flags, mode));
}
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return openat(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) __attribute__((alias("open")));
int openat64(int folder, const char* path, int flags, ...) __attribute__((alias("openat")));
FILE* fopen(const char* path, const char* mode) {
  static const auto real = next_function<FILE*(const char*, const char*)>("fopen");
  return file_call_fails(mode[0] == 'r' ? "open-to-read" : "open", path) ? nullptr : real(path, mode);
}
FILE* fopen64(const char* path, const char* mode) __attribute__((alias("fopen")));
DIR* opendir(const char* path) {
  static const auto real = next_function<DIR*(const char*)>("opendir");
  return file_call_fails("open-to-read", path) ? nullptr : real(path);
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  return write_fails(descriptor, bytes, size) ? -1 : syscall(SYS_write, descriptor, bytes, size);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t at) {
  return file_call_fails("pwrite", descriptor) ? -1 : syscall(SYS_pwrite64, descriptor, bytes, size, at);
}
ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off_t at) __attribute__((alias("pwrite")));
ssize_t writev(int descriptor, const struct iovec* parts, int count) {
  return file_call_fails("writev", descriptor) ? -1 : syscall(SYS_writev, descriptor, parts, count);
}
int fsync(int descriptor) {
  return file_call_fails("fsync", descriptor) ? -1 : static_cast<int>(syscall(SYS_fsync, descriptor));
}
int fdatasync(int descriptor) {
  return file_call_fails("fdatasync", descriptor) ? -1 : static_cast<int>(syscall(SYS_fdatasync, descriptor));
}
int ftruncate(int descriptor, off_t size) noexcept {
  return file_call_fails("ftruncate", descriptor) ? -1 : static_cast<int>(syscall(SYS_ftruncate, descriptor, size));
}
int ftruncate64(int descriptor, off_t size) noexcept __attribute__((alias("ftruncate")));
int close(int descriptor) {
  // As the system does it: the descriptor is closed also where the call fails.
  const bool failed = file_call_fails("close", descriptor);
  const int code = static_cast<int>(syscall(SYS_close, descriptor));
  if (failed) errno = plan.error;
  return failed ? -1 : code;
}
int rename(const char* from, const char* to) noexcept {
  return file_call_fails("rename", to) ? -1 : static_cast<int>(syscall(SYS_rename, from, to));
}
int link(const char* from, const char* to) noexcept {
  return file_call_fails("link", to) ? -1 : static_cast<int>(syscall(SYS_link, from, to));
}
int unlink(const char* path) noexcept {
  return file_call_fails("unlink", path) ? -1 : static_cast<int>(syscall(SYS_unlink, path));
}
int unlinkat(int folder, const char* path, int flags) noexcept {
  return file_call_fails("unlink", path) ? -1 : static_cast<int>(syscall(SYS_unlinkat, folder, path, flags));
}
int remove(const char* path) noexcept {
  if (file_call_fails("unlink", path)) return -1;
  const int code = static_cast<int>(syscall(SYS_unlink, path));
  return code != 0 && errno == EISDIR ? static_cast<int>(syscall(SYS_rmdir, path)) : code;
}
int mkdir(const char* path, mode_t mode) noexcept {
  return file_call_fails("mkdir", path) ? -1 : static_cast<int>(syscall(SYS_mkdir, path, mode));
}

ssize_t read(int descriptor, void* bytes, size_t size) {
  return fails(Kind::reads, "read", name_of(descriptor)) ? -1 : syscall(SYS_read, descriptor, bytes, size);
}
ssize_t pread(int descriptor, void* bytes, size_t size, off_t at) {
  return fails(Kind::reads, "pread", name_of(descriptor)) ? -1 : syscall(SYS_pread64, descriptor, bytes, size, at);
}
ssize_t pread64(int descriptor, void* bytes, size_t size, off_t at) __attribute__((alias("pread")));

void* malloc(size_t size) { return fails(Kind::memory, "malloc", "") ? nullptr : __libc_malloc(size); }
void* calloc(size_t count, size_t size) {
  return fails(Kind::memory, "calloc", "") ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* old, size_t size) {
  return fails(Kind::memory, "realloc", "") ? nullptr : __libc_realloc(old, size);
}
void* memalign(size_t alignment, size_t size) {
  return fails(Kind::memory, "memalign", "") ? nullptr : __libc_memalign(alignment, size);
}
void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void** made, size_t alignment, size_t size) noexcept {
  void* memory = memalign(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *made = memory;
  return 0;
}

int pthread_create(pthread_t* thread, const pthread_attr_t* how, void* (*work)(void*), void* of) noexcept {
  using Create = int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto real = next_function<Create>("pthread_create");
  return fails(Kind::threads, "pthread_create", "") ? EAGAIN : real(thread, how, work, of);
}
}
