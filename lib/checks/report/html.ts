/**
 * Texts as HTML. What a text's tags become is set between marks that no text contains, so that the whole can be escaped
 * at once: whatever a host answered, it can only ever be read.
 */

const TAG_START = '\ue000'
const TAG_END = '\ue001'
const MARKED_TAGS = new RegExp(`${TAG_START}(/?[a-z]+)${TAG_END}`, 'g')
const TAG_MARKERS = new RegExp(`[${TAG_START}${TAG_END}]`, 'g')
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Sets a tag of a text around what is inside it. */
export const wrapInTag =
  (name: 'p' | 'strong' | 'code' | 'pre') =>
  (inside: string): string =>
    `${TAG_START}${name}${TAG_END}${inside}${TAG_START}/${name}${TAG_END}`

/** A fact that comes into a text with tags: it brings no marks of its own. */
export const stripMarkers = (fact: string | number): string | number =>
  typeof fact === 'string' ? fact.replace(TAG_MARKERS, '') : fact

/** A text that may have marks as HTML. */
export const toHtml = (text: string): string =>
  escapeHtml(text).replace(MARKED_TAGS, '<$1>').replace(TAG_MARKERS, '')

/** A text without any markup. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
