/**
 * Renders messages as HTML. Tags of a message are wrapped in private-use characters, then the whole text is escaped,
 * and only wrapped tags become elements. Output of a host can therefore never inject markup.
 */

const TAG_START = '\ue000'
const TAG_END = '\ue001'
const MARKED_TAGS = new RegExp(`${TAG_START}(/?[a-z]+)${TAG_END}`, 'g')
const TAG_MARKERS = new RegExp(`[${TAG_START}${TAG_END}]`, 'g')
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Wraps text in a marked tag; used as the renderer of a message's rich tags. */
export const wrapInTag =
  (name: 'p' | 'strong' | 'code' | 'pre') =>
  (inside: string): string =>
    `${TAG_START}${name}${TAG_END}${inside}${TAG_START}/${name}${TAG_END}`

/** Removes markers from a fact before it is inserted into a message. */
export const stripMarkers = (fact: string | number): string | number =>
  typeof fact === 'string' ? fact.replace(TAG_MARKERS, '') : fact

/** Escapes a text and turns marked tags into elements. */
export const toHtml = (text: string): string =>
  escapeHtml(text).replace(MARKED_TAGS, '<$1>').replace(TAG_MARKERS, '')

/** Escapes a text for HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
