'use client'

import { FileUp, FlaskConical, Plus } from 'lucide-react'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { ClusterFileProblems } from './file-problems'
import { useCreateCluster } from './use-create-cluster'

/** Creates a cluster: empty, from a file, or with practice hosts. */
export function NewCluster({ practice }: { practice: boolean }) {
  const t = useTranslations('home.new')
  const { create, pending, failure, problems } = useCreateCluster()
  const file = useRef<HTMLInputElement>(null)
  async function open(chosen: File | undefined) {
    if (chosen) await create({ from: 'file', text: await chosen.text() })
    if (file.current) file.current.value = ''
  }
  return (
    <div className="flex flex-wrap gap-2">
      {practice && (
        <Button
          icon={FlaskConical}
          pending={pending === 'practice'}
          onClick={() => create({ from: 'practice' })}
        >
          {t('practice')}
        </Button>
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
