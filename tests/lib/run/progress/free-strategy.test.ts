/**
 * The free strategy, where lines of hosts come in any order. The logs imitate Ansible's default callback: one callback at
 * a time, with a banner before each line whose task differs from the previous banner.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createParser } from '@/lib/log/ansible/parser'
import { createProgress, reduce } from '@/lib/run/progress/reducer'

const HOSTS = ['h1', 'h2', 'h3', 'h4', 'h5']
const LOOPS = ['a loop', 'another loop']

interface Line {
  task: string
  text: string
}

/** The output of one host; each entry is a callback. */
function lines(host: string, loops: { items: number; failing: number[] }[]): Line[] {
  const lines: Line[] = [{ task: 'first', text: `skipping: [${host}]` }]
  loops.forEach(({ items, failing }, at) => {
    const task = LOOPS[at] ?? ''
    for (let item = 0; item < items; item++)
      lines.push({
        task,
        text: failing.includes(item)
          ? `failed: [${host}] (item=${item}) => {"msg": "no"}`
          : `changed: [${host}] => (item=${item})`,
      })
    if (failing.some((item) => item < items)) lines.push({ task, text: '...ignoring' })
  })
  lines.push({ task: 'last', text: `ok: [${host}]` })
  return lines
}

function interleaved(perHost: Line[][], order: number[]): string {
  const remaining = perHost.map((lines) => [...lines])
  let log = 'PLAY [free] ****\n'
  let banner = ''
  for (let step = 0; remaining.some((lines) => lines.length > 0); step++) {
    const waiting = remaining.filter((lines) => lines.length > 0)
    const line = waiting[(order[step % order.length] ?? 0) % waiting.length]?.shift()
    if (!line) continue
    if (line.task !== banner) log += `\nTASK [${line.task}] ****\n`
    banner = line.task
    log += `${line.text}\n`
  }
  return log
}

const loop = fc.record({
  items: fc.integer({ min: 1, max: 5 }),
  failing: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
})
const plans = fc.array(fc.array(loop, { minLength: LOOPS.length, maxLength: LOOPS.length }), {
  minLength: HOSTS.length,
  maxLength: HOSTS.length,
})
const orders = fc.array(fc.nat(HOSTS.length - 1), { minLength: 1, maxLength: 80 })

it('assigns every `...ignoring` to its loop, whatever lines come between', () => {
  fc.assert(
    fc.property(plans, orders, (perHost, order) => {
      const log = interleaved(
        perHost.map((loops, at) => lines(HOSTS[at] ?? '', loops)),
        order,
      )
      const state = createProgress()
      const parser = createParser((event) => reduce(state, event))
      parser.push(Buffer.from(log))
      parser.end()
      perHost.forEach((loops, at) => {
        const ignored = loops.filter(({ items, failing }) => failing.some((item) => item < items)).length
        const { counters } = state.view.hosts[HOSTS[at] ?? ''] ?? {}
        expect({ log, counters }).toMatchObject({
          counters: { ok: 1 + LOOPS.length, skipped: 1, failed: 0, rescued: 0, ignored },
        })
      })
    }),
    { numRuns: 2000 },
  )
})
