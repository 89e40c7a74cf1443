/** Handlers for runs: start, adopt, stream (view, log and outline), answer a prompt, stop; and reports states. */
import type { Server } from 'socket.io'
import { CHECKED_OPERATIONS, DESTRUCTIVE_OPERATIONS, INSTALL } from '@/lib/cluster/operations/request'
import { isTrustedPackage } from '@/lib/cluster/trusted-package'
import type { ServerEvents } from '@/lib/contract/socket'
import { checksJsonReport } from '../../checks/checks-report'
import type { Engine } from '../../engine'
import { referencedVariables } from '../../runs/start/exact-commands'
import { taskboxVersion } from '../../version'
import { streamLog } from '../log-stream'
import { streamOutline } from '../outline-stream'
import { streamView } from '../view-stream'
import {
  actorOf,
  authorizeSecrets,
  type Client,
  type Handlers,
  OPERATORS_ROOM,
  requireConfirmation,
} from './handler'

type Names =
  | 'runs.start'
  | 'runs.adopt'
  | 'runs.watch'
  | 'runs.follow'
  | 'runs.outline'
  | 'runs.leave'
  | 'runs.answer'
  | 'runs.send-line'
  | 'runs.stop'
  | 'runs.verify'
  | 'runs.commands'
  | 'runs.password'
  | 'runs.kubeconfig'

const STREAMS = ['view', 'log', 'outline'] as const
type Stream = (typeof STREAMS)[number]

/** Functions that end a client's streams, by stream and run. They run when the client leaves the run or disconnects. */
const activeStreams = new WeakMap<Client, Map<string, () => void>>()

export const runHandlers: Handlers<Names> = {
  'runs.start': async ({ id, request, operation = INSTALL }, context) => {
    const { audit, runs, checks, clusters } = context.engine
    const { installer } = (await clusters.open(id)).draft
    // Other users can change a trusted package, and a stolen session could have trusted it.
    if (DESTRUCTIVE_OPERATIONS.has(operation.id) || isTrustedPackage(installer, installer.source))
      requireConfirmation(context)
    const facts = { cluster: id, operation: operation.id }
    const run = await runs.start(id, request, {
      operation,
      ...(CHECKED_OPERATIONS.has(operation.id) && {
        checkReport: async () => {
          await checks.assertInstallAllowed(id)
          return checksJsonReport(context.engine, id, 'en')
        },
      }),
      aroundStart: (run, start) => audit.record('run-started', actorOf(context), { ...facts, run }, start),
    })
    return { run: run.id }
  },

  'runs.adopt': async ({ id, run: other }, context) => {
    const { audit, runs } = context.engine
    const facts = { cluster: id, run: other }
    const run = await audit.record('run-adopted', actorOf(context), facts, () => runs.adopt(id, other))
    return { run: run.id }
  },

  'runs.watch': async ({ run: id }, { engine, client }) => {
    const run = await engine.runs.open(id)
    const view = run.redactedView(true)
    startStream(client, id, 'view', () => streamView(client, run, view))
    return view
  },

  'runs.follow': async ({ run: id, offset }, { engine, client }) => {
    const run = await engine.runs.open(id)
    startStream(client, id, 'log', () => streamLog(client, run, offset))
    return {}
  },

  'runs.outline': async ({ run: id, at }, { engine, client }) => {
    const run = await engine.runs.open(id)
    startStream(client, id, 'outline', () => streamOutline(client, run, at))
    return { entries: run.redactedLines.outlineLength }
  },

  'runs.leave': async ({ run }, { client }) => {
    for (const stream of STREAMS) endStream(client, run, stream)
    return {}
  },

  'runs.answer': async ({ run, question, answer }, context) => {
    const { audit, runs } = context.engine
    await audit.record('run-answered', actorOf(context), { run }, async () =>
      (await runs.open(run)).answer(question, answer),
    )
    return {}
  },

  'runs.send-line': async ({ run, line }, context) => {
    const { audit, runs } = context.engine
    await audit.record('run-line-sent', actorOf(context), { run }, async () =>
      (await runs.open(run)).sendLine(line),
    )
    return {}
  },

  'runs.stop': async ({ run }, context) => {
    const { audit, runs } = context.engine
    await audit.record('run-stopped', actorOf(context), { run }, async () => (await runs.open(run)).stop())
    return {}
  },

  'runs.verify': async ({ run }, context) => {
    const { audit, runs } = context.engine
    const actor = actorOf(context)
    const onVerified = () => audit.write('run-verified', actor, { run })
    await audit.record('run-verification-started', actor, { run }, () => runs.verifyAgain(run, onVerified))
    return {}
  },

  'runs.commands': async ({ run: id }, { engine }) => {
    const commands = await (await engine.runs.open(id)).commands()
    return { ...commands, variables: referencedVariables(commands.steps), taskbox: taskboxVersion() }
  },

  'runs.password': async ({ run }, context) => {
    await authorizeSecrets(context, `console password of run ${run}`)
    return { password: (await context.engine.runs.open(run)).consolePassword() }
  },

  'runs.kubeconfig': async ({ run }, context) => {
    await authorizeSecrets(context, `kubeconfig of run ${run}`)
    return { text: await (await context.engine.runs.open(run)).kubeconfig() }
  },
}

/** Reports each new state of a run to all operators, whichever page they see. */
export function broadcastRunChanges(io: Server<Record<string, never>, ServerEvents>, engine: Engine): void {
  engine.runs.on('changed', (run) => io.to(OPERATORS_ROOM).emit('runs.changed', { run }))
}

/** Starts a stream, replacing the client's current one. The client may have disconnected while the run was opened. */
function startStream(client: Client, run: string, stream: Stream, start: () => () => void): void {
  if (!client.connected) return
  endStream(client, run, stream)
  const ofClient = activeStreams.get(client) ?? new Map<string, () => void>()
  if (!activeStreams.has(client)) client.once('disconnect', () => endStreams(ofClient))
  activeStreams.set(client, ofClient.set(`${stream} ${run}`, start()))
}

function endStream(client: Client, run: string, stream: Stream): void {
  const ofClient = activeStreams.get(client)
  ofClient?.get(`${stream} ${run}`)?.()
  ofClient?.delete(`${stream} ${run}`)
}

function endStreams(ofClient: ReadonlyMap<string, () => void>): void {
  for (const stop of ofClient.values()) stop()
}
