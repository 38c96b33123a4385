import type {
  DatasetDraft,
  DatasetFault,
  FieldCategory,
  FieldKind,
  Looked,
  SourceColumn,
  SourceSpec,
  SystemTrouble as Trouble,
} from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { withQuery } from '../../ui/pages.tsx'
import { cataloguePath } from './catalogue.tsx'
import { DatasetForm } from './dataset-form.tsx'
import { newPath, PlaceQuery, placeIn, publishFrom } from './place.ts'
import { publishPath } from './publish.tsx'

const text = (longest: number) => Type.Optional(Type.String({ maxLength: longest }))
const many = (longest: number) => Type.Optional(Type.Array(Type.String({ maxLength: longest }), { maxItems: 300 }))

/** Of each column there is one of `name`, `title`, `kind` and `category`, in the same order; `use` names those that are published. */
const Fields = Type.Object({
  id: text(63),
  titleEn: text(200),
  titleZh: text(200),
  aboutEn: text(2000),
  aboutZh: text(2000),
  keywords: text(1000),
  identifier: text(200),
  areaField: text(200),
  use: many(200),
  name: many(200),
  title: many(200),
  kind: many(20),
  category: many(20),
})

export type Written = {
  readonly id?: string
  readonly titleEn?: string
  readonly titleZh?: string
  readonly aboutEn?: string
  readonly aboutZh?: string
  readonly keywords?: string
  readonly identifier?: string
  readonly areaField?: string
  readonly use?: readonly string[]
  readonly name?: readonly string[]
  readonly title?: readonly string[]
  readonly kind?: readonly string[]
  readonly category?: readonly string[]
}

export type Data = {
  readonly place: SourceSpec
  readonly action: string
  readonly columns: Looked<readonly SourceColumn[]>
  readonly written: Written
  readonly faults: readonly DatasetFault[]
  readonly system?: Trouble
}

async function load({ services, visit, query }: Asked<PlaceQuery>): Promise<Data> {
  const place = placeIn(query)
  if (place === undefined || query.system === undefined) throw noSuch('The address does not say what is to be published')
  const columns = await services.datasets.columns(visit.who, query.system, place)
  return { place, action: publishFrom(query.system, place), columns, written: {}, faults: [] }
}

export const datasetNew = definePage({
  path: newPath,
  section: 'account',
  audience: 'officer',
  query: Type.Object(PlaceQuery),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('datasetNew.title'),
    trail: [
      { href: cataloguePath, text: visit.t('catalogue.title') },
      { href: publishPath, text: visit.t('publish.title') },
    ],
    body: <DatasetForm data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Fields,
    run: async (act): Promise<Outcome<Data>> => {
      const data = await load(act)
      const draft = toDraft(act.fields, { system: act.query.system ?? '', source: data.place }, act.visit)
      const done = await act.services.datasets.publish(act.visit.who, draft)
      if (done.ok) return { go: withQuery(`/exchange/datasets/${done.id}`, { done: 'published' }) }
      const { faults, system } = done
      return { show: { ...data, written: act.fields, faults, ...(system && { system }) }, status: 400 }
    },
  },
})

const kinds: readonly FieldKind[] = ['text', 'number', 'boolean', 'date']
const categories: readonly FieldCategory[] = ['public', 'internal', 'personal', 'sensitive']

function toDraft(written: Written, where: Pick<DatasetDraft, 'system' | 'source'>, { language }: Visit): DatasetDraft {
  const {
    id = '',
    keywords = '',
    identifier = '',
    areaField,
    use = [],
    name = [],
    title = [],
    kind = [],
    category = [],
  } = written
  const fields = name.map((column, at) => ({
    name: column,
    titles: { [language]: title[at]?.trim() || column },
    kind: kinds.find((one) => one === kind[at]) ?? 'text',
    category: categories.find((one) => one === category[at]) ?? 'sensitive',
  }))
  return {
    ...where,
    id,
    titles: inLanguages(written.titleEn, written.titleZh),
    descriptions: inLanguages(written.aboutEn, written.aboutZh),
    keywords: keywords.split(/[,，、;；\n]/).flatMap((word) => word.trim() || []),
    identifier,
    ...(areaField !== undefined && { areaField }),
    fields: fields.filter((field) => use.includes(field.name)),
  }
}

const inLanguages = (en = '', zh = '') => ({ ...(en.trim() && { en: en.trim() }), ...(zh.trim() && { 'zh-Hans': zh.trim() }) })
