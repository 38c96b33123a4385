import type { RegionService, Services } from '#contract'
import { createDemoPeople } from '#demo'
import type { Config } from '#kernel'
import type { AccountParts } from '#trust'

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/

/**
 * The made-up people, of whom anybody may be one: only of the made-up region, only where the node listens and is named on this
 * machine alone, and only for who sits at it. A proxy before the node that tells who asks, or under what name, closes it, too.
 */
export function demoPeopleFinder(config: Config, region: RegionService, accounts: AccountParts): Services['demoPeople'] {
  const isOwn = config.demo && loopback.test(config.host) && loopback.test(new URL(config.publicUrl).hostname)
  const people = createDemoPeople(accounts)
  return async ({ ip, hostname }) => {
    if (!isOwn || !loopback.test(ip) || !loopback.test(hostname)) return undefined
    return (await region.info())?.isDemo ? people : undefined
  }
}
