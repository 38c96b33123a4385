import type { RegionService } from '#contract'
import type { AccountParts, PeopleGate } from '#trust'
import type { Signers } from './agreement-keys.ts'
import type { Sources } from './source.ts'

/** What agreements and what is asked under them are made with. */
export type ExchangeParts = {
  readonly accounts: AccountParts
  readonly gate: PeopleGate
  readonly region: Pick<RegionService, 'info' | 'area'>
  readonly sources: Sources
  readonly signers: Signers
}

export const zoneOf = async ({ region }: Pick<ExchangeParts, 'region'>): Promise<string> =>
  (await region.info())?.timeZone ?? 'UTC'

/** The area that a scope path is the path of; undefined where there is none. */
export async function areaAt({ region }: Pick<ExchangeParts, 'region'>, path: string) {
  const area = await region.area(path.split('/').at(-1) ?? '')
  return area?.path === path ? area : undefined
}
