/** The folder of all environments, and the lock of one of them. */
import { ansibleEnvironmentPath, environmentsFolder } from './environment'
import { LIMITS, type PreparationPlan } from './plan'
import { banner, quote } from './shell'

/**
 * Shell code that creates the folder, or fails if another user could replace Ansible in it. Sets `base` and
 * `environment`, the path of the environment.
 */
export function renderCheckFolder({ environment, folder }: PreparationPlan): string {
  return `${banner('TASK', 'Check the folder of Ansible')}
base=${environmentsFolder(folder)}
environment=${ansibleEnvironmentPath(environment, folder)}
created=
if [ ! -d "$base" ]; then
  reason=$(mkdir -p -- "$base" 2>&1) || fail "The folder $base for Ansible cannot be created: $reason"
  created=1
fi
set -- $(ls -ldL -- "$base")
[ -O "$base" ] || fail "The folder $base belongs to the user $3, who could replace Ansible in it. Remove it, or give it to this user: chown -R $(id -un) $base"
case $1 in
  ?????w* | ????????w*) fail "The folder $base is writable by other users ($1), who could replace Ansible in it. Remove it, so that Taskbox creates it again." ;;
esac
[ -w "$base" ] || fail "The folder $base is not writable: it is on a read-only file system, or its mode ($1) forbids it."
if [ "$created" ]; then changed "$base was created"; else ok "$base"; fi`
}

/**
 * Acquires the kernel lock (flock) of descriptor 9, which the shell and its children share: it is free as soon as all of
 * them are dead. Prints the owner while it waits. Exits with 75 at the deadline, and 1 if the file system has no locks.
 */
const LOCK_PY = `\
import errno, fcntl, sys, time
def acquire():
    try:
        fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EINTR):
            sys.exit('%s' % error.strerror)
deadline = time.monotonic() + float(sys.argv[2])
if not acquire():
    with open(sys.argv[1]) as file:
        print('Waiting for %s, which prepares the same environment.' % (file.read().strip() or 'another run'), flush=True)
    while not acquire():
        if time.monotonic() > deadline:
            sys.exit(75)
        time.sleep(0.3)
`

/** Shell code that waits until no other run prepares the environment. Needs `python`. */
export function renderLock({ limits }: PreparationPlan): string {
  const seconds = limits?.lock ?? LIMITS.lock
  return `lock=$environment.lock
( : >>"$lock" ) 2>/dev/null || fail "The file $lock cannot be written."
exec 9>>"$lock"
"$python" -I -c ${quote(LOCK_PY)} "$lock" ${seconds} 9>&9
case $? in
  0) ;;
  75) fail "$(cat -- "$lock") still prepares the same environment after ${seconds} s. Wait until it has finished, or stop it, then run the install again." ;;
  *) fail "The file $lock cannot be locked. Is $base on a network file system without locks?" ;;
esac
printf 'process %s%s\\n' $$ "\${TASKBOX_JOB:+ of run \${TASKBOX_JOB##*/}}" >"$lock"`
}
