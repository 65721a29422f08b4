#include "train/chosen.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/whole_number.h"
#include "train/data/check.h"
#include "train/data/differences.h"
#include "train/optimise/gradient_optimizer.h"
#include "train/optimise/start.h"

namespace nacre::train {

namespace {
// Measured on PbTe (docs/physics/train.md): 25 frames in minibatches of two, 1,000 epochs.
constexpr double usual_rate = 0.02, steps_wanted = 12000, energies_last = 3, first_stage = 0.6;
constexpr std::int64_t fewest_epochs = 100, most_epochs = 1000;
constexpr double tuning = 0.1;  // a start beside a minimum: so much of the rate and of the steps
constexpr std::size_t least_to_hold_back = 100;
constexpr double held_back = 0.1;
constexpr double patience = 0.6;  // the rate falls as a cosine: what it still brings comes when the rate is low

class Chooser {
 public:
  Chooser(TrainSettings& settings, const TrainData& data)
      : s_(settings), data_(data), train_(data.train), has_test_(!data.test.frames.empty()) {}

  std::vector<ChosenSetting> choose() {
    reference();
    hold_back();
    batch();
    epochs();
    rate();
    stages();
    regularisation();
    take("initial_para", fmt::format("{:g}", s_.initial_range), s_.fine_tune ? "the start is a model" : "always");
    early_stop();
    return std::move(choices_);
  }

 private:
  bool is_open(const std::string& keyword) const { return s_.given.count(keyword) == 0; }
  void take(const std::string& keyword, const std::string& value, const std::string& reason) {
    choices_.push_back({keyword, value, is_open(keyword) ? reason : ""});
  }

  std::size_t frames() const {
    const auto kept = static_cast<double>(train_.frames.size()) * (1 - s_.hold_back);
    return nearest_within<std::size_t>(kept, 1, train_.frames.size());
  }

  void reference() {
    const bool taken_off = !data_.reference_energy.empty();
    if (is_open("reference_energy") && taken_off) s_.reference = TrainSettings::Reference::least_squares;
    using enum TrainSettings::Reference;
    const char* value = s_.reference == given ? "given" : s_.reference == least_squares ? "least_squares" : "none";
    take("reference_energy", value,
         s_.fine_tune ? "the start is a model"
         : taken_off  ? fmt::format("there are energies below -{:g} eV/atom", deep_energy)
                      : fmt::format("no energy is below -{:g} eV/atom", deep_energy));
  }
  void hold_back() {
    const bool can = !has_test_ && train_.frames.size() >= least_to_hold_back;
    if (is_open("hold_back")) s_.hold_back = can ? held_back : 0;
    const std::string reason = can         ? fmt::format("{} frames and no test.xyz", train_.frames.size())
                               : has_test_ ? "there is a test.xyz"
                                           : fmt::format("fewer than {} frames", least_to_hold_back);
    take("hold_back", fmt::format("{:g}", s_.hold_back), reason);
  }
  void batch() {
    const std::int64_t size = minibatch_size(frames(), s_.batch);
    choices_.push_back({"batch", fmt::format("{}", size),
                        is_open("batch") || size != s_.batch ? "a twelfth of the set, at most 32" : ""});
    steps_ = std::max<std::int64_t>(1, static_cast<std::int64_t>(frames()) / size);
  }
  void epochs() {
    const double wanted = steps_wanted * (s_.fine_tune ? tuning : 1) / static_cast<double>(steps_);
    const std::int64_t least = s_.fine_tune ? fewest_epochs / 2 : fewest_epochs;
    if (is_open("epoch")) s_.epochs = nearest_within<std::int64_t>(wanted, least, most_epochs);
    take("epoch", fmt::format("{}", s_.epochs),
         fmt::format("about {:g} steps, {} an epoch; {} to {} epochs", steps_wanted * (s_.fine_tune ? tuning : 1),
                     steps_, least, most_epochs));
  }
  void rate() {
    if (is_open("learning_rate")) s_.learning_rate = usual_rate * (s_.fine_tune ? tuning : 1);
    take("learning_rate", fmt::format("{:g}", s_.learning_rate),
         s_.fine_tune ? "a tenth of the usual: the start is a model" : "usual");
  }
  void stages() {
    const bool open = is_open("lambda_e") && is_open("lambda_f") && is_open("lambda_v") && is_open("lambda_schedule");
    const auto until = within<std::int64_t>(first_stage * static_cast<double>(s_.epochs), 0, s_.epochs);
    if (open && until > 0) {
      const LossSettings& l = s_.loss;
      s_.stages = {{until, l.energy, l.force, l.virial}, {s_.epochs, energies_last * l.energy, l.force, l.virial}};
    }
    std::string text;
    for (const LambdaStage& stage : s_.stages)
      text += fmt::format("{}{} {:g} {:g} {:g}", text.empty() ? "" : " ", stage.until_epoch, stage.energy, stage.force,
                          stage.virial);
    choices_.push_back({"lambda_schedule", text.empty() ? "off" : text,
                        open                         ? "forces first, then energies"
                        : is_open("lambda_schedule") ? "lambdas are given"
                                                     : ""});
  }
  void regularisation() {
    take("lambda_1", fmt::format("{:g}", s_.loss.l1), "gradients need none");
    take("lambda_2", fmt::format("{:g}", s_.loss.l2), "gradients need none");
  }
  void early_stop() {
    const bool can = (has_test_ || s_.hold_back > 0) && s_.optimizer == TrainSettings::Optimizer::gradient;
    if (is_open("early_stop")) s_.early_stop = can ? patience : 0;
    take("early_stop", fmt::format("{:g}", s_.early_stop),
         can ? "share of the epochs without a better test error that ends the search" : "there is nothing to stop by");
  }

  TrainSettings& s_;
  const TrainData& data_;
  const TrainSet& train_;
  bool has_test_;
  std::int64_t steps_ = 1;  ///< an epoch
  std::vector<ChosenSetting> choices_;
};
}  // namespace

std::vector<ChosenSetting> choose_settings(TrainSettings& settings, const TrainData& data) {
  if (settings.optimizer == TrainSettings::Optimizer::snes || settings.prediction) return {};
  return Chooser(settings, data).choose();
}

std::string describe(const std::vector<ChosenSetting>& choices) {
  std::string text;
  for (const ChosenSetting& c : choices)
    text += fmt::format("  {:<16} {:<28} {}\n", c.keyword, c.value,
                        c.reason.empty() ? "nep.in says so" : "chosen: " + c.reason);
  return text;
}

TrainSet hold_back(TrainSet& set, double share, std::uint64_t seed) {
  constexpr std::int64_t before_all_epochs = -1;
  const std::vector<std::vector<int>> groups = related_groups(pointers(set));
  const auto wanted =
      within<std::size_t>(std::ceil(share * static_cast<double>(set.frames.size())), 0, set.frames.size());
  std::vector<char> goes(set.frames.size());
  std::size_t gone = 0;
  for (const int g : shuffled(static_cast<int>(groups.size()), seed, before_all_epochs)) {
    if (gone >= wanted) break;
    for (const int f : groups[g]) goes[f] = 1, ++gone;
  }
  TrainSet held, kept;
  held.file = kept.file = set.file;
  std::vector<std::size_t> number(set.frames.size());
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    TrainSet& to = goes[f] ? held : kept;
    number[f] = to.frames.size();
    to.frames.push_back(std::move(set.frames[f]));
    to.frames.back().number = number[f];
  }
  for (TrainSet* s : {&held, &kept})
    for (TrainFrame& frame : s->frames)
      for (Difference& d : frame.differences) d.reference = number[d.reference];
  set = std::move(kept);
  return held;
}

}  // namespace nacre::train
