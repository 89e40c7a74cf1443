import { Vault } from '@/server/clusters/vault'

/** A vault as with a generated key, which needs no stretching and no folder for its salt. */
export const vaultOf = (secret: string) => new Vault({ read: async () => secret, given: false }, '/nowhere')
