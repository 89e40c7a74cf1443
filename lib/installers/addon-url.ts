import type { Addon } from './installer'

/** The address of an add-on's page; empty without one. */
export function addonUrl({ page }: Addon, domain: string): string {
  return page ? `http://${page.hostPrefix}${domain}:${page.nodePort}` : ''
}
