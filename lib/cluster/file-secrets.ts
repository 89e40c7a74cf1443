/** Names of environment variables that stand for secrets in an exported cluster file: `TASKBOX_NODE1_PASSWORD`. */
import { type FieldPath, pathText } from './problem'

export interface SecretName {
  name: string
  /** The field that it stands for: `hosts[1].password`. */
  path: string
}

export class SecretNames implements Iterable<SecretName> {
  private readonly given: SecretName[] = []
  private readonly taken = new Set<string>()

  /** A new name after the owner (a host, `LOGIN`, `TASKBOX`, `BASTION`, `STORAGE`) and the field; unlike any given before. */
  name(owner: string, path: FieldPath): string {
    const wanted = ['TASKBOX', ...(owner === 'TASKBOX' ? [] : [word(owner)]), wordOf(path)].join('_')
    let name = wanted
    for (let number = 2; this.taken.has(name); number += 1) name = `${wanted}_${number}`
    this.taken.add(name)
    this.given.push({ name, path: printable(pathText(path)) })
    return name
  }

  get size(): number {
    return this.given.length
  }

  [Symbol.iterator](): Iterator<SecretName> {
    return this.given[Symbol.iterator]()
  }
}

/** `SUDO_PASSWORD`; the key of a parameter as it is. */
function wordOf(path: FieldPath): string {
  const key = String(path.at(-1))
  return word(path[0] === 'storage' ? key : key.replace(/[A-Z]/g, '_$&'))
}

/** Only what every shell takes in a name. */
function word(text: string): string {
  const parts = text.toUpperCase().split(/[^A-Z0-9]+/)
  return parts.filter(Boolean).join('_').slice(0, 64) || 'HOST'
}

/** A parameter's key may be anything; in a comment it must not begin a new line. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}
