import type {
  Area,
  ComplianceReport,
  Feature,
  GapOfArea,
  GapOfService,
  GapOfSettlement,
  GapReport,
  Outline,
  Position,
  Services,
  UseOfService,
  WhyReport,
} from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import { NoRegion } from '../residents/no-region.tsx'
import { widestGap } from '../residents/overview.ts'
import { askOf, Chooser, Method, whens } from './gap-chooser.tsx'
import { GapCompliance } from './gap-compliance.tsx'
import { MapOfGap, notReachedText } from './gap-map.tsx'
import { GapSentence, OnlineSentence, ratioText } from './gap-sentence.tsx'
import { GapByArea, GapByClass, GapOfAllServices } from './gap-tables.tsx'
import { GapUse, GrowingGaps } from './gap-use.tsx'
import { GapHelp, GapWhy } from './gap-why.tsx'

const Query = Type.Object({
  kind: Type.Optional(Type.String({ maxLength: 64 })),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  mode: Type.Optional(Type.Enum(['', 'car', 'motorcycle', 'bus', 'foot'])),
  when: Type.Optional(Type.Enum(['', ...whens])),
})
type Query = Type.Static<typeof Query>

const mostPlaces = 120

export type GapData = {
  readonly query: Query
  readonly area: Area | undefined
  /** From the region down to the area; what is the whole region is left out. */
  readonly above: readonly Area[]
  readonly areas: readonly Area[]
  readonly report: GapReport
  readonly chosen: GapOfService
  readonly byArea: readonly GapOfArea[]
  readonly settlements: readonly GapOfSettlement[]
  readonly outlines: readonly Outline[]
  readonly features: readonly Feature[]
  /** Where the service is given; empty where there are too many to be told apart on the map. */
  readonly places: readonly Position[]
  /** Which of the areas keeps what is owed of the service. */
  readonly compliance: ComplianceReport
  /** Of an area, where it can be told. */
  readonly why?: WhyReport
  /** Missing while no service has told of its use. */
  readonly use?: UseOfService
  /** Services of which the gap in use grows, here and now. */
  readonly growing: readonly UseOfService[]
}

async function load({ services, visit, query }: Asked<Query>): Promise<Outcome<GapData | undefined>> {
  if (!visit.region) return { show: undefined }
  const area = query.area === undefined ? undefined : await services.region.area(query.area)
  if (query.area !== undefined && !area) throw noSuch(`There is no area ${query.area}`)
  const code = area?.code
  const ask = askOf(query)
  const report = await services.gap.report(code, ask)
  const chosen = report.services.find(({ kind }) => kind === query.kind) ?? widestGap(report.services) ?? report.services[0]
  if (query.kind !== undefined && chosen?.kind !== query.kind) throw noSuch(`There is no service ${query.kind}`)
  if (!chosen) return { show: undefined }
  const [lineage, tops, areas, byArea, settlements, outlines, features, places, compliance, why, use] = await Promise.all([
    area ? services.region.lineage(area.code) : [],
    services.region.children(),
    services.region.children(code),
    services.gap.byArea(chosen.kind, code, ask),
    services.gap.settlements(chosen.kind, code, ask),
    services.region.outlines(code),
    services.region.features(),
    services.region.facilities({ kind: chosen.kind, ...(code !== undefined && { area: code }), limit: mostPlaces + 1 }),
    services.compliance.report({ service: chosen.kind, ...(code !== undefined && { area: code }) }),
    whyOf(services, chosen.kind, code),
    // Of every service, since to ask for one that has told nothing is refused.
    services.use.report({ ...(code !== undefined && { area: code }) }),
  ])
  const told = use.services.find(({ service }) => service === chosen.kind)
  return {
    show: {
      query,
      area,
      above: lineage.slice(lineage.findIndex((one) => tops.some((top) => top.code === one.code))),
      areas,
      report,
      chosen,
      byArea,
      settlements,
      outlines,
      // Lanes between villages can be told apart only where part of the region is shown.
      features: area ? features : features.filter(({ kind }) => kind !== 'lane'),
      places: places.length > mostPlaces ? [] : places.map(({ position }) => position),
      compliance,
      ...(why && { why }),
      ...(told && { use: told }),
      growing: use.services.filter(({ warnings }) => warnings.length > 0),
    },
  }
}

/** Undefined where there is no area to explain, or nothing can be told of it: few people, or no city to set it against. */
async function whyOf({ why }: Services, service: string, area: string | undefined): Promise<WhyReport | undefined> {
  if (area === undefined) return undefined
  try {
    return await why.explain({ area, service })
  } catch (error) {
    const { status = 500 } = error as { status?: number }
    if (status >= 500) throw error
    return undefined
  }
}

export const gap = definePage({
  path: '/gap',
  section: 'gap',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('gap.title'),
    body: data ? <GapView data={data} visit={visit} /> : <Nothing visit={visit} />,
  }),
})

function Nothing({ visit }: { visit: Visit }) {
  return (
    <>
      <h1>{visit.t('gap.title')}</h1>
      {visit.region ? <Empty title={visit.t('gap.noServices')} /> : <NoRegion visit={visit} />}
    </>
  )
}

function GapView({ data, visit }: { data: GapData; visit: Visit }) {
  const { t } = visit
  const { chosen, area, report } = data
  const here = area ? nameText(area.names, visit) : t('gap.wholeRegion')
  return (
    <>
      <div class="stack">
        <h1>{t('gap.title')}</h1>
        <p class="lead">{t('gap.lead')}</p>
      </div>
      <GrowingGaps data={data} visit={visit} />
      <section class="stack">
        <h2>{t('gap.of', { service: nameText(chosen.names, visit), area: here })}</h2>
        <GapSentence service={chosen} visit={visit} />
        <p>{notReachedText(data, visit)}</p>
        <OnlineSentence service={chosen} visit={visit} />
        {report.method.time !== undefined && <p>{t('gap.openThen')}</p>}
        {chosen.unknownHours > 0 && (
          <p>{t('gap.unknownHours', { count: chosen.unknownHours, number: visit.format.number(chosen.unknownHours) })}</p>
        )}
      </section>
      <Chooser data={data} visit={visit} />
      <section class="stack">
        <h2>{t('gap.who')}</h2>
        <MapOfGap data={data} visit={visit} />
        <p>
          <a href={withQuery('/gap/week', { kind: chosen.kind, area: area?.code, mode: data.query.mode || undefined })}>
            {t('gap.toWeek')}
          </a>
        </p>
        {data.byArea.length > 0 && <GapByArea service={chosen} areas={data.byArea} asked={circumstancesOf(data)} visit={visit} />}
      </section>
      <section class="stack">
        <h2>{t('owed.title')}</h2>
        <GapCompliance data={data} visit={visit} />
      </section>
      <section class="stack">
        <h2>{t('gap.whyTitle')}</h2>
        <GapWhy data={data} visit={visit} />
      </section>
      <section class="stack">
        <h2>{t('use.title')}</h2>
        <GapUse data={data} visit={visit} />
      </section>
      <section class="stack">
        <h2>{t('gap.help')}</h2>
        <GapHelp data={data} visit={visit} />
      </section>
      <Figures data={data} here={here} visit={visit} />
      <Method data={data} visit={visit} />
    </>
  )
}

/** All figures of the service and of every other, and the same as files. */
function Figures({ data, here, visit }: { data: GapData; here: string; visit: Visit }) {
  const { t } = visit
  const { chosen, area, report } = data
  const fields = { area: area?.code, ...askOf(data.query) }
  return (
    <section class="stack">
      <h2>{t('gap.allServices', { area: here })}</h2>
      <p>{ratioText(chosen, visit)}</p>
      <GapByClass service={chosen} visit={visit} />
      <GapOfAllServices report={report} area={area?.code} asked={circumstancesOf(data)} visit={visit} />
      <p class="row">
        <a class="button second" href={withQuery('/equity/v1/gap', { ...fields, format: 'csv' })} download>
          {t('gap.csv')}
        </a>
        <a
          class="button second"
          href={withQuery('/equity/v1/gap', { ...fields, service: chosen.kind, by: 'settlement', format: 'geojson' })}
          download
        >
          {t('gap.geojson')}
        </a>
        <a href={withQuery('/equity/v1/gap', fields)}>{t('gap.json')}</a>
      </p>
    </section>
  )
}

/** What links to the same page keep of what was chosen. */
function circumstancesOf({ query: { mode, when } }: GapData) {
  return { ...(mode && { mode }), ...(when && { when }) }
}
