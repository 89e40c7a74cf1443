/** Runs: starting, watching (its view and the bytes of its log), answering, stopping. */
import { isTrusted } from '@/lib/cluster/trusted'
import { checksReport } from '../checks/checks-report'
import { actorOf, beforeSecrets, type Client, type Handlers, mustBeConfirmed, room } from './handlers'
import { pump } from './log-pump'
import { streamOutline } from './outline-stream'
import { pumpView } from './view-pump'

type Names =
  | 'runs.start'
  | 'runs.adopt'
  | 'runs.watch'
  | 'runs.follow'
  | 'runs.outline'
  | 'runs.leave'
  | 'runs.answer'
  | 'runs.stop'
  | 'runs.password'

const STREAMS = ['view', 'log', 'outline'] as const
type Stream = (typeof STREAMS)[number]

/** What ends each stream to a client, by run and stream; to be let go of when it leaves or is gone. */
const streams = new WeakMap<Client, Map<string, () => void>>()

export const runHandlers: Handlers<Names> = {
  'runs.start': async ({ id, request }, asked) => {
    const { audit, runs, checks, clusters } = asked.engine
    const { installer } = (await clusters.open(id)).draft
    // Other users of the taskbox can change it, and with a session alone somebody could have trusted it.
    if (isTrusted(installer, installer.package)) mustBeConfirmed(asked)
    const run = await runs.start(id, request, {
      checked: async () => {
        await checks.mustPass(id)
        return checksReport(asked.engine, id, 'en')
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

  'runs.watch': async ({ run: id }, { engine, client }) => {
    const run = await engine.runs.open(id)
    await client.join(room('run', id))
    const view = run.picture(true)
    begin(client, id, 'view', () => pumpView(client, run, view))
    return view
  },

  'runs.follow': async ({ run: id, offset }, { engine, client }) => {
    const run = await engine.runs.open(id)
    begin(client, id, 'log', () => pump(client, run, offset))
    return {}
  },

  'runs.outline': async ({ run: id, at }, { engine, client }) => {
    const run = await engine.runs.open(id)
    begin(client, id, 'outline', () => streamOutline(client, run, at))
    return { entries: run.lines.outlineLength }
  },

  'runs.leave': async ({ run }, { client }) => {
    for (const stream of STREAMS) end(client, run, stream)
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

/** Begins a stream; one that the client has already begins anew. */
function begin(client: Client, run: string, stream: Stream, pumping: () => () => void): void {
  end(client, run, stream)
  const all = streams.get(client) ?? new Map<string, () => void>()
  if (!streams.has(client)) client.once('disconnect', () => endAll(all))
  streams.set(client, all.set(`${stream} ${run}`, pumping()))
}

function end(client: Client, run: string, stream: Stream): void {
  const all = streams.get(client)
  all?.get(`${stream} ${run}`)?.()
  all?.delete(`${stream} ${run}`)
}

function endAll(all: ReadonlyMap<string, () => void>): void {
  for (const stop of all.values()) stop()
}
