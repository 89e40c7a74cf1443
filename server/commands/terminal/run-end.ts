/** How a run ended, as lines for a terminal: what failed, and what to do. */
import type { RunView } from '@/lib/contract/run'
import { signatureTexts } from '@/lib/diagnosis/signature-texts'
import { type ClusterVerification, countNodes } from '@/lib/kubernetes/verification'
import { realFailures } from '@/lib/run/progress/progress'
import { reasonTexts } from '../../runs/reason-texts'
import { translator } from '../../translator'
import { escapeFacts, escapeLine } from './escape'

export function runEndLines(view: RunView): string[] {
  const t = translator()
  const operation = t(`cli.operations.${view.operation.id}`)
  if (view.state === 'succeeded' && view.console) {
    const { url, account, reachable } = view.console
    return [t(`cli.${reachable ? 'succeeded' : 'console-silent'}`, { url, account })]
  }
  if (view.state === 'succeeded' && view.verification) {
    const { endpoint, version = '' } = view.verification
    const count = countNodes(view.verification).total
    return [t('cli.cluster-verified', { operation, endpoint, version, count })]
  }
  if (view.state === 'succeeded') return [t('cli.succeeded-operation', { operation })]
  const end = [t(`cli.${view.state}`, { operation, reason: view.reason ?? '' })]
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
function verificationLines(view: RunView, { nodes }: Pick<ClusterVerification, 'nodes'>): string[] {
  const t = translator()
  const { title, text, remedy } = reasonTexts(view, t)
  const notReady = nodes.filter(({ ready }) => ready !== true)
  return [
    `  ${escapeLine(title)}`,
    `    ${escapeLine(text)} ${escapeLine(remedy)}`,
    ...notReady.map(({ name, message, ready }) => {
      const state = message || t(`verification.nodes.states.${ready === 'unknown' ? 'unknown' : 'notReady'}`)
      return `    ${escapeLine(`${name}: ${state}`)}`
    }),
  ]
}

/** Why a run failed although no task failed. */
function reasonLines(view: RunView): string[] {
  const t = translator()
  const { reason, diagnosis, ansibleError, verification } = view
  if (verification?.reason && verification.reason === reason) return verificationLines(view, verification)
  const { title, text, remedy } = reasonTexts(view, t)
  const error = ansibleError && [
    `  ${t('cli.ansible-error', { line: ansibleError.line })}`,
    `    ${escapeLine(ansibleError.text)}`,
  ]
  return [`  ${title}`, `    ${diagnosis.length > 0 ? text : `${text} ${remedy}`}`, ...(error ?? [])]
}
