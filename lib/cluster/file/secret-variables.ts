/** Environment variables that replace the secrets of an exported cluster file, such as `TASKBOX_NODE1_PASSWORD`. */
import { type FieldPath, formatPath } from '../problem'

export interface SecretVariable {
  name: string
  /** The path of the secret, such as `hosts[1].password`. */
  path: string
}

export class SecretVariables implements Iterable<SecretVariable> {
  private readonly variables: SecretVariable[] = []
  private readonly usedNames = new Set<string>()

  /** Returns a new unique name from the owner (a host, `LOGIN`, `TASKBOX`, `BASTION`, `STORAGE`, `SETTINGS`) and the field. */
  add(owner: string, path: FieldPath): string {
    const variable = [
      'TASKBOX',
      ...(owner === 'TASKBOX' ? [] : [toVariableWord(owner)]),
      fieldWord(path),
    ].join('_')
    let name = variable
    for (let number = 2; this.usedNames.has(name); number += 1) name = `${variable}_${number}`
    this.usedNames.add(name)
    this.variables.push({ name, path: toPrintable(formatPath(path)) })
    return name
  }

  get size(): number {
    return this.variables.length
  }

  [Symbol.iterator](): Iterator<SecretVariable> {
    return this.variables[Symbol.iterator]()
  }
}

/** Converts `sudoPassword` to `SUDO_PASSWORD`. Keys of storage parameters are only uppercased. */
function fieldWord(path: FieldPath): string {
  const key = String(path.at(-1))
  return toVariableWord(path[0] === 'storage' || path[0] === 'settings' ? key : key.replace(/[A-Z]/g, '_$&'))
}

/** Restricts a text to characters that every shell allows in a variable name. */
function toVariableWord(text: string): string {
  const parts = text.toUpperCase().split(/[^A-Z0-9]+/)
  return parts.filter(Boolean).join('_').slice(0, 64) || 'HOST'
}

/** Escapes line breaks, since a storage parameter's key is arbitrary and is written into a comment. */
function toPrintable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
