#!/bin/bash
# The installer's menu. Run it as root, from this folder.

cd "$(dirname "$0")" || exit 1
. ./practice-hooks.sh

menu() {
  cat <<'END'
################################################
         KubeSphere Installer Menu
################################################
*   1) All-in-one
*   2) Multi-node
*   3) Quit
################################################
https://kubesphere.io/               2018-12-08
################################################
END
}

if [ "$(id -u)" != 0 ]; then
  echo "Please run install.sh as root." >&2
  exit 1
fi

menu
ask "Please input an option: "

case "$answer" in
1)
  ask_unknown_question
  exec ./all-in-one.sh
  ;;
2)
  while true; do
    ask "Have you configured storage parameters in conf/vars.yml yet?  (yes/no) " || exit 1
    case "$answer" in
    yes | y) break ;;
    no | n)
      echo "Please configure the storage parameters in conf/vars.yml first."
      exit 0
      ;;
    esac
  done
  ask_about_ssh
  ask_unknown_question
  exec ./multi-node.sh
  ;;
3) exit 0 ;;
*)
  echo "Wrong option: $answer"
  exit 1
  ;;
esac
