// The page of a command that takes long: it stands between the job and its log, so that every state that the job says is
// the occasion to write the page anew, whole, at most every few seconds. The page loads itself again only while the
// work runs: the last one that is written says how the work ended. One of a program that was killed says when it was
// written.
#pragma once
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "jobs/job.h"
#include "report/page.h"

namespace nacre::jobs {

/// What a page is made of besides what the job said. Its functions are called again for every page.
struct PageSource {
  std::string path;     ///< index.html, as it can be opened
  std::string command;  ///< "nacre insert"
  std::string subject;  ///< what it was called on
  /// Fills settings, facts and parts; `found`: of the end, null while the work runs.
  std::function<void(report::Page& page, const report::Report* found)> fill;
  bool lines_too = false;  ///< lines that stay say how far the work is
  double seconds = 5;      ///< between two pages
};

class LivePage : public Log {
 public:
  LivePage(PageSource source, const Surroundings& around);
  /// The last page. Throws Error where it cannot be written.
  void end(const std::string& state, const report::Report* found);
  /// Was a page written?
  bool is_there() const { return is_there_; }

  bool listens() const override { return true; }  ///< the page shows warnings though nobody else listens
  bool is_terminal() const override { return said_.is_terminal(); }
  bool is_due(double share_done) override;
  bool shows_passing() const override { return said_.shows_passing(); }
  void line(const std::string& text) override;
  void state(const std::string& text) override;
  void end_state() override { said_.end_state(); }
  void passing(const std::string& text) override;
  void complaint(const std::string& text) override;

 private:
  bool is_page_due() const;
  void note(const std::string& text);
  void write_while_running(const std::string& state);
  void write(const std::string& state, bool running, const report::Report* found);

  PageSource source_;
  Surroundings around_;
  Log& said_;
  std::mutex guard_;
  std::vector<std::string> warnings_;
  double written_at_ = 0;
  bool is_there_ = false, complained_ = false;
  bool passes_on_ = true;  ///< the log wants the next state
};

/// Does the work with a page: `work` gets surroundings whose log writes it. What it throws is thrown on, after a page that
/// says so where there was one already: input that is refused leaves none.
report::Report with_page(PageSource source, const Surroundings& around,
                         const std::function<report::Report(const Surroundings&)>& work);

/// Does a line that was said warn, or note something?
bool is_warning(const std::string& line);
/// Version, instruction set and device.
void add_versions(report::Page& page, const Surroundings& around);

}  // namespace nacre::jobs
