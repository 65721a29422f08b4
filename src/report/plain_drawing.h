// A drawing as one of Nacre's own files holds it (svg.h), before it becomes a part of a page: a file may have been
// exchanged since it was written.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace nacre::report {

/// Only shapes, groups and words; every element closed; no script, link, style, entity declaration or handler.
bool is_plain_drawing(std::string_view svg);

/// The drawing as an element of a page, with a name for those who do not see it; nothing when it is not plain.
std::optional<std::string> page_drawing(const std::string& svg, const std::string& name);

}  // namespace nacre::report
