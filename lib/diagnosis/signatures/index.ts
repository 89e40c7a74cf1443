/** The signatures of all known failures. To add one: CONTRIBUTING.md, "Add a failure signature". */
import type { Signature } from '../signature'
import { ACCESS } from './access'
import { ANSIBLE } from './ansible'
import { ASSERTIONS } from './assertions'
import { CONTROL_PLANE } from './control-plane'
import { DOWNLOADS } from './downloads'
import { GIT } from './git'
import { HOST } from './host'
import { K3S } from './k3s'
import { KUBESPHERE } from './kubesphere'
import { KUBESPRAY } from './kubespray'
import { NETWORK } from './network'
import { PACKAGES } from './packages'
import { PREPARATION } from './preparation'

export const SIGNATURES: readonly Signature[] = [
  ...ACCESS,
  ...ANSIBLE,
  ...PREPARATION,
  ...ASSERTIONS,
  ...PACKAGES,
  ...DOWNLOADS,
  ...GIT,
  ...HOST,
  ...CONTROL_PLANE,
  ...NETWORK,
  ...KUBESPHERE,
  ...KUBESPRAY,
  ...K3S,
]

const BY_ID = new Map(SIGNATURES.map((signature) => [signature.id, signature]))

/** The signature by its id. */
export const findSignature = (id: string): Signature | undefined => BY_ID.get(id)
