// The table of the keys of insert.yaml: one row a key. The reader and the table in docs/insert.md are made from it.
#pragma once
#include <string>
#include <vector>

#include "insert/settings.h"
#include "io/words.h"

namespace nacre::insert {

struct Key {
  std::string name;      ///< "relax.radius": key `radius` of the section `relax`
  std::string values;    ///< what may be written
  std::string standard;  ///< what holds without the key
  std::string sentence;
  /// Reads `name value ...`. A row that takes a map (is_map) is called for every entry: `name key value`.
  void (*parse)(const Words& words, InsertSettings& settings);
  bool is_map = false;
};

const std::vector<Key>& key_table();
/// A file of all defaults.
std::string key_schema();
/// The table as Markdown; docs/insert.md holds it, and a test compares.
std::string key_manual();

}  // namespace nacre::insert
