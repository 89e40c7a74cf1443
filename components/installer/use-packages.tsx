'use client'

import { useCallback, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { type RequestError, request } from '@/components/socket/request'
import { useServerEvent } from '@/components/socket/use-connection'
import { useReleaseName } from '@/components/text/product-texts'
import { announce } from '@/components/ui/feedback/live-region'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useWizard } from '@/components/wizard/wizard-context'
import { isTrustedPackage } from '@/lib/cluster/trusted-package'
import type { FoundPackage, ResponsePayload } from '@/lib/contract/socket'
import { selectSource } from '@/lib/installers/select-release'
import type { EvidenceRow } from '@/lib/installers/sources/evidence'
import { uploadTarball } from './upload'

export interface Transfer {
  kind: 'upload' | 'unpack'
  /** In bytes. `total` is 0 if unknown. */
  done: number
  total: number
  name: string
  failure?: RequestError
}

export type Packages = ReturnType<typeof usePackages>

/** Finds, detects, uploads and unpacks packages. The selected package is written to the draft. */
export function usePackages() {
  const t = useTranslations('installer.package')
  const releaseName = useReleaseName()
  const { id, flush } = useWizard()
  const { installer, network } = useDraft()
  const setDraft = useSetDraft()
  const [found, setFound] = useState<ResponsePayload<'packages.find'>>()
  const [finding, setFinding] = useState(false)
  const [findFailure, setFindFailure] = useState<RequestError>()
  const [detecting, setDetecting] = useState(false)
  const [detectFailure, setDetectFailure] = useState<RequestError>()
  /** The facts that contradict the release of the selected package. */
  const [contradictions, setContradictions] = useState<readonly EvidenceRow[]>([])
  const [transfer, setTransfer] = useState<Transfer>()
  const abort = useRef<AbortController>(undefined)
  const [detectConfirmed, detectConfirmation] = useTokenConfirmation(setDetectFailure, 'trust')
  const [transferConfirmed, transferConfirmation] = useTokenConfirmation(
    (failure) => setTransfer((now) => (now && failure ? { ...now, done: 0, total: 0, failure } : undefined)),
    'trust',
  )

  const find = useCallback(async () => {
    setFinding(true)
    await flush()
    const response = await request('packages.find', { id })
    setFinding(false)
    setFindFailure(response.ok ? undefined : response.failure)
    if (response.ok) setFound(response.value)
  }, [id, flush])

  function type(folder: string) {
    setDetectFailure(undefined)
    setContradictions([])
    setDraft('installer', { id: installer.id, mode: installer.mode, source: folder, version: '' })
  }

  function select(source: FoundPackage) {
    const { folder, release } = source
    setDetectFailure(undefined)
    setContradictions(source.contradictions ?? [])
    const selected = selectSource({ installer, network }, source)
    setDraft('installer', selected.installer)
    setDraft('network', selected.network)
    announce(t('selected', { folder, release: releaseName(source.installer, release) }))
  }

  /** Uses a package that is not recognized. The reason is saved with the draft and recorded. */
  function nameRelease(release: string, reason: string) {
    setDetectFailure(undefined)
    setDraft('installer.releaseReason', reason)
    setDraft('installer.version', release)
    announce(t('selected', { folder: installer.source, release: releaseName(installer.id, release) }))
  }

  function choose(folder: string) {
    const chosen = found?.packages.find((one) => one.folder === folder)
    if (chosen && (chosen.owner === undefined || isTrustedPackage(installer, folder))) return select(chosen)
    // The failure shows why the package cannot be used.
    type(folder)
    void detect(folder)
  }

  /** Trusts a path that other users of the taskbox could change, and retries. The decision is saved with the draft. */
  async function trust(path: string, again: (path: string) => Promise<void>) {
    setDraft('installer.trusted', path)
    await again(path)
  }

  const detect = (folder: string) =>
    detectConfirmed(async () => {
      setDetecting(true)
      await flush()
      const response = await request('packages.detect', { id, folder })
      setDetecting(false)
      if (!response.ok) return response.failure
      select(response.value)
      return undefined
    })

  const unpack = (tarball: string) => transferConfirmed(() => unpackTarball(tarball))

  async function unpackTarball(tarball: string): Promise<RequestError | undefined> {
    setTransfer({ kind: 'unpack', done: 0, total: 0, name: tarball })
    await flush()
    const response = await request('packages.unpack', { id, tarball })
    if (!response.ok) return response.failure
    setTransfer(undefined)
    await add(response.value)
    return undefined
  }

  /** Selects a package that was just created on the taskbox. */
  async function add(source: FoundPackage) {
    select(source)
    await find()
  }

  /** Confirms the token before the upload, since a rejected upload of gigabytes looks like a lost connection. */
  const upload = (file: File) =>
    transferConfirmed(async () => {
      const confirmed = await request('session.confirmed', {})
      return confirmed.ok ? sendTarball(file) : confirmed.failure
    })

  async function sendTarball(file: File): Promise<RequestError | undefined> {
    const started = { kind: 'upload', name: file.name } as const
    abort.current = new AbortController()
    setTransfer({ ...started, done: 0, total: file.size })
    await flush()
    const response = await uploadTarball(id, file, abort.current.signal, (done) =>
      setTransfer({ ...started, done, total: file.size }),
    )
    if (response === 'stopped') {
      setTransfer(undefined)
      return undefined
    }
    return response.ok ? unpackTarball(response.value.tarball) : response.failure
  }

  useServerEvent('packages.progress', (message) => {
    if (message.id !== id || message.phase !== undefined) return
    setTransfer((now) =>
      now?.kind === 'unpack' && !now.failure ? { ...now, done: message.done, total: message.total } : now,
    )
  })

  return {
    found,
    finding,
    findFailure,
    detecting,
    // Another product has been chosen since, so the path is empty.
    detectFailure: installer.source === '' ? undefined : detectFailure,
    contradictions,
    nameRelease,
    transfer,
    find,
    type,
    choose,
    detect,
    unpack,
    add,
    trust,
    upload,
    stopUpload: () => abort.current?.abort(),
    dismiss: () => setTransfer(undefined),
    confirmation: (
      <>
        {detectConfirmation}
        {transferConfirmation}
      </>
    ),
  }
}
