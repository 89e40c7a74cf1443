'use client'

import { FileUp, Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { ProblemText } from '@/components/text/problem-text'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { formatPath, type Problem } from '@/lib/cluster/problem'
import type { RequestPayload } from '@/lib/contract/socket'
import { Practice } from './practice'

/** Creates a cluster: empty, from a file, or with practice hosts. */
export function NewCluster({ practice }: { practice: readonly string[] }) {
  const t = useTranslations('home.new')
  const { create, pending, failure, problems } = useCreateCluster()
  const file = useRef<HTMLInputElement>(null)
  async function open(chosen: File | undefined) {
    if (chosen) await create({ from: 'file', text: await chosen.text() })
    if (file.current) file.current.value = ''
  }
  return (
    <div className="flex flex-wrap gap-2">
      {practice.length > 0 && (
        <Practice
          installers={practice}
          pending={pending === 'practice'}
          onChoose={(installer) => create({ from: 'practice', installer })}
        />
      )}
      <Button icon={FileUp} pending={pending === 'file'} onClick={() => file.current?.click()}>
        {t('file')}
      </Button>
      <input
        ref={file}
        type="file"
        accept=".yaml,.yml"
        aria-label={t('file')}
        tabIndex={-1}
        className="hidden"
        onChange={(event) => open(event.target.files?.[0])}
      />
      <Button
        variant="primary"
        icon={Plus}
        pending={pending === 'empty'}
        onClick={() => create({ from: 'empty' })}
      >
        {t('empty')}
      </Button>
      {failure && <FailureNotice failure={failure} title={t('failed')} className="w-full" />}
      {problems.length > 0 && <ClusterFileProblems problems={problems} />}
    </div>
  )
}

/** The problems of an imported cluster file with their lines and paths. */
function ClusterFileProblems({ problems }: { problems: readonly Problem[] }) {
  const t = useTranslations('home.new')
  return (
    <Notice tone="fail" title={t('refused')} className="w-full">
      <ul className="list-disc pl-4">
        {problems.map((problem) => (
          <li key={`${problem.code} ${formatPath(problem.path)} ${problem.line}`}>
            <span className="font-mono text-sm">
              {t('location', { line: problem.line ?? 0, path: formatPath(problem.path) })}
            </span>{' '}
            <ProblemText problem={problem} />
          </li>
        ))}
      </ul>
    </Notice>
  )
}

type ClusterSource = RequestPayload<'clusters.create'>

/** Creates a cluster and opens its first step. */
function useCreateCluster() {
  const router = useRouter()
  const [pending, setPending] = useState<ClusterSource['from']>()
  const [failure, setFailure] = useState<RequestError>()
  const [problems, setProblems] = useState<Problem[]>([])
  async function create(origin: ClusterSource) {
    setPending(origin.from)
    setFailure(undefined)
    setProblems([])
    const response = await request('clusters.create', origin)
    if (response.ok && 'id' in response.value) return router.push(`/clusters/${response.value.id}/installer`)
    setPending(undefined)
    if (!response.ok) setFailure(response.failure)
    else if ('problems' in response.value) setProblems(response.value.problems)
  }
  return { create, pending, failure, problems }
}
