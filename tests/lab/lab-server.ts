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
import { type PracticeWorld, startPracticeHosts } from '@/server/practice/hosts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the lab server's socket. */
    lab: string
  }
}

/** Without names, the worker needs no hosts until its next request. */
export const labRequest = z.object({ worker: z.string(), names: z.array(z.string()) })

/** Sandboxes by worker. Requests of one worker never overlap, since it runs one file at a time. */
const worlds = new Map<string, PracticeWorld>()

async function hostsFor({ worker, names }: z.infer<typeof labRequest>): Promise<PracticeWorld | undefined> {
  const world = worlds.get(worker)
  if (!world) {
    if (names.length === 0) return undefined
    const started = await startPracticeHosts({ names })
    worlds.set(worker, started)
    return started
  }
  try {
    await world.clearHosts()
    if (names.length > 0) await world.startHosts(names)
  } catch (error) {
    worlds.delete(worker)
    await world.stop()
    throw error
  }
  return world
}

async function respond(request: IncomingMessage): Promise<unknown> {
  const world = await hostsFor(labRequest.parse(JSON.parse(await text(request))))
  return world ? { gateway: world.gateway, subnet: world.subnet, hosts: world.hosts } : {}
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
    await Promise.all([...worlds.values()].map((world) => world.stop()))
    await rm(folder, { recursive: true })
  }
}
