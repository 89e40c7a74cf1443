# What only practice needs: ways to make an installation ask, fail or fall silent. Everything is steered by files in
# conf/, which the package does not have; see README.md.

# conf/.ssh-question: the question that one earlier build asked after the one about storage.
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

# conf/.ask: a question (the file's first line) that nobody can know. The answer goes to kubesphere/answer.
ask_unknown_question() {
  [ -e ../conf/.ask ] || return 0
  read -r -p "$(head -n 1 ../conf/.ask) " answer || exit 1
  printf '%s\n' "$answer" >../kubesphere/answer
}

# conf/.fail: the name of an etcd host where something else holds etcd's port, so that its etcd cannot start.
failing_host() {
  [ ! -e ../conf/.fail ] || head -n 1 ../conf/.fail
}

# conf/.no-banner: the end comes with exit status 0, but without the banner.
banner_wanted() {
  [ ! -e ../conf/.no-banner ]
}
