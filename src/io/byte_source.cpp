#include "io/byte_source.h"

#include <fcntl.h>
#include <lzma.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <new>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace nacre {

namespace {
using namespace std::string_view_literals;
constexpr std::size_t packed_block = std::size_t{64} << 10;
constexpr std::uint64_t most_memory_of_xz = std::uint64_t{256} << 20;
constexpr std::string_view gzip_start = "\x1f\x8b"sv;
constexpr std::string_view xz_start = "\xfd\x37zXZ\0"sv;

Error cannot(const char* what) { return Error(std::string("cannot ") + what + ": " + std::strerror(errno)); }

class PlainBytes : public ByteSource {
 public:
  explicit PlainBytes(const std::string& path)
      : descriptor_(path == standard_input ? dup(0) : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw cannot("open").file(path);
  }
  PlainBytes(const PlainBytes&) = delete;
  PlainBytes& operator=(const PlainBytes&) = delete;
  ~PlainBytes() override { close(descriptor_); }

  std::size_t read(char* to, std::size_t size) override {
    if (given_ < head_.size()) return from_head(to, size);
    const std::size_t got = from_file(to, size);
    taken_ += static_cast<std::int64_t>(got);
    return got;
  }
  std::int64_t taken() const override { return taken_; }

  /// The first bytes, which read() gives again.
  std::string_view head(std::size_t size) {
    head_.resize(size);
    std::size_t have = 0;
    for (std::size_t got = 1; have < size && got > 0; have += got) got = from_file(head_.data() + have, size - have);
    head_.resize(have);
    taken_ = static_cast<std::int64_t>(have);
    return head_;
  }

 private:
  std::size_t from_head(char* to, std::size_t size) {
    const std::size_t some = std::min(size, head_.size() - given_);
    std::memcpy(to, head_.data() + given_, some);
    given_ += some;
    return some;
  }
  std::size_t from_file(char* to, std::size_t size) const {
    for (;;) {
      const ssize_t got = ::read(descriptor_, to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw Error(std::string("cannot read on: ") + std::strerror(errno), Error::Kind::failed);
    }
  }

  int descriptor_;
  std::string head_;
  std::size_t given_ = 0;
  std::int64_t taken_ = 0;
};

Error damaged(const char* how, const char* why) {
  return Error(std::string("the file is compressed with ") + how + " and cannot be unpacked: " + why);
}

/// What both kinds of compression share: the packed bytes, block by block.
class PackedBytes : public ByteSource {
 public:
  explicit PackedBytes(std::unique_ptr<ByteSource> packed) : packed_(std::move(packed)), block_(packed_block) {}
  std::int64_t taken() const override { return packed_->taken(); }
  bool is_packed() const override { return true; }

 protected:
  /// Bytes that are new in block_; 0: the end of the file.
  std::size_t refill() { return packed_->read(block_.data(), block_.size()); }
  unsigned char* block() { return reinterpret_cast<unsigned char*>(block_.data()); }

 private:
  std::unique_ptr<ByteSource> packed_;
  std::vector<char> block_;
};

class GzipBytes : public PackedBytes {
 public:
  explicit GzipBytes(std::unique_ptr<ByteSource> packed) : PackedBytes(std::move(packed)) {
    constexpr int gzip_alone = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, gzip_alone) != Z_OK) throw std::bad_alloc();
  }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;
  ~GzipBytes() override { inflateEnd(&stream_); }

  std::size_t read(char* to, std::size_t size) override {
    stream_.next_out = reinterpret_cast<unsigned char*>(to);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size && feed()) step();
    return size - stream_.avail_out;
  }

 private:
  /// False at the end of the file.
  bool feed() {
    if (stream_.avail_in > 0) return true;
    stream_.avail_in = static_cast<uInt>(refill());
    stream_.next_in = block();
    if (stream_.avail_in == 0 && !is_between_) throw damaged("gzip", "it ends too early");
    return stream_.avail_in > 0;
  }
  void step() {
    if (is_between_) inflateReset(&stream_);  // several members one after another are one file
    const int state = inflate(&stream_, Z_NO_FLUSH);
    is_between_ = state == Z_STREAM_END;
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
      throw damaged("gzip", stream_.msg != nullptr ? stream_.msg : "it is damaged");
  }

  z_stream stream_{};
  bool is_between_ = false;  ///< a member has ended
};

class XzBytes : public PackedBytes {
 public:
  explicit XzBytes(std::unique_ptr<ByteSource> packed) : PackedBytes(std::move(packed)) {
    if (lzma_stream_decoder(&stream_, most_memory_of_xz, LZMA_CONCATENATED) != LZMA_OK) throw std::bad_alloc();
  }
  XzBytes(const XzBytes&) = delete;
  XzBytes& operator=(const XzBytes&) = delete;
  ~XzBytes() override { lzma_end(&stream_); }

  std::size_t read(char* to, std::size_t size) override {
    stream_.next_out = reinterpret_cast<unsigned char*>(to);
    stream_.avail_out = size;
    while (stream_.avail_out == size && !is_done_) step();
    return size - stream_.avail_out;
  }

 private:
  void step() {
    if (stream_.avail_in == 0) stream_.avail_in = refill(), stream_.next_in = block();
    const lzma_ret state = lzma_code(&stream_, stream_.avail_in == 0 ? LZMA_FINISH : LZMA_RUN);
    is_done_ = state == LZMA_STREAM_END;
    if (state == LZMA_BUF_ERROR) throw damaged("xz", "it ends too early");
    if (state == LZMA_MEMLIMIT_ERROR) throw damaged("xz", "more than 256 MiB of memory are needed");
    if (state != LZMA_OK && !is_done_) throw damaged("xz", "it is damaged");
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool is_done_ = false;
};
}  // namespace

std::unique_ptr<ByteSource> open_bytes(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw Error("is a folder, not a file").file(path);
  auto plain = std::make_unique<PlainBytes>(path);
  const std::string_view head = plain->head(xz_start.size());
  if (head.starts_with(gzip_start)) return std::make_unique<GzipBytes>(std::move(plain));
  if (head.starts_with(xz_start)) return std::make_unique<XzBytes>(std::move(plain));
  return plain;
}

}  // namespace nacre
