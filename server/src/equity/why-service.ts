import type { WhyPart, WhyReport, WhyService } from '#contract'
import { Invalid } from '#kernel'
import { type Decay, weigh } from './decay.ts'
import { ableOf } from './digital.ts'
import { findArea, findKind } from './find.ts'
import { areaClasses, type Facilities, type Places } from './places.ts'
import { none, type ReckoningDeps, reckonTravel } from './reckoning.ts'
import { keepSnapshot } from './snapshot.ts'
import type { IsOpen } from './supply.ts'
import { isWithheld } from './suppression.ts'
import { accessFrom, decomposeGap, type KnownFactor, levelsOf, type TakenApart, whyFactors } from './why.ts'
import { eligibleShares, spokenShares } from './why-shares.ts'
import { takeApart } from './why-take-apart.ts'

/** As the measure `two-step` takes them where nobody says otherwise. */
const decay: Decay = { kind: 'stepped', until: [15, 30, 60], weights: [1, 0.68, 0.22] }
const limit = 60

type Found = { readonly parts: TakenApart; readonly factors: readonly KnownFactor[] }

/**
 * Why an area has less of a service than the city: its access taken apart into factors, and each made as it is in the city, one
 * at a time. What nothing is known of is named, and not taken for nought.
 */
export function createWhyService(deps: ReckoningDeps): WhyService {
  const current = keepSnapshot(deps.pool, (places) => ({ places, found: new Map<string, Promise<Found>>() }))
  return {
    explain: async ({ area, service }) => {
      const { places, found } = await current()
      findKind(places.services, service)
      const { names, span } = findArea(places, area)
      const known = found.get(service) ?? find(deps, places, service)
      found.set(service, known)
      known.catch(() => found.delete(service))
      const { parts, factors } = await known
      const members = membersOf(places, (s) => s >= span[0] && s < span[1])
      const city = membersOf(places, (s) => areaClasses[places.settlements.classes[s] as number] === 'urban')
      requirePeople(parts, members, `Fewer than ten people live in ${area}: their gap is not told.`)
      requirePeople(parts, city, 'This region has no urban residents to compare with.')
      return { area, names, service, at: deps.clock(), ...explain(parts, factors, members, city) }
    },
  }
}

type Explained = Pick<WhyReport, 'here' | 'city' | 'gap' | 'parts' | 'largest'>

function explain(
  parts: TakenApart,
  factors: readonly KnownFactor[],
  members: readonly number[],
  cityMembers: readonly number[],
): Explained {
  const [own, city] = [levelsOf(parts, members), levelsOf(parts, cityMembers)]
  const [here, there] = [accessFrom(parts, own), accessFrom(parts, city)]
  const gap = there - here
  const adds = decomposeGap(parts, members, city, factors)
  const known = factors.map((factor, i): WhyPart & { readonly isKnown: true } => {
    const isJudged = (levels: typeof own) => factor === 'distance' || factor === 'digital' || levels.distance > 0
    return {
      factor,
      isKnown: true,
      ...(isJudged(own) && { here: own[factor] }),
      ...(isJudged(city) && { city: city[factor] }),
      adds: adds[i] ?? 0,
      ...(Math.abs(gap) > 1e-9 * Math.max(here, there) && { share: (adds[i] ?? 0) / gap }),
    }
  })
  known.sort((a, b) => b.adds - a.adds)
  const [first] = known
  const unknown = whyFactors.filter((factor) => !known.some((part) => part.factor === factor))
  return {
    here,
    city: there,
    gap,
    parts: [...known, ...unknown.map((factor) => ({ factor, isKnown: false as const }))],
    ...(first !== undefined && gap > 0 && first.adds > 0 && { largest: first.factor }),
  }
}

async function find(deps: ReckoningDeps, places: Places, kind: string): Promise<Found> {
  const facilities = places.facilities.get(kind) ?? none
  const reckoning = await reckonTravel(deps, places, {})
  const { pairs } = await deps.travel.within(places, facilities, reckoning.ask, limit)
  const online = findKind(places.services, kind).online ?? 0
  const open = openShare(facilities, deps.isOpen)
  const digital = online > 0 ? await ableOf(deps.travel, places) : undefined
  const rows = { pairs, weights: weigh(pairs, decay, limit), people: places.settlements.people }
  const { capacities } = facilities
  const [spoken, eligibility] = [spokenShares(places, facilities), eligibleShares(places, kind)]
  const known = {
    ...(open && { open }),
    ...(digital && { digital }),
    ...(spoken && { spoken }),
    ...(eligibility && { eligibility }),
  }
  const parts = takeApart({ rows, capacities, ...known, online: digital ? online : 0 })
  const factors: KnownFactor[] = [
    'distance',
    'capacity',
    ...(open ? ['hours' as const] : []),
    ...(digital ? ['digital' as const] : []),
    ...(eligibility ? ['eligibility' as const] : []),
    ...(spoken ? ['language' as const] : []),
  ]
  return { parts, factors }
}

/**
 * The part of the week that each facility is open, looked at every half hour; those of which nobody knows are open as long as the
 * others on average. Undefined where it is not known of half of the capacity.
 */
export function openShare({ hours, capacities }: Facilities, isOpen: IsOpen): Float64Array | undefined {
  const shares = new Map<string, number | undefined>()
  const shareOf = (written: string): number | undefined => {
    let open = 0
    for (let half = 0; half < 7 * 48; half++) {
      const answer = isOpen(written, Math.floor(half / 48), (half % 48) * 30)
      if (answer === undefined) return undefined
      open += Number(answer)
    }
    return open / (7 * 48)
  }
  const own = hours.map((written) => {
    if (written === undefined) return undefined
    if (!shares.has(written)) shares.set(written, shareOf(written))
    return shares.get(written)
  })
  let [all, known, opened] = [0, 0, 0]
  own.forEach((share, f) => {
    const units = capacities[f] as number
    all += units
    if (share === undefined) return
    known += units
    opened += units * share
  })
  return known === 0 || known < all / 2 ? undefined : Float64Array.from(own, (share) => share ?? opened / known)
}

const membersOf = ({ settlements }: Places, isIn: (settlement: number) => boolean) =>
  settlements.ids.flatMap((_, s) => (isIn(s) && (settlements.people[s] as number) > 0 ? [s] : []))

function requirePeople({ people }: TakenApart, members: readonly number[], otherwise: string): void {
  if (members.length === 0 || isWithheld(Float64Array.from(members, (s) => people[s] as number))) throw new Invalid(otherwise)
}
