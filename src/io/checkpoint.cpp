// Layout, little endian, no padding:
//   "NACRE\r\n\x1a"  8 bytes; the line end and the 0x1a show a transfer in text mode
//   u32 version, u64 bytes of the payload, the payload, u64 FNV-1a of everything before it
// Payload: i64 step, f64 time_fs, u64 seed, 9 f64 cell (rows), 3 u8 periodic, u8 has_velocity, then the arrays
// position, velocity, mass, type, species, group; then the parts: count, and for each its name and three tables (reals,
// integers, texts) of name and array. An array or text is its u64 length and its elements; positions are 3 f64 an atom.
#include "io/checkpoint.h"

#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "io/files.h"
#include "io/hash.h"
#include "io/kept_file.h"
#include "io/paths.h"
#include "io/words.h"

namespace nacre {

static_assert(std::endian::native == std::endian::little, "checkpoints are little endian");

namespace {
constexpr std::string_view magic("NACRE\r\n\x1a", 8);
constexpr std::uint32_t version = 1;
constexpr std::size_t head_bytes = 8 + 4 + 8, checksum_bytes = 8;

class Packer {
 public:
  template <class T>
  void number(T v) {
    static_assert(std::is_arithmetic_v<T>);
    raw(&v, sizeof v);
  }
  void text(const std::string& s) { number<std::uint64_t>(s.size()), raw(s.data(), s.size()); }
  template <class T>
  void array(const std::vector<T>& v) {
    static_assert(std::is_trivially_copyable_v<T>);
    number<std::uint64_t>(v.size());
    raw(v.data(), v.size() * sizeof(T));
  }
  void texts(const std::vector<std::string>& v) {
    number<std::uint64_t>(v.size());
    for (const auto& s : v) text(s);
  }
  void raw(const void* data, std::size_t bytes) { bytes_.append(static_cast<const char*>(data), bytes); }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  T number() {
    T v;
    std::memcpy(&v, take(sizeof v).data(), sizeof v);
    return v;
  }
  std::string text() { return std::string(take(number<std::uint64_t>())); }
  template <class T>
  std::vector<T> array() {
    const auto bytes = take_items(number<std::uint64_t>(), sizeof(T));
    std::vector<T> v(bytes.size() / sizeof(T));
    if (!v.empty()) std::memcpy(static_cast<void*>(v.data()), bytes.data(), bytes.size());
    return v;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> v;
    for (auto n = number<std::uint64_t>(); n > 0; --n) v.push_back(text());
    return v;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view take_items(std::uint64_t count, std::size_t size) {
    if (count > rest_.size() / size) throw Error("the checkpoint contradicts itself");
    return take(count * size);
  }
  std::string_view take(std::uint64_t bytes) {
    if (bytes > rest_.size()) throw Error("the checkpoint contradicts itself");
    const std::string_view out = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return out;
  }
  std::string_view rest_;
};

static_assert(sizeof(Vec3) == 24 && std::is_trivially_copyable_v<Vec3>);

void pack(Packer& out, const System& system) {
  out.number<std::int64_t>(system.step);
  out.number<double>(system.time_fs);
  out.number<std::uint64_t>(system.seed);
  out.raw(&system.box.h().m[0][0], 9 * sizeof(double));
  for (int k = 0; k < 3; ++k) out.number<std::uint8_t>(system.box.is_periodic(k));
  const Atoms& atoms = system.atoms;
  out.number<std::uint8_t>(atoms.has_velocity);
  out.array(atoms.position);
  out.array(atoms.velocity);
  out.array(atoms.mass);
  out.array(atoms.type);
  out.texts(atoms.species);
  out.number<std::uint64_t>(atoms.group.size());
  for (const auto& labels : atoms.group) out.array(labels);
}

bool consistent(const Atoms& atoms) {
  const std::size_t n = atoms.size();
  bool good = atoms.velocity.size() == n && atoms.mass.size() == n && atoms.type.size() == n;
  for (const auto& labels : atoms.group) good = good && labels.size() == n;
  for (const int t : atoms.type) good = good && t >= 0 && static_cast<std::size_t>(t) < atoms.species.size();
  return good;
}

Box unpack_box(Unpacker& in) {
  Mat3 h;
  for (int i = 0; i < 9; ++i) h.m[i / 3][i % 3] = in.number<double>();
  std::array<bool, 3> periodic{};
  for (bool& p : periodic) p = in.number<std::uint8_t>() != 0;
  return Box(h, periodic);
}

Atoms unpack_atoms(Unpacker& in) {
  Atoms atoms;
  atoms.has_velocity = in.number<std::uint8_t>() != 0;
  atoms.position = in.array<Vec3>();
  atoms.velocity = in.array<Vec3>();
  atoms.mass = in.array<double>();
  atoms.type = in.array<int>();
  atoms.species = in.texts();
  for (auto n = in.number<std::uint64_t>(); n > 0; --n) atoms.group.push_back(in.array<int>());
  if (!consistent(atoms)) throw Error("the checkpoint contradicts itself");
  return atoms;
}

System unpack_system(Unpacker& in) {
  System system;
  system.step = in.number<std::int64_t>();
  system.time_fs = in.number<double>();
  system.seed = in.number<std::uint64_t>();
  system.box = unpack_box(in);
  system.atoms = unpack_atoms(in);
  return system;
}

template <class Map, class Put>
void pack_table(Packer& out, const Map& map, Put&& put) {
  out.number<std::uint64_t>(map.size());
  for (const auto& [name, value] : map) out.text(name), put(value);
}

void pack(Packer& out, const Record& record) {
  pack_table(out, record.reals, [&](const auto& v) { out.array(v); });
  pack_table(out, record.integers, [&](const auto& v) { out.array(v); });
  pack_table(out, record.texts, [&](const auto& v) { out.text(v); });
}

template <class Map, class Get>
void unpack_table(Unpacker& in, Map& map, Get&& get) {
  for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
    const std::string name = in.text();
    map[name] = get();
  }
}

Record unpack_record(Unpacker& in) {
  Record record;
  unpack_table(in, record.reals, [&] { return in.array<double>(); });
  unpack_table(in, record.integers, [&] { return in.array<std::int64_t>(); });
  unpack_table(in, record.texts, [&] { return in.text(); });
  return record;
}

std::uint64_t stored_checksum(std::string_view bytes) {
  return Unpacker(bytes.substr(bytes.size() - checksum_bytes)).number<std::uint64_t>();
}
bool is_whole(std::string_view bytes) {
  return stored_checksum(bytes) == fnv1a(bytes.substr(0, bytes.size() - checksum_bytes));
}

void check_version(std::uint32_t found, std::string_view bytes) {
  if (found == version) return;
  Error unknown("unknown format version");
  unknown.key("version").value(std::to_string(found)).allowed(std::to_string(version));
  if (is_whole(bytes)) throw Error(unknown);
  throw DamagedCheckpoint(unknown);
}

/// The payload, after the magic word, the version, the size and the checksum were found right.
std::string_view checked_payload(std::string_view bytes) {
  if (bytes.substr(0, magic.size()) != magic.substr(0, bytes.size()))
    throw DamagedCheckpoint("this is not a checkpoint of nacre");
  if (bytes.size() < head_bytes + checksum_bytes) throw DamagedCheckpoint("the checkpoint is cut off");
  Unpacker head(bytes.substr(magic.size()));
  check_version(head.number<std::uint32_t>(), bytes);
  const auto payload_bytes = head.number<std::uint64_t>();
  const std::size_t there = bytes.size() - head_bytes - checksum_bytes;
  if (payload_bytes != there)
    throw DamagedCheckpoint(payload_bytes > there ? "the checkpoint is cut off" : "bytes follow the checkpoint");
  if (!is_whole(bytes)) throw DamagedCheckpoint("the checkpoint is damaged: its checksum does not fit");
  return bytes.substr(head_bytes, there);
}

/// A second name for the file, so that at every moment the first one is there; a file system without such links gets
/// another name for it.
void keep(const std::string& path, const std::string& previous) {
  ::unlink(previous.c_str());
  if (::link(path.c_str(), previous.c_str()) != 0) ::rename(path.c_str(), previous.c_str());
}

/// `why`: what is wrong with the last one.
std::string go_back(const std::string& path, const std::string& why,
                    const std::function<void(const std::string&)>& load) {
  const std::string previous = previous_checkpoint(path);
  load(previous);
  if (::rename(previous.c_str(), path.c_str()) != 0)
    throw Error(std::string("cannot take the name ") + path + ": " + std::strerror(errno), Error::Kind::failed)
        .file(previous);
  return why + "; it goes on from " + previous + ", which is now " + path;
}

/// From a damaged one; where the one before does not help either, both are named.
std::string go_back(const std::string& path, const DamagedCheckpoint& damage,
                    const std::function<void(const std::string&)>& load) {
  try {
    return go_back(path, damage.what(), load);
  } catch (const Error& e) {
    throw Error(damage.message() + "; nor is there a way from the one before: " + e.what(), e.kind()).file(path);
  }
}
}  // namespace

void write_checkpoint(const std::string& path, const System& system, const std::map<std::string, Record>& parts,
                      Previous previous) {
  Packer out;
  out.raw(magic.data(), magic.size());
  out.number<std::uint32_t>(version);
  out.number<std::uint64_t>(0);  // the payload's size, known at the end
  pack(out, system);
  pack_table(out, parts, [&](const Record& record) { pack(out, record); });
  const std::uint64_t payload = out.bytes().size() - head_bytes;
  std::memcpy(out.bytes().data() + head_bytes - sizeof payload, &payload, sizeof payload);
  out.number<std::uint64_t>(fnv1a(out.bytes()));
  if (previous == Previous::keep) keep(path, previous_checkpoint(path));
  if (previous == Previous::replace) ::unlink(previous_checkpoint(path).c_str());
  write_whole(path, out.bytes());
}

std::string previous_checkpoint(const std::string& path) { return path + ".previous"; }

bool has_checkpoint(const std::string& path) { return file_exists(path) || file_exists(previous_checkpoint(path)); }

std::string load_or_go_back(const std::string& path, const std::function<void(const std::string&)>& load) {
  const bool has_previous = file_exists(previous_checkpoint(path));
  if (!file_exists(path) && has_previous) return go_back(path, path + " is not there", load);
  try {
    load(path);
    return "";
  } catch (const LostEnd& e) {
    if (!has_previous) throw;
    return go_back(path, e.what(), load);
  } catch (const DamagedCheckpoint& e) {
    if (!has_previous) throw;
    return go_back(path, e, load);
  }
}

EarlierWork earlier_work(const std::string& path, const std::function<WorkDone(const Checkpoint&)>& look) {
  const std::string previous = previous_checkpoint(path);
  const auto found = [&](const std::string& file, const std::string& why) {
    const WorkDone work = look(read_checkpoint(file));
    return EarlierWork{work.is_finished ? EarlierWork::State::finished : EarlierWork::State::unfinished, work.done,
                       file, why};
  };
  const bool has_previous = file_exists(previous);
  if (!file_exists(path)) return has_previous ? found(previous, path + " is not there") : EarlierWork();
  try {
    return found(path, "");
  } catch (const DamagedCheckpoint&) {
    if (!has_previous) throw;
  }
  return found(previous, path + " is damaged");
}

Checkpoint read_checkpoint(const std::string& path) {
  const std::string bytes = read_text(path);
  try {
    Unpacker in(checked_payload(bytes));
    Checkpoint checkpoint;
    checkpoint.system = unpack_system(in);
    unpack_table(in, checkpoint.parts, [&] { return unpack_record(in); });
    if (!in.at_end()) throw Error("the checkpoint contradicts itself");
    return checkpoint;
  } catch (DamagedCheckpoint& e) {
    e.file(path);
    throw;
  } catch (Error& e) {
    throw e.file(path);
  }
}

}  // namespace nacre
