/**
 * The last screen of 2.1: while the pods start, it is cleared every few seconds, and a line is redrawn with one more dot
 * each second. The script gives up after 20 minutes, by the same count.
 */
import { renderTerminalLine } from '@/lib/log/terminal-line'

const REDRAW = 'Please wait for the installation to complete'
const TITLE = 'The ks-installer is running'

/** For how many seconds the screen was shown after the last playbook; 0 if it was not. */
export function startupSeconds(log: string): number {
  return afterLastRecap(log).split(REDRAW).length - 1
}

/** The same, but undefined before and after the screen. The log may end anywhere in a redraw. */
export function waitingForStartup(log: string): number | undefined {
  const seconds = startupSeconds(log)
  if (seconds === 0) return undefined
  const lines = log.slice(log.lastIndexOf(REDRAW)).split('\n').map(renderTerminalLine)
  return lines.every(isOfScreen) ? seconds : undefined
}

/** Whether a line, which may be incomplete, belongs to the screen. */
function isOfScreen(line: string): boolean {
  return line.startsWith(REDRAW) || REDRAW.startsWith(line) || TITLE.startsWith(line)
}

function afterLastRecap(log: string): string {
  return log.slice(Math.max(0, log.lastIndexOf('PLAY RECAP')))
}
