#!/bin/bash
# Appends the sudo password to each line of an inventory with a user other than root, as the SSH password: the word after
# `ansible_become_pass=` if that is the line's fifth, otherwise nothing. Like the real scripts, it skips lines with a "#",
# and lets the shell and sed interpret the password.
# usage: rewrite-inventory.sh FILE
numbers=$(awk '/ansible_user/ && !/#/ && !/root/ { print NR }' "$1")
for number in $numbers; do
  word=$(awk -v number="$number" 'NR == number { print $5 }' "$1")
  case "$word" in
  ansible_become_pass=*) password=${word##*=} ;;
  *) password= ;;
  esac
  # shellcheck disable=SC2086 # on purpose, see above
  sed -i $number's/$/&  ansible_ssh_pass='$password'/g' "$1"
done
exit 0
