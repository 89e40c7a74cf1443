/** Runs: starting, watching (its view and the bytes of its log), answering, stopping. */
import { isTrustedPackage } from '@/lib/cluster/trusted-package'
import { checksJsonReport } from '../../checks/checks-report'
import { streamLog } from '../log-stream'
import { streamOutline } from '../outline-stream'
import { streamView } from '../view-stream'
import {
  actorOf,
  authorizeSecrets,
  type Client,
  type Handlers,
  requireConfirmation,
  roomName,
} from './handler'

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
const activeStreams = new WeakMap<Client, Map<string, () => void>>()

export const runHandlers: Handlers<Names> = {
  'runs.start': async ({ id, request }, asked) => {
    const { audit, runs, checks, clusters } = asked.engine
    const { installer } = (await clusters.open(id)).draft
    // Other users of the taskbox can change it, and with a session alone somebody could have trusted it.
    if (isTrustedPackage(installer, installer.package)) requireConfirmation(asked)
    const run = await runs.start(id, request, {
      checked: async () => {
        await checks.assertInstallAllowed(id)
        return checksJsonReport(asked.engine, id, 'en')
      },
      around: (run, begin) => audit.record('run-started', actorOf(asked), { cluster: id, run }, begin),
    })
    return { run: run.id }
  },

  'runs.adopt': async ({ id, run: other }, asked) => {
    const { audit, runs } = asked.engine
    const facts = { cluster: id, run: other }
    const run = await audit.record('run-adopted', actorOf(asked), facts, () => runs.adopt(id, other))
    return { run: run.id }
  },

  'runs.watch': async ({ run: id }, { engine, client }) => {
    const run = await engine.runs.open(id)
    await client.join(roomName('run', id))
    const view = run.picture(true)
    begin(client, id, 'view', () => streamView(client, run, view))
    return view
  },

  'runs.follow': async ({ run: id, offset }, { engine, client }) => {
    const run = await engine.runs.open(id)
    begin(client, id, 'log', () => streamLog(client, run, offset))
    return {}
  },

  'runs.outline': async ({ run: id, at }, { engine, client }) => {
    const run = await engine.runs.open(id)
    begin(client, id, 'outline', () => streamOutline(client, run, at))
    return { entries: run.lines.outlineLength }
  },

  'runs.leave': async ({ run }, { client }) => {
    for (const stream of STREAMS) endStream(client, run, stream)
    await client.leave(roomName('run', run))
    return {}
  },

  'runs.answer': async ({ run, question, answer }, asked) => {
    const { audit, runs } = asked.engine
    await audit.record('run-answered', actorOf(asked), { run }, async () =>
      (await runs.open(run)).answer(question, answer),
    )
    return {}
  },

  'runs.stop': async ({ run }, asked) => {
    const { audit, runs } = asked.engine
    await audit.record('run-stopped', actorOf(asked), { run }, async () => (await runs.open(run)).stop())
    return {}
  },

  'runs.password': async ({ run }, asked) => {
    await authorizeSecrets(asked, `console password of run ${run}`)
    return { password: (await asked.engine.runs.open(run)).consolePassword() }
  },
}

/** Begins a stream; one that the client has already begins anew. */
function begin(client: Client, run: string, stream: Stream, pumping: () => () => void): void {
  endStream(client, run, stream)
  const all = activeStreams.get(client) ?? new Map<string, () => void>()
  if (!activeStreams.has(client)) client.once('disconnect', () => endStreams(all))
  activeStreams.set(client, all.set(`${stream} ${run}`, pumping()))
}

function endStream(client: Client, run: string, stream: Stream): void {
  const all = activeStreams.get(client)
  all?.get(`${stream} ${run}`)?.()
  all?.delete(`${stream} ${run}`)
}

function endStreams(all: ReadonlyMap<string, () => void>): void {
  for (const stop of all.values()) stop()
}
