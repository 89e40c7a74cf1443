/** Reads from a Kubespray checkout which files hosts download, as URLs with the versions of its components. */
import type { YamlNode } from '@/lib/yaml/tree'
import { type Checkout, entryOf, keysOf } from '../sources/checkout'
import { compareVersions } from '../versions'
import * as from from './sources'

/** Variables that stay in the URLs, since settings or hosts decide them. */
const OPEN_VARIABLES: readonly string[] = ['kube_version', 'image_arch', ...from.URL_VARIABLES]

/** `sourceFacts` accepts no longer values. */
const MAX_LENGTH = 200

/**
 * Lines of `COMPONENT=URL`, or `COMPONENT@MINOR=URL` where the version depends on the minor release of Kubernetes. The
 * URLs contain `{{kube_version}}`, `{{image_arch}}` and URL variables. A URL with any other template is left out.
 */
export function downloadFacts(checkout: Checkout, minors: readonly string[]): string[] {
  return from.COMPONENTS.flatMap((component) => {
    const template = checkout.value(from.DOWNLOADS, `${component}_download_url`)
    if (template === undefined) return []
    const general = resolve(template, checkout)
    if (general !== undefined) return `${component}=${general}`
    return minors.flatMap((minor) => {
      const url = resolve(template, checkout, minor)
      return url === undefined ? [] : `${component}@${minor}=${url}`
    })
  }).filter((line) => line.length <= MAX_LENGTH)
}

const EXPRESSION = /\{\{([^{}]*)\}\}/g

/** Replaces the expressions of a URL; undefined if one of them is not understood. */
function resolve(template: string, checkout: Checkout, minor?: string): string | undefined {
  let complete = true
  const url = template.replace(EXPRESSION, (_, expression: string) => {
    const value = evaluate(expression.trim(), checkout, minor)
    complete &&= value !== undefined
    return value ?? ''
  })
  return complete && /^(https?:\/\/|\{\{)\S+$/.test(url) ? url : undefined
}

function evaluate(expression: string, checkout: Checkout, minor: string | undefined): string | undefined {
  if (OPEN_VARIABLES.includes(expression)) return `{{${expression}}}`
  if (/^ansible_system \| lower$/.test(expression)) return 'linux'
  // An option for systems with an old glibc, which is off by default.
  if (/^'static-' if containerd_static_binary$/.test(expression)) return ''
  return /^\w+_version$/.test(expression) ? version(expression, checkout, minor) : undefined
}

/** The value of a variable with a version: a literal, another variable, or a choice among checksums. */
function version(name: string, checkout: Checkout, minor: string | undefined, depth = 0): string | undefined {
  const text = checkout.value(from.DOWNLOADS, name) ?? ''
  if (/^v?\d[\w.+-]*$/.test(text)) return text
  const [, expression = ''] = /^\{\{\s*(.*?)\s*\}\}$/.exec(text) ?? []
  if (expression === 'kube_version') return '{{kube_version}}'
  if (/^\w+_version$/.test(expression) && depth < 3) return version(expression, checkout, minor, depth + 1)
  const [, map = ''] = /^(\w+)\[kube_major_version\]$/.exec(expression) ?? []
  if (map !== '') return minor === undefined ? undefined : byMinor(map, checkout, minor)
  return fromChecksums(expression, checkout, minor)
}

/** `etcd_supported_versions` and the like; before 2.28 the keys start with `v`. */
function byMinor(map: string, checkout: Checkout, minor: string): string | undefined {
  const block = checkout.block(map === 'etcd_supported_versions' ? from.ETCD_VERSIONS : from.DOWNLOADS, map)
  const text = scalar(entryOf(block, minor)) ?? scalar(entryOf(block, `v${minor}`)) ?? ''
  if (/^v?\d[\w.+-]*$/.test(text)) return text
  const [, expression = ''] = /^\{\{\s*(.*?)\s*\}\}$/.exec(text) ?? []
  return fromChecksums(expression, checkout, minor)
}

const scalar = (node: YamlNode | undefined): string | undefined =>
  node?.kind === 'scalar' ? node.text : undefined

/** The first key of checksums, which are sorted from the newest version, or the first below a bound. */
function fromChecksums(expression: string, checkout: Checkout, minor = ''): string | undefined {
  const first = /^\((\w+)\[["']amd64["']\] \| dict2items\)\[0\]\.key$/.exec(expression)
  const below =
    /^\((\w+)\[["']amd64["']\]\.keys\(\) \| select\('version', (?:'([\d.]+)'|(kube_major_next_version)), '<'\)\)\[0\]$/.exec(
      expression,
    )
  const keys = keysOf(entryOf(checkout.block(from.CHECKSUMS, (first ?? below)?.[1] ?? ''), 'amd64'))
  if (first) return keys[0]
  if (!below || (below[3] && minor === '')) return undefined
  const bound = below[2] ?? `1.${Number(minor.split('.')[1]) + 1}`
  return keys.find((key) => compareVersions(key, bound) < 0)
}
