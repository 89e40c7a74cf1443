/** The scripts of a clone on the taskbox, in POSIX sh. They run in the environment of `gitEnvironment`. */
import { quote } from '../../machine/quote'
import { gitCommand } from './git'

/** Of `ulimit -f`, in POSIX. */
const BLOCK_BYTES = 512
/** Exit status of `fetchScript` if the files of the commit exceed the limit. */
export const TOO_LARGE = 69
const COMMIT_LINE = /^commit ([0-9a-f]{40})$/m

/**
 * Fetches one reference, without history, into a new repository and prints its commit. `ulimit` bounds each file.
 * @param work the private folder that contains `at`; deleted if the shell is killed
 */
export function fetchScript(
  { url, ref }: { url: string; ref: string },
  { at, work, maxBytes }: { at: string; work: string; maxBytes: number },
): string {
  const options = ['--progress', '--depth', '1', '--no-tags', '--no-recurse-submodules']
  return `mkdir -- ${quote(at)} && cd -- ${quote(at)} || exit
ulimit -f ${Math.ceil(maxBytes / BLOCK_BYTES)} && ${gitCommand('init', '-q', '--template=')} || exit
${interruptible(gitCommand('fetch', ...options, '--', url, ref), work)} || exit
commit=$(${gitCommand('rev-parse', '--verify', '-q', 'FETCH_HEAD^{commit}')}) || exit
size=$(${gitCommand('ls-tree', '-r', '-l')} "$commit" | awk '{ size += $4 } END { printf "%.0f", size }')
[ "$size" -le ${maxBytes} ] || exit ${TOO_LARGE}
printf '\\ncommit %s\\n' "$commit"`
}

/** The commit that `fetchScript` printed; empty if it printed none. */
export const fetchedCommit = (output: string): string => COMMIT_LINE.exec(output)?.[1] ?? ''

/** Writes the files of the commit. The address stays in the clone, so that it is known where it is from. */
export function checkOutScript(
  { url, commit }: { url: string; commit: string },
  { at, work }: { at: string; work: string },
): string {
  return `cd -- ${quote(at)} && ${gitCommand('config', 'remote.origin.url', url)} || exit
${interruptible(gitCommand('checkout', '-q', '--detach', commit), work)}`
}

/** Runs a command whose end a killed shell awaits, so that it writes no files to `work` after that is deleted. */
function interruptible(command: string, work: string): string {
  return `work=${quote(work)}
trap 'kill $! 2>/dev/null; wait $!; rm -rf -- "$work"; exit 1' HUP INT TERM PIPE
${command} &
wait $!`
}
