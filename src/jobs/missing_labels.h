// Which labels a file for `nacre predict` has under other names: what `nacre train` says too, with the options that
// read them.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "io/extxyz.h"

namespace nacre::jobs {

class MissingLabels {
 public:
  explicit MissingLabels(std::string file) : file_(std::move(file)) {}
  void add(const Frame& frame);
  /// One line a label, and one for what nobody reads.
  std::vector<std::string> lines() const;

 private:
  struct Label {
    std::string name, option;
    long without = 0;  ///< frames
    std::set<std::string> others;
  };
  static void note(Label& label, bool has, const std::vector<std::string>& others, std::vector<std::string>& told);

  std::string file_, unused_;
  long frames_ = 0;
  Label energy_{"energy", "--energy-key", 0, {}}, force_{"forces", "--force-key", 0, {}},
      virial_{"virial", "--virial-key", 0, {}}, stress_{"stress", "--stress-key", 0, {}};
};

}  // namespace nacre::jobs
