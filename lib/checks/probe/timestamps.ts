/** When a probe began and ended by the host's own clock, and its time zone: one look at the clock for all of it. */
import { factsOf, type ProbeItem, type ProbeResult } from './item'

/** Seconds since 1970 by a host's clock: not before `from`, before `to`. */
interface ClockInterval {
  from: number
  to: number
}

/** The kernel tells how long it is up in hundredths. */
const UPTIME_RESOLUTION_SECONDS = 0.01

/** Not every date knows fractions (busybox prints none): then it is somewhere within the second. */
export const PROBE_START: ProbeItem<{ at: ClockInterval; zone: string | undefined; uptime: number }> = {
  name: 'begun',
  place: 'first',
  script: `
tell "$(date '+%s.%N %z')"
read -r uptime _ </proc/uptime
tell "$uptime"
`,
  read(text) {
    const [, seconds, fraction = '', said = '', up] =
      /^(\d{1,12})\.?(\d*)\D* (\S*)\n(\d{1,12}\.\d+)$/.exec(text) ?? []
    if (!seconds) return undefined
    const zone = /^[+-]\d{4}$/.test(said) ? said : undefined
    const from = Number(`${seconds}.${fraction || 0}`)
    return { at: { from, to: fraction ? from : from + 1 }, zone, uptime: Number(up) }
  },
}

/** For how long the kernel was up at the end: a second look at the clock would be a process more. */
export const PROBE_END: ProbeItem<number> = {
  name: 'ended',
  place: 'last',
  script: `
read -r uptime _ </proc/uptime
tell "$uptime"
`,
  read: (text) => (/^\d{1,12}\.\d+$/.test(text) ? Number(text) : undefined),
}

/** Both ends; the first came before `begun`, the last not before `ended`. */
export function probeTimes(sheet: ProbeResult): { begun: number; ended: number } | undefined {
  const [begun, ended] = [factsOf(sheet, PROBE_START), factsOf(sheet, PROBE_END)]
  if (!begun || ended === undefined) return undefined
  return { begun: begun.at.to, ended: begun.at.from + (ended - begun.uptime) - UPTIME_RESOLUTION_SECONDS }
}
