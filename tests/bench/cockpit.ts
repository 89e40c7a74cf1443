/** Debian's cockpit-ws as a peer, unpacked with its dependencies into a folder and never installed. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const READY_WITHIN_MS = 10_000

export interface Cockpit {
  address: string
  stop(): void
}

export async function startCockpit(): Promise<Cockpit> {
  const folder = mkdtempSync(join(tmpdir(), 'taskbox-cockpit-'))
  const root = unpack(folder)
  const port = await freePort()
  // It reads its pages from the package's install path; mount them there in its own mount namespace.
  const share = `mount -t overlay overlay -o lowerdir=${root}/usr/share:/usr/share /usr/share && exec "$0" "$@"`
  const program = [
    join(root, 'usr/lib/cockpit/cockpit-ws'),
    '--no-tls',
    '--address=127.0.0.1',
    `--port=${port}`,
  ]
  const server = spawn('unshare', ['--mount', 'sh', '-c', share, ...program], {
    stdio: 'ignore',
    env: {
      ...process.env,
      LD_LIBRARY_PATH: `${join(root, 'usr/lib/x86_64-linux-gnu')}:${join(root, 'lib/x86_64-linux-gnu')}`,
    },
  })
  const address = `http://127.0.0.1:${port}/`
  await answering(address)
  return {
    address,
    stop: () => {
      server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function unpack(folder: string): string {
  const [archives, root] = [join(folder, 'debs'), join(folder, 'root')]
  mkdirSync(join(archives, 'partial'), { recursive: true })
  const options = [
    '-qq',
    '-o',
    `Dir::Cache::archives=${archives}`,
    '--yes',
    '--download-only',
    '--no-install-recommends',
  ]
  execFileSync('apt-get', [...options, 'install', 'cockpit-ws'], { stdio: 'ignore' })
  for (const deb of readdirSync(archives).filter((name) => name.endsWith('.deb')))
    execFileSync('dpkg', ['-x', join(archives, deb), root])
  return root
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function answering(address: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  while (Date.now() < deadline) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('cockpit-ws does not answer')
}
