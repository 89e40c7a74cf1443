/** Which login a row of the hosts table uses, and where in the draft it stands. */
import type { Draft, HostDraft, LoginDraft } from './draft'
import type { FieldPath } from './problem'

/** The login of a host: the one for all where the row says so, else the row's own. */
export function effectiveLogin(draft: Pick<Draft, 'login'>, host: HostDraft): LoginDraft {
  return host.sharedLogin ? draft.login : host
}

/** Path of that login in the draft, to which a field's name is added. */
export function effectiveLoginPath(host: HostDraft, index: number): FieldPath {
  return host.sharedLogin ? ['login'] : ['hosts', index]
}
