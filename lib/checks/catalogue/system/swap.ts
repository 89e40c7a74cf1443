/** Swap: kubelet does not start with it. The playbooks turn it off, but not always what brings it back. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'
import { toGib } from '../../probe/size'

const SWAP_DEVICES: ProbeItem<readonly { name: string; kib: number }[]> = {
  name: 'swap',
  files: '/proc/swaps',
  read(text) {
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
  source: ['own'],
  needs: [],
  scope: 'host',
  sections: [SWAP_DEVICES],
  host(sheet) {
    const swaps = factsOf(sheet, SWAP_DEVICES)
    if (!swaps) return [undetermined]
    if (swaps.length === 0) return [pass('off')]
    const gib = toGib(swaps.reduce((sum, { kib }) => sum + kib, 0))
    return [warn('on', { names: swaps.map(({ name }) => name).join(', '), gib })]
  },
})
