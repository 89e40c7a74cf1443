/**
 * Searches a text for many keywords in one pass. Most texts contain none, so the common case is a single regular
 * expression; a search for each keyword would take as many passes as there are keywords.
 */

interface KeywordSearch {
  /** Whether the text contains a keyword. */
  test(text: string): boolean
  /** All keywords in the text, overlapping ones included. */
  find(text: string): ReadonlySet<string>
}

export function createKeywordSearch(keywords: readonly string[]): KeywordSearch {
  // Of keywords that start alike, the longest is found first; the others are its prefixes.
  const longestFirst = [...new Set(keywords)].sort((a, b) => b.length - a.length)
  const alternatives = longestFirst.map((keyword) => keyword.replace(/[^\w ]/g, '\\$&')).join('|')
  const any = new RegExp(alternatives)
  const next = new RegExp(alternatives, 'g')
  const prefixes = new Map(
    longestFirst.map((keyword) => [keyword, longestFirst.filter((other) => keyword.startsWith(other))]),
  )
  return {
    test: (text) => any.test(text),
    find(text) {
      const found = new Set<string>()
      next.lastIndex = 0
      for (let match = next.exec(text); match; match = next.exec(text)) {
        for (const keyword of prefixes.get(match[0]) ?? []) found.add(keyword)
        next.lastIndex = match.index + 1
      }
      return found
    },
  }
}
