/** What a job's Ansible waits for on hosts: its ssh clients on the taskbox, and the connections of those that need it. */
import {
  type CommandLine,
  connectionOwners,
  moduleTempFolders,
  pipeliningClients,
} from '@/lib/ansible/ssh-processes'
import { establishedBySocket, type SocketAddress } from '@/lib/network/proc-tcp'
import type { Machine } from '../machine/machine'

const COMMAND_TIMEOUT_MS = 15_000

export interface ActiveSshSessions {
  /** Names of modules' temporary folders. */
  folders: string[]
  /** What has no such name, with where its connection comes from, as far as that can be told. */
  unnamed: (CommandLine & { origins: SocketAddress[] })[]
}

/** @param pids the job's processes */
export async function findActiveSessions(
  machine: Machine,
  pids: readonly number[],
): Promise<ActiveSshSessions> {
  if (pids.length === 0) return { folders: [], unnamed: [] }
  const lines = commandLines(await run(machine, printCommandLines(pids)))
  const unnamed = pipeliningClients(lines)
  if (unnamed.length === 0) return { folders: moduleTempFolders(lines), unnamed: [] }
  const all = commandLines(await run(machine, PRINT_MULTIPLEXED))
  const own = new Set(pids)
  const holders = unnamed.map((client) => connectionOwners(client, all, own))
  const origins = await sourceEndpoints(machine, new Set(holders.flat()))
  return {
    folders: moduleTempFolders(lines),
    unnamed: unnamed.map((client, at) => ({
      ...client,
      origins: (holders[at] ?? []).flatMap((pid) => origins.get(pid) ?? []),
    })),
  }
}

/** `PID WORDS` of each, a line each. */
const printCommandLines = (pids: Iterable<number>): string =>
  `for pid in ${[...pids].join(' ')}; do echo "$pid $(tr '\\0\\n' '  ' </proc/$pid/cmdline)"; done 2>/dev/null`

/** All that may share a connection with somebody: clients and masters, the job's and others'. */
const PRINT_MULTIPLEXED = `for file in $(LC_ALL=C grep -lE -e 'ControlPath=' -e '^ssh: .* \\[mux\\]' /proc/[0-9]*/cmdline); do
pid=\${file#/proc/}; pid=\${pid%/*}; echo "$pid $(tr '\\0\\n' '  ' <$file)"; done 2>/dev/null`

function commandLines(text: string): CommandLine[] {
  return [...text.matchAll(/^(\d+) (.*)$/gm)].map(([, pid, line = '']) => ({ pid: Number(pid), line }))
}

/** Where the connections of these processes begin, told from their open sockets. */
async function sourceEndpoints(
  machine: Machine,
  pids: ReadonlySet<number>,
): Promise<Map<number, SocketAddress[]>> {
  const found = new Map<number, SocketAddress[]>()
  if (pids.size === 0) return found
  const text = await run(
    machine,
    `for pid in ${[...pids].join(' ')}; do ls -l /proc/$pid/fd | sed -n "s/.*socket:\\[\\([0-9]*\\)\\].*/socket $pid \\1/p"; done 2>/dev/null
cat /proc/net/tcp`,
  )
  const bySocket = establishedBySocket(text)
  for (const [, pid, socket = ''] of text.matchAll(/^socket (\d+) (\d+)$/gm)) {
    const origin = bySocket.get(socket)
    if (origin) found.set(Number(pid), [...(found.get(Number(pid)) ?? []), origin])
  }
  return found
}

async function run(machine: Machine, command: string): Promise<string> {
  const { stdout } = await machine.exec(command, { deadlineMs: COMMAND_TIMEOUT_MS })
  return stdout.toString('latin1')
}
