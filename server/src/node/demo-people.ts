import type { RegionService, Services } from '#contract'
import { createDemoPeople } from '#demo'
import type { Config } from '#kernel'
import type { AccountParts } from '#trust'

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\]|::ffff:127(\.\d{1,3}){3})$/

/** Whether a node could have made-up people, by its settings: it has the made-up region, and is named and listens on this machine alone. */
export const isOwnDemo = ({ demo, host, publicUrl }: Config): boolean =>
  demo && loopback.test(host) && loopback.test(new URL(publicUrl).hostname)

/**
 * The made-up people, of whom anybody may be one: only of the made-up region, only where the node listens and is named on this
 * machine alone, and only for who sits at it. A proxy before the node that tells who asks, or under what name, closes it, too.
 */
export function demoPeopleFinder(config: Config, region: RegionService, accounts: AccountParts): Services['demoPeople'] {
  const isOwn = isOwnDemo(config)
  const people = createDemoPeople(accounts)
  return async ({ ip, hostname }) => {
    if (!isOwn || !loopback.test(ip) || !loopback.test(hostname)) return undefined
    return (await region.info())?.isDemo ? people : undefined
  }
}
