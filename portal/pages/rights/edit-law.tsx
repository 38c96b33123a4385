import type { Area, DataCategory, PurposeView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { withQuery } from '../../ui/pages.tsx'
import { type RightsTrouble, Told } from './done.tsx'
import { lawsPath } from './keep-laws.tsx'
import { LawForm } from './law-form.tsx'
import { protectionTrail } from './protection-tabs.tsx'

export type LawFields = {
  readonly law?: string
  readonly en?: string
  readonly zh?: string
  readonly citation?: string
  readonly department?: string
  readonly purposes?: readonly string[]
  readonly categories?: readonly DataCategory[]
  readonly area?: string
  readonly lifts?: string
  readonly since?: string
  readonly until?: string
}
export type LawData = {
  readonly fields: LawFields
  readonly purposes: readonly PurposeView[]
  /** Where the officer may let a law hold: their own areas, and those directly in them. */
  readonly areas: readonly Pick<Area, 'path' | 'names'>[]
  readonly trouble?: RightsTrouble
}

export const editPath = `${lawsPath}/edit`

const text = Type.Optional(Type.String({ maxLength: 200 }))
const day = Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }))
const Category = Type.Union([Type.Literal('personal'), Type.Literal('sensitive')])

async function load({ services, visit }: Asked<unknown>, fields: LawFields, trouble?: RightsTrouble): Promise<LawData> {
  const { who } = visit
  const paths = who.kind === 'officer' ? who.jurisdiction : []
  const areas = await Promise.all(
    paths.map(async (path) => {
      const own = await services.region.area(path.split('/').at(-1) ?? '')
      return [...(own ? [own] : []), ...(await services.region.children(own?.code))]
    }),
  )
  return { fields, purposes: services.laws.purposes, areas: areas.flat(), ...(trouble !== undefined && { trouble }) }
}

async function fieldsOf({ services }: Asked<unknown>, id: string): Promise<LawFields> {
  const law = await services.laws.find(id)
  if (law === undefined) throw noSuch('There is no such law')
  const dayOf = (at: Date) => at.toISOString().slice(0, 10)
  return {
    law: id,
    en: law.names.en ?? '',
    zh: law.names['zh-Hans'] ?? '',
    citation: law.citation,
    department: law.department,
    purposes: law.purposes.map((one) => one.id),
    categories: law.categories,
    area: law.area,
    ...(law.liftsRestriction && { lifts: 'yes' }),
    since: dayOf(law.since),
    ...(law.until && { until: dayOf(law.until) }),
  }
}

/** A law is written down, or changed. */
export const editLaw = definePage({
  path: editPath,
  section: 'account',
  audience: 'data-protection',
  query: Type.Object({ law: text }),
  load: async (asked): Promise<Outcome<LawData>> => {
    const { law } = asked.query
    return { show: await load(asked, law === undefined ? {} : await fieldsOf(asked, law)) }
  },
  view: (data, visit) => ({
    title: titleOf(data, visit),
    trail: [...protectionTrail(visit), { href: lawsPath, text: visit.t('protection.tab.laws') }],
    body: (
      <div class="stack">
        <h1>{titleOf(data, visit)}</h1>
        <Told trouble={data.trouble} visit={visit} />
        <LawForm data={data} visit={visit} />
      </div>
    ),
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      law: text,
      en: text,
      zh: text,
      citation: text,
      department: text,
      purposes: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 })),
      categories: Type.Optional(Type.Array(Category, { maxItems: 2 })),
      area: text,
      lifts: text,
      since: day,
      until: day,
    }),
    run: async (act): Promise<Outcome<LawData>> => {
      const { law, en = '', zh = '', citation = '', department = '', purposes = [], categories = [], ...rest } = act.fields
      const { area = '', lifts, since, until } = rest
      const draft = {
        ...(law !== undefined && { id: law }),
        names: { en, 'zh-Hans': zh },
        citation,
        department,
        purposes,
        categories,
        area,
        liftsRestriction: lifts !== undefined,
        since: new Date(`${since}T00:00:00Z`),
        // The whole last day.
        ...(until !== undefined && { until: new Date(`${until}T23:59:59.999Z`) }),
      }
      const done = await act.services.laws.save(act.visit.who, draft)
      return done.ok
        ? { go: withQuery(lawsPath, { done: 'saved' }) }
        : { show: await load(act, act.fields, done.why), status: 400 }
    },
  },
})

const titleOf = ({ fields }: LawData, { t }: Visit) => t(fields.law === undefined ? 'laws.add' : 'laws.changeTitle')
