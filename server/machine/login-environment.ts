/** The environment of a login shell, which sets the PATH and the proxies that a plain command lacks. */

/** Prints the environment. Ignores output and prompts of profiles; a timeout ends a profile that hangs. */
const PRINT_ENVIRONMENT = `case $SHELL in
  */sh | */bash | */dash | */ksh | */zsh) timeout 5 "$SHELL" -lc env </dev/null 2>/dev/null ;;
esac`

/** POSIX sh: exports PATH and the proxies of the login shell, and appends the usual folders to PATH. */
export const EXPORT_LOGIN_ENVIRONMENT = `login=$(${PRINT_ENVIRONMENT})
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
unset login line folder
export PATH`
