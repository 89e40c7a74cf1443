/** Starts a practice host with the init of argument 1 and runs until killed; prints its network and root folder. */
import { startSandbox } from '@/server/sandbox/sandbox'

void startSandbox({ names: ['one'], init: process.argv[2] === 'systemd' ? 'systemd' : 'simple' }).then(
  ({ gateway, subnet, hosts }) => {
    console.log(JSON.stringify({ gateway, subnet, root: hosts[0].rootFolder }))
    setInterval(() => undefined, 60_000)
  },
)
