/** Names of environment variables that stand for secrets in an exported cluster file: `TASKBOX_NODE1_PASSWORD`. */
import { type FieldPath, formatPath } from '../problem'

export interface SecretVariable {
  name: string
  /** The field that it stands for: `hosts[1].password`. */
  path: string
}

export class SecretVariables implements Iterable<SecretVariable> {
  private readonly variables: SecretVariable[] = []
  private readonly usedNames = new Set<string>()

  /** A new name after the owner (a host, `LOGIN`, `TASKBOX`, `BASTION`, `STORAGE`) and the field; unlike any given before. */
  add(owner: string, path: FieldPath): string {
    const wanted = ['TASKBOX', ...(owner === 'TASKBOX' ? [] : [toVariableWord(owner)]), fieldWord(path)].join(
      '_',
    )
    let name = wanted
    for (let number = 2; this.usedNames.has(name); number += 1) name = `${wanted}_${number}`
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

/** `SUDO_PASSWORD`; the key of a parameter as it is. */
function fieldWord(path: FieldPath): string {
  const key = String(path.at(-1))
  return toVariableWord(path[0] === 'storage' ? key : key.replace(/[A-Z]/g, '_$&'))
}

/** Only what every shell takes in a name. */
function toVariableWord(text: string): string {
  const parts = text.toUpperCase().split(/[^A-Z0-9]+/)
  return parts.filter(Boolean).join('_').slice(0, 64) || 'HOST'
}

/** A parameter's key may be anything; in a comment it must not begin a new line. */
function toPrintable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
