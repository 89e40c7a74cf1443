# Hooks for tests, which make an installation prompt, fail or omit its banner. Files in conf/ control them; the
# package does not contain these files. See README.md.

# conf/.ssh-question: the prompt of an earlier build, after the one about storage.
ask_about_ssh() {
  [ -e ../conf/.ssh-question ] || return 0
  while true; do
    echo "Password-less SSH communication is necessary，have you configured yet? "
    read -r -p "If not，it will be created automatically. (yes/no) " answer || exit 1
    case "$answer" in
    yes | no) return 0 ;;
    esac
  done
}

# conf/.ask: an unknown prompt, which is the file's first line. The answer is written to kubesphere/answer.
ask_unknown_question() {
  [ -e ../conf/.ask ] || return 0
  read -r -p "$(head -n 1 ../conf/.ask) " answer || exit 1
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
