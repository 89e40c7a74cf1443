/**
 * Reads and writes files through a shell. SFTP may be disabled, and it cannot use sudo; `cat` works on every machine
 * for every user. It is binary-safe. The scripts check the number of bytes, since `cat` cannot distinguish a lost
 * connection from the end of the file.
 */
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path/posix'
import type { MachineFailureReason } from '@/lib/network/machine-failure'
import { MachineFailure } from './machine'
import { quote } from './quote'

/** A unique hidden name in the same folder as the path. */
export function newName(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(6).toString('hex')}`)
}

/** A script that prints a file. */
export function readScript(path: string): string {
  return `export LC_ALL=C; exec cat -- ${quote(path)}`
}

/** Replaces the file by standard input, atomically. */
export function replaceScript(path: string, temporary: string, mode: number, bytes: number): string {
  const [to, from] = [quote(path), quote(temporary)]
  return [
    createScript(from, mode),
    `[ ! -d ${to} ] || { echo 'Is a directory' >&2; false; }`,
    `cat >>${from}`,
    `[ "$(wc -c <${from})" -eq ${bytes} ]`,
    `mv -f -- ${from} ${to}`,
  ]
    .join(' && ')
    .concat(` || { rm -f -- ${from}; exit 1; }`)
}

/**
 * Writes standard input to a new file and prints its number of bytes. The file of an aborted upload is removed, however
 * early the signal arrives: until the shell knows that it created the file, it only records the signal. An existing
 * file is never touched.
 */
export function uploadScript(path: string, mode: number): string {
  const to = quote(path)
  const remove = '[ -z "$made" ] || rm -f -- "$made"; exit 1'
  return `made= broken=; trap broken=1 TERM HUP INT
export LC_ALL=C; umask 077; set -C; : >${to} && made=${to}; set +C
trap '${remove}' TERM HUP INT; [ -z "$broken" ] || { ${remove}; }
[ "$made" ] && chmod ${mode.toString(8)} -- ${to} && cat >>${to} && wc -c <${to} || { ${remove}; }`
}

/** Creates an empty file that never has more permissions than `mode`. */
function createScript(path: string, mode: number): string {
  return `export LC_ALL=C; umask 077; set -C && : >${path} && set +C && chmod ${mode.toString(8)} -- ${path}`
}

/**
 * Texts of `strerror` in the C locale, since a shell reports no other reason for a failed file operation, and of Node.
 */
const FULL = /no space left|disk quota exceeded/i
const REASONS: readonly [RegExp, MachineFailureReason<'file-access'>][] = [
  [/no such file|nonexistent|not a directory/i, 'missing'],
  [/is a directory|illegal operation on a directory/i, 'directory'],
  [/permission denied|not permitted/i, 'denied'],
  [/read-only file system/i, 'readOnly'],
  [/file exists|file already exists|cannot overwrite/i, 'exists'],
  [/file too large/i, 'tooLarge'],
]

/** Maps the error output of a file operation to a `disk-full` or `file-access` failure. */
export function fileFailure(
  action: 'read' | 'write' | 'remove',
  path: string,
  machine: string,
  stderr: Uint8Array,
): MachineFailure {
  const text = Buffer.from(stderr).toString('utf8')
  if (FULL.test(text)) return new MachineFailure('disk-full', { machine, path, action })
  const reason = REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? 'other'
  return new MachineFailure('file-access', { machine, path, action, reason })
}
