/** The first word of a host line: a name, `name:port`, or a range (`node[01:20]`, `[a:c].example`, `[0:8:2]`). */

/** More than any inventory of hosts that somebody wrote; a range may name millions. */
const MAX_NAMES = 10_000

/** The names it stands for, and its port; undefined where Ansible would refuse it (plugins/inventory/__init__.py). */
export function readPattern(pattern: string): { names: string[]; port?: string } | undefined {
  const found = /^\[(.+)\]:(\d+)$/.exec(pattern) ?? /^((?:[^:[\]]|\[[^\]]*\])*):(\d+)$/.exec(pattern)
  const names = expand(found?.[1] ?? pattern)
  if (!names || (!found && pattern.endsWith(':'))) return undefined
  return found?.[2] === undefined ? { names } : { names, port: found[2] }
}

function expand(name: string): string[] | undefined {
  const found = /^([^[]*)\[([^\]]*)\](.*)$/su.exec(name)
  if (!found) return [name]
  const [, head = '', range = '', tail = ''] = found
  const steps = expandRange(range.split(':'))
  const rest = expand(tail)
  if (!steps || !rest || steps.length * rest.length > MAX_NAMES) return undefined
  return steps.flatMap((step) => rest.map((end) => head + step + end))
}

function expandRange([begin = '0', end = '', step = '1', ...more]: string[]): string[] | undefined {
  const by = Number(step)
  if (end === '' || more.length > 0 || !/^\d+$/.test(step) || by === 0) return undefined
  if (/^[a-zA-Z]$/.test(begin) && /^[a-zA-Z]$/.test(end)) {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
    const numbers = count(letters.indexOf(begin), letters.indexOf(end), by)
    return numbers?.map((index) => letters[index] ?? '')
  }
  const first = begin || '0'
  if (!/^\d+$/.test(first) || !/^\d+$/.test(end)) return undefined
  const padded = first.length > 1 && first.startsWith('0')
  if (padded && first.length !== end.length) return undefined
  return count(Number(first), Number(end), by)?.map((number) =>
    String(number).padStart(padded ? first.length : 0, '0'),
  )
}

function count(from: number, to: number, by: number): number[] | undefined {
  if (from > to || (to - from) / by > MAX_NAMES) return undefined
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by)
}
