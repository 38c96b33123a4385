import type { PlanQuestion, PlanView, ServiceKind } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { Ago, nameText } from '../../ui/words.tsx'
import { PlanFields, purposes, questionOf } from './plan-fields.ts'
import { PlanForm } from './plan-form.tsx'
import type { FormData } from './plan-form-fields.tsx'
import { PlanningTabs } from './planning-tabs.tsx'
import { PlannersOnly, problemText } from './scenario-parts.tsx'

const Query = Type.Object({
  for: Type.Optional(Type.Enum([...purposes])),
  service: Type.Optional(Type.String({ maxLength: 64 })),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})

type Data = FormData & {
  readonly plans: readonly PlanView[]
  readonly count: number
  readonly page: number
  readonly problem?: string
}

const perPage = 20

type Looker = Pick<Asked<unknown>, 'services' | 'visit' | 'request'>

async function load({ services, visit, request }: Looker, given: Partial<PlanFields>, page: number) {
  if (!services.plans) throw noSuch('Plans are not made here')
  const [areas, { items, count }] = await Promise.all([
    services.region.children(),
    visit.isPlanner
      ? services.plans.list({ limit: perPage, offset: (page - 1) * perPage, ...(await services.planGuard.scopesOf(request)) })
      : { items: [], count: 0 },
  ])
  return {
    purpose: given.for ?? ('build' as const),
    given,
    kinds: visit.region?.services ?? [],
    areas,
    plans: items,
    count,
    page,
  } satisfies Data
}

/** Where the next sites would help most: asked here, computed in the background. */
export const plans = definePage({
  path: '/planning/plans',
  section: 'planning',
  query: Query,
  load: async ({ query, ...looker }) => {
    const given = {
      ...(query.for !== undefined && { for: query.for }),
      ...(query.service !== undefined && { kind: query.service }),
      ...(query.area !== undefined && { area: query.area }),
    }
    return { show: (await load(looker, given, query.page ?? 1)) as Data }
  },
  view: (data, visit) => ({ title: visit.t('plan.title'), body: <PlansView data={data} visit={visit} /> }),
  act: {
    audience: 'planner',
    needsToken: true,
    fields: PlanFields,
    run: async ({ fields, ...looker }) => {
      const { services, request } = looker
      if (!services.plans) throw noSuch('Plans are not made here')
      try {
        await services.planGuard.may(request, 'write', { area: fields.area })
        const { id } = await services.plans.start(await questionOf(fields, services.region))
        return { go: `/planning/plans/${id}` }
      } catch (error) {
        return { show: { ...(await load(looker, fields, 1)), problem: problemText(error) }, status: 400 }
      }
    },
  },
})

function PlansView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('plan.title')}</h1>
        <PlanningTabs visit={visit} />
        <p class="lead">{t('plan.lead')}</p>
      </div>
      {data.problem !== undefined && (
        <Notice kind="bad">
          <p>{data.problem}</p>
        </Notice>
      )}
      {visit.isPlanner ? <PlanForm data={data} visit={visit} /> : <PlannersOnly visit={visit} />}
      {visit.isPlanner && (
        <section class="stack">
          <h2>{t('plan.list')}</h2>
          {data.plans.length === 0 ? <Empty title={t('plan.none')} /> : <PlanList data={data} visit={visit} />}
        </section>
      )}
    </>
  )
}

function PlanList({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const pages = Math.ceil(data.count / perPage)
  return (
    <>
      <Table
        caption={t('plan.list')}
        rows={data.plans}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'question',
            isName: true,
            head: t('plan.question'),
            cell: ({ id, question }) => <a href={`/planning/plans/${id}`}>{questionText(question, data.kinds, visit)}</a>,
          },
          { key: 'state', head: t('plan.state'), cell: ({ state }) => t(`plan.state.${state}`) },
          { key: 'at', head: t('plan.asked'), cell: ({ createdAt }) => <Ago at={createdAt} visit={visit} /> },
        ]}
      />
      <Pages visit={visit} page={data.page} pages={pages} href={(page) => withQuery('/planning/plans', { page })} />
    </>
  )
}

/** In one line: what is asked of a plan. */
export function questionText(question: PlanQuestion, kinds: readonly ServiceKind[], visit: Visit): string {
  const { t, format } = visit
  const { kind, objective, count, rounds } = question
  const names = kinds.find((one) => one.kind === kind)?.names
  const words = { service: names ? nameText(names, visit) : kind, goal: t(`plan.objective.${objective}`) }
  if (rounds !== undefined)
    return t('plan.asksRounds', {
      ...words,
      units: format.number(rounds.units ?? 1),
      days: format.list(rounds.days.map((day) => t(`scenario.day.${day}`))),
    })
  return count === undefined ? t('plan.asksAll', words) : t('plan.asks', { ...words, sites: format.number(count) })
}
