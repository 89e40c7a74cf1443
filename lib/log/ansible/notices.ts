/** Lines of Ansible that are neither banners nor results: `...ignoring`, retries, included files. */

import { detachString } from '../lines'
import type { AnsibleEvent } from './event'

/** Parses such a line; undefined for any other. */
export const parseNotice = (text: string, line: number): AnsibleEvent | undefined =>
  parseIgnored(text, line) ?? parseRetry(text, line) ?? parseIncluded(text, line)

/** A copy may add blanks. */
export const isIgnoring = (text: string): boolean =>
  text.startsWith('...ignoring') && text.trimEnd() === '...ignoring'

const parseIgnored = (text: string, line: number): AnsibleEvent | undefined =>
  isIgnoring(text) ? { type: 'ignored', line } : undefined

export const RETRYING = 'FAILED - RETRYING: '
const RETRIES_LEFT = ' retries left)'

/** `FAILED - RETRYING: NAME (N retries left).`; from 2.12 on with `[host]: ` before the name. */
function parseRetry(text: string, line: number): AnsibleEvent | undefined {
  if (!text.startsWith(RETRYING)) return undefined
  const end = text.indexOf(RETRIES_LEFT)
  const bracket = text.lastIndexOf(' (', end)
  const retriesLeft = Number(text.slice(bracket + 2, end))
  if (end < 0 || bracket < RETRYING.length || !Number.isInteger(retriesLeft)) return undefined
  const name = detachString(text.slice(RETRYING.length, bracket))
  const close = name.startsWith('[') ? name.indexOf(']: ') : -1
  if (close < 0) return { type: 'retry', line, task: name, retriesLeft }
  const host = name.slice(1, close).split(' -> ')[0] ?? ''
  return { type: 'retry', line, host, task: name.slice(close + 3), retriesLeft }
}

/** `included: FILE for HOST, HOST`, from 2.10 on followed by ` => (item=…)`. */
function parseIncluded(text: string, line: number): AnsibleEvent | undefined {
  if (!text.startsWith('included: ')) return undefined
  const item = text.indexOf(' => (item=')
  const bare = item < 0 ? text : text.slice(0, item)
  const at = bare.lastIndexOf(' for ')
  return at < 0 ? undefined : { type: 'included', line, hosts: bare.slice(at + 5).split(', ') }
}
