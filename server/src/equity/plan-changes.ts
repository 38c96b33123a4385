import type { PlanAnswer, PlanQuestion, PlanSite, ScenarioChange, Weekday } from '#contract'

/** What would change if a plan were carried out: new facilities or points, or mobile units with their stops by day. @param language of names */
export function changesOf(
  { objective, capacity }: PlanQuestion,
  { sites, rounds = [] }: PlanAnswer,
  language: string,
): ScenarioChange[] {
  const nameOf = (names: PlanSite['names']) => names && (names[language] ?? names.en ?? Object.values(names)[0] ?? '')
  if (objective === 'rounds') return unitsOf(sites, rounds, nameOf)
  return sites.map(({ position, names }, i): ScenarioChange => {
    const name = nameOf(names)
    if (objective === 'online') return { do: 'point', id: `point-${i + 1}`, position, ...(name !== undefined && { name }) }
    return {
      do: 'add',
      id: `new-${i + 1}`,
      position,
      ...(name !== undefined && { name }),
      ...(capacity !== undefined && { capacity }),
    }
  })
}

function unitsOf(
  sites: readonly PlanSite[],
  rounds: NonNullable<PlanAnswer['rounds']>,
  nameOf: (names: PlanSite['names']) => string | undefined,
): ScenarioChange[] {
  const places = new Map(sites.map(({ id, position, names }) => [id, { position, name: nameOf(names) }]))
  return [...Map.groupBy(rounds, ({ unit }) => unit)].map(([unit, own]) => ({
    do: 'mobile',
    id: `unit-${unit}`,
    stops: own.flatMap(({ day, stops }) =>
      stops.flatMap((stop) => {
        const place = places.get(stop)
        if (place === undefined) return []
        const { name, position } = place
        return [{ position, days: [day] as readonly Weekday[], ...(name !== undefined && { name }) }]
      }),
    ),
  }))
}
