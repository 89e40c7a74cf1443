/**
 * Identifies Ansible's remote work by the command lines of its ssh clients. Without pipelining, each module has a
 * temporary folder on its host, `ansible-tmp-TIME-RANDOM`, from 2.10 on `ansible-tmp-TIME-PID-RANDOM` (Ansible's `shell`
 * plugins and `ActionBase._make_tmp_path`). Its name is on the command lines of both the client and the module. With
 * pipelining, command lines do not identify a module; its connection does, which belongs to the client itself or to the
 * master process of its `ControlPath`.
 */

const MODULE_TEMP_FOLDER = /ansible-tmp-\d{9,11}(?:\.\d{1,9})?(?:-\d{1,20}){1,2}/g
/** An ssh client with Ansible's options for connection sharing, possibly started by `sshpass`. */
const CLIENT = /^(?:sshpass \S+ )?(?:\S*\/)?ssh .*ControlP(?:ath|ersist)=/
const CONTROL_PATH = /ControlPath=["']?([^\s"']+)/
/** The process title of the master of a shared connection (OpenSSH's `control_persist_detach`). */
const MASTER = /^ssh: (.+) \[mux\] *$/

/** A process and its command line, joined by spaces. */
export interface CommandLine {
  pid: number
  line: string
}

/** Names of the temporary folders of running modules, without duplicates. */
export function moduleTempFolders(all: readonly CommandLine[]): string[] {
  return [...new Set(all.flatMap(({ line }) => line.match(MODULE_TEMP_FOLDER) ?? []))]
}

/** The ssh clients that pipeline their module, so that no folder names it. */
export function pipeliningClients(all: readonly CommandLine[]): CommandLine[] {
  return all.filter(({ line }) => CLIENT.test(line) && line.search(MODULE_TEMP_FOLDER) < 0)
}

/** Whether a client connects to one of the addresses. */
export function connectsTo({ line }: CommandLine, addresses: readonly string[]): boolean {
  const words = line.split(/[\s@"'[\]]+/)
  return addresses.some((address) => words.includes(address))
}

/**
 * The processes that may own the connection of a client: the client itself, and the master of a shared connection.
 * Empty if a process outside the job uses the same master, since its modules cannot be distinguished from the job's.
 * @param all every process with a control path on its command line
 * @param jobPids processes of the job
 */
export function connectionOwners(
  client: CommandLine,
  all: readonly CommandLine[],
  jobPids: ReadonlySet<number>,
): number[] {
  const path = CONTROL_PATH.exec(client.line)?.[1]
  if (path === undefined) return [client.pid]
  const masters = all.filter(({ line }) => MASTER.exec(line)?.[1] === path)
  const isShared = all.some(
    ({ pid, line }) => !jobPids.has(pid) && !MASTER.test(line) && CONTROL_PATH.exec(line)?.[1] === path,
  )
  return isShared ? [] : [client.pid, ...masters.map(({ pid }) => pid)]
}
