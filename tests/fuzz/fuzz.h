// What the targets of this folder share. A target is a function of bytes that calls a reader: any bytes give a result or a
// nacre::Error. Another exception, a crash, a sanitizer's finding, memory or time above the limits end the process, and
// so does a broken require().
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace nacre::fuzz {

using Bytes = std::string_view;

/// Ends the process with this message unless the rule holds.
void require(bool holds, const char* rule);

/// Path of a file with this content in a folder of this process, which is removed at the end. The folder lies below
/// TMPDIR: a file system in memory makes runs faster.
std::string file_of(Bytes content, const std::string& name = "input");
/// That folder.
const std::string& scratch_folder();

/// The inputs of a target that reads several files stand behind each other, each but the first after a line of its own
/// that holds "=====". Always `count` of them; those that are not there are empty.
std::vector<Bytes> parts_of(Bytes bytes, std::size_t count);

/// A checkpoint whose head is right gets the size and the checksum that fit, so that what is behind them is reached.
std::string with_checksum(Bytes bytes);

/// What a reader collects rather than throws is words for the user.
void require_messages(const std::vector<Error>& errors);

/// Calls the target. What its Error says; empty where there is none.
std::string call(void (*target)(Bytes), Bytes bytes);

}  // namespace nacre::fuzz
