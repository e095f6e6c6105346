// SPDX-License-Identifier: Apache-2.0
#include "http/events.hpp"

#include <utility>

namespace concordat::http {
namespace {

// Each line of the data is a field of its own; a line end in an id or a kind would begin another field.
void add_field(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value.substr(0, value.find_first_of("\r\n"))).append("\n");
}

std::string frame(std::string_view id, std::string_view kind, std::string_view data) {
  std::string text;
  if (!id.empty()) add_field(text, "id", id);
  if (!kind.empty()) add_field(text, "event", kind);
  for (;;) {
    const std::size_t end = data.find('\n');
    add_field(text, "data", data.substr(0, end));
    if (end == std::string_view::npos) break;
    data.remove_prefix(end + 1);
  }
  return text + "\n";
}

}  // namespace

bool EventStream::push(std::string_view id, std::string_view kind, std::string_view data) {
  return add(frame(id, kind, data));
}

bool EventStream::mark(std::string_view id, std::chrono::milliseconds retry) {
  std::string text;
  if (retry.count() > 0) add_field(text, "retry", std::to_string(retry.count()));
  add_field(text, "id", id);
  return add(text + "\n");
}

std::size_t EventStream::waiting() const {
  const std::scoped_lock lock(mutex_);
  return waiting_.size();
}

bool EventStream::add(const std::string& text) {
  const std::scoped_lock lock(mutex_);
  if (closed_) return false;
  if (waiting_.size() + text.size() > bytes_max_) {
    waiting_.clear();
    closed_ = true;
    wake();
    return false;
  }
  waiting_ += text;
  wake();
  return true;
}

void EventStream::close() {
  const std::scoped_lock lock(mutex_);
  if (closed_) return;
  closed_ = true;
  wake();
}

bool EventStream::closed() const {
  const std::scoped_lock lock(mutex_);
  return closed_;
}

EventStream::Taken EventStream::take() {
  const std::scoped_lock lock(mutex_);
  woken_ = false;
  return {std::exchange(waiting_, {}), closed_};
}

void EventStream::on_push(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
  woken_ = false;
  if (!waiting_.empty() || closed_) this->wake();
}

// Under the lock, so that nobody is woken whose on_push({}) has returned.
void EventStream::wake() {
  if (woken_ || !wake_) return;
  woken_ = true;
  wake_();
}

}  // namespace concordat::http
