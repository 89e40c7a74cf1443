/**
 * Recognizes what shells, CI systems and programs around Ansible print when a run is cancelled or killed. Tasks may print
 * the same, so it counts only if no result follows.
 */

/** A longer line is output of something else. */
const MAX_CHARS = 300

const SIGNAL_WORD = '(?:Terminated|Killed|Hangup|Quit|Interrupt(?:ed)?|Cancell?ed)'

const INTERRUPTION = new RegExp(
  [
    String.raw`\^[C\\]|KeyboardInterrupt|[Ii]nterrupted by (?:user|signal|SIG)|Aborted by `,
    String.raw`^[^\w\n]{0,8}${SIGNAL_WORD}(?:: \d{1,2})?[^\w\n]{0,8}$|^make(?:\[\d{1,3}\])?: \*\*\* \[.{1,200}\] ${SIGNAL_WORD}\b`,
    String.raw`: {1,4}\d{1,8} ${SIGNAL_WORD} |^\[\d{1,3}\][+-]? {1,4}(?:\d{1,8} )?(?:Stopped|${SIGNAL_WORD})\b`,
    String.raw`\bsignal: (?:interrupt|terminated|killed|hangup|quit)\b|\bSIG(?:TERM|INT|KILL|HUP|QUIT)\b|\bsignal (?:2|9|15)\b`,
    // 128 and the number of the signal.
    String.raw`\b[Ee]xit(?:ed)?(?: with)?(?: code| status)[: ]{1,2}['"]?(?:129|130|131|137|143)\b`,
    String.raw`\b(?:[Bb]uild|[Jj]ob|[Pp]ipeline|[Ww]orkflow|[Oo]peration|[Ss]tep|[Rr]un)(?: failed:)?(?: (?:was|has been))? (?:cancell?ed|aborted)\b`,
    'Job failed: execution took longer|Cancelling nested steps|[Ii]nterrupt (?:signal to process|received)|Waiting for cleanup before exiting',
    // The terminal's own connection was lost.
    String.raw`send disconnect: Broken pipe|packet_write_wait: |^Connection to \S{1,255} closed(?: by remote host)?\.$`,
    '(?:用户|已|任务|作业|流水线|手动).{0,6}(?:中断|取消|终止)',
  ].join('|'),
)

/** Whether a line reports that the run was interrupted, unless Ansible continues after it. */
export const isInterruption = (text: string): boolean => text.length <= MAX_CHARS && INTERRUPTION.test(text)
