// Arrays on the GPU, and page-locked ones on the host that copies may overlap with kernels. Move-only; contents are
// not initialised. All copies are enqueued on a stream.
#pragma once
#include <cstddef>
#include <utility>
#include <vector>

#include "device/cuda_stream.h"

namespace nacre::cuda {

namespace detail {
/// Throws Error(failed) that names the size asked for and what is free when the GPU is out of memory.
void* allocate(std::size_t bytes);
void* allocate_pinned(std::size_t bytes);
void release(void* pointer) noexcept;
void release_pinned(void* pointer) noexcept;
}  // namespace detail

template <class T, void* (*Allocate)(std::size_t), void (*Release)(void*) noexcept>
class Memory {
 public:
  Memory() = default;
  explicit Memory(std::size_t n) { resize(n); }
  ~Memory() { Release(data_); }
  Memory(Memory&& o) noexcept { swap(o); }
  Memory& operator=(Memory&& o) noexcept { return swap(o), *this; }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// Contents are lost unless the capacity is enough.
  void resize(std::size_t n) {
    if (n > capacity_) {
      Release(std::exchange(data_, nullptr));
      capacity_ = size_ = 0;
      data_ = static_cast<T*>(Allocate(n * sizeof(T)));
      capacity_ = n;
    }
    size_ = n;
  }
  T* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t bytes() const { return capacity_ * sizeof(T); }

 private:
  void swap(Memory& o) noexcept {
    std::swap(data_, o.data_), std::swap(size_, o.size_), std::swap(capacity_, o.capacity_);
  }
  T* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

template <class T>
class PinnedArray : public Memory<T, detail::allocate_pinned, detail::release_pinned> {
 public:
  using Memory<T, detail::allocate_pinned, detail::release_pinned>::Memory;
  T& operator[](std::size_t i) const { return this->data()[i]; }
};

template <class T>
class Array : public Memory<T, detail::allocate, detail::release> {
 public:
  using Memory<T, detail::allocate, detail::release>::Memory;

  /// Copies n elements from the host. Host memory that is not page-locked may be changed as soon as this returns.
  void upload(const Stream& stream, const T* from, std::size_t n) {
    this->resize(n);
    copy(stream, this->data(), from, n, cudaMemcpyHostToDevice);
  }
  void upload(const Stream& stream, const std::vector<T>& from) { upload(stream, from.data(), from.size()); }
  /// Copies the first n elements to the host; page-locked memory is filled when the stream gets there.
  void download(const Stream& stream, T* to, std::size_t n) const {
    copy(stream, to, this->data(), n, cudaMemcpyDeviceToHost);
  }
  /// Waits for the stream.
  std::vector<T> fetch(const Stream& stream) const {
    std::vector<T> to(this->size());
    download(stream, to.data(), to.size());
    stream.synchronize();
    return to;
  }
  void copy_from(const Stream& stream, const Array& from) {
    this->resize(from.size());
    copy(stream, this->data(), from.data(), from.size(), cudaMemcpyDeviceToDevice);
  }
  /// Every byte becomes zero.
  void clear(const Stream& stream) {
    if (this->size() > 0)
      check(cudaMemsetAsync(this->data(), 0, this->size() * sizeof(T), stream.get()), "clearing GPU memory");
  }

 private:
  static void copy(const Stream& stream, T* to, const T* from, std::size_t n, cudaMemcpyKind kind) {
    if (n > 0) check(cudaMemcpyAsync(to, from, n * sizeof(T), kind, stream.get()), "copying between host and GPU");
  }
};

}  // namespace nacre::cuda
