/** What the preparation of Ansible finds on the taskbox. */
import type { ProbeItem } from './item'

export interface PreparationFacts {
  /** Path of a complete environment. */
  prepared?: string
  /** Free space for a new one. */
  freeKib?: number
  folder: string
  /** A suitable Python, such as `/usr/bin/python3.11 (3.11.2)`. */
  python?: string
  /** The unsuitable ones, and how to install a suitable one. */
  found: string
  hint: string
  lacksWheels: boolean
}

/** The script is in the variable `preparation` (`renderLookUp`). It examines a few programs. */
export const PREPARATION: ProbeItem<PreparationFacts> = {
  name: 'preparation',
  onlyTaskbox: true,
  script: `
# shellcheck disable=SC2154
[ -z "$preparation" ] || emit "$(with_timeout 30 sh -c "$preparation")"
emit complete
`,
  parse(text) {
    const lines = text.split('\n')
    const textOf = (key: string) => lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1)
    const [, kib, folder = ''] = /^(\d{1,15}) (\/.*)$/.exec(textOf('free') ?? '') ?? []
    const [prepared, python, hint = ''] = ['prepared', 'python', 'hint'].map(textOf)
    if (lines.at(-1) !== 'complete' || (python === undefined && hint === '')) return undefined
    return {
      folder,
      found: textOf('found') ?? '',
      hint,
      lacksWheels: lines.includes('wheels missing'),
      ...(prepared && { prepared }),
      ...(python && { python }),
      ...(kib && { freeKib: Number(kib) }),
    }
  },
}
