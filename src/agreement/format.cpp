// SPDX-License-Identifier: Apache-2.0
#include "agreement/format.hpp"
#include "base/toml_tokens.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kBehindTab = 0;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A line of the text, as its pieces without the gaps at its ends and without its line end.
struct Line {
  std::size_t from = 0;
  std::size_t to = 0;  // behind its last piece, before blanks and line end
  std::vector<Piece> pieces;
  std::size_t depth = 0;              // of lists and inline tables at its beginning
  std::optional<std::size_t> equals;  // column of the `=` behind its key, in bytes; kBehindTab where that is no column
  bool is_blank() const { return pieces.empty(); }
};

class Formatter {
 public:
  explicit Formatter(std::string_view text) : text_(text) {}

  Edits run() {
    split();
    line_up();
    std::size_t at = 0;      // up to here the text is written
    std::size_t blanks = 0;  // lines since the last that was none
    bool first = true;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].is_blank()) {
        ++blanks;
        continue;
      }
      std::string gap = first ? "" : blanks > 0 ? "\n\n" : "\n";
      gap.append(indent(lines_[i]), ' ');
      put(at, lines_[i].pieces.front().from, gap);
      write(i);
      at = lines_[i].to;
      blanks = 0;
      first = false;
    }
    put(at, text_.size(), first ? "" : "\n");
    return std::move(edits_);
  }

 private:
  char mark(const Piece& piece) const { return piece.token == Token::mark ? text_[piece.from] : '\0'; }

  void put(std::size_t from, std::size_t to, std::string words) {
    if (text_.substr(from, to - from) != words) edits_.push_back({from, to, std::move(words)});
  }

  void split() {
    std::size_t depth = 0;
    lines_.push_back({});
    for (std::size_t at = text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; at < text_.size();) {
      const Piece piece = piece_at(text_, at);
      at = piece.to;
      Line& line = lines_.back();
      if (piece.token == Token::line) {
        lines_.push_back({});
        lines_.back().depth = depth;
        continue;
      }
      if (piece.token == Token::space) continue;
      if (line.pieces.empty()) line.from = piece.from;
      const char sign = mark(piece);
      if (sign == '=' && !line.equals && line.depth == 0 && depth == 0) line.equals = column_of_equals(line, piece);
      // The brackets of a header open no list.
      const bool header = line.depth == 0 && !line.equals && depth == 0 && (sign == '[' || sign == ']');
      if ((sign == '[' || sign == '{') && !header) ++depth;
      if ((sign == ']' || sign == '}') && !header && depth > 0) --depth;
      line.pieces.push_back(piece);
      // A comment keeps its words, and loses the blanks behind them.
      line.to = piece.from + text_.substr(piece.from, piece.to - piece.from).find_last_not_of(" \t") + 1;
    }
  }

  // Once the blanks within the key are gone.
  std::size_t column_of_equals(const Line& line, const Piece& equals) const {
    if (line.pieces.empty()) return kBehindTab;
    const std::size_t key_end = line.pieces.back().to;
    std::size_t column = equals.from - key_end;
    if (text_.substr(key_end, column).find('\t') != std::string_view::npos) return kBehindTab;
    for (std::size_t i = 0; i < line.pieces.size(); ++i) {
      const Piece& piece = line.pieces[i];
      column += piece.to - piece.from;
      if (i > 0) column += between(line.pieces[i - 1], piece, gap_before(line, i), false, false).size();
    }
    return column;
  }

  // `=` that stands at the same column as that of a neighbouring line was put there by hand.
  void line_up() {
    lined_up_.assign(lines_.size(), false);
    for (std::size_t i = 0; i + 1 < lines_.size(); ++i) {
      if (lines_[i].equals.value_or(kBehindTab) == kBehindTab) continue;
      if (lines_[i].equals == lines_[i + 1].equals) lined_up_[i] = lined_up_[i + 1] = true;
    }
  }

  std::size_t indent(const Line& line) const {
    std::size_t depth = line.depth;
    for (const Piece& piece : line.pieces) {
      if (mark(piece) != ']' && mark(piece) != '}') break;
      if (depth > 0) --depth;
    }
    return depth * kIndent;
  }

  void write(std::size_t index) {
    const Line& line = lines_[index];
    bool header = line.depth == 0 && mark(line.pieces.front()) == '[';
    for (std::size_t i = 1; i < line.pieces.size(); ++i) {
      const Piece& before = line.pieces[i - 1];
      const Piece& piece = line.pieces[i];
      const std::string_view gap = gap_before(line, i);
      if (piece.token == Token::comment) {
        if (gap.size() < kIndent || gap.find('\t') != std::string_view::npos) {
          put(before.to, piece.from, std::string(kIndent, ' '));
        }
        header = false;
      } else {
        put(before.to, piece.from, between(before, piece, gap, header, lined_up_[index]));
      }
    }
  }

  std::string_view gap_before(const Line& line, std::size_t piece) const {
    const std::size_t from = line.pieces[piece - 1].to;
    return text_.substr(from, line.pieces[piece].from - from);
  }

  std::string between(const Piece& before, const Piece& piece, std::string_view gap, bool header, bool lined_up) const {
    const char left = mark(before);
    const char right = mark(piece);
    if (header || left == '.' || right == '.' || right == ',') return "";
    if (left == '{' && right == '}') return "";
    if (left == '{' || right == '}') return " ";
    if (left == '[' || right == ']') return "";
    if (right == '=' && lined_up) {
      return std::string(std::max<std::size_t>(gap.size(), 1), ' ');
    }
    if (left == '=' || right == '=' || left == ',') return " ";
    // What stands side by side here is no TOML; it is left as it is, but for its width.
    return gap.empty() ? "" : " ";
  }

  std::string_view text_;
  std::vector<Line> lines_;
  std::vector<bool> lined_up_;
  Edits edits_;
};

}  // namespace

Edits format(std::string_view text) { return Formatter(text).run(); }

}  // namespace concordat::agreement
