// Contest: trial structures are relaxed, all as one batch, and one of them wins.
//
// Two stages (scope local): atoms within `radius` of the inserted (removed) one move first, a few steps, to a wider
// tolerance; of the results the `finalists` lowest within `window` of the lowest, one of each minimum, go on with all
// atoms. The winner has the lowest energy in double precision, ties by the order of the trials: finalists that single
// precision cannot tell apart (a few at most) are evaluated again for that.
#pragma once
#include <functional>

#include "insert/energetics.h"
#include "insert/ledger.h"

namespace nacre::insert {

struct Step {
  enum class End { found, no_room, interrupted } end = End::no_room;
  Structure structure;
  Evaluation now;  ///< double precision
  LedgerRow row;   ///< number and what the search knows
};

class Contest {
 public:
  /// `stop` is asked between force calls.
  Contest(const InsertSettings& settings, Energetics& energetics, std::function<bool()> stop);

  /// Index of the winner, which goes into step.structure and step.now; columns of step.row are filled in. -1: stopped.
  /// places[i]: where the inserted (or removed) atom of trial i was put (taken from). Throws Error(failed) when none
  /// can be relaxed.
  int run(std::vector<Trial>& trials, const std::vector<Vec3>& places, Step& step);
  /// All atoms of one structure. False: stopped. Throws Error(failed) when it cannot be relaxed.
  bool relax_alone(Trial& trial);
  /// Asks `stop`, unless it has already said yes.
  bool stopped();
  /// Its last answer: a row that was finished is kept.
  bool was_stopped() const { return was_stopped_; }
  static std::string reason_word(RelaxReason reason);

 private:
  RelaxOptions options(double tolerance, std::int64_t steps);
  RelaxOptions last_options();
  std::vector<int> first_stage(std::vector<Trial>& trials, const std::vector<Vec3>& places, Step& step);
  std::vector<int> last_stage(std::vector<Trial>& trials, const std::vector<int>& chosen, Step& step);
  std::vector<int> finalists(const std::vector<Trial>& trials, const std::vector<Vec3>& places) const;
  int choose(std::vector<Trial>& trials, const std::vector<int>& finalists, Evaluation& now);
  int near_winner(const std::vector<Trial>& trials, const std::vector<int>& finalists, int winner,
                  const std::vector<Vec3>& places) const;
  /// Where the trial's atom is now: the last one while inserting, where it was while removing.
  Vec3 place_of(const Trial& trial, Vec3 place) const;

  const InsertSettings& settings_;
  Energetics& energetics_;
  std::function<bool()> stop_;
  bool was_stopped_ = false;
};

/// Shortest distance of a and b (Å) over their images; in very skewed cells, beyond half of the cell's thickness, it
/// may be taken a little too long.
double nearest_distance(const Box& box, Vec3 a, Vec3 b);

}  // namespace nacre::insert
