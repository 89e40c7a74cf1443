/** The file `command` of a job: what is run, with the environment that a login by hand would give it. */
import { quote } from '../../machine/quote'

/** sh that prints the environment as a login has it; what profiles print or ask is no matter, nor that they hang. */
const LOGIN_ENVIRONMENT = `case $SHELL in
  */sh | */bash | */dash | */ksh | */zsh) timeout 5 "$SHELL" -lc env </dev/null 2>/dev/null ;;
esac`

/**
 * The command as after a login by hand, whose profile may set PATH and proxies; with a UTF-8 locale and a terminal that
 * knows colours. A signal that is meant for the command ends this shell only after it, with its exit status: else its
 * last words would be lost.
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
