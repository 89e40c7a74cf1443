# The parts of the scripts that are specific to 2.1.
documentation=v2.1
multi_node_arguments=()

copy_settings() {
  mkdir -p "$1"
  cp -f ../conf/*.yaml "$1/"
}

# Prompts for the default storage class if the configuration names several.
check_settings() {
  local classes
  mapfile -t classes < <(sed -n 's/^\(.*\)_is_default_class: *true.*/\1/p' ../conf/*.yaml)
  [ "${#classes[@]}" -gt 0 ] || echo "Default storage class must be set !"
  [ "${#classes[@]}" -gt 1 ] || return
  clear
  echo "The configuration names several default storage classes:"
  echo
  local index answer=
  for index in "${!classes[@]}"; do echo "$((index + 1)). ${classes[index]}"; done
  until [[ $answer =~ ^[0-9]+$ ]] && [ "$answer" -ge 1 ] && [ "$answer" -le "${#classes[@]}" ]; do
    ask "please choose: " || exit 1
  done
  for index in "${!classes[@]}"; do
    [ "$index" = $((answer - 1)) ] || sed -i "s/^\(${classes[index]}_is_default_class:\).*/\1 false/" ../conf/*.yaml
  done
}

# Prints the file that KubeSphere writes when it has started. The real script reads it from a pod with kubectl.
running() {
  local text
  text=$(env -u ANSIBLE_LOG_PATH ANSIBLE_FORCE_COLOR=0 ANSIBLE_NOCOLOR=1 \
    ansible -i "$inventory" "${arguments[@]}" -b 'kube-master[0]' -m raw \
    -a 'cat /etc/kubesphere/kubesphere_running' 2>/dev/null) || return 1
  tail -n +2 <<<"$text"
}

# Waits until KubeSphere runs. Redraws a line each second, and clears the screen after six.
finish() {
  local after limit interval waited=0 dots text
  read -r after limit interval < <(startup)
  while [ "$waited" -le "$limit" ]; do
    clear
    colour '1;36' 'The ks-installer is running'
    if [ "$after" != never ] && [ "$waited" -ge "$after" ] && text=$(running); then
      printf '%s\n' "$text"
      break
    fi
    for dots in '' . .. ... .... .....; do
      printf 'Please wait for the installation to complete %s\r' "$dots"
      sleep "$interval"
      waited=$((waited + 1))
    done
  done
  printf '\n\n'
  colour '1;36' 'NOTE:'
  printf '\nVerify the installation logs and result:\n\n   kubectl logs -n kubesphere-system -l app=ks-install -f\n\n\n'
}
