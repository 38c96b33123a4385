import type { Area, Feature, Outline, PlanView, Position, Services } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Answer } from './plan-answer.tsx'
import { PlanningTabs } from './planning-tabs.tsx'
import { questionText } from './plans.tsx'
import { problemText } from './scenario-parts.tsx'

export type PlanData = {
  readonly plan: PlanView
  readonly outlines: readonly Outline[]
  readonly features: readonly Feature[]
  readonly facilities: readonly Position[]
  readonly areas: readonly Area[]
  readonly problem?: string
}

const mostFacilities = 400
const Fields = Type.Object({
  do: Type.Enum(['stop', 'remove', 'scenario']),
  name: Type.Optional(Type.String({ maxLength: 200 })),
})

async function load(services: Services, id: string): Promise<PlanData> {
  const plan = await services.plans?.get(id)
  if (!plan) throw noSuch(`There is no plan ${id}`)
  const { kind, area } = plan.question
  const [outlines, features, facilities, areas] = await Promise.all([
    services.region.outlines(area),
    services.region.features(),
    services.region.facilities({ kind, ...(area !== undefined && { area }), limit: mostFacilities + 1 }),
    services.region.children(area),
  ])
  const places = facilities.length > mostFacilities ? [] : facilities.map(({ position }) => position)
  return { plan, outlines, features: features.filter((one) => one.kind !== 'lane'), facilities: places, areas }
}

/** A plan while it is computed, and its answer: open to whoever has the address. */
export const plan = definePage({
  path: '/planning/plans/:id',
  section: 'planning',
  query: Type.Object({}),
  load: async ({ services, params }) => ({ show: await load(services, params.id ?? '') }),
  view: (data, visit) => ({ title: visit.t('plan.one'), body: <PlanPage data={data} visit={visit} /> }),
  act: {
    audience: 'planner',
    needsToken: true,
    fields: Fields,
    run: async ({ services, visit, params, fields, request }) => {
      const id = params.id ?? ''
      const here = `/planning/plans/${id}`
      try {
        await services.planGuard.may(request, 'write', { area: (await services.plans?.get(id))?.question.area })
        if (fields.do === 'stop') await services.plans?.stop(id)
        if (fields.do === 'remove') {
          await services.plans?.remove(id)
          return { go: '/planning/plans' }
        }
        if (fields.do === 'scenario' && services.scenarios) {
          const scenario = await services.scenarios.fromPlan(id, fields.name ?? visit.t('plan.one'), visit.language)
          return { go: `/planning/scenarios/${scenario.id}` }
        }
        return { go: here }
      } catch (error) {
        return { show: { ...(await load(services, id)), problem: problemText(error) }, status: 400 }
      }
    },
  },
})

const isOpen = ({ state }: PlanView) => state === 'waiting' || state === 'running'

function PlanPage({ data, visit }: { data: PlanData; visit: Visit }) {
  const { t } = visit
  const { plan: one } = data
  return (
    <>
      <div class="stack">
        <h1>{t('plan.one')}</h1>
        <PlanningTabs visit={visit} />
        <p class="lead">{questionText(one.question, visit.region?.services ?? [], visit)}</p>
      </div>
      {data.problem !== undefined && (
        <Notice kind="bad">
          <p>{data.problem}</p>
        </Notice>
      )}
      {isOpen(one) && <Progress plan={one} visit={visit} />}
      {!isOpen(one) && one.state !== 'done' && (
        <Notice kind="warn">
          <p>{t(`plan.end.${one.state as 'stopped' | 'failed' | 'lost'}`)}</p>
          {one.problem !== undefined && <p>{one.problem}</p>}
        </Notice>
      )}
      {one.answer && <Answer data={data} answer={one.answer} visit={visit} />}
      {visit.isPlanner && <Acts plan={one} visit={visit} />}
    </>
  )
}

/** Where script runs, the page waits for the end by itself; elsewhere one looks again. */
function Progress({ plan: { id, progress }, visit }: { plan: PlanView; visit: Visit }) {
  const { t, format } = visit
  return (
    <section class="card" data-progress={`/equity/v1/plans/${id}?wait=20`} aria-live="polite">
      <h2>{t('plan.working')}</h2>
      <progress aria-label={t('plan.working')} />
      <p>{t(`plan.stage.${progress.stage}`)}</p>
      <p class="quiet">
        {t('plan.since', { seconds: format.number(progress.seconds) })}
        {progress.gap !== undefined && ` ${t('plan.gapSoFar', { gap: format.number(progress.gap * 100, 2) })}`}
      </p>
      <p>
        <a class="button second" href={`/planning/plans/${id}`}>
          {t('plan.lookAgain')}
        </a>
      </p>
    </section>
  )
}

function Acts({ plan: one, visit }: { plan: PlanView; visit: Visit }) {
  const { t } = visit
  const action = `/planning/plans/${one.id}`
  return (
    <section class="stack">
      <h2>{t('plan.acts')}</h2>
      {one.answer && (
        <form class="ask" method="post" action={action}>
          <Token visit={visit} />
          <input type="hidden" name="do" value="scenario" />
          <TextField
            id="name"
            name="name"
            label={t('scenario.name')}
            value={questionText(one.question, visit.region?.services ?? [], visit).slice(0, 200)}
          />
          <button type="submit">{t('plan.toScenario')}</button>
        </form>
      )}
      <form class="row" method="post" action={action}>
        <Token visit={visit} />
        {isOpen(one) ? (
          <button class="second" type="submit" name="do" value="stop">
            {t('plan.stop')}
          </button>
        ) : (
          <button class="second" type="submit" name="do" value="remove">
            {t('plan.remove')}
          </button>
        )}
      </form>
    </section>
  )
}
