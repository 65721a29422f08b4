#include "train/optimise/snes_optimizer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/record_sizes.h"
#include "train/data/differences.h"
#include "train/model/parameters.h"
#include "train/optimise/snes.h"
#include "train/optimise/start.h"

namespace nacre::train {

std::vector<std::vector<const TrainFrame*>> deal_batches(const TrainSet& set, std::int64_t size) {
  const auto frames = pointers(set);
  std::vector<std::vector<int>> groups = related_groups(frames);
  const auto energy = [&](const std::vector<int>& group) {
    const TrainFrame* f = frames[group.front()];
    return f->energy ? *f->energy / static_cast<double>(f->atoms.size()) : 0.0;
  };
  std::stable_sort(groups.begin(), groups.end(), [&](const auto& a, const auto& b) { return energy(a) < energy(b); });
  const std::size_t wanted = (frames.size() + size - 1) / size;
  std::vector<std::vector<const TrainFrame*>> batches(std::min(wanted, groups.size()));
  const auto smaller = [](const auto& a, const auto& b) { return a.size() < b.size(); };
  for (const std::vector<int>& group : groups) {
    auto& batch = *std::min_element(batches.begin(), batches.end(), smaller);  // in turn, where all have one frame
    for (const int f : group) batch.push_back(frames[f]);
  }
  return batches;
}

namespace {

/// Ranking of each parameter: its type's, or the last for what is ranked by all structures.
std::vector<int> kinds_of(const NepModel& model) {
  std::vector<int> kind = parameter_types(model);
  for (int& k : kind)
    if (k < 0 || model.version == 3) k = model.types();
  return kind;
}

class SnesOptimizer : public Optimizer {
 public:
  explicit SnesOptimizer(const TrainProblem& problem) : SnesOptimizer(problem, make_start(problem)) {}

  void step() override {
    const std::size_t batch = search_.generation() % batches_.size();
    const std::vector<double>& members = search_.sample();
    const auto losses = evaluate(batch, members);
    std::vector<std::vector<double>> ranked(types_ + 1);
    for (const MemberLoss& loss : losses) {
      for (int t = 0; t < types_; ++t) ranked[t].push_back(loss.of_type[t]);
      ranked[types_].push_back(loss.value.total);
    }
    const int winner = ranking(ranked[types_])[0];
    if (!std::isfinite(losses[winner].value.total))
      throw Error("no member of the population has a finite loss: look at the data with nacre train --check",
                  Error::Kind::failed);
    loss_ = losses[winner].value;
    keep(member(members, winner, losses[winner].shift), loss_.total);
    search_.update(ranked);
  }

  StepsDone progress() const override { return {"generation", search_.generation(), generations_}; }
  const std::vector<double>& best() const override { return best_; }
  LossValue loss() const override { return loss_; }
  const std::vector<double>& mean() const override { return search_.mu(); }
  const std::vector<double>& sigma() const override { return search_.sigma(); }
  const NepModel& model() const override { return start_.model; }

  void save(Record& record) const override {
    search_.save(record);
    record.put("best", best_);
    record.put("best_loss", best_loss_);
    save_loss(record, loss_);
    record.put_integer("winners", static_cast<std::int64_t>(winners_.size()));
    for (std::size_t i = 0; i < winners_.size(); ++i) record.put("winner" + std::to_string(i), winners_[i]);
  }
  void load(const Record& record) override {
    search_.load(record);
    best_ = reals_of(record, "best", start_.centre.size());
    best_loss_ = record.real("best_loss");
    loss_ = saved_loss(record);
    winners_.resize(integer_of(record, "winners", 0, static_cast<std::int64_t>(record.reals.size())));
    for (std::size_t i = 0; i < winners_.size(); ++i)
      winners_[i] = reals_of(record, "winner" + std::to_string(i), best_.size());
  }

 private:
  SnesOptimizer(const TrainProblem& problem, Start start)
      : settings_(*problem.settings),
        types_(problem.model.types()),
        generations_(settings_.generations),
        start_(std::move(start)),
        parameter_type_(parameter_types(start_.model)),
        search_(settings_.seed, settings_.population, types_, start_.centre, start_.sigma, kinds_of(start_.model)),
        batches_(deal_batches(*problem.train, settings_.batch)),
        make_model_(problem.models.population),
        models_(batches_.size()),
        best_(start_.centre) {}

  std::vector<MemberLoss> evaluate(std::size_t batch, const std::vector<double>& members) {
    if (models_[batch] == nullptr)
      models_[batch] =
          make_model_(start_.model, settings_.loss, batches_[batch], population_table_limit / batches_.size());
    models_[batch]->evaluate(members, errors_);
    return member_losses(settings_.loss, batches_[batch], errors_, members, parameter_type_);
  }

  /// One member, the batch's mean energy error absorbed in b1.
  std::vector<double> member(const std::vector<double>& members, int index, double shift) const {
    const std::size_t count = parameter_type_.size();
    std::vector<double> z(members.begin() + index * count, members.begin() + (index + 1) * count);
    z[common_bias_index(start_.model)] += shift;
    return z;
  }

  /// One batch: the best so far. More: the winners of a round, at most as many as cost a tenth of the generations.
  void keep(std::vector<double> winner, double total) {
    if (batches_.size() == 1) {
      if (total < best_loss_) best_ = std::move(winner), best_loss_ = total;
      return;
    }
    if (search_.generation() < static_cast<std::int64_t>(batches_.size())) best_ = winner;
    winners_.push_back(std::move(winner));
    if (winners_.size() > static_cast<std::size_t>(std::max(1, settings_.population / 10)))
      winners_.erase(winners_.begin());
    if ((search_.generation() + 1) % static_cast<std::int64_t>(batches_.size()) == 0) try_winners();
  }

  /// Weighted mean of the batches' losses; b1 takes the mean of their shifts.
  void try_winners() {
    std::vector<double> members;
    for (const auto& w : winners_) members.insert(members.end(), w.begin(), w.end());
    std::vector<double> total(winners_.size()), shift(winners_.size());
    double frames = 0;
    for (std::size_t b = 0; b < batches_.size(); ++b) {
      const auto losses = evaluate(b, members);
      const auto weight = static_cast<double>(batches_[b].size());
      for (std::size_t w = 0; w < winners_.size(); ++w)
        total[w] += weight * losses[w].value.total, shift[w] += weight * losses[w].shift;
      frames += weight;
    }
    const int first = ranking(total)[0];
    if (total[first] / frames < best_loss_)
      best_ = member(members, first, shift[first] / frames), best_loss_ = total[first] / frames;
    winners_.clear();
  }

  const TrainSettings& settings_;
  int types_;
  std::int64_t generations_;
  Start start_;
  std::vector<int> parameter_type_;
  Snes search_;
  std::vector<std::vector<const TrainFrame*>> batches_;
  decltype(Models::population) make_model_;
  std::vector<std::unique_ptr<PopulationModel>> models_;
  PopulationErrors errors_;
  std::vector<double> best_;
  double best_loss_ = std::numeric_limits<double>::infinity();
  LossValue loss_;
  std::vector<std::vector<double>> winners_;
};

}  // namespace

std::unique_ptr<Optimizer> make_snes_optimizer(const TrainProblem& problem) {
  return std::make_unique<SnesOptimizer>(problem);
}

}  // namespace nacre::train
