/** Pieces of logs of the installer's scripts, in the shapes that a terminal receives. */

export const RECAP = 'PLAY RECAP *****\r\nmaster : ok=1 changed=0 unreachable=0 failed=0\r\n\r\n'
export const SUCCEEDED = '\u001b[30;47msuccesssful!\u001b[0m\r\n'
export const FAILED = '\u001b[31;47mfailed!\u001b[0m\r\n'

const STARS = '*'.repeat(45)
const HASHES = '#'.repeat(53)
export const CLEAR = '\u001b[H\u001b[2J\u001b[3J'

export interface Account {
  url: string
  account: string
  password: string
}

/** The prompt before the playbooks of 2.x, up to the answer. */
export const PREREQUISITES = `${CLEAR}\r\n\u001b[1;36mPrerequisites:\u001b[0m\r\n\r\nPlease ensure that your environment has met the above requirements  (yes/no) `

export const faqLink = (release: string): string =>
  `${STARS}\r\nplease refer to https://kubesphere.io/docs/${release}/zh-CN/faq/faq-install/\r\n${STARS}\r\n`

/** One of the three playbooks, with the script's message after it. */
export function playbook(title: string, result = SUCCEEDED): string {
  const failed = result === SUCCEEDED ? 0 : 1
  const outcome = failed ? 'fatal: [master]: FAILED! => {\r\n    "changed": false\r\n}' : 'ok: [master]'
  const profile = `Friday 15 November 2019  14:31:50 +0800 (0:00:00.040)       0:00:05.800 ******* \r\n${'='.repeat(79)} \r\nprepare ${'-'.repeat(60)} 4.81s\r\n`
  const recap = `PLAY RECAP ******\r\nmaster : ok=1 changed=0 unreachable=0 failed=${failed}\r\n\r\n`
  return `${STARS}\r\n${title}\r\n${STARS}\r\n\r\nPLAY [all] ******\r\n\r\nTASK [prepare] ******\r\n${outcome}\r\n\r\n${recap}${profile}${result}`
}

/** The box with the console's address. */
export const WELCOME = ({ url, account, password }: Account): string =>
  `${HASHES}\r\n###              Welcome to KubeSphere!           ###\r\n${HASHES}\r\n\r\nConsole: ${url}\r\nAccount: ${account}\r\nPassword: ${password}\r\n\r\nNOTE：Please modify the default password after login.\r\n${HASHES}\r\n`

export const banner = (account: Account): string => `successsful!\r\n${WELCOME(account)}`

/** The screen on which 2.1 waits: redrawn each second, and cleared after six. */
export function waitingScreen(seconds: number): string {
  const redraws = Array.from({ length: seconds }, (_, second) => {
    const dots = second % 6
    const title = dots === 0 ? `${CLEAR}\u001b[1;36mThe ks-installer is running\u001b[0m\r\n` : ''
    return `${title}Please wait for the installation to complete ${'.'.repeat(dots)}\r`
  })
  return `${redraws.join('')}${CLEAR}\u001b[1;36mThe ks-installer is running\u001b[0m\r\n`
}
