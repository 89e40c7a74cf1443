/** What a value of vars.yml means: whether it is already what is wanted, and whether an edit left the others alone. */
import { plainBoolean, plainIsText } from './vars-scalar'
import type { AliasNode, MapNode, ScalarNode, VarsNode } from './vars-tree'
import type { WantedEntry, WantedScalar, WantedValue } from './vars-wanted'

export function resolved(node: VarsNode): Exclude<VarsNode, AliasNode> {
  return node.kind === 'alias' ? resolved(node.target) : node
}

export function entryOf(map: MapNode | undefined, key: string) {
  return map?.entries.find((entry) => entry.key === key)
}

export function firstAlias(node: VarsNode): AliasNode | undefined {
  if (node.kind === 'scalar') return undefined
  if (node.kind === 'alias') return node
  const inside = node.kind === 'list' ? node.items : node.entries.flatMap((one) => [one.keyNode, one.value])
  for (const one of inside) {
    const alias = firstAlias(one)
    if (alias) return alias
  }
  return undefined
}

/** Whether Ansible reads what is wanted already. Other keys of a mapping do not matter. */
export function matches(present: VarsNode, wanted: WantedValue): boolean {
  const node = resolved(present)
  switch (wanted.kind) {
    case 'scalar':
      return node.kind === 'scalar' && scalarMatches(node, wanted)
    case 'list':
      return (
        node.kind === 'list' &&
        node.items.length === wanted.items.length &&
        itemsMatch(node.items, wanted.items)
      )
    case 'map':
      if (node.kind !== 'map' || !['', '!!map'].includes(node.tag)) return false
      return wanted.entries.every(({ key, value }) => {
        const entry = entryOf(node, key)
        return entry !== undefined && matches(entry.value, value)
      })
  }
}

function itemsMatch(items: readonly VarsNode[], wanted: readonly WantedScalar[]): boolean {
  return items.every((item, index) => {
    const value = wanted[index]
    return value !== undefined && matches(item, value)
  })
}

function scalarMatches({ text, style, tag }: ScalarNode, wanted: WantedScalar): boolean {
  const plain = style === 'plain' && tag === ''
  switch (wanted.type) {
    case 'boolean':
      return plain && String(plainBoolean(text)) === wanted.text
    case 'text':
      return text === wanted.text && ['', '!!str', '!'].includes(tag) && (!plain || plainIsText(text))
    case 'pasted':
      return text === wanted.text && ['', '!!str', '!!int'].includes(tag)
  }
}

/** Whether a merged mapping (`<<`) says something else for a key that does not stand by itself. */
export function mergedOtherwise(map: MapNode | undefined, key: string, wanted: WantedValue): boolean {
  const sources = map?.entries.filter((entry) => entry.key === '<<').map(({ value }) => resolved(value)) ?? []
  const merged = sources.flatMap((node) => (node.kind === 'list' ? node.items.map(resolved) : [node]))
  return merged.some((node) => {
    if (node.kind !== 'map') return false
    const entry = entryOf(node, key)
    return entry ? !matches(entry.value, wanted) : mergedOtherwise(node, key, wanted)
  })
}

/** All that Taskbox does not decide, as one text to compare. Each anchor is opened once, so that aliases make no bomb. */
export function restOf(root: MapNode | undefined, wanted: readonly WantedEntry[]): string {
  const decided = new Set(wanted.map(({ key }) => key))
  const opened = new Map<VarsNode, number>()
  const rest =
    root?.entries.filter(({ key, keyNode }) => !(keyNode.kind === 'scalar' && decided.has(key))) ?? []
  return JSON.stringify(rest.map(({ keyNode, value }) => [meaning(keyNode, opened), meaning(value, opened)]))
}

function meaning(node: VarsNode, opened: Map<VarsNode, number>): unknown {
  switch (node.kind) {
    case 'scalar':
      return [node.tag, node.tag === '' && node.style === 'plain' ? 'plain' : 'text', node.text]
    case 'list':
      return [node.tag, ...node.items.map((item) => meaning(item, opened))]
    case 'map':
      return [
        node.tag,
        ...node.entries.map(({ keyNode, value }) => [meaning(keyNode, opened), meaning(value, opened)]),
      ]
    case 'alias': {
      const known = opened.get(node.target)
      if (known !== undefined) return known
      opened.set(node.target, opened.size)
      return ['*', meaning(node.target, opened)]
    }
  }
}
