/** Launches the distribution's Chromium (without-netlink.py) without GPU and without requests to Google. */
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: fileURLToPath(new URL('without-netlink.py', import.meta.url)),
    args: FLAGS,
  })
