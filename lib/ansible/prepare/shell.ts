/**
 * Functions of the preparation for POSIX sh. It reports in the format of Ansible's default callback, so that the log's
 * parser, progress and outline show it like a play on localhost.
 */

const PLAIN = /^[A-Za-z0-9_@%+:,./=-]+$/

/** Quotes a word for POSIX sh. */
export const quote = (word: string): string =>
  PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** The banner of a play or a task. */
export const banner = (kind: 'PLAY' | 'TASK', name: string): string =>
  `printf '\\n%s\\n' ${quote(`${kind} [${name}] ${'*'.repeat(Math.max(3, 78 - name.length - kind.length))}`)}`

/** Exit status of a failed preparation: that of `ansible-playbook` after a failed task. */
const FAILED = 2

/**
 * `ok MESSAGE`, `changed MESSAGE` and `fail MESSAGE` report the result of the task; `fail` exits. `within SECONDS COMMAND`
 * ends a command at its deadline with status 124, where `timeout` can stay in the foreground: otherwise, neither the
 * terminal's Ctrl-C nor a stop of the job would reach the command.
 */
export const SHELL_FUNCTIONS = `n='
'
json() {
  printf '%s\\n' "$1" | LC_ALL=C tr -d '\\000-\\010\\013-\\037\\177' |
    LC_ALL=C sed 's/\\\\/\\\\\\\\/g; s/"/\\\\"/g; s/\t/\\\\t/g' |
    LC_ALL=C awk '{ printf "%s%s", (NR > 1 ? "\\\\n" : ""), $0 }'
}
report() {
  if [ -t 1 ]; then printf '\\033[0;%sm%s\\033[0m\\n' "$1" "$2"; else printf '%s\\n' "$2"; fi
}
ok() { report 32 "ok: [localhost] => {\\"msg\\": \\"$(json "$1")\\"}"; }
changed() { report 33 "changed: [localhost] => {\\"changed\\": true, \\"msg\\": \\"$(json "$1")\\"}"; }
fail() {
  report 31 "fatal: [localhost]: FAILED! => {\\"changed\\": false, \\"msg\\": \\"$(json "$1")\\"}"
  exit ${FAILED}
}
if timeout --foreground 5 true 2>/dev/null; then
  within() { timeout --foreground -k 10 "$@"; }
else
  within() { shift; "$@"; }
fi`
