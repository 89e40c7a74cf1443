/** The Python versions that control nodes and hosts need for each version of ansible-core. */
import { type AnsibleBounds, minorOf, type PythonRange } from './plan'

/**
 * "Control node Python" of the ansible-core support matrix, up to 2.21:
 * https://docs.ansible.com/ansible/latest/reference_appendices/release_and_maintenance.html#ansible-core-support-matrix
 * Each row is valid up to the next. Later versions are assumed to be like the last row; pip refuses a Python that is too
 * old for them.
 */
const CONTROL_NODE_PYTHONS = [
  { since: '2.12', oldest: '3.8', newest: '3.10' },
  { since: '2.14', oldest: '3.9', newest: '3.11' },
  { since: '2.16', oldest: '3.10', newest: '3.12' },
  { since: '2.18', oldest: '3.11', newest: '3.13' },
  { since: '2.20', oldest: '3.12', newest: '3.14' },
] as const

/** All versions of the table. */
export const KNOWN_PYTHONS: PythonRange = { oldest: '3.8', newest: '3.14' }

/** "Target Python" of the same matrix. Python 2.7 is supported as well before 2.17. */
const HOST_PYTHONS = [
  { since: '2.12', oldest: '3.5' },
  { since: '2.16', oldest: '3.6' },
  { since: '2.17', oldest: '3.7' },
  { since: '2.18', oldest: '3.8' },
  { since: '2.20', oldest: '3.9' },
] as const

/** The oldest Python 3 on hosts for the oldest and the newest ansible-core within `bounds`. */
export function hostPythons({ from, below }: AnsibleBounds): {
  oldest: string
  newest: string
  supportsPython2: boolean
} {
  const [first, last] = [minorOf(from), lastMinorBelow(below)]
  const oldestFor = (minor: number) =>
    HOST_PYTHONS.findLast(({ since }) => minorOf(since) <= minor)?.oldest ?? HOST_PYTHONS[0].oldest
  return { oldest: oldestFor(first), newest: oldestFor(last), supportsPython2: last < 17 }
}

/**
 * The Python versions for ansible-core within `bounds`. `every`: those that all of these versions support, for
 * requirements that choose one of them whatever the Python. `some`: those that any of them supports, for requirements
 * from which pip chooses the version by the Python. Undefined if the table has none, as before ansible-core 2.12.
 */
export function supportedPythons(bounds: AnsibleBounds, by: 'every' | 'some'): PythonRange | undefined {
  const rows = rowsWithin(bounds)
  if (rows.length === 0) return undefined
  const oldest = rows.map((row) => minorOf(row.oldest))
  const newest = rows.map((row) => minorOf(row.newest))
  const [first, last] =
    by === 'every' ? [Math.max(...oldest), Math.min(...newest)] : [Math.min(...oldest), Math.max(...newest)]
  return first > last ? undefined : { oldest: `3.${first}`, newest: `3.${last}` }
}

/** The rows for some version within the bounds; none if the oldest version precedes the table. */
function rowsWithin({ from, below }: AnsibleBounds) {
  const first = minorOf(from)
  const last = lastMinorBelow(below)
  if (first < minorOf(CONTROL_NODE_PYTHONS[0].since)) return []
  return CONTROL_NODE_PYTHONS.filter(({ since }, index) => {
    const next = CONTROL_NODE_PYTHONS[index + 1]
    const end = next === undefined ? Number.POSITIVE_INFINITY : minorOf(next.since) - 1
    return Math.max(first, minorOf(since)) <= Math.min(last, end)
  })
}

/** The minor version of the newest release below a version: 18 for `2.19.0`, 17 for `2.17.3`; infinite without one. */
function lastMinorBelow(version: string | undefined): number {
  if (version === undefined) return Number.POSITIVE_INFINITY
  const patch = Number(version.split('.')[2] ?? 0)
  return patch > 0 ? minorOf(version) : minorOf(version) - 1
}
