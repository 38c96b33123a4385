import type { Area, PlanObjective, PlanQuestion, PlanView, ServiceKind, Services } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose, Field, Token } from '../../ui/forms.tsx'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { Ago, nameText } from '../../ui/words.tsx'
import { PlanningTabs } from './planning-tabs.tsx'
import { OperatorsOnly, problemText } from './scenario-parts.tsx'

export const objectives = [
  'reached',
  'minutes',
  'worst-off',
  'farthest',
  'classes',
  'sites',
] as const satisfies readonly PlanObjective[]

const Fields = Type.Object({
  kind: Type.String({ maxLength: 64 }),
  objective: Type.Enum([...objectives]),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  within: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 240 })),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  capacity: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })),
  existing: Type.Optional(Type.Enum(['keep', 'ignore'])),
})

const Query = Type.Object({
  service: Type.Optional(Type.String({ maxLength: 64 })),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})

type Given = Partial<Type.Static<typeof Fields>>
type Data = {
  readonly given: Given
  readonly kinds: readonly ServiceKind[]
  readonly areas: readonly Area[]
  readonly plans: readonly PlanView[]
  readonly count: number
  readonly page: number
  readonly problem?: string
}

const perPage = 20

async function load(services: Services, visit: Visit, given: Given, page: number) {
  if (!services.plans) throw noSuch('Plans are not made here')
  const [areas, { items, count }] = await Promise.all([
    services.region.children(),
    visit.isOperator ? services.plans.list({ limit: perPage, offset: (page - 1) * perPage }) : { items: [], count: 0 },
  ])
  return { given, kinds: visit.region?.services ?? [], areas, plans: items, count, page } satisfies Data
}

/** Where the next sites would help most: asked here, computed in the background. */
export const plans = definePage({
  path: '/planning/plans',
  section: 'planning',
  query: Query,
  load: async ({ services, visit, query }) => {
    const given = {
      ...(query.service !== undefined && { kind: query.service }),
      ...(query.area !== undefined && { area: query.area }),
    }
    return { show: (await load(services, visit, given, query.page ?? 1)) as Data }
  },
  view: (data, visit) => ({ title: visit.t('plan.title'), body: <PlansView data={data} visit={visit} /> }),
  act: {
    audience: 'operator',
    needsToken: true,
    fields: Fields,
    run: async ({ services, visit, fields }) => {
      if (!services.plans) throw noSuch('Plans are not made here')
      try {
        const { id } = await services.plans.start(questionOf(fields))
        return { go: `/planning/plans/${id}` }
      } catch (error) {
        return { show: { ...(await load(services, visit, fields, 1)), problem: problemText(error) }, status: 400 }
      }
    },
  },
})

/** All sites that are needed are a number of their own: then none is asked for. */
function questionOf({ kind, objective, count, within, area, capacity, existing }: Type.Static<typeof Fields>): PlanQuestion {
  return {
    kind,
    objective,
    ...(objective !== 'sites' && { count: count ?? 1 }),
    ...(within !== undefined && { within }),
    ...(area !== undefined && { area }),
    ...(capacity !== undefined && { capacity }),
    ...(existing !== undefined && { existing }),
  }
}

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
      {visit.isOperator ? <PlanForm data={data} visit={visit} /> : <OperatorsOnly visit={visit} />}
      {visit.isOperator && (
        <section class="stack">
          <h2>{t('plan.list')}</h2>
          {data.plans.length === 0 ? <Empty title={t('plan.none')} /> : <PlanList data={data} visit={visit} />}
        </section>
      )}
    </>
  )
}

function PlanForm({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { given, kinds, areas } = data
  return (
    <form class="card" method="post" action="/planning/plans">
      <Token visit={visit} />
      <div class="ask wide-ask">
        <Choose
          id="kind"
          name="kind"
          label={t('gap.service')}
          value={given.kind}
          options={kinds.map(({ kind, names }) => ({ value: kind, text: nameText(names, visit) }))}
        />
        <Choose
          id="objective"
          name="objective"
          label={t('plan.objective')}
          value={given.objective ?? 'reached'}
          options={objectives.map((value) => ({ value, text: t(`plan.objective.${value}`) }))}
        />
        <Field id="count" label={t('plan.count')}>
          <input type="number" id="count" name="count" min={1} max={1000} value={given.count ?? 5} />
        </Field>
        <Choose
          id="area"
          name="area"
          label={t('gap.area')}
          value={given.area}
          options={[
            { value: '', text: t('gap.wholeRegion') },
            ...areas.map(({ code, names }) => ({ value: code, text: nameText(names, visit) })),
          ]}
        />
      </div>
      <details>
        <summary>{t('planning.more')}</summary>
        <div class="ask wide-ask">
          <Field id="within" label={t('plan.within')} hint={t('plan.withinHint')}>
            <input
              type="number"
              id="within"
              name="within"
              min={1}
              max={240}
              step="any"
              value={given.within}
              aria-describedby="within-hint"
            />
          </Field>
          <Field id="capacity" label={t('plan.capacity')} hint={t('plan.capacityHint')}>
            <input
              type="number"
              id="capacity"
              name="capacity"
              min={1}
              step="any"
              value={given.capacity}
              aria-describedby="capacity-hint"
            />
          </Field>
          <Choose
            id="existing"
            name="existing"
            label={t('plan.existing')}
            value={given.existing ?? 'keep'}
            options={[
              { value: 'keep', text: t('plan.keep') },
              { value: 'ignore', text: t('plan.ignore') },
            ]}
          />
        </div>
      </details>
      <div>
        <button type="submit">{t('plan.start')}</button>
      </div>
    </form>
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
      <Pages
        visit={visit}
        page={data.page}
        pages={pages}
        hasNext={data.page < pages}
        href={(page) => withQuery('/planning/plans', { page })}
      />
    </>
  )
}

export function questionText({ kind, objective, count }: PlanQuestion, kinds: readonly ServiceKind[], visit: Visit): string {
  const { t, format } = visit
  const names = kinds.find((one) => one.kind === kind)?.names
  const words = { service: names ? nameText(names, visit) : kind, goal: t(`plan.objective.${objective}`) }
  return count === undefined ? t('plan.asksAll', words) : t('plan.asks', { ...words, sites: format.number(count) })
}
