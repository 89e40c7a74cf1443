'use client'

import { FileJson, FileText } from 'lucide-react'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { downloadFile } from '@/components/review/download-file'
import type { RequestError } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { useWizard } from '@/components/wizard/wizard-context'

/** Buttons that download the report as a page or as JSON. */
export function ReportButtons() {
  const t = useTranslations('checkstep.report')
  const { id } = useWizard()
  const language = useLocale()
  const [failure, setFailure] = useState<RequestError>()
  const save = async (kind: 'html' | 'json') => {
    const url = `/api/clusters/${id}/report?as=${kind}&language=${encodeURIComponent(language)}`
    setFailure(await downloadFile(url, `checks.${kind}`))
  }
  return (
    <>
      <Button
        size="small"
        variant="quiet"
        icon={FileText}
        aria-label={t('pageNamed')}
        onClick={() => save('html')}
      >
        {t('page')}
      </Button>
      <Button
        size="small"
        variant="quiet"
        icon={FileJson}
        aria-label={t('jsonNamed')}
        onClick={() => save('json')}
      >
        {t('json')}
      </Button>
      {failure && <FailureNotice failure={failure} title={t('failed')} className="basis-full" />}
    </>
  )
}
