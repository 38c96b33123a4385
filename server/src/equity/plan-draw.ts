import type { ToldPlan } from './plan-shapes.ts'
import { drawLines, type Line } from './print-table.ts'

type Answer = NonNullable<ToldPlan['answer']>
type Figures = Answer['before'][number]

const aims: Readonly<Record<ToldPlan['question']['objective'], string>> = {
  minutes: 'the fewest minutes for all residents together',
  farthest: 'the fewest minutes for the farthest settlement',
  reached: 'the most residents within the standard',
  sites: 'the fewest sites that reach everybody who can be reached',
  'worst-off': 'the fewest minutes for the fifth of the residents who travel longest today',
  classes: 'the least inequality of minutes between urban, town and rural residents',
  online: 'the most residents within the standard or able to use the service at a distance',
  stops: 'the most residents in reach of a stop of the line on foot',
  rounds: 'the most residents whom mobile units reach on one of the days',
}

/** What the places are, where they are not facilities of the service. */
const whats: Readonly<Partial<Record<ToldPlan['question']['objective'], string>>> = {
  online: 'points for ',
  stops: 'stops: ',
  rounds: 'mobile ',
}

/** A plan for people: sites, before and after, and how sure it is. */
export function drawPlan({ question, id, state }: ToldPlan, answer: Answer, language: string): string {
  const { kind, objective, within = objective === 'stops' ? 10 : undefined, area, limit = 120 } = question
  const where = area === undefined ? 'the region' : `area ${area}`
  const standard = within === undefined ? 'the standard of their class' : `${within} minutes`
  const isPoint = objective === 'online'
  const reachesAll = answer.unit === 'residents' || objective === 'sites'
  const name = nameSites(answer, language)
  const isLine = answer.sites.some(({ kilometres }) => kilometres !== undefined)
  return `${[
    `Where to put ${whats[objective] ?? ''}${kind} in ${where}: ${aims[objective]}`,
    '',
    ...drawLines(
      ['Site', ...(isLine ? ['Km'] : []), 'Longitude', 'Latitude', 'Cost', 'Residents'],
      answer.sites.map(({ id: site, position: [lon, lat], cost, residents, kilometres }) => [
        name(site),
        ...(isLine ? [(kilometres ?? 0).toFixed(2)] : []),
        lon.toFixed(5),
        lat.toFixed(5),
        number(cost),
        residents === undefined ? '*' : number(residents),
      ]),
    ),
    ...(answer.rounds === undefined ? [] : ['', ...drawRounds(answer.rounds, name)]),
    '',
    ...drawLines(
      [
        ...['Residents', 'All', 'Reached before', 'after', 'Share before', 'after', 'Minutes before', 'after'],
        ...(isPoint ? ['Able before', 'after', 'Capacity/1,000 before', 'after'] : []),
      ],
      rowsOf(answer, isPoint),
    ),
    '',
    ...sayProof(answer, state),
    ...(reachesAll && answer.outOfReach > 0
      ? [`${number(answer.outOfReach)} residents are out of reach of every place where a site could be.`]
      : []),
    ...answer.notes,
    `Reached: within ${standard}${isPoint ? ', or else able to use it at a distance' : ''}. Minutes: to the nearest, at most ${limit}. * fewer than 10 residents, withheld. Plan ${id}.`,
  ].join('\n')}\n`
}

function nameSites({ sites }: Answer, language: string): (id: string) => string {
  const names = new Map(sites.map(({ id, names = {} }) => [id, names[language] ?? names.en ?? Object.values(names)[0] ?? id]))
  return (id) => names.get(id) ?? id
}

/** Which unit is where on which day. */
function drawRounds(rounds: NonNullable<Answer['rounds']>, name: (site: string) => string): string[] {
  return drawLines(
    ['Day', 'Unit', 'Where', 'Minutes driven'],
    rounds.map(({ unit, day, stops, driving }) => [day, String(unit), stops.map(name).join(' – '), number(driving)]),
  )
}

function rowsOf({ before, after }: Answer, isPoint: boolean): Line[] {
  return before.map((then, i) => {
    const now = after[i] ?? then
    const [reached, share, minutes] = [
      (one: Figures) => (one.reached === undefined ? '*' : number(one.reached)),
      (one: Figures) => (one.share === undefined ? '*' : `${(one.share * 100).toFixed(1)} %`),
      (one: Figures) => (one.meanMinutes === undefined ? '*' : one.meanMinutes.toFixed(1)),
    ]
    const name = then.class ?? 'everybody'
    const able = (one: Figures) => (one.able === undefined ? '*' : `${(one.able * 100).toFixed(1)} %`)
    const joint = (one: Figures) => (one.jointPerThousand === undefined ? '*' : one.jointPerThousand.toFixed(3))
    return [
      ...[name, number(then.population), reached(then), reached(now), share(then), share(now), minutes(then), minutes(now)],
      ...(isPoint ? [able(then), able(now), joint(then), joint(now)] : []),
    ]
  })
}

function sayProof({ objective, bound, gap, isProven, unit, seconds }: Answer, state: ToldPlan['state']): string[] {
  const value = (figure: number) =>
    unit === 'index' ? figure.toFixed(6) : unit === 'minutes' ? figure.toFixed(3) : number(figure)
  return [
    `Objective ${value(objective)} ${unit}; no choice of sites can pass ${value(bound)}. Computed in ${seconds.toFixed(1)} s${state === 'stopped' ? ', stopped' : ''}.`,
    isProven ? 'Proven: there is nothing better.' : `Not proven: something up to ${(gap * 100).toFixed(2)} % better may exist.`,
  ]
}

const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 })
