/**
 * Files by way of a shell. SFTP may be switched off, and what sudo reads or writes SFTP cannot; `cat` does for every
 * machine and every user. It is safe for any bytes; the number of bytes is checked, since a connection that is cut
 * looks to `cat` like the end of the file.
 */
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path/posix'
import type { ReasonOf } from '@/lib/contract/failure'
import { MachineFailure } from './machine'
import { quote } from './quote'

/** A name beside a path that nothing else has. */
export function newName(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(6).toString('hex')}`)
}

export function readScript(path: string): string {
  return `export LC_ALL=C; exec cat -- ${quote(path)}`
}

/** Standard input becomes the file, whole or not at all. */
export function replaceScript(path: string, beside: string, mode: number, bytes: number): string {
  const [to, from] = [quote(path), quote(beside)]
  return [
    created(from, mode),
    `[ ! -d ${to} ] || { echo 'Is a directory' >&2; false; }`,
    `cat >>${from}`,
    `[ "$(wc -c <${from})" -eq ${bytes} ]`,
    `mv -f -- ${from} ${to}`,
  ]
    .join(' && ')
    .concat(` || { rm -f -- ${from}; exit 1; }`)
}

/**
 * Standard input becomes a new file; prints how many bytes it has. An upload that is broken off is removed, however
 * early the signal comes: until the shell knows that the file is its own, it only notes the signal. A file that was
 * there before is left alone.
 */
export function uploadScript(path: string, mode: number): string {
  const to = quote(path)
  const remove = '[ -z "$made" ] || rm -f -- "$made"; exit 1'
  return `made= broken=; trap broken=1 TERM HUP INT
export LC_ALL=C; umask 077; set -C; : >${to} && made=${to}; set +C
trap '${remove}' TERM HUP INT; [ -z "$broken" ] || { ${remove}; }
[ "$made" ] && chmod ${mode.toString(8)} -- ${to} && cat >>${to} && wc -c <${to} || { ${remove}; }`
}

/** An empty new file of that mode, never open to more than its mode says. */
function created(path: string, mode: number): string {
  return `export LC_ALL=C; umask 077; set -C && : >${path} && set +C && chmod ${mode.toString(8)} -- ${path}`
}

/** Texts of the C library's `strerror` in the C locale: a shell has no other code for why a file was refused. */
const FULL = /no space left|disk quota exceeded/i
const REASONS: readonly [RegExp, ReasonOf<'file-access'>][] = [
  [/no such file|nonexistent|not a directory/i, 'missing'],
  [/is a directory/i, 'directory'],
  [/permission denied|not permitted/i, 'denied'],
  [/read-only file system/i, 'readOnly'],
  [/file exists|cannot overwrite/i, 'exists'],
  [/file too large/i, 'tooLarge'],
]

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
