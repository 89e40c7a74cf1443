'use client'

import { useTranslations } from 'use-intl'
import { Checkbox } from '@/components/ui/form/checkbox'

/** Allows algorithms that use SHA-1 for one machine, which Taskbox does not offer otherwise. */
export function AllowSha1({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const t = useTranslations('hosts.login.sha1')
  return <Checkbox checked={checked} onChange={onChange} label={t('label')} hint={t('hint')} />
}
