/** Imports hosts from any text: an inventory, a configuration of KubeKey, /etc/hosts, a table, addresses or ranges. */
import { parseAddress } from '@/lib/network/address'
import { dereference, parseYaml, type YamlNode, YamlSyntaxError } from '@/lib/yaml/tree'
import { importEtcHosts } from './etc-hosts'
import { isForeign, refuse } from './foreign'
import { type Imported, MAX_HOSTS } from './imported'
import { importIniInventory, importYamlInventory, isInventory } from './inventory'
import { importKubeKey, isKubeKey } from './kubekey'
import { importTable } from './table'
import { isYamlInventory } from './yaml-inventory'

/** Never throws. The ids of the hosts are `h1`, `h2`, …; the caller assigns new ones when it adds them to others. */
export function importHosts(text: string): Imported {
  const imported = importAny(text.replace(/^\ufeff/, ''))
  return { ...imported, hosts: imported.hosts.slice(0, MAX_HOSTS) }
}

function importAny(text: string): Imported {
  if (looksLikeYaml(text)) return importYaml(text)
  if (isInventory(text)) return importIniInventory(text)
  if (isForeign(text)) return refuse(text, 'foreign')
  return importEtcHosts(text) ?? importTable(text)
}

const COMMENT = /^\s*(?:#|$)/
/** Of a line without its indentation and the marks of its lists. */
const YAML_LINE = /^(?:$|["']?[\w./ -]{1,200}["']?[ \t]{0,20}:(?:\s|$)|[{}[\]]|---|\.\.\.|["'][^"']*["'],?$)/
const LIST_MARK = /^- {1,20}/

/** Whether a text is YAML or JSON: it begins with a key, and most lines have one or are items of a list. */
function looksLikeYaml(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => !COMMENT.test(line))
  const [first = ''] = lines
  if (!/^(?:---|\{|["']?[\w./-]+["']?\s*:(?:\s|$))/.test(first)) return false
  return lines.filter(isYamlLine).length * 2 > lines.length
}

function isYamlLine(line: string): boolean {
  const text = line.trimStart()
  return text === '-' || LIST_MARK.test(text) || YAML_LINE.test(text)
}

function importYaml(text: string): Imported {
  try {
    const roots = yamlDocuments(text)
    const [root] = roots
    if (roots.some(isKubeKey)) return importKubeKey(text, roots)
    const inventory = roots.find(isYamlInventory)
    if (inventory) return importYamlInventory(text, inventory)
    if (root && isAddressMapping(root)) return importTable(text.replace(/^([^\s:]+)\s*:\s+/gm, '$1 '))
    return refuse(text, 'foreign')
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error
    return refuse(text, 'syntax', { line: error.line, subject: error.reason })
  }
}

/** The documents of a YAML file, with the line numbers of the file. */
function yamlDocuments(text: string): YamlNode[] {
  const starts = [...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index)
  const bounds = starts[0] === 0 ? starts : [0, ...starts]
  return bounds.slice(0, 20).map((start, index) => {
    const before = text.slice(0, start).replace(/[^\r\n]+/g, '')
    return parseYaml(before + text.slice(start, bounds[index + 1])).root
  })
}

/** `node1: 10.0.0.1` on each line. */
function isAddressMapping(root: YamlNode): boolean {
  if (root.kind !== 'mapping' || root.entries.length === 0) return false
  return root.entries.every(({ value }) => {
    const address = dereference(value)
    return address.kind === 'scalar' && parseAddress(address.text) !== undefined
  })
}
