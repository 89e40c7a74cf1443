#!/bin/bash
# Changes an inventory in place the way install.sh, add-nodes.sh and upgrade.sh of KubeSphere 2.0 and 2.1 change their
# copy of conf/hosts.ini: it appends the sudo password to lines with a user, as the SSH password.
# Usage: rewrite-inventory.sh FILE
inventory=$1
lines=$(awk '/ansible_user/ && !/#/ && !/root/ { print NR }' "$inventory")
for line in $lines; do
  fifth=$(awk -v line="$line" 'NR == line { print $5 }' "$inventory")
  password=
  if [[ $fifth == ansible_become_pass=* ]]; then password=${fifth##*=}; fi
  # The password is unquoted and part of the sed script there, too. A failed sed leaves the file unchanged.
  # shellcheck disable=SC2086
  sed -i "$line"'s/$/&  ansible_ssh_pass\='$password'/g' "$inventory"
done
exit 0
