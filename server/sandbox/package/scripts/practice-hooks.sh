# Prompts, and hooks for tests, which make an installation prompt, fail, wait or omit its banner. Files in conf/ control
# the hooks; the package does not contain these files. See README.md.

# Prints a prompt and reads a line into `answer`. Arguments: the prompt, and options of read.
# conf/.prompts-end-lines: the prompt ends its line, as with echo.
ask() {
  local prompt=$1
  shift
  if [ -e ../conf/.prompts-end-lines ]; then
    printf '%s\n' "$prompt"
    prompt=
  fi
  read -r "$@" -p "$prompt" answer
}

# Repeats a prompt until the answer is yes or no. Fails after "no".
confirm() {
  until [ "$answer" = yes ] || [ "$answer" = no ]; do
    ask "$1" || exit 1
  done
  [ "$answer" = yes ]
}

# conf/.ssh-question: the prompt of an earlier build, after the one about storage.
ask_about_ssh() {
  [ -e ../conf/.ssh-question ] || return 0
  while true; do
    echo "Password-less SSH communication is necessary，have you configured yet? "
    ask "If not，it will be created automatically. (yes/no) " || exit 1
    case "$answer" in
    yes | no) return 0 ;;
    esac
  done
}

# conf/.ask: an unknown prompt, which is the file's first line. conf/.ask-hidden: the same, without an echo of the answer.
# The answer is written to kubesphere/answer.
ask_unknown_question() {
  if [ -e ../conf/.ask ]; then
    ask "$(head -n 1 ../conf/.ask) " || exit 1
  elif [ -e ../conf/.ask-hidden ]; then
    ask "$(head -n 1 ../conf/.ask-hidden) " -s || exit 1
    echo
  else
    return 0
  fi
  printf '%s\n' "$answer" >../kubesphere/answer
}

# conf/.fail: the name of an etcd host where another process occupies etcd's port, so that etcd cannot start.
failing_host() {
  [ ! -e ../conf/.fail ] || head -n 1 ../conf/.fail
}

# conf/.no-banner: the installation exits with status 0 but prints no banner.
banner_wanted() {
  [ ! -e ../conf/.no-banner ]
}

# conf/.startup: after how many redraws of its screen 2.1 finds KubeSphere running, or "never"; how many redraws it waits;
# and the seconds between them.
startup() {
  if [ -e ../conf/.startup ]; then
    cat ../conf/.startup
  elif banner_wanted; then
    echo "5 1200 1"
  else
    echo "never 5 1"
  fi
}
