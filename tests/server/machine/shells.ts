/** Other login shells, unpacked from packages of the distribution and never installed. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'

/** Name -> packages, and the shell's path in them. */
const SHELLS = {
  csh: { packages: ['csh'], program: 'bin/bsd-csh' },
  tcsh: { packages: ['tcsh'], program: 'bin/tcsh' },
  fish: { packages: ['fish', 'libpcre2-32-0'], program: 'usr/bin/fish' },
  zsh: { packages: ['zsh'], program: 'bin/zsh' },
} as const
export type ForeignShell = keyof typeof SHELLS

const DOWNLOAD_MS = 120_000

/** Downloads and unpacks a shell. @returns the paths of its program and libraries */
export async function foreignShell(name: ForeignShell): Promise<{ program: string; libraries: string }> {
  const folder = path.join(homedir(), '.cache', 'taskbox-tests', 'shells', name)
  const { packages, program } = SHELLS[name]
  if (!existsSync(path.join(folder, program))) await unpack(folder, packages)
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  return {
    program: path.join(folder, program),
    libraries: path.join(folder, `usr/lib/${machine}-linux-gnu`),
  }
}

async function unpack(folder: string, packages: readonly string[]): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true })
  const here = await mkdtemp(`${folder}-`)
  const download = `apt-get -qq -o APT::Sandbox::User=root download ${packages.join(' ')}`
  const script = `${download} && for deb in *.deb; do dpkg -x "$deb" ${folder}; done`
  await execa('sh', ['-ec', script], { cwd: here, timeout: DOWNLOAD_MS })
  await rm(here, { recursive: true })
}
