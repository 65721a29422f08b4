#include "train/model/batch/cuda_batch_memory.h"

#include <algorithm>

namespace nacre::train::gpu {

namespace {

int padded(int n) { return (n + 3) / 4 * 4; }

template <class T>
void copy_up(const Stream& stream, T* to, const T* from, std::size_t n) {
  if (n > 0)
    cuda::check(cudaMemcpyAsync(to, from, n * sizeof(T), cudaMemcpyHostToDevice, stream.get()),
                "copying between host and GPU");
}
template <class T>
void copy_down(const Stream& stream, T* to, const T* from, std::size_t n) {
  if (n > 0)
    cuda::check(cudaMemcpyAsync(to, from, n * sizeof(T), cudaMemcpyDeviceToHost, stream.get()),
                "copying between host and GPU");
}

/// Hands out arrays one after the other, each on a line of its own; without a base only counts.
class Carver {
 public:
  explicit Carver(char* base) : base_(base) {}
  template <class T>
  T* take(std::int64_t count) {
    T* p = base_ == nullptr ? nullptr : reinterpret_cast<T*>(base_ + used_);
    used_ += (static_cast<std::size_t>(count) * sizeof(T) + 127) / 128 * 128;
    return p;
  }
  std::size_t used() const { return used_; }

 private:
  char* base_;
  std::size_t used_ = 0;
};

/// Bytes of a copy of energies, virials and forces.
std::size_t result_bytes(const WorkSizes& s) {
  return static_cast<std::size_t>(s.tiles) * lanes * (sizeof(double) + 9 * sizeof(float)) +
         static_cast<std::size_t>(s.rows) * 3 * sizeof(float);
}

/// Energies, virials and forces stand together, and the seeds.
std::size_t carve(char* base, const Shape& m, const WorkSizes& s, Work& w, Seeds& seeds) {
  Carver all(base);
  char* results = all.take<char>(static_cast<std::int64_t>(result_bytes(s)));
  float* seed = all.take<float>(4 * s.rows + frame_seeds * s.frames);
  if (base != nullptr) {
    w.energy = reinterpret_cast<double*>(results);
    w.virial = reinterpret_cast<float*>(w.energy + s.tiles * lanes);
    w.force = w.virial + s.tiles * lanes * 9;
    seeds = {seed, seed + 4 * s.rows};
  }
  const auto of_tiles = [&](std::int64_t count) { return all.take<float>(s.tiles * count * lanes); };
  const auto of_steps = [&](std::int64_t count) { return all.take<float>(s.angular_steps * count * lanes); };
  const std::int64_t sums = static_cast<std::int64_t>(m.angular_rows) * m.padded_terms,
                     functions = static_cast<std::int64_t>(m.types) * m.radial_cols;
  for (float** p : {&w.q, &w.slope, &w.a, &w.q_seed}) *p = of_tiles(m.components);
  for (float** p : {&w.tanh, &w.wd, &w.eps, &w.dw1}) *p = of_tiles(m.neurons);
  for (float** p : {&w.s, &w.d, &w.sigma, &w.s_seed}) *p = of_tiles(sums);
  for (float** p : {&w.h, &w.gamma}) *p = of_tiles(functions);
  w.partial_gamma = of_tiles(tile_warps * functions);
  for (float** p : {&w.g, &w.dg, &w.wdg, &w.x, &w.y}) *p = of_steps(m.angular_rows);
  for (float** p : {&w.b, &w.beta}) *p = of_steps(m.padded_terms);
  for (float** p : {&w.f, &w.df}) *p = of_steps(m.angular_cols);
  w.angular = of_steps(3);
  w.radial = all.take<float>(s.radial_steps * lanes);
  w.partial = all.take<float>(s.segments * TypeLayout(m).size());
  return all.used();
}

}  // namespace

Shape shape_of(const NepModel& m) {
  Shape s{m.types(),
          m.components(),
          m.neurons,
          m.radial_n + 1,
          m.radial_k + 1,
          m.angular_n + 1,
          m.angular_k + 1,
          m.l_max,
          m.angular_terms(),
          padded(m.angular_terms()),
          {},
          padded(m.components()),
          padded(m.neurons)};
  std::copy(m.higher, m.higher + higher_body_kinds, s.higher);
  return s;
}

void DeviceParameters::upload(const Stream& stream, const nep::ModelView<float>& m, const Shape& s) {
  const std::int64_t types = s.types, pairs = types * types, radial = s.radial_rows * s.radial_cols,
                     angular = s.angular_rows * s.angular_cols;
  // Sizes are multiples of 4 where float4 is read; those stand first.
  const std::int64_t sizes[] = {types * s.neurons * s.component_stride,
                                types * s.components * s.neuron_stride,
                                types * s.neuron_stride,
                                types * s.neuron_stride,
                                types,
                                pairs * radial,
                                pairs * angular,
                                pairs,
                                pairs};
  const float** places[] = {&view_.w0,        &view_.w0_transposed, &view_.b0,
                            &view_.w1,        &view_.bias,          &view_.radial_c,
                            &view_.angular_c, &view_.radial_cutoff, &view_.angular_cutoff};
  std::int64_t total = 0;
  for (const std::int64_t n : sizes) total += n;
  host_.resize(total), device_.resize(total);
  std::int64_t first[9], at = 0;
  for (int i = 0; i < 9; ++i) first[i] = at, *places[i] = device_.data() + at, at += sizes[i];
  float* to = host_.data();
  std::fill(to, to + total, 0.0f);
  for (std::int64_t t = 0; t < types; ++t)
    for (std::int64_t mu = 0; mu < s.neurons; ++mu) {
      for (std::int64_t nu = 0; nu < s.components; ++nu) {
        const float w = m.w0[(t * s.neurons + mu) * s.components + nu];
        to[first[0] + (t * s.neurons + mu) * s.component_stride + nu] = w;
        to[first[1] + (t * s.components + nu) * s.neuron_stride + mu] = w;
      }
      to[first[2] + t * s.neuron_stride + mu] = m.b0[t * s.neurons + mu];
      to[first[3] + t * s.neuron_stride + mu] = m.w1[t * s.neurons + mu];
    }
  const float* from[] = {m.bias, m.radial_c, m.angular_c, m.radial_cutoff, m.angular_cutoff};
  for (int i = 0; i < 5; ++i) std::copy(from[i], from[i] + sizes[4 + i], to + first[4 + i]);
  copy_up(stream, device_.data(), to, total);
}

void DeviceTables::Pairs::resize(std::int64_t steps, std::int64_t tiles, int types) {
  pair.resize(steps * 4 * lanes);
  row.resize(steps * lanes);
  reverse.resize(steps * lanes);
  first.resize(tiles * (types + 1));
}
void DeviceTables::Pairs::put(const Stream& stream, const DirectedPairs& from, std::int64_t step, std::int64_t tile,
                              int types) {
  copy_up(stream, pair.data() + step * 4 * lanes, from.pair.data(), from.pair.size());
  copy_up(stream, row.data() + step * lanes, from.row.data(), from.row.size());
  copy_up(stream, reverse.data() + step * lanes, from.reverse.data(), from.reverse.size());
  copy_up(stream, first.data() + tile * (types + 1), from.first.data(), from.first.size());
}

void DeviceTables::upload(const Stream& stream, const std::vector<const ChunkTables*>& chunks, int types,
                          int radial_cols, std::vector<Place>& places) {
  Place end;
  places.clear();
  for (const ChunkTables* c : chunks) {
    places.push_back(end);
    end.radial_step += c->radial.steps(), end.angular_step += c->angular.steps();
    end.tile += c->tiles(), end.row += c->atoms + 1;
  }
  const std::int64_t sums = static_cast<std::int64_t>(types) * radial_cols * lanes;
  radial_.resize(end.radial_step, end.tile, types);
  angular_.resize(end.angular_step, end.tile, types);
  basis_sums_.resize(end.tile * sums);
  lane_row_.resize(static_cast<std::size_t>(end.tile) * lanes);
  row_frame_.resize(end.row);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const ChunkTables& c = *chunks[i];
    const Place& p = places[i];
    radial_.put(stream, c.radial, p.radial_step, p.tile, types);
    angular_.put(stream, c.angular, p.angular_step, p.tile, types);
    copy_up(stream, basis_sums_.data() + p.tile * sums, c.basis_sums.data(), c.basis_sums.size());
    copy_up(stream, lane_row_.data() + static_cast<std::int64_t>(p.tile) * lanes, c.lane_row.data(), c.lane_row.size());
    copy_up(stream, row_frame_.data() + p.row, c.row_frame.data(), c.row_frame.size());
  }
}

Tables DeviceTables::view() const {
  return {radial_.view(), angular_.view(), basis_sums_.data(), lane_row_.data(), row_frame_.data()};
}
std::size_t DeviceTables::bytes() const {
  return radial_.bytes() + angular_.bytes() + basis_sums_.bytes() + lane_row_.bytes() + row_frame_.bytes();
}

WorkSizes& WorkSizes::operator+=(const WorkSizes& o) {
  tiles += o.tiles, radial_steps += o.radial_steps, angular_steps += o.angular_steps;
  rows += o.rows, frames += o.frames, segments += o.segments;
  return *this;
}

std::size_t DeviceWork::bytes_for(const Shape& shape, const WorkSizes& sizes) {
  Work work;
  Seeds seeds;
  return carve(nullptr, shape, sizes, work, seeds);
}
void DeviceWork::resize(const Shape& shape, const WorkSizes& sizes) {
  sizes_ = sizes;
  memory_.resize(bytes_for(shape, sizes));
  carve(memory_.data(), shape, sizes, work_, seeds_);
  host_results_.resize(result_bytes(sizes));
  host_seeds_.resize(4 * sizes.rows + frame_seeds * sizes.frames);
}
const double* DeviceWork::energy() const { return reinterpret_cast<const double*>(host_results_.data()); }
const float* DeviceWork::virial() const { return reinterpret_cast<const float*>(energy() + sizes_.tiles * lanes); }
const float* DeviceWork::force() const { return virial() + sizes_.tiles * lanes * 9; }
void DeviceWork::download(const Stream& stream) {
  copy_down(stream, host_results_.data(), reinterpret_cast<const char*>(work_.energy), host_results_.size());
}
void DeviceWork::upload_seeds(const Stream& stream) {
  copy_up(stream, const_cast<float*>(seeds_.rows), host_seeds_.data(), host_seeds_.size());
}

}  // namespace nacre::train::gpu
