const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '', f: '', '0': '', a: '', e: '' }

/** Replaces JSON, Python and YAML escapes. */
export const unescapeString = (body: string): string =>
  body.replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([\s\S]))/g, (_, u, x, c) =>
    u || x ? String.fromCharCode(Number.parseInt(u ?? x, 16)) : (ESCAPES[c] ?? c),
  )
