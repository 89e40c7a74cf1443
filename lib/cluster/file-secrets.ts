/** Names of environment variables that stand for secrets in an exported cluster file: `TASKBOX_NODE1_PASSWORD`. */
import { SECRET_FIELDS, type SecretField } from './draft'
import type { SecretPath } from './file-reference'
import { pathText } from './problem'

const WORDS: Readonly<Record<SecretField, string>> = {
  password: 'PASSWORD',
  privateKey: 'PRIVATE_KEY',
  passphrase: 'PASSPHRASE',
  sudoPassword: 'SUDO_PASSWORD',
}

export interface SecretName {
  name: string
  /** The field that it stands for: `hosts[1].password`. */
  path: string
}

export class SecretNames implements Iterable<SecretName> {
  private readonly given: SecretName[] = []
  private readonly taken = new Set<string>()

  /** A new name after the owner (a host, `LOGIN`, `TASKBOX`, `BASTION`, `STORAGE`) and the field; unlike any given before. */
  name(owner: string, path: SecretPath): string {
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

function wordOf(path: SecretPath): string {
  const [field] = SECRET_FIELDS.filter((known) => known === path[path.length - 1])
  return path[0] === 'storage' || !field ? word(String(path[2])) : WORDS[field]
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
