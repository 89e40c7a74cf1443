/** Checks that swap is off, since the kubelet does not start with it. The playbooks disable it, but not always permanently. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { toGib } from '../../format'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

const SWAP_DEVICES: ProbeItem<readonly { name: string; kib: number }[]> = {
  name: 'swap',
  files: '/proc/swaps',
  parse(text) {
    const [heading, ...lines] = fileLines(text).get('/proc/swaps') ?? []
    if (!heading?.startsWith('Filename')) return undefined
    return lines.flatMap((line) => {
      const [, name, kib] = /^(\S+)\s+\S+\s+(\d+)\s/.exec(line) ?? []
      return name ? [{ name, kib: Number(kib) }] : []
    })
  },
}

export const swap = defineCheck({
  id: 'swap',
  reasons: ['off', 'on'],
  sources: ['own'],
  dependsOn: [],
  scope: 'host',
  probeItems: [SWAP_DEVICES],
  perHost(probe) {
    const swaps = factsOf(probe, SWAP_DEVICES)
    if (!swaps) return [undetermined]
    if (swaps.length === 0) return [pass('off')]
    const gib = toGib(swaps.reduce((sum, { kib }) => sum + kib, 0))
    return [warn('on', { names: swaps.map(({ name }) => name).join(', '), gib })]
  },
})
