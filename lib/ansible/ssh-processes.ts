/**
 * What Ansible has under way on hosts, told from the command lines of the ssh clients that it waits for. Where it does
 * not pipeline, each module has a temporary folder on its host, `ansible-tmp-TIME-RANDOM`, from 2.10 on
 * `ansible-tmp-TIME-PID-RANDOM` (its `shell` plugins and `ActionBase._make_tmp_path`), whose name is on the client's
 * command line as on the module's own. Where it pipelines, nothing on a command line tells one module from another;
 * the connection does, which is the client's own or that of the master behind its `ControlPath`.
 */

const MODULE_TEMP_FOLDER = /ansible-tmp-\d{9,11}(?:\.\d{1,9})?(?:-\d{1,20}){1,2}/g
/** An ssh with Ansible's way to share connections; `sshpass` before it has the same words behind its own. */
const CLIENT = /^(?:sshpass \S+ )?(?:\S*\/)?ssh .*ControlP(?:ath|ersist)=/
const CONTROL_PATH = /ControlPath=["']?([^\s"']+)/
/** What the process that holds a shared connection calls itself (OpenSSH's `control_persist_detach`). */
const MASTER = /^ssh: (.+) \[mux\] *$/

/** A process and its command line, its words with blanks between them. */
export interface CommandLine {
  pid: number
  line: string
}

/** @returns names of folders, each once */
export function moduleTempFolders(all: readonly CommandLine[]): string[] {
  return [...new Set(all.flatMap(({ line }) => line.match(MODULE_TEMP_FOLDER) ?? []))]
}

/** The clients that wait for something on a host that no folder names. */
export function pipeliningClients(all: readonly CommandLine[]): CommandLine[] {
  return all.filter(({ line }) => CLIENT.test(line) && line.search(MODULE_TEMP_FOLDER) < 0)
}

export function connectsTo({ line }: CommandLine, addresses: readonly string[]): boolean {
  const words = line.split(/[\s@"']+/)
  return addresses.some((address) => words.includes(address))
}

/**
 * The processes of which one has the connection that a client uses: itself, or the master that it shares.
 * @param all every process with a control path on its command line
 * @param jobPids the job's; where a stranger uses the same master there are none, since nobody can tell theirs from ours
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
