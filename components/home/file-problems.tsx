'use client'

import { useTranslations } from 'use-intl'
import { ProblemText } from '@/components/text/problem-text'
import { Notice } from '@/components/ui/feedback/notice'
import { formatPath, type Problem } from '@/lib/cluster/problem'

/** The problems of an imported cluster file with their lines and paths. */
export function ClusterFileProblems({ problems }: { problems: readonly Problem[] }) {
  const t = useTranslations('home.new')
  return (
    <Notice tone="fail" title={t('refused')} className="w-full">
      <ul className="list-disc pl-4">
        {problems.map((problem) => (
          <li key={`${problem.code} ${formatPath(problem.path)} ${problem.line}`}>
            <span className="font-mono text-sm">
              {t('place', { line: problem.line ?? 0, path: formatPath(problem.path) })}
            </span>{' '}
            <ProblemText problem={problem} />
          </li>
        ))}
      </ul>
    </Notice>
  )
}
