import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('the index of decisions links each one, in order', () => {
  const index = readFileSync('docs/decisions/README.md', 'utf8')
  const links = [...index.matchAll(/^\| \[(\d+)\]\((\d+)-(\S+)\) \|/gm)]
  expect(links.map(([, , number, title]) => `${number}-${title}`)).toEqual(
    readdirSync('docs/decisions')
      .filter((name) => name !== 'README.md')
      .sort(),
  )
  expect(links.map(([, label]) => label)).toEqual(links.map(([, , number]) => number))
})
