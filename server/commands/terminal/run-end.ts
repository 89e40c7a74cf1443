/** How a run ended, as lines for a terminal: what failed, and what to do. */
import { reasonFacts } from '@/lib/contract/reason-facts'
import type { RunView } from '@/lib/contract/run'
import { signatureTexts } from '@/lib/diagnosis/signature-texts'
import { type ClusterVerification, countNodes, type VerificationReason } from '@/lib/kubernetes/verification'
import en from '@/lib/messages/en/index'
import { realFailures } from '@/lib/run/progress/progress'
import { translator } from '../../translator'
import { escapeFacts, escapeLine } from './escape'

export function runEndLines(view: RunView): string[] {
  const t = translator()
  if (view.state === 'succeeded' && view.console) {
    const { url, account, reachable } = view.console
    return [t(`cli.${reachable ? 'succeeded' : 'console-silent'}`, { url, account })]
  }
  if (view.state === 'succeeded' && view.verification) {
    const { endpoint, version = '' } = view.verification
    return [t('cli.cluster-verified', { endpoint, version, count: countNodes(view.verification).total })]
  }
  const end = [t(`cli.${view.state}`, { reason: view.reason ?? '' })]
  if (view.leftRunning) end.push(t('run.notices.stopped.leftRunning', { hosts: view.leftRunning.join(', ') }))
  const tasks = taskLines(view)
  if (view.state === 'failed' && tasks.length === 0) end.push(...reasonLines(view))
  return [...end, ...tasks, ...causeLines(view)]
}

/** Messages of hosts may have several lines; all but the first are indented further. */
function taskLines({ progress }: RunView): string[] {
  return realFailures(progress.failures).flatMap(({ host, task, line, message }) => {
    const [first = '', ...further] = message.split('\n').map(escapeLine)
    const start = `  ${escapeLine(host)}: ${escapeLine(task)} (${line}): ${first}`
    return [start, ...further.map((text) => `    ${text}`)]
  })
}

/** The installer's own output matches without a host. */
function causeLines({ diagnosis }: RunView): string[] {
  const t = translator()
  return diagnosis.map((known) => {
    const where = known.host === '' ? '' : `${escapeLine(known.host)}: `
    const { cause, remedy, facts } = signatureTexts(known)
    const escaped = escapeFacts(facts)
    return `  ${where}${t(`signatures.${cause}`, escaped)} ${t(`signatures.${remedy}`, escaped)}`
  })
}

/** Why a cluster is not verified, and each node that is not Ready. */
function verificationLines(
  reason: VerificationReason,
  { facts, nodes }: Pick<ClusterVerification, 'facts' | 'nodes'>,
): string[] {
  const t = translator()
  const text = (part: string) => escapeLine(t(`verification.reasons.${reason}.${part}`, facts))
  const notReady = nodes.filter(({ ready }) => ready !== true)
  return [
    `  ${text('title')}`,
    `    ${text('text')} ${text('remedy')}`,
    ...notReady.map(({ name, message, ready }) => {
      const state = message || t(`verification.nodes.states.${ready === 'unknown' ? 'unknown' : 'notReady'}`)
      return `    ${escapeLine(`${name}: ${state}`)}`
    }),
  ]
}

/** Why a run failed although no task failed, in the words of the install page. */
function reasonLines(view: RunView): string[] {
  const t = translator()
  const { reason = 'other', diagnosis, ansibleError, verification } = view
  if (verification?.reason && verification.reason === reason)
    return verificationLines(verification.reason, verification)
  const key = Object.hasOwn(en.run.reasons, reason) ? reason : 'other'
  const facts = reasonFacts(view)
  const parts = diagnosis.length > 0 ? ['text'] : ['text', 'remedy']
  const error = ansibleError && [
    `  ${t('cli.ansible-error', { line: ansibleError.line })}`,
    `    ${escapeLine(ansibleError.text)}`,
  ]
  return [
    `  ${t(`run.reasons.${key}.title`, facts)}`,
    `    ${parts.map((part) => t(`run.reasons.${key}.${part}`, facts)).join(' ')}`,
    ...(error ?? []),
  ]
}
