// SPDX-License-Identifier: Apache-2.0
#include "store/search_question.hpp"

#include <algorithm>

namespace concordat::store {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_letter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Bytes that begin a character.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text.substr(0, kSearchBytesMax)) {
    if (text.size() > kSearchBytesMax) question_.notes.emplace_back("What stands beyond 1,000 bytes was left out.");
  }

  SearchQuestion read() {
    for (skip_blanks(); at_ < text_.size(); skip_blanks()) term();
    if (question_.wanted.empty()) question_.notes.emplace_back("There is no word to look for.");
    return std::move(question_);
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  void term() {
    const bool unwanted = text_[at_] == '-' && at_ + 1 < text_.size() && !is_blank(text_[at_ + 1]);
    if (unwanted) ++at_;
    SearchTerm one;
    if (text_[at_] == '"') {
      const auto end = text_.find('"', ++at_);
      if (end == std::string_view::npos)
        question_.notes.emplace_back("A quotation mark was not closed; it ends at the end.");
      one.words = text_.substr(at_, end == std::string_view::npos ? end : end - at_);
      at_ = end == std::string_view::npos ? text_.size() : end + 1;
    } else {
      const auto from = at_;
      while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '"') ++at_;
      one.words = text_.substr(from, at_ - from);
    }
    if (at_ < text_.size() && text_[at_] == '*') ++at_, one.begins = true;
    while (one.words.ends_with('*')) one.words.pop_back(), one.begins = true;
    keep(std::move(one), unwanted);
  }

  void keep(SearchTerm one, bool unwanted) {
    if (std::none_of(one.words.begin(), one.words.end(), is_letter)) {
      if (!one.words.empty()) question_.notes.push_back("\"" + one.words + "\" is no word.");
      return;
    }
    if (one.begins && characters(one.words) < kBeginningMin) {
      one.begins = false;
      question_.notes.push_back("\"" + one.words + "*\" is too short for a beginning; the word itself was looked for.");
    }
    if (question_.wanted.size() + question_.unwanted.size() == kSearchTermsMax) {
      question_.notes.push_back("\"" + one.words + "\" was left out: there are more than 16 terms.");
      return;
    }
    (unwanted ? question_.unwanted : question_.wanted).push_back(std::move(one));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  SearchQuestion question_;
};

}  // namespace

SearchQuestion read_question(std::string_view text) { return Reader(text).read(); }

}  // namespace concordat::store
