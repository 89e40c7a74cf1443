/** Starts a sandbox of practice hosts and runs until killed; prints its network and the root folder of its host. */
import { startSandbox } from '@/server/sandbox/sandbox'

void startSandbox({ names: ['one'] }).then(({ gateway, subnet, hosts }) => {
  console.log(JSON.stringify({ gateway, subnet, root: hosts[0].rootFolder }))
  setInterval(() => undefined, 60_000)
})
