#include "insert/cuda_screening.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "device/cuda_algorithms.h"
#include "device/cuda_array.h"
#include "insert/cuda_screening_view.h"
#include "insert/prepared_structure.h"

namespace nacre::insert {

namespace {

using namespace nacre::cuda;

/// Candidates of a batch: about 150 MB of neighbours at 100 each.
constexpr std::size_t batch_size = 32768;

class DeviceModel {
 public:
  DeviceModel(const Stream& stream, const ScreeningModel& model) {
    const ModelView& m = model.view();
    const std::size_t pairs = static_cast<std::size_t>(m.types) * m.types;
    const int stride = (m.neurons + 31) / 32 * 32;
    view_.m = m;
    view_.neuron_stride = stride;
    view_.m.w0 = view_.m.b0 = view_.m.w1 = nullptr;  // the kernels read the padded ones
    std::vector<double> w0(static_cast<std::size_t>(m.types) * m.components * stride, 0.0), b0(m.types * stride, 0.0),
        w1(m.types * stride, 0.0);
    for (int t = 0; t < m.types; ++t)
      for (int mu = 0; mu < m.neurons; ++mu) {
        const std::size_t from = static_cast<std::size_t>(t) * m.neurons + mu;
        b0[t * stride + mu] = m.b0[from], w1[t * stride + mu] = m.w1[from];
        for (int nu = 0; nu < m.components; ++nu)
          w0[(static_cast<std::size_t>(t) * m.components + nu) * stride + mu] = m.w0[from * m.components + nu];
      }
    view_.w0_transposed = put(stream, w0.data(), w0.size());
    view_.b0 = put(stream, b0.data(), b0.size());
    view_.w1 = put(stream, w1.data(), w1.size());
    view_.m.bias = put(stream, m.bias, m.types);
    view_.m.radial_c = put(stream, m.radial_c, pairs * m.radial_rows * m.radial_cols);
    view_.m.angular_c = put(stream, m.angular_c, pairs * m.angular_rows * m.angular_cols);
    view_.m.radial_cutoff = put(stream, m.radial_cutoff, pairs);
    view_.m.angular_cutoff = put(stream, m.angular_cutoff, pairs);
    zbl_.upload(stream, m.zbl_pair, pairs);
    view_.m.zbl_pair = zbl_.data();
    std::vector<DeviceZone> zones;
    for (int i = 0; i < m.types; ++i)
      for (int j = 0; j < m.types; ++j) {
        const PairZone& z = model.zone(i, j);
        zones.push_back({z.outer, z.low, z.high, z.cells_per_length, z.zbl_outer});
      }
    zones_.upload(stream, zones);
    view_.zone = zones_.data();
    stream.synchronize();
  }
  const DeviceScreeningModel& view() const { return view_; }

 private:
  const double* put(const Stream& stream, const double* from, std::size_t count) {
    numbers_.emplace_back();
    numbers_.back().upload(stream, from, count);
    return numbers_.back().data();
  }
  DeviceScreeningModel view_{};
  std::vector<Array<double>> numbers_;
  Array<nep::ZblView<double>> zbl_;
  Array<DeviceZone> zones_;
};

class CudaScreening final : public Screening {
 public:
  explicit CudaScreening(const std::string& path)
      : model_(read_nep(path)), structure_(model_), device_(stream_, model_), on_host_(make_screening(path)) {}
  const std::vector<std::string>& species() const override { return model_.model().species; }
  double reach() const override { return model_.reach(); }

  void prepare(const Atoms& atoms, const Box& box) override {
    // Two lattice vectors at most one reach apart: an atom could see a candidate twice (PointSearch::repeats).
    thin_ = false;
    for (int k = 0; k < 3; ++k) thin_ = thin_ || (box.is_periodic(k) && 2 * model_.reach() >= box.thickness(k));
    if (thin_) {
      on_host_->prepare(atoms, box);
      return;
    }
    structure_.prepare(atoms, box);
    upload_structure();
  }

  void energies(int type, const std::vector<Vec3>& points, std::vector<double>& energy) override {
    if (thin_) {
      on_host_->energies(type, points, energy);
      return;
    }
    upload_tables(type);
    energy.resize(points.size());
    for (std::size_t first = 0; first < points.size(); first += batch_size)
      run(type, points.data() + first, std::min(batch_size, points.size() - first), energy.data() + first);
    for (double& e : energy)
      if (std::isnan(e)) e = std::numeric_limits<double>::infinity();
  }

 private:
  void upload_structure() {
    const PointSearch& bins = structure_.bins();
    DeviceStructure& s = view_;
    s.search = bins.bins();
    s.inverse = bins.box().inverse();
    begin_.upload(stream_, bins.begins());
    position_.upload(stream_, bins.positions());
    owner_.upload(stream_, bins.owners());
    type_.upload(stream_, structure_.types());
    sums_.upload(stream_, structure_.all_sums().data(), structure_.all_sums().size());
    sigmoids_.upload(stream_, structure_.all_sigmoids().data(), structure_.all_sigmoids().size());
    s.search.begin = begin_.data(), s.position = position_.data(), s.owner = owner_.data(), s.type = type_.data();
    s.sums = sums_.data(), s.sigmoids = sigmoids_.data();
    tables_of_ = -1;
    stream_.synchronize();
  }

  void upload_tables(int type) {
    if (tables_of_ == type) return;
    structure_.need_tables(type);
    tables_.upload(stream_, structure_.all_tables(type).data(), structure_.all_tables(type).size());
    has_table_.upload(stream_, structure_.accurate_tables(type));
    view_.tables = tables_.data(), view_.has_table = has_table_.data();
    stream_.synchronize();
    tables_of_ = type;
  }

  /// One batch: count, make room, list, compute.
  void run(int type, const Vec3* points, std::size_t count, double* energy) {
    const int types = model_.view().types;
    std::vector<Vec3> inside(count);
    for (std::size_t i = 0; i < count; ++i) inside[i] = structure_.inside(points[i]);
    point_.upload(stream_, inside);
    const std::size_t groups = types * count;
    neighbor_count_.resize(count + 1), touch_count_.resize(groups + 1);
    neighbor_begin_.resize(count + 1), touch_begin_.resize(groups + 1);
    energy_.resize(count);
    neighbor_count_.clear(stream_), touch_count_.clear(stream_);
    scratch_.resize(scratch_bytes(static_cast<std::int64_t>(groups) + 1));
    ScreeningArguments a = arguments(type, count);
    launch_count(stream_, a);
    exclusive_scan(stream_, scratch_, neighbor_count_.data(), neighbor_begin_.data(),
                   static_cast<std::int64_t>(count) + 1);
    exclusive_scan(stream_, scratch_, touch_count_.data(), touch_begin_.data(), static_cast<std::int64_t>(groups) + 1);
    const std::vector<std::int64_t> ends = fetch_ends(count, types);
    neighbor_.resize(ends.back()), neighbor_type_.resize(ends.back());
    touch_.resize(ends[types]), touch_atom_.resize(ends[types]), touch_energy_.resize(ends[types]);
    a = arguments(type, count);
    launch_fill(stream_, a);
    for (int t = 0; t < types; ++t) {
      a.touch_type = t, a.first_touch = ends[t], a.last_touch = ends[t + 1];
      launch_touches(stream_, a);
    }
    launch_sites(stream_, a);
    energy_.download(stream_, energy, count);
    stream_.synchronize();
  }

  /// First touch of each type, their number, and the number of neighbours.
  std::vector<std::int64_t> fetch_ends(std::size_t count, int types) {
    std::vector<std::int64_t> ends(types + 2);
    for (int t = 0; t <= types; ++t) fetch(touch_begin_.data() + t * count, &ends[t]);
    fetch(neighbor_begin_.data() + count, &ends[types + 1]);
    stream_.synchronize();
    return ends;
  }
  void fetch(const std::int64_t* from, std::int64_t* to) const {
    check(cudaMemcpyAsync(to, from, sizeof *to, cudaMemcpyDeviceToHost, stream_.get()), "counting neighbours");
  }

  ScreeningArguments arguments(int type, std::size_t count) const {
    ScreeningArguments a{};
    a.model = device_.view(), a.structure = view_;
    a.new_type = type, a.candidates = static_cast<int>(count), a.point = point_.data();
    a.neighbor_count = neighbor_count_.data(), a.touch_count = touch_count_.data();
    a.neighbor_begin = neighbor_begin_.data(), a.touch_begin = touch_begin_.data();
    a.neighbor = neighbor_.data(), a.neighbor_type = neighbor_type_.data();
    a.touch = touch_.data(), a.touch_atom = touch_atom_.data(), a.touch_energy = touch_energy_.data();
    a.energy = energy_.data();
    return a;
  }

  Stream stream_;
  ScreeningModel model_;
  PreparedStructure structure_;
  DeviceModel device_;
  std::unique_ptr<Screening> on_host_;
  bool thin_ = false;
  int tables_of_ = -1;  ///< type of the new atom whose tables are on the device
  DeviceStructure view_{};
  Array<int> begin_, owner_, type_, neighbor_count_, touch_count_, neighbor_type_, touch_atom_;
  Array<Vec3> position_, point_;
  Array<double> sums_, sigmoids_, tables_, touch_energy_, energy_;
  Array<char> has_table_;
  Array<std::int64_t> neighbor_begin_, touch_begin_;
  Array<Arrow> neighbor_, touch_;
  Scratch scratch_;
};

}  // namespace

std::unique_ptr<Screening> make_cuda_screening(const std::string& nep_path) {
  return std::make_unique<CudaScreening>(nep_path);
}

}  // namespace nacre::insert
