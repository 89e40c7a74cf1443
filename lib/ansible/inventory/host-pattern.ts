/** Parses the first word of a host line: a name, `name:port`, or a range (`node[01:20]`, `[a:c].example`, `[0:8:2]`). */

/** More than any real inventory has; a range could name millions. */
const MAX_NAMES = 10_000

/** Longer than any host name with ranges. */
const MAX_PATTERN_CHARS = 1024

/**
 * The names that the pattern expands to, and its port. Undefined if Ansible would reject it
 * (plugins/inventory/__init__.py), or if it expands to more than `limit` names.
 */
export function parseHostPattern(
  pattern: string,
  limit = MAX_NAMES,
): { names: string[]; port?: string } | undefined {
  if (pattern.length > MAX_PATTERN_CHARS) return undefined
  const found = /^\[(.+)\]:(\d+)$/.exec(pattern) ?? /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/.exec(pattern)
  const names = expandRanges(found?.[1] ?? pattern, Math.min(limit, MAX_NAMES))
  if (!names || (!found && pattern.endsWith(':'))) return undefined
  return found?.[2] === undefined ? { names } : { names, port: found[2] }
}

/** Counts the names before building any, so a rejected pattern costs nothing. */
function expandRanges(name: string, limit: number): string[] | undefined {
  const found = /^([^[]*)\[([^\]]*)\](.*)$/su.exec(name)
  if (!found) return [name]
  const [, head = '', range = '', tail = ''] = found
  const steps = parseRange(range.split(':'))
  if (!steps || steps.count > limit) return undefined
  const rest = expandRanges(tail, Math.floor(limit / steps.count))
  return (
    rest &&
    Array.from({ length: steps.count }, (_, index) => head + steps.at(index)).flatMap((step) =>
      rest.map((end) => step + end),
    )
  )
}

interface RangeSteps {
  count: number
  at: (index: number) => string
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

function parseRange([begin = '0', end = '', step = '1', ...more]: string[]): RangeSteps | undefined {
  const by = Number(step)
  if (end === '' || more.length > 0 || !/^\d+$/.test(step) || by === 0) return undefined
  if (/^[a-zA-Z]$/.test(begin) && /^[a-zA-Z]$/.test(end))
    return steps(LETTERS.indexOf(begin), LETTERS.indexOf(end), by, (index) => LETTERS[index] ?? '')
  const first = begin || '0'
  if (!/^\d+$/.test(first) || !/^\d+$/.test(end)) return undefined
  const padded = first.length > 1 && first.startsWith('0')
  if (padded && first.length !== end.length) return undefined
  const digits = padded ? first.length : 0
  return steps(Number(first), Number(end), by, (number) => String(number).padStart(digits, '0'))
}

function steps(
  from: number,
  to: number,
  by: number,
  text: (number: number) => string,
): RangeSteps | undefined {
  if (from > to) return undefined
  return { count: Math.floor((to - from) / by) + 1, at: (index) => text(from + index * by) }
}
