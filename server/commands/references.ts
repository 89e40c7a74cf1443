/**
 * Resolves the references of a cluster file. The file may come from somebody else and names the hosts that receive its
 * secrets, so by itself it reaches only what is meant for it: variables named `TASKBOX_…` and files in its own folder.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { Reference, Unresolved } from '@/lib/cluster/file/index'

/** An export writes such names. */
const PREFIX = 'TASKBOX_'
/** Taskbox's own settings. No cluster file may use them, the key of all secrets least of all. */
const RESERVED = /^TASKBOX_(KEY|KEY_FILE|DATA|LOG)$/
/** As much as the field of a secret takes. */
const MAX_BYTES = 64 * 1024

/** @param folder where relative paths start @param all permits any variable and any file */
export function lookUpFrom(folder: string, all: boolean): (reference: Reference) => string | Unresolved {
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
  // A pipe without a writer would block the open.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  try {
    const found = fstatSync(file)
    if (!found.isFile()) return { refused: 'kind' }
    return found.size > MAX_BYTES ? { refused: 'size' } : readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
