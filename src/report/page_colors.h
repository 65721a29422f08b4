// The colours of a page of HTML around its figures, which keep those of palette.h.
#pragma once

namespace nacre::report {

struct PageColors {
  const char *paper, *ink, *soft, *line, *tint, *link, *warning, *warning_line;
};
inline constexpr PageColors light_page{"#ffffff", "#1b1f24", "#57606a", "#d0d7de",
                                       "#f3f5f7", "#0550ae", "#fff4d6", "#b8860b"};
inline constexpr PageColors dark_page{"#14181d", "#e3e7eb", "#a3adb8", "#3a434d",
                                      "#1d232a", "#79b8ff", "#3a2f10", "#d9a520"};

}  // namespace nacre::report
