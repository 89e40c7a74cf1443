import { createElement } from 'react'
import { expect, it } from 'vitest'
import { useReasonText } from '@/components/run/failure/reason-text'
import type { RunView } from '@/lib/contract/run'
import { markup } from '../markup'
import { runView } from '../view'

function Remedy({ view }: { view: RunView }) {
  return useReasonText()(view)?.remedy
}

it.each(['en', 'zh-CN'] as const)(
  'a product that did not start in time names the console of its release, in %s',
  (locale) => {
    const text = (release: string) =>
      markup(createElement(Remedy, { view: runView({ release, reason: 'startup-timeout' }) }), locale)
    expect(text('v2.1.0')).toMatch(/30880.*admin.*P@88w0rd/)
    expect(text('advanced-1.0.0')).toMatch(/32130.*admin.*passw0rd/)
  },
)
