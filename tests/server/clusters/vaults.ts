import { Vault } from '@/server/clusters/vault'

/** A vault with a generated key, which needs no stretching and no salt. */
export const vaultOf = (secret: string) =>
  new Vault({ read: async () => secret, userProvided: false }, '/nowhere')
