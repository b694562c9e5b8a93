#include "compare/best_assignment.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace mlxpatch::queue {

namespace {

constexpr std::int64_t k_infinite = std::numeric_limits<std::int64_t>::max() / 4;
constexpr std::size_t k_none = SIZE_MAX;

/// The problem as one of costs, with a column for each row besides: that of staying without.
class Assignment {
 public:
  explicit Assignment(const Gains& gains)
      : m_gains(gains),
        m_rows(gains.size()),
        m_real(gains.empty() ? 0 : gains.front().size()),
        m_columns(m_real + m_rows),
        m_row_price(m_rows, 0),
        m_column_price(m_columns, 0),
        m_row_of(m_columns, k_none) {}

  std::vector<std::optional<std::size_t>> run() {
    for (std::size_t row = 0; row < m_rows; ++row) augment(row);
    std::vector<std::optional<std::size_t>> found(m_rows);
    for (std::size_t column = 0; column < m_real; ++column) {
      if (m_row_of[column] != k_none) found[m_row_of[column]] = column;
    }
    return found;
  }

 private:
  std::int64_t cost(std::size_t row, std::size_t column) const {
    if (column >= m_real) return column - m_real == row ? 0 : k_infinite;
    const std::optional<std::int64_t>& gain = m_gains[row][column];
    return gain ? -*gain : k_infinite;
  }

  /// A search for the cheapest way to a free column, as Dijkstra's, over costs less prices, which are never negative.
  struct Search {
    std::vector<std::int64_t> distance;
    std::vector<std::size_t> from;  ///< the row before a column on the cheapest way to it
    std::vector<bool> is_settled;
  };

  std::size_t nearest(const Search& search) const {
    std::size_t nearest = k_none;
    for (std::size_t column = 0; column < m_columns; ++column) {
      if (search.is_settled[column]) continue;
      if (nearest == k_none || search.distance[column] < search.distance[nearest]) nearest = column;
    }
    return nearest;
  }

  void look_from(std::size_t row, std::int64_t distance, Search& search) const {
    for (std::size_t column = 0; column < m_columns; ++column) {
      if (search.is_settled[column] || cost(row, column) >= k_infinite) continue;
      const std::int64_t way = distance + cost(row, column) - m_row_price[row] - m_column_price[column];
      if (way >= search.distance[column]) continue;
      search.distance[column] = way;
      search.from[column] = row;
    }
  }

  /// Gives the row a column, and other rows others where that is better for all.
  void augment(std::size_t row) {
    lower_price(row);
    Search search{std::vector<std::int64_t>(m_columns, k_infinite), std::vector<std::size_t>(m_columns, k_none),
                  std::vector<bool>(m_columns, false)};
    look_from(row, 0, search);
    std::size_t end = nearest(search);
    while (m_row_of[end] != k_none) {  // a free one is in reach: that of staying without
      search.is_settled[end] = true;
      look_from(m_row_of[end], search.distance[end], search);
      end = nearest(search);
    }
    correct_prices(row, search, search.distance[end]);
    while (end != k_none) {
      const std::size_t by = search.from[end];
      const auto given = by == row ? k_none : column_of(by);
      m_row_of[end] = by;
      end = given;
    }
  }

  void lower_price(std::size_t row) {
    std::int64_t least = k_infinite;
    for (std::size_t column = 0; column < m_columns; ++column) {
      if (cost(row, column) < k_infinite) least = std::min(least, cost(row, column) - m_column_price[column]);
    }
    m_row_price[row] = least;
  }

  void correct_prices(std::size_t row, const Search& search, std::int64_t length) {
    m_row_price[row] += length;
    for (std::size_t column = 0; column < m_columns; ++column) {
      if (!search.is_settled[column]) continue;
      m_row_price[m_row_of[column]] += length - search.distance[column];
      m_column_price[column] -= length - search.distance[column];
    }
  }

  std::size_t column_of(std::size_t row) const {
    const auto column = std::ranges::find(m_row_of, row);
    return static_cast<std::size_t>(column - m_row_of.begin());
  }

  const Gains& m_gains;
  std::size_t m_rows;
  std::size_t m_real;
  std::size_t m_columns;
  std::vector<std::int64_t> m_row_price;
  std::vector<std::int64_t> m_column_price;
  std::vector<std::size_t> m_row_of;
};

}  // namespace

std::vector<std::optional<std::size_t>> best_assignment(const Gains& gains) { return Assignment(gains).run(); }

}  // namespace mlxpatch::queue
