import type { Scenario, ServiceKind, Services } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose, TextField, Token } from '../../ui/forms.tsx'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { Ago, nameText } from '../../ui/words.tsx'
import { PlanningTabs } from './planning-tabs.tsx'
import { OperatorsOnly, problemText } from './scenario-parts.tsx'

const Query = Type.Object({
  service: Type.Optional(Type.String({ maxLength: 64 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})
const Fields = Type.Object({ name: Type.Optional(Type.String({ maxLength: 200 })), kind: Type.String({ maxLength: 64 }) })

type Data = {
  readonly isHere: boolean
  readonly service?: string
  readonly scenarios: readonly Scenario[]
  readonly count: number
  readonly page: number
  readonly problem?: string
}

const perPage = 20

async function load({ scenarios }: Services, visit: Visit, service: string | undefined, page: number): Promise<Data> {
  const { items, count } =
    scenarios && visit.isOperator
      ? await scenarios.list({ limit: perPage, offset: (page - 1) * perPage })
      : { items: [], count: 0 }
  return { isHere: scenarios !== undefined, ...(service !== undefined && { service }), scenarios: items, count, page }
}

/** Scenarios that were saved, and the way to a new one. Who has the address of one may see it; the list is for planners. */
export const scenarios = definePage({
  path: '/planning/scenarios',
  section: 'planning',
  query: Query,
  load: async ({ services, visit, query }) => ({ show: await load(services, visit, query.service, query.page ?? 1) }),
  view: (data, visit) => ({ title: visit.t('scenario.title'), body: <ScenariosView data={data} visit={visit} /> }),
  act: {
    audience: 'operator',
    needsToken: true,
    fields: Fields,
    run: async ({ services, visit, fields }) => {
      if (!services.scenarios) throw noSuch('Scenarios are not kept here')
      const name = fields.name?.trim() || visit.t('scenario.unnamed')
      try {
        const { id } = await services.scenarios.save({ name, kind: fields.kind, changes: [] })
        return { go: `/planning/scenarios/${id}` }
      } catch (error) {
        return { show: { ...(await load(services, visit, fields.kind, 1)), problem: problemText(error) }, status: 400 }
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
      {data.isHere && !visit.isOperator && <OperatorsOnly visit={visit} />}
      {data.isHere && visit.isOperator && (
        <>
          <section class="stack">
            <h2>{t('scenario.new')}</h2>
            <NewScenario kinds={visit.region?.services ?? []} service={data.service} visit={visit} />
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

function NewScenario({ kinds, service, visit }: { kinds: readonly ServiceKind[]; service: string | undefined; visit: Visit }) {
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
          value={service}
          options={kinds.map(({ kind, names }) => ({ value: kind, text: nameText(names, visit) }))}
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
      <Pages
        visit={visit}
        page={data.page}
        pages={pages}
        hasNext={data.page < pages}
        href={(page) => withQuery('/planning/scenarios', { page })}
      />
    </>
  )
}
