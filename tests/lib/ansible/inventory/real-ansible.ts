/** Evaluates inventories with the installed Ansible. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'

const DEADLINE_MS = 170_000
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024

const passwords = z.record(
  z.string(),
  z.object({ ip: z.string().nullable(), ssh: z.string().nullable(), become: z.string().nullable() }),
)
export type Passwords = z.infer<typeof passwords>

type InventoryName = 'hosts.ini' | 'hosts.yaml'

/** The passwords that Ansible's ssh and sudo plugins receive for each host of an inventory. */
export function passwordsSeenBySsh(inventory: string, name: InventoryName = 'hosts.ini'): Passwords {
  return inFolder((folder) => {
    const file = join(folder, name)
    writeFileSync(file, inventory)
    const script = join(import.meta.dirname, 'password-seen-by-ssh.py')
    return passwords.parse(JSON.parse(run(ansiblePython(), [script, file])))
  })
}

const listed = z
  .object({ _meta: z.object({ hostvars: z.record(z.string(), z.record(z.string(), z.unknown())) }) })
  .catchall(z.object({ hosts: z.array(z.string()).default([]), children: z.array(z.string()).default([]) }))

interface ListedHost {
  hosts: Record<string, Record<string, unknown>>
  /** The direct hosts and the child groups of each group. */
  groups: Record<string, string[]>
  children: Record<string, string[]>
}

/** Parses an inventory with `ansible-inventory --list`. */
export function inventoryList(inventory: string, name: InventoryName = 'hosts.ini'): ListedHost {
  return inventoryOf([{ path: name, text: inventory }], name)
}

/** Parses an inventory with the files of variables next to it. */
export function inventoryOf(files: readonly { path: string; text: string }[], inventory: string): ListedHost {
  return inFolder((folder) => {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const file = join(folder, inventory)
    const { _meta, ...groups } = listed.parse(JSON.parse(run('ansible-inventory', ['-i', file, '--list'])))
    const of = (part: 'hosts' | 'children') =>
      Object.fromEntries(Object.entries(groups).map(([group, members]) => [group, members[part]]))
    return { hosts: _meta.hostvars, groups: of('hosts'), children: of('children') }
  })
}

/** The values of variables, file by file, as a task gets them from that file of variables. */
export function variablesOf(
  files: readonly { yaml: string; keys: readonly string[] }[],
): Record<string, unknown>[] {
  return inFolder((folder) => {
    const plays = files.map(({ yaml, keys }, index) => {
      writeFileSync(join(folder, `${index}.yml`), yaml)
      const values = Object.fromEntries(keys.map((key) => [key, `{{ ${key} }}`]))
      const content = '{{ values | to_json }}'
      const task = { copy: { content, dest: join(folder, `${index}.json`) }, vars: { values } }
      const file = join(folder, `${index}.yml`)
      return {
        hosts: 'localhost',
        connection: 'local',
        gather_facts: false,
        vars_files: [file],
        tasks: [task],
      }
    })
    writeFileSync(join(folder, 'plays.json'), JSON.stringify(plays))
    run('ansible-playbook', ['-i', 'localhost,', join(folder, 'plays.json')])
    return files.map((_, index) =>
      z
        .record(z.string(), z.unknown())
        .parse(JSON.parse(readFileSync(join(folder, `${index}.json`), 'utf8'))),
    )
  })
}

/** Logs in to every host through an sshpass that only records its password. Returns the passwords by host. */
export function recordedPasswords(inventory: string): Record<string, string> {
  return inFolder((folder) => {
    const file = join(folder, 'hosts.ini')
    writeFileSync(file, inventory)
    writeFileSync(join(folder, 'sshpass'), RECORDER)
    chmodSync(join(folder, 'sshpass'), 0o755)
    const env = {
      PATH: `${folder}:${process.env.PATH}`,
      NOTES: folder,
      ANSIBLE_HOST_KEY_CHECKING: 'False',
    }
    run('ansible', ['-i', file, 'all', '-c', 'ssh', '-f', '15', '-m', 'raw', '-a', 'true'], env)
    const passwordFiles = readdirSync(folder).filter((name) => name.endsWith('.password'))
    return Object.fromEntries(
      passwordFiles.map((name) => [name.replace('.password', ''), readFileSync(join(folder, name), 'utf8')]),
    )
  })
}

/** Reads one line from the descriptor of `-d`, as sshpass does; the host is the word before the command. */
const RECORDER = `#!/usr/bin/python3
import os, sys
given = [int(word[2:]) for word in sys.argv if word.startswith('-d')]
if not given:
    sys.exit(1)
password = b''
while True:
    byte = os.read(given[0], 1)
    if byte in (b'', b'\\n'):
        break
    password += byte
host = [word for word in sys.argv if word.startswith('10.')][0]
with open(os.path.join(os.environ['NOTES'], host + '.password'), 'wb') as note:
    note.write(password)
`

/** The Python interpreter of the installed Ansible, from the shebang line. */
function ansiblePython(): string {
  const program = run('sh', ['-c', 'command -v ansible-inventory']).trim()
  return (readFileSync(program, 'utf8').split('\n')[0] ?? '').replace(/^#! */, '')
}

function run(program: string, args: string[], env: Record<string, string> = {}): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
    timeout: DEADLINE_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'inventory-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
