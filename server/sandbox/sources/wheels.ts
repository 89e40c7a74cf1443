/** Python packages for the taskboxes of practice hosts, which have no internet access. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SandboxError } from '../error'
import { command } from '../machine/command'
import { type ProgressListener, runtimePrograms } from '../machine/machine-packages'
import { cacheFolder } from '../paths'
import type { SandboxHost } from '../sandbox'

const DOWNLOAD_MS = 10 * 60_000
const WHEELS = '/opt/practice/wheels'

/** Settings of pip and of its connections, which the machine may need to reach its index. */
const isPipVariable = (name: string): boolean => /^(PIP_|SSL_CERT_|REQUESTS_)|_proxy$/i.test(name)

const pipEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && isPipVariable(name) ? [[name, value]] : [],
    ),
  )

/** The distribution's pip, which Python runs from its wheel; the machine may lack it. */
async function pipWheel(onProgress: ProgressListener): Promise<string> {
  const folder = path.join(await runtimePrograms(onProgress), 'usr/share/python-wheels')
  const name = (await readdir(folder)).find((file) => file.startsWith('pip-'))
  if (name === undefined) throw new SandboxError('apt', { detail: `no pip in ${folder}` })
  return path.join(folder, name, 'pip')
}

async function downloadWheels(
  requirements: readonly string[],
  onProgress: ProgressListener,
): Promise<string> {
  const key = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 16)
  const folder = path.join(cacheFolder(), `wheels-${key}`)
  if (existsSync(folder)) return folder
  onProgress(`Downloading Python packages for the practice hosts: ${requirements.join(', ')}`)
  await mkdir(cacheFolder(), { recursive: true })
  const draft = await mkdtemp(path.join(cacheFolder(), 'download-'))
  const args = [await pipWheel(onProgress), 'download', '--quiet', '--only-binary', ':all:', '--dest', draft]
  try {
    const done = await command('python3', [...args, ...requirements], {
      deadlineMs: DOWNLOAD_MS,
      env: pipEnvironment(),
    })
    if (done.exitCode !== 0) throw new SandboxError('wheels', { detail: done.stderr.trim().slice(-500) })
    await rename(draft, folder)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return folder
}

/**
 * Writes a package without content, instead of the community package of Ansible: its collections, which no practice
 * checkout uses, fill half a gigabyte.
 */
async function writeEmptyWheel(folder: string, name: string, version: string): Promise<void> {
  const info = `${name}-${version}.dist-info`
  const draft = await mkdtemp(path.join(tmpdir(), 'practice-wheel-'))
  const files = {
    METADATA: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: empty, for practice\n`,
    WHEEL: 'Wheel-Version: 1.0\nGenerator: practice\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    RECORD: '',
  }
  try {
    await mkdir(path.join(draft, info))
    for (const [file, text] of Object.entries(files)) await writeFile(path.join(draft, info, file), text)
    const archive = path.join(folder, `${name}-${version}-py3-none-any.whl`)
    const done = await command('python3', ['-m', 'zipfile', '-c', archive, info], {
      ...{ deadlineMs: DOWNLOAD_MS, cwd: draft },
    })
    if (done.exitCode !== 0) throw new SandboxError('wheels', { detail: done.stderr.trim() })
  } finally {
    await rm(draft, { recursive: true })
  }
}

/**
 * Downloads packages with their dependencies from this machine's package index, unless cached, and copies them to a host.
 * @param requirements such as `ansible-core>=2.18,<2.19`; may be called again for other ones. An empty package is added for
 * `ansible`.
 * @returns their folder on the host, for pip's `--no-index --find-links`
 * @throws SandboxError `wheels` if the index cannot be reached or lacks a package
 */
export async function installWheels(
  host: SandboxHost,
  requirements: readonly string[],
  onProgress: ProgressListener = () => undefined,
): Promise<string> {
  const folder = await downloadWheels(requirements, onProgress)
  const target = path.join(host.rootFolder, WHEELS)
  await cp(folder, target, { recursive: true })
  await writeEmptyWheel(target, 'ansible', '12.0.0')
  return WHEELS
}
