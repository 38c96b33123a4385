import type { ToldPlan } from './plan-shapes.ts'
import { drawLines, type Line } from './plan-table.ts'

type Answer = NonNullable<ToldPlan['answer']>
type Figures = Answer['before'][number]

const aims: Readonly<Record<ToldPlan['question']['objective'], string>> = {
  minutes: 'the fewest minutes for all residents together',
  farthest: 'the fewest minutes for the farthest settlement',
  reached: 'the most residents within the standard',
  sites: 'the fewest sites that reach everybody who can be reached',
  'worst-off': 'the fewest minutes for the fifth of the residents who travel longest today',
  classes: 'the least inequality of minutes between urban, town and rural residents',
}

/** A plan for people: sites, before and after, and how sure it is. */
export function drawPlan({ question, id, state }: ToldPlan, answer: Answer, language: string): string {
  const { kind, objective, within, area, limit = 120 } = question
  const where = area === undefined ? 'the region' : `area ${area}`
  const standard = within === undefined ? 'the standard of their class' : `${within} minutes`
  const reachesAll = objective === 'reached' || objective === 'sites'
  return `${[
    `Where to put ${kind} in ${where}: ${aims[objective]}`,
    '',
    ...drawLines(
      ['Site', 'Longitude', 'Latitude', 'Cost', 'Residents'],
      answer.sites.map(({ id: site, names = {}, position: [lon, lat], cost, residents }) => [
        names[language] ?? names.en ?? Object.values(names)[0] ?? site,
        lon.toFixed(5),
        lat.toFixed(5),
        number(cost),
        residents === undefined ? '*' : number(residents),
      ]),
    ),
    '',
    ...drawLines(
      ['Residents', 'All', 'Reached before', 'after', 'Share before', 'after', 'Minutes before', 'after'],
      rowsOf(answer),
    ),
    '',
    ...sayProof(answer, state),
    ...(reachesAll && answer.outOfReach > 0
      ? [`${number(answer.outOfReach)} residents are out of reach of every place where a site could be.`]
      : []),
    ...answer.notes,
    `Reached: within ${standard}. Minutes: to the nearest, at most ${limit}. * fewer than 10 residents, withheld. Plan ${id}.`,
  ].join('\n')}\n`
}

function rowsOf({ before, after }: Answer): Line[] {
  return before.map((then, i) => {
    const now = after[i] ?? then
    const [reached, share, minutes] = [
      (one: Figures) => (one.reached === undefined ? '*' : number(one.reached)),
      (one: Figures) => (one.share === undefined ? '*' : `${(one.share * 100).toFixed(1)} %`),
      (one: Figures) => (one.meanMinutes === undefined ? '*' : one.meanMinutes.toFixed(1)),
    ]
    const name = then.class ?? 'everybody'
    return [name, number(then.population), reached(then), reached(now), share(then), share(now), minutes(then), minutes(now)]
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
