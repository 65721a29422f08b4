#include "train/model/population/population.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/error.h"
#include "device/aligned.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "train/data/differences.h"
#include "train/model/population/population_shape.h"
#include "train/model/population/structure_table.h"

namespace nacre::train {

namespace {

PopulationLoop best_population_loop() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return population_loop_avx512();
    case SimdTarget::avx2:
      return population_loop_avx2();
    default:
      return population_loop_scalar();
  }
}

class TiledPopulation : public PopulationModel {
 public:
  TiledPopulation(const NepModel& model, const LossSettings& settings, const std::vector<const TrainFrame*>& frames,
                  std::size_t table_limit)
      : model_(model),
        settings_(settings),
        frames_(frames),
        loop_(best_population_loop()),
        shape_(shape_of(model)),
        sources_(parameter_sources(model)),
        tables_(frames.size()) {
    std::atomic<std::size_t> bytes{0};
    parallel_for(
        static_cast<std::ptrdiff_t>(frames.size()),
        [&](std::ptrdiff_t f) {
          if (bytes > table_limit) return;
          auto table = std::make_unique<StructureTable>(model_, settings_, *frames_[f]);
          bytes += table->bytes();
          if (bytes <= table_limit) tables_[f] = std::move(table);
        },
        1);
  }

  std::size_t bytes() const override {
    std::size_t b = packed_.capacity() * sizeof(float);
    for (const auto& t : tables_) b += t == nullptr ? 0 : t->bytes();
    for (const auto& s : scratch_) b += s.capacity() * sizeof(float);
    return b;
  }

  void evaluate(const std::vector<double>& parameters, PopulationErrors& out) override {
    const int members = count_members(model_, parameters);
    const int groups = (members + loop_.lanes - 1) / loop_.lanes;
    pack(parameters, members, groups);
    out.entry.assign(members * frames_.size(), {});
    run(members, groups, out);
  }

 private:
  /// [group][row][lane]; lanes beyond the last member hold zeros.
  void pack(const std::vector<double>& parameters, int members, int groups) {
    const std::size_t rows = sources_.size(), lanes = loop_.lanes, count = parameters.size() / members;
    packed_.assign(groups * rows * lanes, 0.0f);
    parallel_for(
        members,
        [&](std::ptrdiff_t member) {
          const double* z = parameters.data() + member * count;
          float* to = packed_.data() + member / lanes * rows * lanes + member % lanes;
          for (std::size_t row = 0; row < rows; ++row) to[row * lanes] = sources_[row].of(z);
        },
        1);
  }

  /// Pieces of work: a structure and a group of members, or all groups of a structure whose table is not kept.
  void run(int members, int groups, PopulationErrors& out) {
    struct Piece {
      int frame, first_group, last_group;
    };
    std::vector<Piece> pieces;
    for (int f = 0; f < static_cast<int>(frames_.size()); ++f) {
      if (tables_[f] == nullptr)
        pieces.push_back({f, 0, groups});
      else
        for (int g = 0; g < groups; ++g) pieces.push_back({f, g, g + 1});
    }
    const int workers = std::min<int>(static_cast<int>(pieces.size()), threads());
    scratch_.resize(std::max<std::size_t>(scratch_.size(), workers));
    std::atomic<std::size_t> next{0};
    parallel_for(
        workers,
        [&](std::ptrdiff_t worker) {
          for (std::size_t p = next++; p < pieces.size(); p = next++) {
            const int f = pieces[p].frame;
            std::unique_ptr<StructureTable> temporary;
            if (tables_[f] == nullptr) temporary = std::make_unique<StructureTable>(model_, settings_, *frames_[f]);
            const StructureTable& table = temporary == nullptr ? *tables_[f] : *temporary;
            for (int g = pieces[p].first_group; g < pieces[p].last_group; ++g)
              run_group(table, f, g, members, scratch_[worker], out);
          }
        },
        1);
  }

  void run_group(const StructureTable& table, int f, int group, int members, AlignedVector<float>& scratch,
                 PopulationErrors& out) const {
    const std::size_t lanes = loop_.lanes;
    const StructureView view = table.view();
    const std::size_t needed = loop_.scratch_floats(shape_, view.atoms, view.most_angular);
    if (scratch.size() < needed) scratch.resize(needed);
    double energy[64], force[64], plain[64], virial[6 * 64];
    loop_.run(shape_, view, packed_.data() + group * sources_.size() * lanes, {energy, force, plain, virial},
              scratch.data());
    for (std::size_t l = 0; l < lanes && group * lanes + l < static_cast<std::size_t>(members); ++l)
      set_entry(*frames_[f], FixedParts(table), energy[l], force[l], plain[l], virial + l, lanes,
                out.entry[(group * lanes + l) * frames_.size() + f]);
  }

  NepModel model_;
  LossSettings settings_;
  std::vector<const TrainFrame*> frames_;
  PopulationLoop loop_;
  PopulationShape shape_;
  std::vector<ParameterSource> sources_;
  std::vector<std::unique_ptr<StructureTable>> tables_;
  AlignedVector<float> packed_;
  std::vector<AlignedVector<float>> scratch_;
};

/// Sums of squares over frames and how many there were.
struct Sums {
  double energy = 0, energy_plain = 0, force = 0, force_plain = 0, virial = 0, virial_plain = 0;
  double difference = 0, difference_plain = 0;
  double energies = 0, forces = 0, virials = 0, differences = 0;

  void add(const LossSettings& s, const TrainFrame& frame, const PopulationErrors::Entry& e, double shift) {
    const double w = frame.weight;
    if (frame.energy) {
      const double rest = e.energy - shift;
      energy += w * w * rest * rest, energy_plain += rest * rest, energies += 1;
    }
    if (!frame.force.empty())
      force += e.force, force_plain += e.force_plain, forces += 3.0 * static_cast<double>(frame.force.size());
    if (!frame.virial) return;
    virials += 6;
    for (int c = 0; c < 6; ++c) {
      const double square = e.virial[c] * e.virial[c];
      virial += square * w * w * (c < 3 ? 1 : s.shear * s.shear), virial_plain += square;
    }
  }
  /// `error`: eV an inserted atom.
  void add_difference(double weight, double error) {
    difference += weight * weight * error * error, difference_plain += error * error, differences += 1;
  }
  static double root(double sum, double count) { return count > 0 ? std::sqrt(sum / count) : 0; }
  double loss(const LossSettings& s) const {
    return s.energy * root(energy, energies) + s.force * root(force, forces) + s.virial * root(virial, virials) +
           s.difference * root(difference, differences);
  }
  bool empty() const { return energies + forces + virials == 0; }
};

/// Errors of the frames' energies to that of their difference.
double error_of(const BatchDifference& d, const std::vector<const TrainFrame*>& frames,
                const PopulationErrors::Entry* entry, double shift) {
  const auto total = [&](std::size_t f) {
    return (entry[f].energy - shift) * static_cast<double>(frames[f]->atoms.size());
  };
  return (total(d.frame) - total(d.reference)) / d.atoms;
}

struct Regularisation {
  double l1 = 0, l2 = 0;
};
Regularisation regularisation(const LossSettings& s, const double* z, std::size_t count) {
  double absolute = 0, square = 0;
  for (std::size_t i = 0; i < count; ++i) absolute += std::abs(z[i]), square += z[i] * z[i];
  const auto n = static_cast<double>(count);
  return {s.l1 * absolute / n, s.l2 * std::sqrt(square / n)};
}

double mean_energy_error(const std::vector<const TrainFrame*>& frames, const PopulationErrors::Entry* entry) {
  double sum = 0, count = 0;
  for (std::size_t f = 0; f < frames.size(); ++f)
    if (frames[f]->energy) sum += entry[f].energy, count += 1;
  return count > 0 ? sum / count : 0;
}

bool holds(const TrainFrame& frame, int type) {
  return std::find(frame.atoms.type.begin(), frame.atoms.type.end(), type) != frame.atoms.type.end();
}

}  // namespace

std::unique_ptr<PopulationModel> make_population_model(const NepModel& shape, const LossSettings& settings,
                                                       const std::vector<const TrainFrame*>& frames,
                                                       std::size_t table_limit) {
  return std::make_unique<TiledPopulation>(shape, settings, frames, table_limit);
}

std::vector<MemberLoss> member_losses(const LossSettings& settings, const std::vector<const TrainFrame*>& frames,
                                      const PopulationErrors& errors, const std::vector<double>& parameters,
                                      const std::vector<int>& types) {
  const std::size_t members = errors.entry.size() / frames.size(), count = types.size();
  const int kinds = 1 + *std::max_element(types.begin(), types.end());
  std::vector<std::vector<char>> has(kinds, std::vector<char>(frames.size()));
  for (int t = 0; t < kinds; ++t)
    for (std::size_t f = 0; f < frames.size(); ++f) has[t][f] = holds(*frames[f], t);
  const std::vector<BatchDifference> differences = differences_in(frames);
  std::vector<MemberLoss> losses(members);
  parallel_for(
      static_cast<std::ptrdiff_t>(members),
      [&](std::ptrdiff_t member) {
        const PopulationErrors::Entry* entry = errors.entry.data() + member * frames.size();
        const double* z = parameters.data() + member * count;
        MemberLoss& loss = losses[member];
        loss.shift = mean_energy_error(frames, entry);
        Sums all;
        std::vector<Sums> of_type(kinds);
        for (std::size_t f = 0; f < frames.size(); ++f) {
          all.add(settings, *frames[f], entry[f], loss.shift);
          for (int t = 0; t < kinds; ++t)
            if (has[t][f]) of_type[t].add(settings, *frames[f], entry[f], loss.shift);
        }
        for (const BatchDifference& d : differences) {
          const double weight = frames[d.frame]->weight, error = error_of(d, frames, entry, loss.shift);
          all.add_difference(weight, error);
          for (int t = 0; t < kinds; ++t)
            if (has[t][d.frame] || has[t][d.reference]) of_type[t].add_difference(weight, error);
        }
        const Regularisation r = regularisation(settings, z, count);
        loss.value = {all.loss(settings) + r.l1 + r.l2,
                      r.l1,
                      r.l2,
                      Sums::root(all.energy_plain, all.energies),
                      Sums::root(all.force_plain, all.forces),
                      Sums::root(all.virial_plain, all.virials),
                      Sums::root(all.difference_plain, all.differences)};
        for (int t = 0; t < kinds; ++t)
          loss.of_type.push_back(of_type[t].empty() ? loss.value.total : of_type[t].loss(settings) + r.l1 + r.l2);
      },
      8);
  return losses;
}

}  // namespace nacre::train
