import type { Area, Scenario, ServiceKind } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose, TextField, Token } from '../../ui/forms.tsx'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { Ago, nameText } from '../../ui/words.tsx'
import { PlanningTabs } from './planning-tabs.tsx'
import { PlannersOnly, problemText } from './scenario-parts.tsx'

const Query = Type.Object({
  service: Type.Optional(Type.String({ maxLength: 64 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})
const Fields = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 200 })),
  kind: Type.String({ maxLength: 64 }),
  area: Type.Optional(Type.String({ maxLength: 64 })),
})

type Data = {
  readonly isHere: boolean
  readonly areas: readonly Area[]
  readonly service?: string
  readonly scenarios: readonly Scenario[]
  readonly count: number
  readonly page: number
  readonly problem?: string
}

const perPage = 20

type Looker = Pick<Asked<unknown>, 'services' | 'visit' | 'request'>

async function load({ services, visit, request }: Looker, service: string | undefined, page: number): Promise<Data> {
  const { scenarios } = services
  const { items, count } =
    scenarios && visit.isPlanner
      ? await scenarios.list({ limit: perPage, offset: (page - 1) * perPage, ...(await services.planGuard.scopesOf(request)) })
      : { items: [], count: 0 }
  const areas = await services.region.children()
  return { isHere: scenarios !== undefined, areas, ...(service !== undefined && { service }), scenarios: items, count, page }
}

/** Scenarios that were saved, and the way to a new one. Who has the address of one may see it; the list is for planners. */
export const scenarios = definePage({
  path: '/planning/scenarios',
  section: 'planning',
  query: Query,
  load: async ({ query, ...looker }) => ({ show: await load(looker, query.service, query.page ?? 1) }),
  view: (data, visit) => ({ title: visit.t('scenario.title'), body: <ScenariosView data={data} visit={visit} /> }),
  act: {
    audience: 'planner',
    needsToken: true,
    fields: Fields,
    run: async ({ fields, ...looker }) => {
      const { services, visit, request } = looker
      if (!services.scenarios) throw noSuch('Scenarios are not kept here')
      const name = fields.name?.trim() || visit.t('scenario.unnamed')
      try {
        const { area } = fields
        await services.planGuard.may(request, 'write', { area })
        const { id } = await services.scenarios.save({
          name,
          kind: fields.kind,
          ...(area !== undefined && { area }),
          changes: [],
        })
        return { go: `/planning/scenarios/${id}` }
      } catch (error) {
        return { show: { ...(await load(looker, fields.kind, 1)), problem: problemText(error) }, status: 400 }
      }
    },
  },
})

function ScenariosView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('scenario.title')}</h1>
        <PlanningTabs visit={visit} />
        <p class="lead">{t('scenario.lead')}</p>
      </div>
      {data.problem !== undefined && (
        <Notice kind="bad">
          <p>{data.problem}</p>
        </Notice>
      )}
      {!data.isHere && <Empty title={t('scenario.notHere')} />}
      {data.isHere && !visit.isPlanner && <PlannersOnly visit={visit} />}
      {data.isHere && visit.isPlanner && (
        <>
          <section class="stack">
            <h2>{t('scenario.new')}</h2>
            <NewScenario data={data} kinds={visit.region?.services ?? []} visit={visit} />
          </section>
          <section class="stack">
            <h2>{t('scenario.saved')}</h2>
            {data.scenarios.length === 0 ? <Empty title={t('scenario.none')} /> : <ScenarioList data={data} visit={visit} />}
          </section>
        </>
      )}
    </>
  )
}

function NewScenario({ data, kinds, visit }: { data: Data; kinds: readonly ServiceKind[]; visit: Visit }) {
  const { t } = visit
  return (
    <form class="card" method="post" action="/planning/scenarios">
      <Token visit={visit} />
      <div class="ask">
        <TextField id="name" name="name" label={t('scenario.name')} hint={t('scenario.nameHint')} />
        <Choose
          id="kind"
          name="kind"
          label={t('gap.service')}
          value={data.service}
          options={kinds.map(({ kind, names }) => ({ value: kind, text: nameText(names, visit) }))}
        />
        <Choose
          id="area"
          name="area"
          label={t('scenario.area')}
          value=""
          options={[
            { value: '', text: t('gap.wholeRegion') },
            ...data.areas.map(({ code, names }) => ({ value: code, text: nameText(names, visit) })),
          ]}
        />
        <button type="submit">{t('scenario.begin')}</button>
      </div>
    </form>
  )
}

function ScenarioList({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const pages = Math.ceil(data.count / perPage)
  const kinds = visit.region?.services ?? []
  return (
    <>
      <Table
        caption={t('scenario.saved')}
        rows={data.scenarios}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'name',
            isName: true,
            head: t('scenario.name'),
            cell: ({ id, name }) => <a href={`/planning/scenarios/${id}`}>{name}</a>,
          },
          {
            key: 'service',
            head: t('gap.service'),
            cell: ({ kind }) => {
              const names = kinds.find((one) => one.kind === kind)?.names
              return names ? nameText(names, visit) : kind
            },
          },
          {
            key: 'changes',
            isNumber: true,
            head: t('scenario.changes'),
            cell: ({ changes }) => format.number(changes.length),
          },
          { key: 'at', head: t('scenario.savedAt'), cell: ({ savedAt }) => <Ago at={savedAt} visit={visit} /> },
        ]}
      />
      <Pages visit={visit} page={data.page} pages={pages} href={(page) => withQuery('/planning/scenarios', { page })} />
    </>
  )
}
