/** Rounds of mobile units: each has some stops, and ends within a working day. */
export type Rounds = {
  /** Which stops serve each client, and what is missed where none is visited. */
  readonly lists: readonly Uint32Array[]
  readonly weights: Float64Array
  /** Places where a unit could stop. */
  readonly sites: number
  /** Minutes from each to each, row by row; `Infinity` where no way is known. */
  readonly ways: Float64Array
  /** Minutes between each and the base; 0 where rounds have none. */
  readonly toBase: Float64Array
  /** So many rounds at most, each with so many stops. */
  readonly count: number
  readonly stops: number
  readonly dayMinutes: number
  readonly stayMinutes: number
}

export type Tour = { readonly stops: readonly number[]; readonly driving: number }

/** The shortest way round some stops, from the base and back to it. */
export function shortestTour({ sites, ways, toBase }: Pick<Rounds, 'sites' | 'ways' | 'toBase'>, stops: readonly number[]): Tour {
  let best: Tour = { stops, driving: Number.POSITIVE_INFINITY }
  for (const order of orders(stops)) {
    let driving = (toBase[order[0] ?? -1] ?? 0) + (toBase[order.at(-1) ?? -1] ?? 0)
    for (let i = 1; i < order.length; i++) driving += ways[(order[i - 1] as number) * sites + (order[i] as number)] as number
    if (driving < best.driving) best = { stops: order, driving }
  }
  return best
}

/** Whether a unit is back within its working day. */
export function fits(problem: Rounds, stops: readonly number[]): boolean {
  const { dayMinutes, stayMinutes } = problem
  return shortestTour(problem, stops).driving + stops.length * stayMinutes <= dayMinutes + 1e-9
}

/**
 * All rounds that fit into a day and to which no stop can be added, each by its stops in rising order; undefined where there are more
 * than `most`. Ways must not be shorter by a detour, as shortest ways are not: then whatever is in a round that fits, fits, too.
 */
export function listRounds(problem: Rounds, sites: readonly number[], most: number): readonly (readonly number[])[] | undefined {
  const alone = sites.filter((site) => fits(problem, [site]))
  const beside = alone.map(
    (site, k) => new Set(alone.slice(k + 1).filter((other) => problem.stops > 1 && fits(problem, [site, other]))),
  )
  const after = new Map(alone.map((site, k) => [site, beside[k] as ReadonlySet<number>]))
  const found: number[][] = []
  let longest = alone.map((site) => [site])
  while (longest.length > 0) {
    found.push(...longest)
    if (found.length > most) return undefined
    longest = longest.flatMap((round) => {
      if (round.length >= problem.stops) return []
      const next = [...(after.get(round.at(-1) as number) ?? [])]
      return next
        .filter(
          (site) => round.every((stop) => after.get(stop)?.has(site)) && (round.length < 2 || fits(problem, [...round, site])),
        )
        .map((site) => [...round, site])
    })
  }
  return withoutParts(found)
}

/** Without rounds that are a part of a longer one. */
function withoutParts(rounds: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const parts = new Set(rounds.flatMap((round) => round.map((_, i) => round.toSpliced(i, 1).join())))
  return rounds.filter((round) => !parts.has(round.join()))
}

function orders(stops: readonly number[]): readonly (readonly number[])[] {
  if (stops.length <= 1) return [stops]
  return stops.flatMap((first, i) => orders(stops.toSpliced(i, 1)).map((rest) => [first, ...rest]))
}
