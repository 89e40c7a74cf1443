/** Common actions in the wizard, in Chinese. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { waitUntilVisible } from './actions'

export const STEPS = ['安装程序', '主机', '网络', '存储', '检查', '核对', '安装', '完成'] as const
type Step = (typeof STEPS)[number]

/** A missing text appears as its message key. */
const MISSING_TEXT =
  /\b(wizard|installer|hosts|network|storage|checks-step|checks|review|run|failures|problems|home|access)\.[a-z]+\.\w/

export const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true })

/** Expects that the page declares Chinese and has no missing texts. */
export async function expectChinese(page: Page): Promise<void> {
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  expect((await page.locator('body').allInnerTexts()).join()).not.toMatch(MISSING_TEXT)
}

/** Clicks the step's Next button. */
export async function goToNext(page: Page, title: Step): Promise<void> {
  await page.getByRole('button', { name: `下一步：${title}` }).click()
  await waitUntilVisible(heading(page, title))
  await expectChinese(page)
}

/** Opens a step by the navigation. */
export async function goTo(page: Page, title: Step): Promise<void> {
  const navigation = page.getByRole('navigation', { name: '步骤' })
  await navigation.getByRole('link').nth(STEPS.indexOf(title)).click()
  await waitUntilVisible(heading(page, title))
  await expectChinese(page)
}

/** Reveals the console's account on the last page, which requires the token, and logs in to the console. */
export async function logInToConsole(page: Page, token: string, console: Promise<Page>): Promise<void> {
  await page.getByRole('button', { name: '显示', exact: true }).click()
  await page.getByLabel('访问令牌或密码').fill(token)
  await page.getByRole('button', { name: '显示机密信息' }).click()
  await waitUntilVisible(page.getByText('passw0rd', { exact: true }))
  await page.getByRole('link', { name: /^打开控制台/ }).click()
  const opened = await console
  await opened.getByLabel('Account').fill('admin')
  await opened.getByLabel('Password').fill('passw0rd')
  await opened.getByRole('button', { name: 'Log in' }).click()
  await waitUntilVisible(opened.getByRole('heading', { name: 'Nodes' }))
}
