/**
 * Texts as HTML. What a text's tags become is set between marks that no text contains, so that the whole can be escaped
 * at once: whatever a host answered, it can only ever be read.
 */

const BEGIN = '\ue000'
const END = '\ue001'
const ELEMENTS = new RegExp(`${BEGIN}(/?[a-z]+)${END}`, 'g')
const MARKS = new RegExp(`[${BEGIN}${END}]`, 'g')
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Sets a tag of a text around what is inside it. */
export const element =
  (name: 'p' | 'strong' | 'code' | 'pre') =>
  (inside: string): string =>
    `${BEGIN}${name}${END}${inside}${BEGIN}/${name}${END}`

/** A fact that comes into a text with tags: it brings no marks of its own. */
export const unmarked = (fact: string | number): string | number =>
  typeof fact === 'string' ? fact.replace(MARKS, '') : fact

/** A text that may have marks as HTML. */
export const toHtml = (text: string): string => escaped(text).replace(ELEMENTS, '<$1>').replace(MARKS, '')

/** A text without any markup. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
