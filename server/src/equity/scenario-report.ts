import type { Names, Position, Scenario, ScenarioChange, ScenarioComparison, ScenarioGroup, ScenarioMeasure } from '#contract'
import { findKind } from './find.ts'
import { type Compared, toComparison } from './scenario-compare.ts'
import { scenarioMeasures } from './scenario-export.ts'
import { drawScenarioMap } from './scenario-map.ts'
import words from './scenario-words.json' with { type: 'json' }

type Words = (typeof words)['en']
type Language = { readonly tag: string; readonly words: Words }

/** A page for printing, whole in itself: changes, before and after, maps, method. @param tag of the language; English where there is none */
export function writeScenarioReport(scenario: Scenario, compared: Compared, tag: string, at: Date): string {
  const language: Language = tag in words ? { tag, words: words[tag as keyof typeof words] } : { tag: 'en', words: words.en }
  const { words: say } = language
  const comparison = toComparison(compared, undefined, at)
  const date = (moment: Date) =>
    new Intl.DateTimeFormat(language.tag, { dateStyle: 'long', timeZone: compared.places.timeZone }).format(moment)
  const service = nameIn(findKind(compared.places.services, compared.kind).names, language)
  return `<!doctype html>
<html lang="${language.tag}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(scenario.name)}</title><style>${style}</style></head>
<body><main>
<p>${say.title}</p><h1>${safe(scenario.name)}</h1>
<p>${say.service}: <strong>${safe(service)}</strong>.${scenario.mode === undefined ? '' : ` ${say.mode}: ${say[scenario.mode]}.`}${scenario.season === undefined ? '' : ` ${say.season}: ${safe(scenario.season)}.`} ${fill(say.version, { version: scenario.version, date: date(scenario.savedAt) })}. ${fill(say.made, { date: date(at) })}.</p>
${scenario.note === undefined ? '' : `<p>${safe(scenario.note)}</p>`}
<h2>${say.changes}</h2>${listChanges(scenario.changes, language)}
<h2>${say.summary}</h2>
${comparison.all.won === undefined ? '' : `<p>${fill(say.wonLost, { won: round(comparison.all.won, language), lost: round(comparison.all.lost ?? 0, language) })}</p>`}
${drawFigures(comparison, language)}
<h2>${say.maps}</h2>
<div class="maps">
<figure><figcaption>${say.mapBefore}</figcaption>${drawScenarioMap(compared, 'before', say.mapBefore)}</figure>
<figure><figcaption>${say.mapAfter}</figcaption>${drawScenarioMap(compared, 'after', say.mapAfter)}</figure>
</div>
<p class="legend"><span class="reached">●</span> ${say.isReached} <span class="not">○</span> ${say.isNotReached} <span>■</span> ${say.facility} <span class="new">◆</span> ${say.newFacility} <span>✕</span> ${say.closedFacility}</p>
<h2>${say.areas}</h2>${drawAreas(comparison, language)}
<h2>${say.week}</h2>${drawWeek(comparison, language)}
<h2>${say.method}</h2><p>${fill(say.methodText, comparison.standard)}</p>
${comparison.notes.length === 0 ? '' : `<h2>${say.notes}</h2><ul>${comparison.notes.map((note) => `<li>${safe(note)}</li>`).join('')}</ul>`}
</main></body></html>
`
}

const style = `
body{font:18px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}
main{max-inline-size:60rem;margin-inline:auto;padding:1.5rem}
table{border-collapse:collapse;inline-size:100%;font-size:1rem}
th,td{padding:.3rem .5rem;border-block-end:1px solid #767676;text-align:end}
th:first-child,td:first-child{text-align:start}
.scroll{overflow-x:auto}.maps{display:flex;flex-wrap:wrap;gap:1rem}figure{flex:1 1 20rem;margin:0}
figcaption{font-weight:700}svg{inline-size:100%;block-size:auto;border:1px solid #767676}
.reached{color:#0b5a8a}.not{color:#a33b00}.new{color:#5b2a86}
@media print{body{font-size:11pt}main{padding:0;max-inline-size:none}h2{break-after:avoid}table,figure{break-inside:avoid}.scroll{overflow:visible}@page{margin:15mm}}
`

function listChanges(changes: readonly ScenarioChange[], language: Language): string {
  if (changes.length === 0) return `<p>${language.words.noChanges}</p>`
  return `<ul>${changes.map((change) => `<li>${sayChange(change, language)}</li>`).join('')}</ul>`
}

function sayChange(change: ScenarioChange, language: Language): string {
  const { words: say } = language
  const name = safe(('name' in change && change.name) || change.id)
  switch (change.do) {
    case 'add':
    case 'move':
    case 'point':
      return fill(say[change.do], { name, place: placeOf(change.position) })
    case 'close':
      return fill(say.close, { name })
    case 'enlarge':
      return fill(say.enlarge, { name, capacity: round(change.capacity, language) })
    case 'hours':
      return fill(say.hours, { name, hours: safe(change.openingHours) })
    case 'mobile': {
      const stops = change.stops.map(({ name: place, position, days }) =>
        fill(say.stop, {
          place: place === undefined ? placeOf(position) : safe(place),
          days: days.map((day) => dayIn(day, language)).join(', '),
        }),
      )
      const list = stops.map((stop) => `<li>${stop}</li>`).join('')
      return fill(say.mobile, { name, stops: `<ul>${list}</ul>` })
    }
  }
}

const placeOf = ([longitude, latitude]: Position) => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`

const monday = Date.UTC(2024, 0, 1)
const names = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

function dayIn(day: string, { tag }: Language): string {
  const date = new Date(monday + names.indexOf(day) * 86_400_000)
  return new Intl.DateTimeFormat(tag, { weekday: 'long', timeZone: 'UTC' }).format(date)
}

function drawFigures({ all, classes }: ScenarioComparison, language: Language): string {
  const { words: say } = language
  const groups: readonly (readonly [string, ScenarioGroup])[] = [
    [say.everybody, all],
    ...classes.map((group) => [say[group.class], group] as const),
  ]
  const head = groups.map(
    ([name, { population }]) => `<th colspan="2" scope="colgroup">${name} (${round(population, language)})</th>`,
  )
  const rows = scenarioMeasures
    .filter((measure) => groups.some(([, { figures }]) => figures[measure] !== undefined))
    .map((measure) => {
      const cells = groups.flatMap(([, group]) => [
        cell(group, measure, 'before', language),
        cell(group, measure, 'after', language),
      ])
      return `<tr><th scope="row">${say[measure]}</th>${cells.map((text) => `<td>${text}</td>`).join('')}</tr>`
    })
  return `<div class="scroll"><table><thead><tr><th>${say.measure}</th>${head.join('')}</tr><tr><td></td>${groups.map(() => `<th scope="col">${say.before}</th><th scope="col">${say.after}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function drawAreas({ areas }: ScenarioComparison, language: Language): string {
  const { words: say } = language
  const titles = [
    say.area,
    say.population,
    say.won,
    say.lost,
    `${say.share}, ${say.before}`,
    say.after,
    `${say.meanMinutes}, ${say.before}`,
    say.after,
  ]
  const rows = areas.map((group) => {
    const count = (value: number | undefined) => (value === undefined ? say.withheld : round(value, language))
    const figures = (['share', 'meanMinutes'] as const).flatMap((measure) => [
      cell(group, measure, 'before', language),
      cell(group, measure, 'after', language),
    ])
    const cells = [round(group.population, language), count(group.won), count(group.lost), ...figures]
    return `<tr><th scope="row">${safe(nameIn(group.names, language))}</th>${cells.map((text) => `<td>${text}</td>`).join('')}</tr>`
  })
  return `<div class="scroll"><table><thead><tr>${titles.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function drawWeek({ week }: ScenarioComparison, language: Language): string {
  const { words: say } = language
  const row = (name: string, of: 'before' | 'after') =>
    `<tr><th scope="row">${name}</th>${week.map((day) => `<td>${round(day[of], language)}</td>`).join('')}</tr>`
  const days = week.map(({ day }) => `<th scope="col">${dayIn(day, language)}</th>`)
  return `<div class="scroll"><table><thead><tr><td></td>${days.join('')}</tr></thead><tbody>${row(say.before, 'before')}${row(say.after, 'after')}</tbody></table></div>`
}

const shares = new Set<ScenarioMeasure>(['share', 'online', 'shareWithOnline'])
const counts = new Set<ScenarioMeasure>(['reached'])
const indices = new Set<ScenarioMeasure>(['gini', 'theil', 'theilBetween', 'ruralToUrban', 'jointGini'])

function cell(group: ScenarioGroup, measure: ScenarioMeasure, when: 'before' | 'after', { tag, words: say }: Language): string {
  if (group.isSuppressed) return say.withheld
  const value = group.figures[measure]?.[when]
  if (value === undefined) return '–'
  const digits = shares.has(measure) || !indices.has(measure) ? 1 : 3
  return new Intl.NumberFormat(tag, {
    style: shares.has(measure) ? 'percent' : 'decimal',
    ...(measure === 'capacityPerThousand' || measure === 'jointPerThousand'
      ? { maximumSignificantDigits: 3 }
      : { maximumFractionDigits: counts.has(measure) ? 0 : digits }),
  }).format(value)
}

const round = (value: number, { tag }: Language) => new Intl.NumberFormat(tag, { maximumFractionDigits: 0 }).format(value)

const nameIn = (named: Names, { tag }: Language) => named[tag] ?? named.en ?? Object.values(named)[0] ?? ''

const fill = (text: string, values: Readonly<Record<string, string | number>>) =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))

const safe = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
