/** Finds the SSH sessions that a job's Ansible has open: from its ssh clients on the taskbox and their sockets. */
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
  /** Names of the modules' temporary folders on the hosts. */
  moduleFolders: string[]
  /** Clients without such a folder, each with the local endpoints of its connections if these are known. */
  pipelined: (CommandLine & { origins: SocketAddress[] })[]
}

/** @param pids the job's processes */
export async function findActiveSessions(
  machine: Machine,
  pids: readonly number[],
): Promise<ActiveSshSessions> {
  if (pids.length === 0) return { moduleFolders: [], pipelined: [] }
  const lines = commandLines(await run(machine, printCommandLines(pids)))
  const pipelined = pipeliningClients(lines)
  if (pipelined.length === 0) return { moduleFolders: moduleTempFolders(lines), pipelined: [] }
  const all = commandLines(await run(machine, PRINT_MULTIPLEXED))
  const jobPids = new Set(pids)
  const owners = pipelined.map((client) => connectionOwners(client, all, jobPids))
  const origins = await sourceEndpoints(machine, new Set(owners.flat()))
  return {
    moduleFolders: moduleTempFolders(lines),
    pipelined: pipelined.map((client, at) => ({
      ...client,
      origins: (owners[at] ?? []).flatMap((pid) => origins.get(pid) ?? []),
    })),
  }
}

/** Shell code that prints `PID COMMAND LINE` for each process, one per line. */
const printCommandLines = (pids: Iterable<number>): string =>
  `for pid in ${[...pids].join(' ')}; do echo "$pid $(tr '\\0\\n' '  ' </proc/$pid/cmdline)"; done 2>/dev/null`

/** Shell code that prints every process that may share a connection: clients and masters of any job. */
const PRINT_MULTIPLEXED = `for file in $(LC_ALL=C grep -lE -e 'ControlPath=' -e '^ssh: .* \\[mux\\]' /proc/[0-9]*/cmdline); do
pid=\${file#/proc/}; pid=\${pid%/*}; echo "$pid $(tr '\\0\\n' '  ' <$file)"; done 2>/dev/null`

function commandLines(text: string): CommandLine[] {
  return [...text.matchAll(/^(\d+) (.*)$/gm)].map(([, pid, line = '']) => ({ pid: Number(pid), line }))
}

/** The local endpoints of these processes' TCP connections, by process. */
async function sourceEndpoints(
  machine: Machine,
  pids: ReadonlySet<number>,
): Promise<Map<number, SocketAddress[]>> {
  const endpoints = new Map<number, SocketAddress[]>()
  if (pids.size === 0) return endpoints
  const text = await run(
    machine,
    `for pid in ${[...pids].join(' ')}; do ls -l /proc/$pid/fd | sed -n "s/.*socket:\\[\\([0-9]*\\)\\].*/socket $pid \\1/p"; done 2>/dev/null
cat /proc/net/tcp /proc/net/tcp6 2>/dev/null`,
  )
  const bySocket = establishedBySocket(text)
  for (const [, pid, socket = ''] of text.matchAll(/^socket (\d+) (\d+)$/gm)) {
    const origin = bySocket.get(socket)
    if (origin) endpoints.set(Number(pid), [...(endpoints.get(Number(pid)) ?? []), origin])
  }
  return endpoints
}

async function run(machine: Machine, command: string): Promise<string> {
  const { stdout } = await machine.exec(command, { deadlineMs: COMMAND_TIMEOUT_MS })
  return stdout.toString('latin1')
}
