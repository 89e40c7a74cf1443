'use client'

import { useTranslations } from 'use-intl'
import { LocalTime } from '@/components/text/local-time'
import { Button } from '@/components/ui/button/button'
import type { SessionView } from '@/lib/contract/socket'
import { parseUserAgent } from '@/lib/user-agent'

/** The sessions, the most recently used first. */
export function SessionList({
  sessions,
  onEnd,
}: {
  sessions: readonly SessionView[]
  onEnd: (session: string) => void
}) {
  const t = useTranslations('access.sessions')
  return (
    <ul className="divide-y divide-line rounded-md border border-line bg-surface">
      {sessions.map((session) => (
        <li key={session.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5 sm:px-4">
          <div className="min-w-0 flex-1 basis-60">
            <p>
              <span className="font-mono">{session.address}</span>
              <span className="text-muted">
                {' · '}
                {session.isCurrent ? t('current') : t(session.role === 'operator' ? 'operator' : 'viewer')}
              </span>
            </p>
            <p className="truncate text-sm text-muted" title={session.agent}>
              {t.rich('times', {
                since: () => <LocalTime at={session.createdAt} />,
                seen: () => <LocalTime at={session.seenAt} />,
              })}
              {session.agent && ` · ${browserName(session.agent)}`}
            </p>
          </div>
          {!session.isCurrent && (
            <Button
              size="small"
              variant="quiet"
              aria-label={t('endNamed', { address: session.address })}
              onClick={() => onEnd(session.id)}
            >
              {t('end')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

/** A short name for a known browser, or the unchanged user agent. */
function browserName(agent: string): string {
  const { browser, system } = parseUserAgent(agent)
  return browser && system ? `${browser}, ${system}` : agent
}
