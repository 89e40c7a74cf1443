/**
 * Resolves the references of a cluster file. An untrusted file could send the operator's secrets to its own hosts, so by
 * default it can only refer to variables named `TASKBOX_…` and to files in its own folder.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { Reference, Unresolved } from '@/lib/cluster/file/secret-references'

/** Prefix of the variables that an export refers to. */
const PREFIX = 'TASKBOX_'
/** Settings of Taskbox, among them the key of all secrets. No cluster file may refer to them. */
const RESERVED = /^TASKBOX_(KEY|KEY_FILE|DATA|LOG)$/
/** Limit of a secret field. */
const MAX_BYTES = 64 * 1024

/** @param folder base of relative paths @param all allow any variable and any file, except the reserved ones */
export function createReferenceResolver(
  folder: string,
  all: boolean,
): (reference: Reference) => string | Unresolved {
  return ({ kind, name }) => {
    if (kind === 'env') return variable(name, all)
    try {
      return content(folder, name, all)
    } catch {
      return undefined
    }
  }
}

function variable(name: string, all: boolean): string | Unresolved {
  if (RESERVED.test(name)) return { refused: 'reserved' }
  return all || name.startsWith(PREFIX) ? process.env[name] : { refused: 'env' }
}

function content(folder: string, name: string, all: boolean): string | Unresolved {
  const path = realpathSync(resolve(folder, name))
  if (!all && /^\.\.(\/|$)/.test(relative(realpathSync(folder), path))) return { refused: 'outside' }
  // Opening a FIFO without a writer would block.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  try {
    const status = fstatSync(file)
    if (!status.isFile()) return { refused: 'kind' }
    return status.size > MAX_BYTES ? { refused: 'size' } : readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
