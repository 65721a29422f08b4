// Owners of streams and events. Move-only; errors throw (device/cuda.h).
#pragma once
#include <utility>

#include "device/cuda.h"

namespace nacre::cuda {

class Stream {
 public:
  Stream() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "making a CUDA stream"); }
  ~Stream() {
    if (stream_ != nullptr) cudaStreamDestroy(stream_);
  }
  Stream(Stream&& o) noexcept : stream_(std::exchange(o.stream_, nullptr)) {}
  Stream& operator=(Stream&& o) noexcept { return std::swap(stream_, o.stream_), *this; }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  cudaStream_t get() const { return stream_; }
  /// Waits until all work put into the stream is done; errors of kernels surface here.
  void synchronize() const { check(cudaStreamSynchronize(stream_), "waiting for the GPU"); }

 private:
  cudaStream_t stream_ = nullptr;
};

class Event {
 public:
  Event() { check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "making a CUDA event"); }
  ~Event() {
    if (event_ != nullptr) cudaEventDestroy(event_);
  }
  Event(Event&& o) noexcept : event_(std::exchange(o.event_, nullptr)) {}
  Event& operator=(Event&& o) noexcept { return std::swap(event_, o.event_), *this; }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void record(const Stream& stream) { check(cudaEventRecord(event_, stream.get()), "recording a CUDA event"); }
  /// Work put into `stream` from now on waits for the event.
  void hold(const Stream& stream) const { check(cudaStreamWaitEvent(stream.get(), event_, 0), "joining CUDA streams"); }
  void synchronize() const { check(cudaEventSynchronize(event_), "waiting for the GPU"); }

 private:
  cudaEvent_t event_ = nullptr;
};

}  // namespace nacre::cuda
