// An error that has more to tell than one sentence.
#pragma once
#include <optional>
#include <utility>
#include <vector>

#include "core/error.h"
#include "report/report.h"

namespace nacre::jobs {

/// All errors of a file of settings, each with its file and line, or what a job found before it was stopped.
class DetailedError : public Error {
 public:
  explicit DetailedError(const Error& error) : Error(error) {}
  DetailedError& causes(std::vector<Error> all) { return causes_ = std::move(all), *this; }
  DetailedError& found(report::Report report) { return found_ = std::move(report), *this; }

  const std::vector<Error>& causes() const { return causes_; }
  const std::optional<report::Report>& found() const { return found_; }

 private:
  std::vector<Error> causes_;
  std::optional<report::Report> found_;
};

/// The texts of the errors, at most ten of a kind.
std::vector<std::string> few_texts(const std::vector<Error>& errors);
/// "N errors in `what`" of this file.
Error number_of(const std::vector<Error>& errors, const std::string& what, const std::string& file);
/// Throws "N errors in `what`" of this file, when there are any.
void throw_all(const std::vector<Error>& errors, const std::string& what, const std::string& file);

}  // namespace nacre::jobs
