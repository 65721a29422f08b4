// What other commands need of `nacre insert`.
#pragma once
#include <string>
#include <vector>

#include "core/error.h"
#include "insert/settings.h"

namespace nacre::app {

/// insert.yaml of a folder, or the file itself.
std::string insert_file(const std::string& where);
/// For `nacre check`: all that is wrong with an insert.yaml and the files it names.
void list_insert_errors(const std::string& where, std::vector<Error>& errors);
/// What is wrong with the files that settings without errors name.
void list_insert_file_errors(const insert::InsertSettings& settings, std::vector<Error>& errors);

}  // namespace nacre::app
