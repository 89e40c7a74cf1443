/** Verifies an environment, both a new one and one that is used again. */
import { ansibleName, type PreparationPlan } from './plan'
import { quote } from './shell'

/**
 * Arguments: the environment, the oldest version, the first unsupported version or '', the versions in words,
 * collections. Reads the requirements from standard input. Prints the version of ansible-core, or exits with 1 and prints
 * what is wrong.
 */
const INSPECT_PY = `\
import importlib, os, re, subprocess, sys
home, oldest, below, supported = sys.argv[1:5]
def numbers(version):
    return [int(number) for number in re.findall('[0-9]+', version)[:3]]
def stop(reason):
    print(reason)
    sys.exit(1)
program = os.path.join(home, 'bin', 'ansible-playbook')
try:
    run = subprocess.run([program, '--version'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
except FileNotFoundError:
    stop('%s is missing: the requirements do not install ansible-core.' % program)
except PermissionError:
    stop('%s cannot be executed. Is its file system mounted with noexec?' % program)
except (OSError, subprocess.TimeoutExpired) as error:
    stop('%s does not run: %s' % (program, error))
output = run.stdout.decode('utf-8', 'replace').strip()
match = re.search(r'core ([0-9][0-9A-Za-z.]*)\\]', output)
if run.returncode or not match:
    stop('%s does not run: %s' % (program, output[-1000:] or 'exit status %d' % run.returncode))
version = match.group(1)
if numbers(version) < numbers(oldest) or below and numbers(version) >= numbers(below):
    stop('The requirements install ansible-core %s, but the playbooks need %s.' % (version, supported))
for name in re.findall(r'(?m)^\\s*(netaddr|jmespath)\\b', sys.stdin.read()):
    try:
        importlib.import_module(name)
    except Exception as error:
        stop('The Python module %s cannot be imported: %s' % (name, error))
places = sys.path + [os.path.expanduser('~/.ansible/collections'), '/usr/share/ansible/collections']
missing = [name for name in sys.argv[5:]
           if not any(os.path.isdir(os.path.join(place, 'ansible_collections', *name.split('.'))) for place in places)]
if missing:
    stop('These Ansible collections are missing: %s. The Python package "ansible" contains them.' % ', '.join(missing))
print(version)
`

/**
 * Shell functions: `requirements` prints the requirements, `inspect FOLDER` verifies an environment and prints the version
 * of ansible-core or the problem.
 */
export function renderInspect({ requirements, ansible, collections = [] }: PreparationPlan): string {
  const { from, below = '' } = ansible
  const words = [from, below, ansibleName(ansible), ...collections].map(quote)
  const print =
    typeof requirements === 'string'
      ? `cat -- ${quote(requirements)}`
      : `printf '%s\\n' ${requirements.map(quote).join(' ')}`
  return `requirements() { ${print}; }
inspect() {
  requirements | within 90 "$1/bin/python" -I -c ${quote(INSPECT_PY)} "$1" ${words.join(' ')} 2>&1
}`
}
