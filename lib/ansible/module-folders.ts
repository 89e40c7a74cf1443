/**
 * Temporary folders that Ansible makes on a host, one for each module: `ansible-tmp-TIME-RANDOM`, from 2.10 on
 * `ansible-tmp-TIME-PID-RANDOM` (its `shell` plugins and `ActionBase._make_tmp_path`). While a module runs, the ssh that
 * Ansible waits for has its folder's name on the command line, and so has the module itself on the host: no other two
 * processes of two machines can be told to belong together in all its versions.
 */

const FOLDER = /ansible-tmp-\d{9,11}(?:\.\d{1,9})?(?:-\d{1,20}){1,2}/g

/** @param commandLines of processes, in any form. @returns names, each once */
export function moduleFolders(commandLines: string): string[] {
  return [...new Set(commandLines.match(FOLDER))]
}
