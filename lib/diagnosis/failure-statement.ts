/**
 * Recognizes lines in which an installer or a program around Ansible says that it failed, although the recap is clean:
 * `failed!`, `task logging status is failed  (2/3)`, `make: *** [deploy] Error 2`, `exit status 1`, `安装失败`.
 */

export interface FailureStatement {
  /** The text before the failure, without numbers: a later line may report its success. */
  subject: string
  /** The line does not say what failed. */
  isGeneral: boolean
}

/** A longer line is output of something else. */
const MAX_CHARS = 300

const ANY =
  /fail|error|exit|fatal|abort|timed out|g[ai]v(?:e|ing) up|successful|panic|traceback|did not|has not|have not|was not|were not|not ok\b|killed|terminated|segmentation fault|\brc\b|return code|\be: |失败|错误|出错|超时|中止|未成功|未完成|异常退出/i

/** Conditions, negations, warnings, announced retries and counts of zero. */
const NO_FAILURE =
  /\b(?:no|not|none|never|without|if|in case|when|whether|unless|should|might|retry|retrying|ignor(?:e|ed|ing)|how to|0|zero)\b(?!\s*successful)(?!-zero (?:exit )?(?:status|code))|\bfail(?:ed|ures?)\s*[=:]\s*0\b|^\W{0,8}warn|如果|若|未失败|没有|忽略/i

const WORDS =
  '(?:failed|failure|abort(?:ed|ing)|with (?:\\d{1,6} )?errors?|(?:is|installation|install|deployment|setup|status:?|result:?) error|unsuccessful(?:ly)?|timed out|not successful(?:ly)?)'
/** A clause that ends with a failure, or a sentence that begins with one. */
const CLAUSE = new RegExp(`(?<![\\w/-])${WORDS}(?=\\s{0,8}(?:[,;.!:(\\])]|$))`, 'i')
const SENTENCE =
  /\b(?:failed|unable) to [a-z]|\btimed out (?:waiting|while|after)\b|\bg(?:ave|iving) up\b|\bfailed [a-z]{1,30}: (?!0|none|\[\])\S/i
/** What was expected did not happen. */
const NOT_DONE =
  /\b(?:did|has|have|was|were) not (?:been )?(?:complete|start|become|finish|succe|install|deploy|ready)|\bnot ok\b/i
const CONDITION = /\b(?:if|in case|when|whether|unless|until)\b/i
const LABEL =
  /^\W{0,8}(?:(?:error|fatal|failed|failure|panic)\b\]?\s{0,8}[:!](?!\s{0,8}0\b)|e: |fail(?:ed|ures?)?\s{0,8}[=:]\s{0,8}[1-9]|error (?:from server|response|executing|running|installing|deploying|creating|starting|applying|while|during)\b|fail\W{0,8}$|killed\W{0,8}$|terminated\W{0,8}$|segmentation fault\b|traceback \(most recent call last\))|\[ {0,2}(?:fail|failed|error) {0,2}\]\s{0,8}$|^\s{0,8}\[ ?(?:fail|failed|error) ?\]/i
const EXIT =
  /\bexit(?:ed)?(?: with)?(?: non-zero)?(?: exit)?(?: (?:code|status|value))?[: ]{1,3}['"]?-?[1-9]\d{0,2}\b|\b(?:rc ?= ?|return(?:ed)? (?:code|status)[: ]{1,3})-?[1-9]\d{0,2}\b/i
const MAKE = /^make(?:\[\d{1,3}\])?: \*\*\* /
const CHINESE =
  /(?:失败|出错|超时|中止|未成功|未完成|异常退出)(?=[!！。.,，；;:：(（\s]|$)|错误(?=[!！。.\s]{0,8}$)|^\W{0,8}(?:错误|失败)[:：]/

/** Subjects that name nothing: what failed is only known from other lines. */
const GENERAL =
  /^(?:the |an? )?(?:finished|status|result|build|job|step|run|script|process|command|install|installation|installer|deployment|playbook|ansible|execution|error|fatal|it|has|have|is|was|make|\W)*$/i

/** The failure that a line states; undefined for any other line. */
export function parseFailureStatement(line: string): FailureStatement | undefined {
  if (line.length > MAX_CHARS || !ANY.test(line)) return undefined
  const found = matchStatement(line)
  if (!found) return undefined
  const subject = subjectOf(line.slice(0, found.index))
  const rest = line.slice(found.index + found[0].length)
  return { subject, isGeneral: GENERAL.test(subject) && !/[\p{L}\d]{3}/u.test(rest) }
}

const matchStatement = (line: string): RegExpExecArray | null =>
  (NO_FAILURE.test(line) ? null : (CLAUSE.exec(line) ?? SENTENCE.exec(line) ?? CHINESE.exec(line))) ??
  (CONDITION.test(line) ? null : NOT_DONE.exec(line)) ??
  LABEL.exec(line) ??
  EXIT.exec(line) ??
  MAKE.exec(line)

const SUCCESS = /\b(?:successful(?:ly)?|succeeded|success|completed|passed|running|ok|ready)\b|成功/i

/** The subject of which a line reports success. */
export function parseSuccess(line: string): string | undefined {
  const found = line.length > MAX_CHARS ? null : SUCCESS.exec(line)
  return found ? subjectOf(line.slice(0, found.index)) : undefined
}

const subjectOf = (text: string): string =>
  text
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
    .toLowerCase()
