/** Provides new practice hosts for the tests of a file, on the network of the file's worker (lab-server.ts). */
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, inject } from 'vitest'
import { z } from 'zod'
import { type HostInit, openHost, type SandboxHost } from '@/server/sandbox/hosts/host'
import type { Sandbox } from '@/server/sandbox/sandbox'
import type { labRequest } from './lab-server'

/** Includes the first download of the distribution's packages. */
const START_MS = 5 * 60_000
const CLEAR_MS = 60_000

/** Hosts owned by the lab server; tests must not stop or replace them. */
export type LabSandbox = Pick<Sandbox, 'gateway' | 'subnet' | 'hosts'>

const labResponse = z.object({
  gateway: z.string(),
  subnet: z.string(),
  hosts: z.array(
    z.object({
      name: z.string(),
      init: z.enum(['simple', 'systemd']),
      address: z.string(),
      password: z.string(),
      sudoPassword: z.string(),
      rootFolder: z.string(),
    }),
  ),
})

function requestHosts(names: readonly string[], init: HostInit = 'simple'): Promise<string> {
  const worker = process.env.VITEST_POOL_ID ?? '1'
  const payload: z.infer<typeof labRequest> = { worker, names: [...names], init }
  return new Promise((resolve, reject) => {
    request({ socketPath: inject('lab'), method: 'POST' }, (response) => {
      text(response).then(
        (body) => (response.statusCode === 200 ? resolve(body) : reject(new Error(body))),
        reject,
      )
    })
      .on('error', reject)
      .end(JSON.stringify(payload))
  })
}

async function freshHosts(names: readonly string[], init: HostInit): Promise<LabSandbox> {
  const { gateway, subnet, hosts } = labResponse.parse(JSON.parse(await requestHosts(names, init)))
  const opened = hosts.map((host) => openHost(host, Number(host.rootFolder.split('/')[2])))
  const [first, ...others] = await Promise.all(opened)
  if (!first) throw new Error('the lab started no host')
  return { gateway, subnet, hosts: [first, ...others] }
}

function sandboxOf(names: readonly string[], init: HostInit): () => LabSandbox {
  let sandbox: LabSandbox | undefined
  beforeAll(async () => {
    sandbox = await freshHosts(names, init)
  }, START_MS)
  // Processes that a test left running must not slow down later files.
  afterAll(async () => void (await requestHosts([])), CLEAR_MS)
  return () => {
    if (sandbox === undefined) throw new Error('the sandbox has not started')
    return sandbox
  }
}

/** Starts hosts with these names for the tests of a file. @returns a getter for use inside tests */
export const labSandbox = (...names: string[]): (() => LabSandbox) => sandboxOf(names, 'simple')

/** As `labSandbox`, for hosts that run systemd. They take longer to start. */
export const labSystemdSandbox = (...names: string[]): (() => LabSandbox) => sandboxOf(names, 'systemd')

/** The nth host. */
export function hostOf(sandbox: LabSandbox, index: number): SandboxHost {
  const host = sandbox.hosts[index]
  if (host === undefined) throw new Error(`host ${index} does not exist`)
  return host
}

export { rootOf, ssh, sudoerOf, typeInto } from './ssh'
