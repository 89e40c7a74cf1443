'use client'

import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import { toast } from '@/components/ui/overlay/toast'
import { stepOf } from '@/lib/cluster/draft/configuration-steps'
import { type Draft, isSecretPlaceholder } from '@/lib/cluster/draft/draft'
import { deepEqual, isRecord } from '@/lib/structural-sharing'
import { hostFieldKey } from './field-key'

/** The keys of the fields whose values differ. A secret that was only stored has not changed. */
export function changedFields(before: Draft, after: Draft): string[] {
  const { hosts: _, ...rest } = after
  const others = Object.keys(rest).flatMap((section) =>
    differences(Reflect.get(before, section), Reflect.get(after, section), section),
  )
  const known = new Map(before.hosts.map((host) => [host.id, host]))
  const ids = new Set(after.hosts.map(({ id }) => id))
  return [
    ...others,
    ...after.hosts.flatMap((host) => differences(known.get(host.id), host, hostFieldKey(host.id, ''))),
    ...before.hosts.flatMap(({ id }) => (ids.has(id) ? [] : [hostFieldKey(id, '')])),
  ].map((key) => key.replace('..', '.').replace(/\.$/, ''))
}

function differences(before: unknown, after: unknown, path: string): string[] {
  if (deepEqual(before, after)) return []
  if (isRecord(before) && isRecord(after))
    return Object.keys({ ...before, ...after }).flatMap((key) =>
      differences(before[key], after[key], `${path}.${key}`),
    )
  return typeof after === 'string' && isSecretPlaceholder(after) ? [] : [path]
}

/** How long a field is marked. */
const MARK_MS = 10_000

/** Marks fields that another window changed, and names their steps. */
export function useRemoteEditMark(): (before: Draft, after: Draft) => void {
  const t = useTranslations('wizard')
  return useCallback(
    (before, after) => {
      const keys = changedFields(before, after)
      if (keys.length === 0) return
      const steps = new Set(keys.map((key) => stepOf(key.split('.'), undefined)))
      const titles = [...steps].map((step) => t(`steps.${step}.title`))
      toast('info', t('frame.changedElsewhere', { steps: titles.join(', ') }))
      // The fields get their new values in the next frame.
      requestAnimationFrame(() => keys.forEach(mark))
    },
    [t],
  )
}

/** The attribute is not React's, so rendering leaves it. */
function mark(key: string): void {
  const field = document.getElementById(key)
  field?.setAttribute('data-changed-elsewhere', '')
  setTimeout(() => field?.removeAttribute('data-changed-elsewhere'), MARK_MS)
}
