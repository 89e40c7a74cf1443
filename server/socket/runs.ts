/** Runs: starting, watching (its view and the bytes of its log), answering, stopping. */
import type { RunView } from '@/lib/contract/run'
import type { Run } from '../runs/run'
import { actorOf, beforeSecrets, type Client, type Handlers, room } from './handlers'
import { pump } from './log-pump'
import { pumpView } from './view-pump'

type Names =
  | 'runs.start'
  | 'runs.adopt'
  | 'runs.watch'
  | 'runs.leave'
  | 'runs.answer'
  | 'runs.stop'
  | 'runs.password'

/** What a client watches, to be let go of when it leaves or is gone. */
const watched = new WeakMap<Client, Map<string, () => void>>()

export const runHandlers: Handlers<Names> = {
  'runs.start': async ({ id, request }, asked) => {
    const { audit, runs, checks } = asked.engine
    const run = await runs.start(id, request, {
      checked: async () => {
        await checks.mustPass(id)
        return JSON.parse(await checks.report(id, 'json', 'en'))
      },
      around: (run, begin) => audit.act('run-started', actorOf(asked), { cluster: id, run }, begin),
    })
    return { run: run.id }
  },

  'runs.adopt': async ({ id, run: other }, asked) => {
    const { audit, runs } = asked.engine
    const facts = { cluster: id, run: other }
    const run = await audit.act('run-adopted', actorOf(asked), facts, () => runs.adopt(id, other))
    return { run: run.id }
  },

  'runs.watch': async ({ run: id, offset }, { engine, client }) => {
    const run = await engine.runs.open(id)
    await client.join(room('run', id))
    leave(client, id)
    const view = run.picture(true)
    watch(client, run, offset, view)
    return view
  },

  'runs.leave': async ({ run }, { client }) => {
    leave(client, run)
    await client.leave(room('run', run))
    return {}
  },

  'runs.answer': async ({ run, question, answer }, asked) => {
    const { audit, runs } = asked.engine
    await audit.act('run-answered', actorOf(asked), { run }, async () =>
      (await runs.open(run)).answer(question, answer),
    )
    return {}
  },

  'runs.stop': async ({ run }, asked) => {
    const { audit, runs } = asked.engine
    await audit.act('run-stopped', actorOf(asked), { run }, async () => (await runs.open(run)).stop())
    return {}
  },

  'runs.password': async ({ run }, asked) => {
    await beforeSecrets(asked, `console password of run ${run}`)
    return { password: (await asked.engine.runs.open(run)).consolePassword() }
  },
}

function watch(client: Client, run: Run, offset: number, view: RunView): void {
  const stopView = pumpView(client, run, view)
  const stopPump = pump(client, run, offset)
  const leaveRun = () => {
    stopView()
    stopPump()
  }
  const all = watched.get(client) ?? new Map<string, () => void>()
  if (!watched.has(client)) client.once('disconnect', () => leaveAll(all))
  watched.set(client, all.set(run.id, leaveRun))
}

function leaveAll(all: ReadonlyMap<string, () => void>): void {
  for (const end of all.values()) end()
}

function leave(client: Client, run: string): void {
  watched.get(client)?.get(run)?.()
  watched.get(client)?.delete(run)
}
