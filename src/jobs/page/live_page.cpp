#include "jobs/page/live_page.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "core/clock.h"
#include "core/lines.h"
#include "device/simd_target.h"
#include "io/files.h"
#include "jobs/detailed_error.h"
#include "report/html.h"

namespace nacre::jobs {

namespace {
/// "2026-11-30 08:15:02 UTC"
std::string date_text() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", utc);
}
}  // namespace

bool is_warning(const std::string& line) { return line.rfind("warning: ", 0) == 0 || line.rfind("note: ", 0) == 0; }

LivePage::LivePage(PageSource source, const Surroundings& around)
    : source_(std::move(source)), around_(around), said_(around.said()) {}

bool LivePage::is_page_due() const { return written_at_ == 0 || now_seconds() - written_at_ >= source_.seconds; }

bool LivePage::is_due(double share_done) {
  passes_on_ = said_.is_due(share_done);
  const std::lock_guard<std::mutex> lock(guard_);
  return passes_on_ || is_page_due();
}

void LivePage::note(const std::string& text) {
  const std::lock_guard<std::mutex> lock(guard_);
  for (const std::string& line : split_lines(text))
    if (is_warning(line)) warnings_.push_back(line);
}

void LivePage::line(const std::string& text) {
  said_.line(text);
  note(text);
  if (source_.lines_too) write_while_running(text);
}

void LivePage::complaint(const std::string& text) {
  said_.complaint(text);
  note(text);
}

void LivePage::state(const std::string& text) {
  if (passes_on_) said_.state(text);
  passes_on_ = true;
  write_while_running(text);
}

void LivePage::passing(const std::string& text) {
  said_.passing(text);
  if (!text.empty()) write_while_running(text);
}

/// The work goes on without a page where none can be written.
void LivePage::write_while_running(const std::string& state) {
  const std::lock_guard<std::mutex> lock(guard_);
  if (!is_page_due()) return;
  try {
    write(state + " (" + date_text() + ")", true, nullptr);
  } catch (const Error& e) {
    if (!complained_) said_.complaint(std::string("note: the page is not written while the work runs: ") + e.what());
    complained_ = true;
    written_at_ = now_seconds();  // the next attempt is due later
  }
}

void LivePage::end(const std::string& state, const report::Report* found) {
  const std::lock_guard<std::mutex> lock(guard_);
  write(state, false, found);
}

void LivePage::write(const std::string& state, bool running, const report::Report* found) {
  report::Page page;
  page.command = source_.command, page.subject = source_.subject;
  page.state = state, page.running = running, page.warnings = warnings_;
  add_versions(page, around_);
  source_.fill(page, found);
  write_whole(source_.path, report::html_page(page));
  written_at_ = now_seconds();
  is_there_ = true;
}

namespace {
/// The error that ended the work is the one that is told, whatever becomes of the page.
void end_badly(LivePage& page, const Error& error, const report::Report* found) {
  if (!page.is_there()) return;
  try {
    page.end(error.what(), found);
  } catch (const Error&) {
  }
}
}  // namespace

report::Report with_page(PageSource source, const Surroundings& around,
                         const std::function<report::Report(const Surroundings&)>& work) {
  LivePage page(std::move(source), around);
  Surroundings watched = around;
  watched.log = &page;
  report::Report report;
  try {
    report = work(watched);
  } catch (const DetailedError& e) {
    end_badly(page, e, e.found() ? &*e.found() : nullptr);
    throw;
  } catch (const Error& e) {
    end_badly(page, e, nullptr);
    throw;
  }
  page.end("done", &report);
  return report;
}

void add_versions(report::Page& page, const Surroundings& around) {
  page.facts.emplace_back("program", "nacre " NACRE_VERSION);
  page.facts.emplace_back("computed on", around.device == Device::cuda ? "GPU" : "CPU");
  page.facts.emplace_back("instruction set", simd_target_name());
}

}  // namespace nacre::jobs
