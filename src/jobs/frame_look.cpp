#include "jobs/frame_look.h"

#include <fmt/format.h>

#include "core/error.h"
#include "look/settings_look.h"

namespace nacre::jobs {

namespace {
// So many atoms are looked at frame by frame: a quarter of a second of work.
constexpr std::size_t looked_at_all = 1'000'000, one_of = 10;
constexpr std::size_t most_said = 10;
}  // namespace

FrameLook::Seen FrameLook::at(const Frame& frame) {
  const Atoms& atoms = frame.atoms;
  Seen seen{frame.line, {}, {}};
  std::vector<char> present(atoms.species.size(), 0);
  for (const int t : atoms.type) present[t] = 1;
  for (std::size_t t = 0; t < present.size(); ++t)
    if (present[t] != 0) seen.species.push_back(atoms.species[t]);
  const std::size_t number = frames_++;
  if (number > 0 && atoms_ > looked_at_all && number % one_of != 0) return seen;
  atoms_ += atoms.size();
  look::Findings found = look::look_at(atoms, frame.box, look::Purpose::evaluated);
  if (!found.errors.empty()) throw Error(found.errors.front());
  seen.warnings = std::move(found.warnings);
  return seen;
}

void FrameLook::say(const std::string& file, const Seen& seen) {
  species_.insert(seen.species.begin(), seen.species.end());
  for (const std::string& w : seen.warnings)
    if (++said_ <= most_said) log_.line(fmt::format("warning: {}:{}: {}", file, seen.line, w));
}

void FrameLook::finish(const std::string& option, const std::vector<std::string>& named) {
  if (said_ > most_said) log_.line(fmt::format("warning: {} more of this kind", said_ - most_said));
  for (const std::string& w : look::look_at_elements(option, named, {species_.begin(), species_.end()}))
    log_.line("warning: " + w);
}

}  // namespace nacre::jobs
