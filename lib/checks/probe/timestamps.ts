/** Start and end time of a probe by the host's clock, and its time zone. */
import { factsOf, type ProbeItem, type ProbeResult } from './item'

/** An instant between `from` (inclusive) and `to` (exclusive), in seconds since 1970 by the host's clock. */
interface ClockInterval {
  from: number
  to: number
}

/** /proc/uptime has two decimals. */
const UPTIME_RESOLUTION_SECONDS = 0.01

/** busybox date prints no fractions; the instant is then known to the second only. */
export const PROBE_START: ProbeItem<{ at: ClockInterval; zone: string | undefined; uptime: number }> = {
  name: 'started',
  position: 'first',
  script: `
emit "$(date '+%s.%N %z')"
read -r uptime _ </proc/uptime
emit "$uptime"
`,
  parse(text) {
    const [, seconds, fraction = '', offset = '', uptime] =
      /^(\d{1,12})\.?(\d*)\D* (\S*)\n(\d{1,12}\.\d+)$/.exec(text) ?? []
    if (!seconds) return undefined
    const zone = /^[+-]\d{4}$/.test(offset) ? offset : undefined
    const from = Number(`${seconds}.${fraction || 0}`)
    return { at: { from, to: fraction ? from : from + 1 }, zone, uptime: Number(uptime) }
  },
}

/** Uptime at the end of the probe; reading it costs no process, unlike a second `date`. */
export const PROBE_END: ProbeItem<number> = {
  name: 'ended',
  position: 'last',
  script: `
read -r uptime _ </proc/uptime
emit "$uptime"
`,
  parse: (text) => (/^\d{1,12}\.\d+$/.test(text) ? Number(text) : undefined),
}

/** The probe started before `started` and ended at or after `ended`. */
export function probeTimes(probe: ProbeResult): { started: number; ended: number } | undefined {
  const [start, ended] = [factsOf(probe, PROBE_START), factsOf(probe, PROBE_END)]
  if (!start || ended === undefined) return undefined
  return { started: start.at.to, ended: start.at.from + (ended - start.uptime) - UPTIME_RESOLUTION_SECONDS }
}
