/** Renders a job's `command` file: the command in the environment of a login shell. */
import { quote } from '../../machine/quote'

/** Shell code that prints a login shell's environment. Ignores output and prompts of profiles; a timeout ends a profile that hangs. */
const LOGIN_ENVIRONMENT = `case $SHELL in
  */sh | */bash | */dash | */ksh | */zsh) timeout 5 "$SHELL" -lc env </dev/null 2>/dev/null ;;
esac`

/**
 * Runs the command with the PATH and proxies of a login shell, a UTF-8 locale and a colour terminal. On a signal the
 * shell exits after the command, with the command's exit status, or the command's last output would be lost.
 */
export function renderCommandFile(plan: {
  workingDirectory: string
  command: string
  environment?: Readonly<Record<string, string>>
}): string {
  const environment = Object.entries(plan.environment ?? {}).map(([name, value]) => `${name}=${quote(value)}`)
  return `umask 022
login=$(${LOGIN_ENVIRONMENT})
while IFS= read -r line; do
  case $line in
    PATH=?* | [a-z]*_proxy=* | [A-Z]*_PROXY=*) export "$line" ;;
  esac
done <<END
$login
END
for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
  case :$PATH: in *:$folder:*) ;; *) PATH=$PATH:$folder ;; esac
done
n='
'
case $n$(locale -a 2>/dev/null)$n in
  *"$n"C.[Uu][Tt][Ff]8"$n"* | *"$n"C.[Uu][Tt][Ff]-8"$n"*) export LC_ALL=C.UTF-8 ;;
  *"$n"en_US.[Uu][Tt][Ff]8"$n"* | *"$n"en_US.[Uu][Tt][Ff]-8"$n"*) export LC_ALL=en_US.UTF-8 ;;
esac
unset login line folder n
export PATH TERM=xterm-256color PYTHONUNBUFFERED=1 ${environment.join(' ')}
cd -- ${quote(plan.workingDirectory)} || exit 127
trap 'exit $(($? ? $? : 130))' INT QUIT
trap 'exit $(($? ? $? : 143))' TERM
${plan.command}
`
}
