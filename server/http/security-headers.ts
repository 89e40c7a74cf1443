/** Security headers of every response. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface SecurityHeaderOptions {
  tls: boolean
  /** In development, Next evaluates modules in the browser with `eval`. */
  dev: boolean
}

const YEAR_SECONDS = 31_536_000

/** Allows resources from this server only. Scripts need the page's nonce; style attributes cannot run code. */
const contentSecurityPolicy = (nonce: string, { dev }: SecurityHeaderOptions): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'${dev ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const STATIC_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
}

/**
 * Sets the headers of a response. Next reads the nonce from the policy header of the request and adds it to its scripts.
 * @returns the nonce
 */
export function setSecurityHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  options: SecurityHeaderOptions,
): string {
  const nonce = randomBytes(16).toString('base64')
  const csp = contentSecurityPolicy(nonce, options)
  request.headers['content-security-policy'] = csp
  response.setHeader('content-security-policy', csp)
  for (const [name, value] of Object.entries(STATIC_HEADERS)) response.setHeader(name, value)
  // Without subdomains: the cluster's console may use plain HTTP under one of them.
  if (options.tls) response.setHeader('strict-transport-security', `max-age=${YEAR_SECONDS}`)
  return nonce
}
