import { expect, it } from 'vitest'
import { scriptsAfterPaint } from '@/server/pages/after-paint'

const page = (head: string, body: string) =>
  `<!DOCTYPE html><html><head>${head}</head><body>${body}</body></html>`

it('names the scripts at the end of the page, in their order, instead of asking for them in its head', () => {
  const head =
    '<link rel="stylesheet" href="/a.css"/><link rel="preload" as="script" fetchPriority="low" href="/c.js"/>' +
    '<script src="/a.js" async=""></script><script src="/b.js" nonce="n" async=""></script>'
  const body = '<p>text</p><script src="/c.js" id="_R_" async=""></script>'
  expect(scriptsAfterPaint(page(head, body))).toBe(
    page(
      '<link rel="stylesheet" href="/a.css"/>',
      '<p>text</p><script src="/after-paint.js" defer data-scripts="/a.js /b.js /c.js"></script>',
    ),
  )
})

it('leaves what runs as the page is read, and what only old browsers run', () => {
  const scripts =
    '<script>self.__next_f.push([1,"async="])</script><script src="/old.js" noModule=""></script>'
  const left = page(scripts, '<p>text</p>')
  expect(scriptsAfterPaint(left)).toBe(left)
  expect(scriptsAfterPaint(page(`${scripts}<script src="/a.js" async=""></script>`, ''))).toContain(scripts)
})

it('leaves what is no whole page', () => {
  const part = '<script src="/a.js" async=""></script>'
  expect(scriptsAfterPaint(part)).toBe(part)
})
