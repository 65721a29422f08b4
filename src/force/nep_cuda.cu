#include "force/nep_cuda.h"

#include <algorithm>
#include <map>
#include <vector>

#include "device/cuda_array.h"
#include "force/nep_cuda_view.h"
#include "force/nep_ghosts.h"
#include "force/nep_math.h"
#include "force/nep_packed.h"

namespace nacre::cuda {

namespace {

int padded(int n) { return (n + 3) / 4 * 4; }

/// Product terms of a model's higher-body invariants: of their values, and of their derivatives by each sum.
struct ProductTable {
  std::vector<ProductTerm> values, gradients;
  std::vector<int> value_begin{0}, gradient_begin{0};
};

ProductTerm product(double coefficient, const std::vector<int>& factors, int one, int kind) {
  ProductTerm term{static_cast<float>(coefficient), {}, kind};
  for (std::size_t f = 0; f < 4; ++f)
    term.factor[f] = static_cast<unsigned char>(f < factors.size() ? factors[f] : one);
  return term;
}

/// d/ds_lm of c s_a s_b .. is (times lm occurs) c times the other factors.
void add_gradients(const nep::Monomial& monomial, int lm, int one, int kind, std::vector<ProductTerm>& out) {
  std::vector<int> others(monomial.factor, monomial.factor + monomial.factors);
  const auto times = std::count(others.begin(), others.end(), lm);
  if (times == 0) return;
  others.erase(std::find(others.begin(), others.end(), lm));
  out.push_back(product(static_cast<double>(times) * monomial.coefficient, others, one, kind));
}

template <class Body>
void for_each_monomial(const NepModel& model, Body&& body) {
  int kind = 0;
  for (int i = 0; i < higher_body_kinds; ++i) {
    if (!model.higher[i]) continue;
    const nep::MonomialList& list = nep::higher_body_terms[i];
    for (int t = 0; t < list.count; ++t) body(kind, list.terms[t]);
    ++kind;
  }
}

ProductTable product_table(const NepModel& model) {
  ProductTable table;
  const int one = model.angular_terms();
  table.value_begin.assign(model.higher_count() + 1, 0);
  for_each_monomial(model, [&](int kind, const nep::Monomial& m) {
    table.values.push_back(product(m.coefficient, {m.factor, m.factor + m.factors}, one, kind));
    table.value_begin[kind + 1] = static_cast<int>(table.values.size());
  });
  for (int lm = 0; lm < one; ++lm) {
    for_each_monomial(model,
                      [&](int kind, const nep::Monomial& m) { add_gradients(m, lm, one, kind, table.gradients); });
    table.gradient_begin.push_back(static_cast<int>(table.gradients.size()));
  }
  return table;
}

/// matrix[rows][cols] of each of `count` networks, transposed or not, rows padded with zeros.
std::vector<float> repack(const float* from, int count, int rows, int cols, bool transposed) {
  const int out_rows = transposed ? cols : rows, stride = padded(transposed ? rows : cols);
  std::vector<float> to(static_cast<std::size_t>(count) * out_rows * stride, 0.0f);
  for (int t = 0; t < count; ++t)
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < cols; ++c) {
        const int row = transposed ? c : r, column = transposed ? r : c;
        to[(static_cast<std::size_t>(t) * out_rows + row) * stride + column] =
            from[(static_cast<std::size_t>(t) * rows + r) * cols + c];
      }
  return to;
}

/// c' of nep_cuda_view.h as [t_i][t_j][k][n] from c as [t_i][t_j][n][k]: half of each coefficient, and T_0 takes half
/// of the sum of all besides.
std::vector<float> series_coefficients(const float* c, int pairs, int rows, int cols) {
  std::vector<float> out(static_cast<std::size_t>(pairs) * rows * cols);
  for (int p = 0; p < pairs; ++p)
    for (int n = 0; n < rows; ++n) {
      const float* from = c + (static_cast<std::size_t>(p) * rows + n) * cols;
      double sum = 0;
      for (int k = 0; k < cols; ++k) sum += 0.5 * from[k];
      for (int k = 0; k < cols; ++k)
        out[(static_cast<std::size_t>(p) * cols + k) * rows + n] =
            static_cast<float>(0.5 * from[k] + (k == 0 ? sum : 0));
    }
  return out;
}

/// The model in GPU memory.
class DeviceModel {
 public:
  DeviceModel(const Stream& stream, const NepModel& model) {
    const nep::PackedModel<float> packed(model);
    const nep::ModelView<float>& m = packed.view();
    const int pairs = m.types * m.types;
    view_.shape = {m.types,        m.components,   m.neurons, m.radial_rows, m.radial_cols,
                   m.angular_rows, m.angular_cols, m.l_max,   m.terms,       model.higher_count()};
    view_.stride = padded(m.components);
    view_.neuron_stride = padded(m.neurons);
    view_.radial_stride = padded(m.radial_cols);
    view_.angular_stride = padded(m.angular_rows);
    view_.w0 = put(stream, repack(m.w0, m.types, m.neurons, m.components, false));
    view_.w0_transposed = put(stream, repack(m.w0, m.types, m.neurons, m.components, true));
    view_.b0 = put(stream, repack(m.b0, m.types, 1, m.neurons, false));
    view_.w1 = put(stream, repack(m.w1, m.types, 1, m.neurons, false));
    view_.bias = put(stream, std::vector<float>(m.bias, m.bias + m.types));
    view_.radial_c = put(stream, series_coefficients(m.radial_c, pairs, m.radial_rows, m.radial_cols));
    view_.angular_c = put(stream, repack(m.angular_c, pairs, m.angular_rows, m.angular_cols, true));
    view_.radial_cutoff = put(stream, std::vector<float>(m.radial_cutoff, m.radial_cutoff + pairs));
    view_.angular_cutoff = put(stream, std::vector<float>(m.angular_cutoff, m.angular_cutoff + pairs));
    zbl_.upload(stream, m.zbl_pair, pairs);
    view_.zbl = zbl_.data();
    put_invariants(stream, model);
    stream.synchronize();
  }
  const NepView& view() const { return view_; }

 private:
  void put_invariants(const Stream& stream, const NepModel& model) {
    std::vector<float> factors;
    for (int l = 1; l <= model.l_max; ++l)
      for (int i = 0; i <= 2 * l; ++i) factors.push_back(static_cast<float>(nep::three_body_factor(l, i)));
    view_.three_body = put(stream, factors);
    const ProductTable table = product_table(model);
    values_.upload(stream, table.values);
    gradients_.upload(stream, table.gradients);
    value_begin_.upload(stream, table.value_begin);
    gradient_begin_.upload(stream, table.gradient_begin);
    view_.values = values_.data();
    view_.gradients = gradients_.data();
    view_.value_begin = value_begin_.data();
    view_.gradient_begin = gradient_begin_.data();
  }
  const float* put(const Stream& stream, const std::vector<float>& numbers) {
    numbers_.emplace_back();
    numbers_.back().upload(stream, numbers);
    return numbers_.back().data();
  }

  NepView view_{};
  std::vector<Array<float>> numbers_;
  Array<nep::ZblView<float>> zbl_;
  Array<ProductTerm> values_, gradients_;
  Array<int> value_begin_, gradient_begin_;
};

class CudaNep final : public CudaForce {
 public:
  explicit CudaNep(NepModel model) : CudaNep(model, nep::list_settings(model, 1), model.types()) {}
  /// Types from `site_types` on are ghosts: no site energy, and so zeros in their rows of h.
  CudaNep(NepModel model, NeighborSettings settings, int site_types)
      : model_(std::move(model)), settings_(std::move(settings)), site_types_(site_types), device_(Stream(), model_) {}

  std::string name() const override {
    return "nep" + std::to_string(model_.version) + (model_.zbl.enabled ? "_zbl" : "");
  }
  const std::vector<std::string>& species() const override { return model_.species; }
  const NeighborSettings& list_settings() const override { return settings_; }
  bool needs_positions() const override { return false; }
  double quantum() const override { return nep_quantum; }
  std::size_t bytes() const override { return q_.bytes() + s_.bytes() + h_.bytes() + tiles_.bytes(); }

  void reserve(const Stream& stream, const std::vector<int>& slots_of_type) override {
    const NepView& m = device_.view();
    std::size_t local = 0;
    sites_ = 0;
    std::vector<int2> tiles;
    std::vector<int> type_end;
    for (std::size_t type = 0; type < slots_of_type.size(); ++type) {
      for (int first = 0; first < slots_of_type[type] && is_site(type); first += nep_tile_atoms)
        tiles.push_back(make_int2(static_cast<int>(type), static_cast<int>(local) + first));
      local += slots_of_type[type];
      type_end.push_back(static_cast<int>(local));
      if (is_site(type)) sites_ = static_cast<int>(local);
    }
    q_.resize(local * m.stride);
    s_.resize(local * m.shape.angular_rows * m.shape.terms);
    h_.resize(local * m.shape.types * m.radial_stride);
    // The padding of a row of q is read with the row: it must be a number, and its weights are zero.
    q_.clear(stream);
    if (site_types_ < model_.types()) h_.clear(stream);
    tiles_.upload(stream, tiles);
    type_end_.upload(stream, type_end);
    stream.synchronize();
  }

  void enqueue(const Stream& stream, const ListView& list, const ForceOutput& out) override {
    const NepArguments a{device_.view(),   {q_.data(), s_.data(), h_.data()}, list,   out,         tiles_.data(),
                         type_end_.data(), static_cast<int>(tiles_.size()),   sites_, site_types_, 0};
    nep_radial_sums(stream, a);
    nep_angular_sums(stream, a);
    nep_network(stream, a);
    nep_radial_forces(stream, a);
    if (model_.zbl.enabled) nep_zbl_forces(stream, a);
    nep_angular_forces(stream, a);
  }

 private:
  bool is_site(std::size_t type) const { return type < static_cast<std::size_t>(site_types_); }

  NepModel model_;
  NeighborSettings settings_;
  int site_types_, sites_ = 0;
  DeviceModel device_;
  Array<float> q_, s_, h_;
  Array<int2> tiles_;
  Array<int> type_end_;
};

}  // namespace

std::unique_ptr<CudaForce> make_cuda_ghost_nep(const std::string& path) {
  const NepModel model = read_nep(path), doubled = nep::with_ghost_types(model);
  return std::make_unique<CudaNep>(doubled, nep::without_ghost_pairs(nep::list_settings(doubled, 1)), model.types());
}

std::unique_ptr<CudaForce> make_cuda_nep(const std::string& path) { return std::make_unique<CudaNep>(read_nep(path)); }

}  // namespace nacre::cuda
