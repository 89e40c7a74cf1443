/**
 * Where secrets stand in a vars.yml, whoever wrote it: values of all secret keys, those of other classes too, and of keys
 * that look like one and that no release knows.
 */
import type { Release, Span } from '../installer'
import { type Line, linesOf } from './vars-place'
import { VarsProblem } from './vars-problem'
import { readVars, type VarsNode } from './vars-tree'

/** Whether this value of this key is a secret. */
type IsSecret = (key: string, value: string) => boolean

const SECRET_LOOKING =
  /passw|passphrase|(?:^|[-_])pass[-_]|(?<!by)pass$|secret|token|credential|(?:private|access|api)[-_]?key|(?:^|[-_])(?:keys?|pw|pwd)$/i
/** A switch, such as `kube_token_auth: true`. */
const SWITCH = /^(?:true|false|yes|no|on|off|null|~)?$/i

/** Tells secrets of vars.yml: what the releases call one, and where they do not know the key, what its name looks like. */
export function secretKeys(releases: readonly Release[]): IsSecret {
  const parameters = releases.flatMap(({ storageClasses }) => storageClasses.flatMap((one) => one.parameters))
  const known = new Map(parameters.map(({ key, kind }) => [key, kind === 'secret']))
  return (key, value) => known.get(key) ?? (SECRET_LOOKING.test(key) && !SWITCH.test(value.trim()))
}

/** Spans of the secrets, without their quotes; in a text that is no YAML, and in comments, told line by line. */
export function secretSpans(text: string, isSecret: IsSecret): Span[] {
  try {
    const { root } = readVars(text)
    return [...(root ? within(root, isSecret) : []), ...byLine(text, isSecret, true)]
  } catch (problem) {
    if (problem instanceof VarsProblem) return byLine(text, isSecret, false)
    throw problem
  }
}

function within(node: VarsNode, isSecret: IsSecret): Span[] {
  switch (node.kind) {
    case 'scalar':
    case 'alias':
      return []
    case 'list':
      return node.items.flatMap((item) => within(item, isSecret))
    case 'map':
      return node.entries.flatMap(({ key, keyNode, value }) => [
        ...within(keyNode, isSecret),
        ...(isSecret(key, textOf(value)) ? spanOf(value) : within(value, isSecret)),
      ])
  }
}

/** What a value says; of a list or mapping anything that is no switch. */
function textOf(node: VarsNode): string {
  if (node.kind === 'alias') return textOf(node.target)
  return node.kind === 'scalar' ? node.text : node.kind
}

function spanOf(node: VarsNode): Span[] {
  if (node.kind === 'alias') return spanOf(node.target)
  const span = node.kind === 'scalar' ? node.inner : { start: node.content, end: node.end }
  return span.end > span.start ? [span] : []
}

/** A key, what is behind it, and the quote in front of its value. */
const KEY = /(?<![\w-])([\w-]+)['"]?\s*[:=]\s*['"]?/g

/** Rather too much than too little: the rest of the line, and all lines below that are further in or blank. */
function byLine(text: string, isSecret: IsSecret, commentsOnly: boolean): Span[] {
  const lines = linesOf(text, { start: 0, end: text.length })
  return lines.flatMap((line, index) => {
    const found = [...line.text.matchAll(KEY)].find(({ 0: whole, 1: key = '', index }) =>
      isSecret(key, line.text.slice(index + whole.length)),
    )
    if (!found || (commentsOnly && !line.text.slice(0, found.index).includes('#'))) return []
    const own = spanFrom(line, found.index + found[0].length)
    if (commentsOnly) return own
    const below = lines.slice(index + 1)
    const next = below.findIndex((one) => /^[^\s#]/.test(one.text))
    return [...own, ...(next < 0 ? below : below.slice(0, next)).flatMap((one) => spanFrom(one, 0))]
  })
}

function spanFrom({ start, text }: Line, from: number): Span[] {
  const length = text.trimEnd().length
  return length > from ? [{ start: start + from, end: start + length }] : []
}
