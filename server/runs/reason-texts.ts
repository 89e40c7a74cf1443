/** Why a run failed although no task failed, in the words of the install page. */
import { reasonFacts } from '@/lib/contract/reason-facts'
import type { RunView } from '@/lib/contract/run'
import en from '@/lib/messages/en/index'
import type { Translate } from '../translator'

interface ReasonTexts {
  title: string
  text: string
  remedy: string
}

export function reasonTexts(
  view: Pick<RunView, 'reason' | 'exitStatus' | 'packageFolder' | 'installer' | 'release' | 'verification'>,
  t: Translate,
): ReasonTexts {
  const { reason = 'other', verification } = view
  const isVerification = verification?.reason !== undefined && verification.reason === reason
  const key = Object.hasOwn(en.run.reasons, reason) ? reason : 'other'
  const prefix = isVerification ? `verification.reasons.${reason}` : `run.reasons.${key}`
  const facts = isVerification ? verification.facts : reasonFacts(view)
  const text = (part: keyof ReasonTexts) => t(`${prefix}.${part}`, facts)
  return { title: text('title'), text: text('text'), remedy: text('remedy') }
}
