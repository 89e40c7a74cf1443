import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { stage } from './stage'
import { CHECKED_WITHIN_MS, INSTALLED_WITHIN_MS, sees } from './walk'
import { startWizard } from './wizard'

const TEST_MS = 30 * 60_000
/** What a text looks like that was not found: the way to it. */
const MISSING_TEXT =
  /\b(wizard|installer|hosts|network|storage|checkstep|checks|review|run|failures|problems)\.[a-z]+\.\w/

const { visit, wizard } = stage({ start: () => startWizard('demo') })

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

/** Goes on to a step; its page must speak Chinese throughout. */
async function goOn(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `下一步：${title}` }).click()
  await sees(heading(page, title))
  await speaksChinese(page)
}

async function speaksChinese(page: Page): Promise<void> {
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  expect((await page.locator('body').allInnerTexts()).join()).not.toMatch(MISSING_TEXT)
}

describe('一个想先练习的人', () => {
  it(
    '选择“练习”，用中文走完所有步骤，并登录控制台',
    async () => {
      const { page, context, witness } = await visit({ locale: 'zh-CN' })
      await page.getByRole('button', { name: '练习' }).click()
      await sees(heading(page, '安装包'))
      await sees(page.getByText(/^10\..* 有响应$|已连接/))
      await speaksChinese(page)
      await goOn(page, '主机')
      for (const name of ['node1', 'node2'])
        await sees(page.getByRole('button', { name: new RegExp(`${name} 的详情.*已连接`) }))
      await goOn(page, '网络')
      await goOn(page, '存储')
      await goOn(page, '检查')
      await page.getByRole('button', { name: '全部重新检查' }).waitFor({ timeout: CHECKED_WITHIN_MS })
      await speaksChinese(page)
      await goOn(page, '核对')
      await page.getByRole('tab', { name: /vars\.yml/ }).click()
      await sees(page.getByText('nfs_server_is_default_class: true'))
      await speaksChinese(page)
      await page.getByRole('button', { name: '在 3 台主机上安装 practice' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: '安装', exact: true }).click()
      await sees(page.getByText('集群已安装完成'), INSTALLED_WITHIN_MS)
      await speaksChinese(page)
      await goOn(page, '完成')

      await page.getByRole('button', { name: '显示', exact: true }).click()
      await page.getByLabel('访问令牌或密码').fill(wizard().token)
      await page.getByRole('button', { name: '显示机密信息' }).click()
      await sees(page.getByText('passw0rd', { exact: true }))
      const link = page.getByRole('link', { name: /^打开控制台/ })
      witness.alsoAllow((await link.getAttribute('href')) ?? '')
      const [opened] = await Promise.all([context.waitForEvent('page'), link.click()])
      await opened.getByLabel('Account').fill('admin')
      await opened.getByLabel('Password').fill('passw0rd')
      await opened.getByRole('button', { name: 'Log in' }).click()
      await sees(opened.getByRole('heading', { name: 'Nodes' }))
    },
    TEST_MS,
  )
})
