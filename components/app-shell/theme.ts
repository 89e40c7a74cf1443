export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const YEAR_S = 365 * 24 * 60 * 60

/** Keeps a choice for the next visit. The server reads it, so that the first paint is right. */
export function storePreference(name: 'theme' | 'language', value: string): void {
  // The Cookie Store API exists on secure pages only, and Taskbox may be reached by plain http.
  Object.assign(document, { cookie: `${name}=${value}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax` })
}
