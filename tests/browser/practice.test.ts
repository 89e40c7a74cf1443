import { describe, expect, it } from 'vitest'
import { CHECKED_WITHIN_MS, waitUntilVisible } from './actions'
import { expectChinese, goToNext, heading } from './chinese-actions'
import { browserFixture } from './fixture'
import { startWizard } from './wizard'

const TEST_MS = 10 * 60_000

const { visit } = browserFixture({ start: () => startWizard('demo') })

describe('一个想先练习的人', () => {
  it(
    '选择“练习”，所有步骤都已填好，用中文一直走到核对，可以开始安装',
    async () => {
      const { page } = await visit({ locale: 'zh-CN' })
      await page.getByRole('button', { name: '练习' }).click()
      await expectChinese(page)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^KubeSphere/ })
        .click()
      await waitUntilVisible(heading(page, '安装程序'))
      await waitUntilVisible(page.getByText(/已连接/))
      await expectChinese(page)
      await goToNext(page, '主机')
      for (const name of ['node1', 'node2'])
        await waitUntilVisible(page.getByRole('button', { name: new RegExp(`${name} 的详情.*已连接`) }))
      await goToNext(page, '网络')
      await goToNext(page, '存储')
      await goToNext(page, '检查')
      await page.getByRole('button', { name: '全部重新检查' }).waitFor({ timeout: CHECKED_WITHIN_MS })
      await expectChinese(page)
      await goToNext(page, '核对')
      await page.getByRole('tab', { name: /vars\.yml/ }).click()
      await waitUntilVisible(page.getByText('nfs_server_is_default_class: true'))
      await expectChinese(page)
      await page.getByRole('button', { name: '在 3 台主机上安装 practice' }).click()
      const question = page.getByRole('alertdialog')
      await waitUntilVisible(question.getByRole('button', { name: '安装', exact: true }))
      await expectChinese(page)
      expect(await question.getByText('在 3 台主机上安装 practice？').count()).toBe(1)
    },
    TEST_MS,
  )
})
