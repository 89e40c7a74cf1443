import { describe, expect, it } from 'vitest'
import { ROLES } from '@/lib/cluster/draft/draft'
import { installers } from '@/lib/installers/registry'
import en from '@/lib/messages/en/index'
import zhCN from '@/lib/messages/zh-CN/index'

const SOURCE = ['title', 'label', 'placeholder', 'hint', 'none', 'help.title', 'help.text']

describe.each([
  ['English', en],
  ['Chinese', zhCN],
])('the texts of the products in %s', (_, messages) => {
  it.each(installers.map(({ id }) => id))('describe %s and its source', (id) => {
    for (const key of ['title', 'text', 'release'])
      expect(messages.installer.products).toHaveProperty([id, key])
    for (const key of SOURCE)
      expect(messages.installer.products).toHaveProperty([id, 'source', ...key.split('.')])
  })

  it.each(installers.map(({ id, releases }) => [id, releases] as const))(
    'name the roles of %s',
    (id, releases) => {
      for (const role of releases.at(-1)?.roles ?? ROLES.filter((one) => one !== 'etcd'))
        expect(messages.hosts.roleLabels).toHaveProperty([id, role])
    },
  )
})
