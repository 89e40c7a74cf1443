/**
 * What Ansible has under way on hosts, told from the command lines of the ssh clients that it waits for. Where it does
 * not pipeline, each module has a temporary folder on its host, `ansible-tmp-TIME-RANDOM`, from 2.10 on
 * `ansible-tmp-TIME-PID-RANDOM` (its `shell` plugins and `ActionBase._make_tmp_path`), whose name is on the client's
 * command line as on the module's own. Where it pipelines, nothing on a command line tells one module from another.
 */

const FOLDER = /ansible-tmp-\d{9,11}(?:\.\d{1,9})?(?:-\d{1,20}){1,2}/g
/** An ssh with Ansible's way to share connections; `sshpass` before it has the same words behind its own. */
const CLIENT = /^(?:sshpass \S+ )?(?:\S*\/)?ssh .*ControlP(?:ath|ersist)=/

/** @param lines command lines. @returns names of folders, each once */
export function moduleFolders(lines: readonly string[]): string[] {
  return [...new Set(lines.flatMap((line) => line.match(FOLDER) ?? []))]
}

/** Whether one of these command lines waits for something on a host that no folder names. */
export function waitsUnnamed(lines: readonly string[], addresses: readonly string[]): boolean {
  return lines.some((line) => {
    if (!CLIENT.test(line) || line.search(FOLDER) >= 0) return false
    const words = line.split(/[\s@"']+/)
    return addresses.some((address) => words.includes(address))
  })
}
