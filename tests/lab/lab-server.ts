/**
 * One sandbox of practice hosts per vitest worker. Sandboxes run in vitest's main process, since a worker process exits
 * after its test file. Each file gets new hosts on its worker's network and returns them when it ends.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { z } from 'zod'
import { type Sandbox, startSandbox } from '@/server/sandbox/sandbox'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the lab server's socket. */
    lab: string
  }
}

/** Without names, the worker needs no hosts until its next request. */
export const labRequest = z.object({
  worker: z.string(),
  names: z.array(z.string()),
  init: z.enum(['simple', 'systemd']),
})

/** Sandboxes by worker. Requests of one worker never overlap, since it runs one file at a time. */
const sandboxes = new Map<string, Sandbox>()

async function hostsFor({ worker, names, init }: z.infer<typeof labRequest>): Promise<Sandbox | undefined> {
  const sandbox = sandboxes.get(worker)
  if (!sandbox) {
    if (names.length === 0) return undefined
    const started = await startSandbox({ names, init })
    sandboxes.set(worker, started)
    return started
  }
  try {
    await sandbox.clearHosts()
    if (names.length > 0) await sandbox.startHosts(names, init)
  } catch (error) {
    sandboxes.delete(worker)
    await sandbox.stop()
    throw error
  }
  return sandbox
}

async function respond(request: IncomingMessage): Promise<unknown> {
  const sandbox = await hostsFor(labRequest.parse(JSON.parse(await text(request))))
  return sandbox ? { gateway: sandbox.gateway, subnet: sandbox.subnet, hosts: sandbox.hosts } : {}
}

function listen(socket: string): Promise<Server> {
  const server = createServer((request, response) => {
    respond(request).then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  return new Promise((resolve) => server.listen(socket, () => resolve(server)))
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'taskbox-lab-'))
  const socket = path.join(folder, 'socket')
  const server = await listen(socket)
  project.provide('lab', socket)
  return async () => {
    server.close()
    await Promise.all([...sandboxes.values()].map((sandbox) => sandbox.stop()))
    await rm(folder, { recursive: true })
  }
}
