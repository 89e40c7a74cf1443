'use client'

import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { type RequestError, request } from '@/components/socket/request'
import { useOnConnect, useServerEvent } from '@/components/socket/use-connection'
import { type Draft, type DraftPatch, draft as draftSchema } from '@/lib/cluster/draft/draft'
import { applySecretStates } from '@/lib/credentials/stored-secrets'
import { deepEqual } from '@/lib/structural-sharing'
import { useRemoteEditMark } from './remote-edits'
import { mergeThreeWay } from './three-way-merge'
import { TypedSecrets } from './typed-secrets'

/** Saves this long after the last change. */
const SAVE_DEBOUNCE_MS = 400
/** Saves a change at the latest after this time, even during continuous typing. */
const SAVE_MAX_DELAY_MS = 2000
const RETRY_DELAY_MS = 3000

export type SaveState = { state: 'saved' } | { state: 'saving' } | { state: 'failed'; failure: RequestError }

export type OpenState = { state: 'opening' } | { state: 'open' } | { state: 'failed'; failure: RequestError }

export interface DraftSync {
  openState: OpenState
  saveState: SaveState
  /** Saves pending changes; false if that failed. Await it before requests that use the server's draft. */
  flush: () => Promise<boolean>
  reopen: () => void
  /** The last known revision on the server. */
  revision: () => number
  /** See `TypedSecrets`. */
  withSecretVersions: TypedSecrets['withVersions']
}

/** The last known draft on the server. */
interface SyncedDraft {
  draft: Draft
  revision: number
}

/** Loads a cluster into the form, saves changes automatically, and merges changes of other tabs and the server. */
export function useDraftSync(id: string, form: UseFormReturn<Draft>, draft: Draft): DraftSync {
  const [openState, setOpenState] = useState<OpenState>({ state: 'opening' })
  const synced = useRef<SyncedDraft>(undefined)
  const [typedSecrets] = useState(() => new TypedSecrets())
  const { saveState, flush } = useAutosave({ id, form, synced, typedSecrets }, draft)
  const markRemoteEdit = useRemoteEditMark()

  function applyRemote(revision: number, remote: DraftPatch) {
    const base = synced.current?.draft
    const local = structuredClone(form.getValues())
    const next = draftSchema.parse(base ? { ...local, ...mergeSections(base, local, remote) } : remote)
    synced.current = { revision, draft: draftSchema.parse({ ...base, ...remote }) }
    form.reset(next, { keepTouched: true })
    if (base) markRemoteEdit(local, next)
  }

  const open = useEffectEvent(async () => {
    const response = await request('clusters.open', { id })
    if (response.ok) {
      applyRemote(response.value.revision, response.value.draft)
      setOpenState({ state: 'open' })
    } else if (!synced.current) setOpenState({ state: 'failed', failure: response.failure })
  })
  useOnConnect(() => void open())
  useServerEvent('clusters.changed', (message) => {
    if (message.id === id && synced.current && message.revision > synced.current.revision)
      applyRemote(message.revision, message.patch)
  })

  const [retries, setRetries] = useState(0)
  const reopen = useCallback(() => {
    setOpenState({ state: 'opening' })
    setRetries((before) => before + 1)
  }, [])
  useEffect(() => {
    if (retries > 0) void open()
  }, [retries])
  const revision = useCallback(() => synced.current?.revision ?? 0, [])
  return { openState, saveState, flush, reopen, revision, withSecretVersions: typedSecrets.withVersions }
}

interface SaveContext {
  id: string
  form: UseFormReturn<Draft>
  synced: RefObject<SyncedDraft | undefined>
  typedSecrets: TypedSecrets
}

/** Saves changes with a debounce, and when the page is hidden. */
function useAutosave(
  { id, form, synced, typedSecrets }: SaveContext,
  draft: Draft,
): Pick<DraftSync, 'saveState' | 'flush'> {
  const [saveState, setSaveState] = useState<SaveState>({ state: 'saved' })
  const running = useRef<Promise<boolean>>(undefined)
  const firstChange = useRef<number>(undefined)

  const flush = useCallback(async (): Promise<boolean> => {
    while (running.current) await running.current
    firstChange.current = undefined
    running.current = sendUnsaved({ id, form, synced, typedSecrets }, setSaveState)
    const done = await running.current
    running.current = undefined
    return done
  }, [id, form, synced, typedSecrets])

  useEffect(() => {
    if (!synced.current || Object.keys(unsavedSections(synced.current.draft, draft)).length === 0) return
    setSaveState((before) => (before.state === 'failed' ? before : { state: 'saving' }))
    firstChange.current ??= Date.now()
    const rest = Math.max(0, Math.min(SAVE_DEBOUNCE_MS, firstChange.current + SAVE_MAX_DELAY_MS - Date.now()))
    const timer = setTimeout(flush, rest)
    return () => clearTimeout(timer)
  }, [draft, flush, synced])

  useEffect(() => {
    if (saveState.state !== 'failed') return
    const timer = setTimeout(flush, RETRY_DELAY_MS)
    return () => clearTimeout(timer)
  }, [saveState, flush])

  useEffect(() => {
    const onVisibilityChange = () => document.visibilityState === 'hidden' && void flush()
    document.addEventListener('visibilitychange', onVisibilityChange)
    return () => document.removeEventListener('visibilitychange', onVisibilityChange)
  }, [flush])

  return { saveState, flush }
}

/** Sends changes until none are left, since the user may continue typing during a request. */
async function sendUnsaved(
  { id, form, synced, typedSecrets }: SaveContext,
  onState: (state: SaveState) => void,
): Promise<boolean> {
  for (;;) {
    if (!synced.current) return false
    const values = structuredClone(form.getValues())
    const patch = unsavedSections(synced.current.draft, values)
    if (Object.keys(patch).length === 0) break
    onState({ state: 'saving' })
    const response = await request('clusters.save', { id, patch, tabKey: typedSecrets.tabKey })
    if (!response.ok) {
      onState({ state: 'failed', failure: response.failure })
      return false
    }
    const { secrets } = response.value
    const replaceSaved = typedSecrets.markSaved(patch, values)
    const redact = (draft: Draft) => applySecretStates(replaceSaved(draft), secrets)
    const revision = Math.max(synced.current.revision, response.value.revision)
    synced.current = { revision, draft: redact({ ...synced.current.draft, ...patch }) }
    const current = form.getValues()
    const redacted = redact(current)
    if (!deepEqual(redacted, current)) form.reset(draftSchema.parse(redacted), { keepTouched: true })
  }
  onState({ state: 'saved' })
  return true
}

/** The sections of `now` that differ from the server's draft. */
function unsavedSections(saved: Draft, current: Draft): DraftPatch {
  return Object.fromEntries(
    Object.entries(current).filter(([section, value]) => !deepEqual(value, Reflect.get(saved, section))),
  )
}

function mergeSections(base: Draft, local: Draft, remote: DraftPatch): object {
  return Object.fromEntries(
    Object.entries(remote).map(([section, value]) => [
      section,
      mergeThreeWay(Reflect.get(base, section), Reflect.get(local, section), value),
    ]),
  )
}
