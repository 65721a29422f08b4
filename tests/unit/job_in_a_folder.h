// A job called as another program calls it: with a folder that is not the current one.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "jobs/build.h"
#include "scratch.h"

namespace nacre_test {

namespace fs = std::filesystem;
namespace jobs = nacre::jobs;
namespace report = nacre::report;

struct Lines : jobs::Log {
  std::vector<std::string> said;
  bool listens() const override { return true; }
  void line(const std::string& text) override { said.push_back(text); }
};

/// The current folder is empty and must stay so; the job's folder is "work", beside it.
class JobInAFolder : public testing::Test {
 protected:
  JobInAFolder() : before_(fs::current_path()) {
    fs::create_directories(scratch_.path("work"));
    fs::create_directories(scratch_.path("elsewhere"));
    fs::current_path(scratch_.path("elsewhere"));
  }
  ~JobInAFolder() override {
    EXPECT_EQ(fs::current_path().filename(), "elsewhere");
    EXPECT_TRUE(fs::is_empty(fs::current_path()));
    EXPECT_EQ(scratch_.files(), 2);
    fs::current_path(before_);
  }

  /// Options as a pipeline or a command line gives them, then the work. What is printed is a fault.
  report::Report run(jobs::Job& job, const std::vector<std::pair<std::string, std::vector<std::string>>>& given) {
    jobs::Options table;
    job.options(table);
    for (const auto& [name, words] : given) table.at(name).set(words);
    table.check();
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    std::exception_ptr failure;
    report::Report report;
    try {
      report = job.run(around());
    } catch (...) {
      failure = std::current_exception();
    }
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    if (failure) std::rethrow_exception(failure);
    return report;
  }
  jobs::Surroundings around() {
    jobs::Surroundings around;
    around.folder = scratch_.path("work");
    around.log = &log_;
    around.stop = [this] { return stop_; };
    return around;
  }
  std::string path(const std::string& name) const { return scratch_.path("work/" + name); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(path(name)).parent_path());
    scratch_.write("work/" + name, text);
  }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(path("")))
      if (entry.is_regular_file()) names.insert(fs::relative(entry.path(), path("")).string());
    return names;
  }
  void make_diamond() {
    jobs::BuildCrystal job;
    run(job, {{"name", {"diamond"}}, {"repeat", {"2", "2", "2"}}, {"rattle", {"0.02"}}, {"output", {"model.xyz"}}});
  }

  Scratch scratch_;
  Lines log_;
  bool stop_ = false;

 private:
  fs::path before_;
};

}  // namespace nacre_test
