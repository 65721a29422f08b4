// What a round explores with: folders of decks (run.in) and of insertions (insert.yaml).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.h"
#include "jobs/job.h"
#include "jobs/learn/settings.h"

namespace nacre::jobs::learn {

/// The folder's last name: the class of the frames that come from it.
std::string explorer_name(const std::string& folder);
/// Appends what is wrong with a folder of `explore`.
void check_explorer(const LoopSettings& settings, const std::string& folder, std::vector<Error>& errors);
/// The files that say what is explored; all that are there.
std::vector<std::string> explorer_files(const LoopSettings& settings, const std::string& folder);

/// Runs a copy of the folder, `place`, with the potential `model`; goes on where it was stopped. A young potential fails:
/// that is said, and what was written until then is kept. A deck gets the round as its seed.
void explore_with(const LoopSettings& settings, const std::string& folder, const std::string& place,
                  const std::string& model, std::int64_t round, const Surroundings& around);
/// The file of frames that a copy writes.
std::string explored_frames(const LoopSettings& settings, const std::string& place);

}  // namespace nacre::jobs::learn
