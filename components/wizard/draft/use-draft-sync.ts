'use client'

import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { type RequestError, request } from '@/components/socket/request'
import { useOnConnect, useServerEvent } from '@/components/socket/use-connection'
import { type Draft, draft as draftSchema } from '@/lib/cluster/draft'
import type { DraftPatch } from '@/lib/contract/socket'
import { applySecretStates } from '@/lib/credentials/stored-secrets'
import { deepEqual } from '@/lib/structural-sharing'
import { mergeThreeWay } from './three-way-merge'
import { TypedSecrets } from './typed-secrets'

/** How long typing rests before it is saved, in milliseconds. */
const SAVE_DEBOUNCE_MS = 400
/** No change waits longer than this, however steadily somebody types. */
const SAVE_MAX_DELAY_MS = 2000
const RETRY_DELAY_MS = 3000

export type SaveState = { state: 'saved' } | { state: 'saving' } | { state: 'failed'; failure: RequestError }

export type OpenState = { state: 'opening' } | { state: 'open' } | { state: 'failed'; failure: RequestError }

export interface DraftSync {
  opened: OpenState
  save: SaveState
  /** Saves what is not saved yet; false: it could not be. Whatever makes the server act on the draft awaits this first. */
  flush: () => Promise<boolean>
  reopen: () => void
  /** Of what the server has, as far as this page knows. */
  revision: () => number
  /** See `TypedSecrets`. */
  numbered: TypedSecrets['withVersions']
}

/** What the server has, as far as this page knows. */
interface SyncedDraft {
  draft: Draft
  revision: number
}

/**
 * Opens a cluster into the form, saves what changes by itself, and takes over what other tabs or the server change,
 * never over what is being typed here.
 */
export function useDraftSync(id: string, form: UseFormReturn<Draft>, draft: Draft): DraftSync {
  const [opened, setOpened] = useState<OpenState>({ state: 'opening' })
  const synced = useRef<SyncedDraft>(undefined)
  const [typedSecrets] = useState(() => new TypedSecrets())
  const { save, flush } = useAutosave({ id, form, held: synced, typed: typedSecrets }, draft)

  function applyRemote(revision: number, theirs: DraftPatch) {
    const base = synced.current?.draft
    const mine = form.getValues()
    const next = draftSchema.parse(base ? { ...mine, ...mergeSections(base, mine, theirs) } : theirs)
    synced.current = { revision, draft: draftSchema.parse({ ...base, ...theirs }) }
    form.reset(next, { keepTouched: true })
  }

  const open = useEffectEvent(async () => {
    const answer = await request('clusters.open', { id })
    if (answer.ok) {
      applyRemote(answer.value.revision, answer.value.draft)
      setOpened({ state: 'open' })
    } else if (!synced.current) setOpened({ state: 'failed', failure: answer.failure })
  })
  useOnConnect(() => void open())
  useServerEvent('clusters.changed', (message) => {
    if (message.id === id && synced.current && message.revision > synced.current.revision)
      applyRemote(message.revision, message.patch)
  })

  const reopen = useCallback(() => setOpened({ state: 'opening' }), [])
  const isOpening = opened.state === 'opening'
  useEffect(() => {
    if (isOpening) void open()
  }, [isOpening])
  const revision = useCallback(() => synced.current?.revision ?? 0, [])
  return { opened, save, flush, reopen, revision, numbered: typedSecrets.withVersions }
}

interface SaveContext {
  id: string
  form: UseFormReturn<Draft>
  held: RefObject<SyncedDraft | undefined>
  typed: TypedSecrets
}

/** Saves what changed: a moment after typing rests, before long in any case, and when the page is left. */
function useAutosave(
  { id, form, held, typed }: SaveContext,
  draft: Draft,
): Pick<DraftSync, 'save' | 'flush'> {
  const [save, setSave] = useState<SaveState>({ state: 'saved' })
  const running = useRef<Promise<boolean>>(undefined)
  const firstChange = useRef<number>(undefined)

  const flush = useCallback(async (): Promise<boolean> => {
    while (running.current) await running.current
    firstChange.current = undefined
    running.current = sendUnsaved({ id, form, held, typed }, setSave)
    const done = await running.current
    running.current = undefined
    return done
  }, [id, form, held, typed])

  useEffect(() => {
    if (!held.current || Object.keys(unsavedSections(held.current.draft, draft)).length === 0) return
    setSave((before) => (before.state === 'failed' ? before : { state: 'saving' }))
    firstChange.current ??= Date.now()
    const rest = Math.max(0, Math.min(SAVE_DEBOUNCE_MS, firstChange.current + SAVE_MAX_DELAY_MS - Date.now()))
    const timer = setTimeout(flush, rest)
    return () => clearTimeout(timer)
  }, [draft, flush, held])

  useEffect(() => {
    if (save.state !== 'failed') return
    const timer = setTimeout(flush, RETRY_DELAY_MS)
    return () => clearTimeout(timer)
  }, [save, flush])

  useEffect(() => {
    const left = () => document.visibilityState === 'hidden' && void flush()
    document.addEventListener('visibilitychange', left)
    return () => document.removeEventListener('visibilitychange', left)
  }, [flush])

  return { save, flush }
}

/** Sends until nothing differs, since typing may go on while a save is under way. */
async function sendUnsaved(
  { id, form, held, typed }: SaveContext,
  onState: (state: SaveState) => void,
): Promise<boolean> {
  for (;;) {
    if (!held.current) return false
    const values = structuredClone(form.getValues())
    const patch = unsavedSections(held.current.draft, values)
    if (Object.keys(patch).length === 0) break
    onState({ state: 'saving' })
    const answer = await request('clusters.save', { id, patch, tabKey: typed.tabKey })
    if (!answer.ok) {
      onState({ state: 'failed', failure: answer.failure })
      return false
    }
    const { secrets } = answer.value
    const mark = typed.markSaved(patch, values)
    const marks = (draft: Draft) => applySecretStates(mark(draft), secrets)
    const revision = Math.max(held.current.revision, answer.value.revision)
    held.current = { revision, draft: marks({ ...held.current.draft, ...patch }) }
    const now = form.getValues()
    const marked = marks(now)
    if (!deepEqual(marked, now)) form.reset(draftSchema.parse(marked), { keepTouched: true })
  }
  onState({ state: 'saved' })
  return true
}

/** The sections of `now` that differ from what the server has. */
function unsavedSections(saved: Draft, now: Draft): DraftPatch {
  return Object.fromEntries(
    Object.entries(now).filter(([section, value]) => !deepEqual(value, Reflect.get(saved, section))),
  )
}

function mergeSections(base: Draft, mine: Draft, theirs: DraftPatch): object {
  return Object.fromEntries(
    Object.entries(theirs).map(([section, value]) => [
      section,
      mergeThreeWay(Reflect.get(base, section), Reflect.get(mine, section), value),
    ]),
  )
}
