/** Reasons why practice hosts cannot run here. The list is closed: callers have a message for each. */
export const SANDBOX_ERRORS = [
  'not-linux',
  'not-root',
  'not-debian',
  'no-namespaces',
  'apt',
  'wheels',
  'no-subnet',
  'name',
  'host-failed',
  'timeout',
  'package-missing',
] as const
export type SandboxErrorCode = (typeof SANDBOX_ERRORS)[number]

/** Thrown by all functions in `server/sandbox`. `facts` describe the cause and never contain a secret. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  constructor(
    readonly code: SandboxErrorCode,
    readonly facts: Readonly<Record<string, string>> = {},
    options?: { cause?: unknown },
  ) {
    super(`${code} ${JSON.stringify(facts)}`, options)
  }
}
