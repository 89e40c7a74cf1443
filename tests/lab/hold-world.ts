/** Starts a practice world and stays until it is killed; prints its subnet and how it can be seen from outside. */
import { startPracticeHosts } from '@/server/practice/hosts'

void startPracticeHosts({ names: ['held'] }).then(({ gateway, subnet, hosts }) => {
  console.log(JSON.stringify({ gateway, subnet, root: hosts[0].rootFolder }))
  setInterval(() => undefined, 60_000)
})
