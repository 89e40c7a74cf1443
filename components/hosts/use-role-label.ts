'use client'

import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import type { Role } from '@/lib/cluster/draft/draft'

/** The name of a role in the words of an installer. */
export function useRoleLabel(installer: string): (role: Role) => string {
  const t = useTranslations('hosts.roleLabels')
  return useCallback(
    (role) => t(t.has(`${installer}.${role}`) ? `${installer}.${role}` : `other.${role}`),
    [t, installer],
  )
}
