import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import type { ExecOptions } from '@/server/machine/machine'
import { quote } from '@/server/machine/quote'
import { isConsoleReachable, probeConsole } from '@/server/runs/verify/probe-console'

let folder: string
let server: Server
let url: string

/** This machine with only these programs in PATH. */
class BareMachine extends LocalMachine {
  constructor(readonly programs: string) {
    super()
  }
  override exec(command: string, options: ExecOptions) {
    return super.exec(
      `PATH=${quote(this.programs)}; export PATH http_proxy=http://127.0.0.1:1; ${command}`,
      options,
    )
  }
}

async function machineWith(...programs: string[]): Promise<BareMachine> {
  const bin = path.join(folder, ['bin', ...programs].join('-'))
  await mkdir(bin)
  for (const name of ['sh', 'sed', 'tail', ...programs]) {
    const { stdout } = await execa('sh', ['-c', `PATH=/usr/bin:/bin; command -v ${name}`])
    await symlink(stdout, path.join(bin, name))
  }
  return new BareMachine(bin)
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'probe-'))
  server = createServer((request, response) => {
    response.statusCode = request.url === '/login?to=%2F' ? 200 : 302
    response.setHeader('location', 'http://127.0.0.1:1/')
    response.end('hello')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

describe('the request to the console from the taskbox', () => {
  it.each(['curl', 'python3'])('works with only %s installed', async (program) => {
    const machine = await machineWith(program)
    expect(await probeConsole(machine, `${url}/login?to=%2F`)).toEqual({ reachable: true, status: 200 })
    expect(await probeConsole(machine, 'http://127.0.0.1:1/')).toEqual({
      reachable: false,
      reason: 'no-response',
    })
  })

  it('works with only wget installed', async () => {
    const machine = await machineWith('wget')
    expect(await probeConsole(machine, `${url}/login?to=%2F`)).toEqual({ reachable: true, status: 200 })
    expect(await probeConsole(machine, 'http://127.0.0.1:1/')).toEqual({
      reachable: false,
      reason: 'no-response',
    })
  })

  it('accepts any HTTP status', async () => {
    expect(await probeConsole(new LocalMachine(), url)).toEqual({ reachable: true, status: 302 })
    expect(await isConsoleReachable(new LocalMachine(), url)).toBe(true)
  })

  it('rejects a server that does not speak HTTP', async () => {
    const other = createTcpServer((socket) => socket.on('error', () => undefined).end('220 mail ready\r\n'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const at = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
    expect(await isConsoleReachable(new LocalMachine(), at)).toBe(false)
    other.close()
  })

  it('reports a missing client and an invalid URL', async () => {
    expect(await probeConsole(await machineWith('ls'), url)).toEqual({
      reachable: false,
      reason: 'no-client',
    })
    for (const bad of ['', 'no url', 'file:///etc/passwd', 'http://'])
      expect(await probeConsole(new LocalMachine(), bad)).toEqual({ reachable: false, reason: 'invalid-url' })
  })

  it.each(['curl', 'wget', 'python3', 'bash'])('runs no command in a host name: %s', async (program) => {
    const machine = await machineWith(program, 'touch', 'cat')
    const evil = path.join(folder, `evil-${program}`)
    await writeFile(path.join(machine.programs, 'evil'), `#!/bin/sh\ntouch '${evil}'\n`, { mode: 0o755 })
    await probeConsole(machine, 'http://$(evil):1/')
    expect(existsSync(evil)).toBe(false)
  })

  it('quotes the URL in its commands', async () => {
    const bad = `http://127.0.0.1:1/$(touch ${folder}/evil)';touch ${folder}/evil;'`
    for (const machine of [new LocalMachine(), await machineWith('touch')]) await probeConsole(machine, bad)
    expect((await execa('ls', [folder])).stdout).not.toContain('evil')
  })
})
