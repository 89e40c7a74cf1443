import { describe, expect, it } from 'vitest'
import { namedReleases } from '@/lib/installers/registry'
import en from '@/lib/messages/en/storage.json'
import zhCN from '@/lib/messages/zh-CN/storage.json'

const parameters = namedReleases.flatMap(({ storageClasses }) =>
  storageClasses.flatMap((one) => one.parameters.map(({ key }) => key)),
)
const classes = namedReleases.flatMap(({ storageClasses }) => storageClasses.map(({ id }) => id))

describe.each([
  ['English', en],
  ['Chinese', zhCN],
])('the texts of the storage step in %s', (_, texts) => {
  it.each([...new Set(parameters)])('include the parameter %s', (key) => {
    expect(texts.parameters).toHaveProperty([key, 'label'])
    expect(texts.parameters).toHaveProperty([key, 'help', 'text'])
  })

  it.each([...new Set(classes)])('include the class %s', (id) => {
    expect(texts.classes).toHaveProperty([id, 'title'])
    expect(texts.classes).toHaveProperty([id, 'text'])
  })
})
