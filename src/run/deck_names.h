// The files that a deck reads and writes: no output may be an input or the checkpoint, and no file is written by two
// lines, but by lines of the same kind in one run after another, which append to it.
#pragma once
#include <map>
#include <string>

#include "io/file_names.h"
#include "run/deck/deck.h"

namespace nacre::run {

class DeckNames {
 public:
  /// `outside`: files may lie outside of the deck's folder.
  DeckNames(const Deck& deck, bool outside);
  /// Lines in their order. Throws Error(file, line) for a file that cannot be.
  void add(const Command& command);
  /// All, deck and outputs, for other outputs of the same command (--summary).
  const FileNames& names() const { return names_; }

 private:
  struct Written {
    std::string format;
    long run;  ///< the last one that writes it; -1: a minimisation
  };
  void check_place(const Command& command, const std::string& name) const;
  bool goes_on(const Command& command, const std::string& known);
  void add_file(const Command& command, const std::string& name, const std::string& called);

  const Deck& deck_;
  bool outside_;
  FileNames names_;
  std::map<std::string, Written> written_;  ///< by what names_ calls them
  long run_ = 0;
};

}  // namespace nacre::run
