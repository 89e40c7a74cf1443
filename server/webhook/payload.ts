/** What a webhook receives: one event of a run as JSON, with masked secrets and without addresses of hosts. */
import type { RunView } from '@/lib/contract/run'
import type { WebhookEvent } from '@/lib/contract/webhook'
import { groupFailures } from '@/lib/diagnosis/failure-groups'
import { truncateMiddle } from '@/lib/log/ansible/module-result'

/** Later failures are mostly consequences of the first ones. */
const MAX_FAILURES = 3
const MAX_TEXT_CHARS = 500

/** @param view with masked secrets */
export function runPayload(event: WebhookEvent, view: RunView, at: Date): object {
  const { id: run, clusterId, clusterName, operation, installer, release, kubernetes, state } = view
  const failures = groupFailures(view).slice(0, MAX_FAILURES)
  return {
    version: 1,
    event,
    at: at.toISOString(),
    run,
    cluster: { id: clusterId, name: clusterName },
    operation: operation.id,
    installer,
    release,
    kubernetes,
    state,
    hosts: view.hostNames.length,
    startedAt: new Date(view.startedAt).toISOString(),
    ...(view.question && event === 'question' && { question: shorten(view.question.text) }),
    ...(event === 'failed' && {
      reason: view.reason,
      failures: failures.map(({ task, hosts, message, known }) => ({
        task,
        hosts,
        message: shorten(message),
        causes: known.map(({ id }) => id),
      })),
    }),
  }
}

export const testPayload = (at: Date): object => ({ version: 1, event: 'test', at: at.toISOString() })

const shorten = (text: string): string => truncateMiddle(text, MAX_TEXT_CHARS, 1 / 2)
