/**
 * A page is all there before its scripts are: it is read first and used a moment later. Next asks for its scripts in
 * the page's head, where a dozen files come, are compiled and run just while the browser should draw. Here they are
 * named at the end instead, for `public/after-paint.js` to ask for once the page is drawn.
 */

const PRELOAD = /<link rel="preload" as="script"[^>]*>/g
const SCRIPT = /<script (?=[^>]* async="")[^>]*?src="([^"]+)"[^>]*><\/script>/g
const END = '</body>'

/** The same page with its scripts after the first paint; a text without scripts or without an end stays as it is. */
export function scriptsAfterPaint(page: string): string {
  const scripts = [...page.matchAll(SCRIPT)].map(([, address]) => address)
  const end = page.lastIndexOf(END)
  if (scripts.length === 0 || end < 0) return page
  const loader = `<script src="/after-paint.js" defer data-scripts="${scripts.join(' ')}"></script>`
  return `${page.slice(0, end)}${loader}${page.slice(end)}`.replace(PRELOAD, '').replace(SCRIPT, '')
}
