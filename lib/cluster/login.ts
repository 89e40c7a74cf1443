/** The login that a host uses, and its path in the draft. */
import type { Draft, HostDraft, LoginDraft } from './draft/draft'
import type { FieldPath } from './problem'

/** The shared login if the host uses it, else the host's own. */
export function effectiveLogin(draft: Pick<Draft, 'login'>, host: HostDraft): LoginDraft {
  return host.sharedLogin ? draft.login : host
}

/** The path of that login in the draft. */
export function effectiveLoginPath(host: HostDraft, index: number): FieldPath {
  return host.sharedLogin ? ['login'] : ['hosts', index]
}
