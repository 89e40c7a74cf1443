/** Reads back the templates that `inventory.ts` writes, so that an inventory of Taskbox's own can be imported. */
import { encodePassword, encodeValue } from './encode'

/** `'%c' % 39 if … else ''`, the further pair of quotes, then the format and its numbers. */
const PAIR = /^\{\{ \(\('%c' % \d+ if [^']*? else ''\) ~ /u
const FORMAT = /'(?:%\.0s)?((?:[^'%]|%%|%c)*)' % \((?:'\u00b7', )?([\d, ]+),\)/u

/** The text of a template that `encodeValue` or `encodePassword` wrote; undefined for any other template. */
export function decodeTemplate(template: string): string | undefined {
  const [, format = '', numbers = ''] = FORMAT.exec(template.replace(PAIR, '')) ?? []
  const codes = numbers.split(', ').map(Number).values()
  const text = format.replace(/%[%c]/g, (mark) =>
    mark === '%%' ? '%' : String.fromCharCode(codes.next().value ?? 0),
  )
  return encodesTo(text, template) ? text : undefined
}

/** Whether the text would be written as this template, be it a value or a password. */
function encodesTo(text: string, template: string): boolean {
  const ascii = template.replace(/[^ !$-&(-[\]-~]/gu, '')
  const written = [
    encodeValue(text, 'vars'),
    encodePassword(text, 'ssh', 'vars'),
    encodePassword(text, 'become', 'vars'),
  ]
  return written.some((one) => one.replace(/^u"|"$|\\(x..|u.{4}|U.{8})/g, '') === ascii)
}
