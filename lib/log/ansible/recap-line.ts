/** A host's line of PLAY RECAP. The set of counters depends on Ansible's version. */
import { type AnsibleEvent, COUNTER_NAMES, type Counters } from './event'

/** Parses `host : ok=1 changed=0 …`; undefined if the line is not one. */
export function parseRecapLine(text: string, line: number): AnsibleEvent | undefined {
  const at = text.indexOf(' : ok=')
  const host = text.slice(0, at).trim()
  if (at < 0 || host === '' || host.includes(' ')) return undefined
  const counters: Partial<Counters> = {}
  for (const word of text.slice(at + 3).split(' ')) {
    const [name = '', count = ''] = word.split('=')
    const counter = COUNTER_NAMES.find((known) => known === name)
    if (counter && /^\d{1,15}$/.test(count)) counters[counter] = Number(count)
  }
  return { type: 'recap', line, host, counters }
}
