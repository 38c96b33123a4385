import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Formula } from '../../ui/formula.tsx'
import { decayFormulas, indexOf, indices, methodOf } from './methods-measures.ts'
import { allObjectives } from './plan-fields.ts'
import { PlanningTabs } from './planning-tabs.tsx'
import { decays, measures } from './workbench-query.ts'

const limits = ['people', 'travel', 'hours', 'capacity', 'need', 'border', 'past'] as const

/** How everything is counted: in a sentence, in a formula, and what it does not say. */
export const methods = definePage({
  path: '/planning/methods',
  section: 'planning',
  query: Type.Object({}),
  load: async () => ({ show: undefined }),
  view: (_data, visit) => ({ title: visit.t('methods.title'), body: <MethodsView visit={visit} /> }),
})

function MethodsView({ visit }: { visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('methods.title')}</h1>
        <PlanningTabs visit={visit} />
        <p class="lead">{t('methods.lead')}</p>
      </div>
      <section class="stack">
        <h2>{t('methods.travel')}</h2>
        <p>{t('methods.travelText')}</p>
        <p>{t('methods.timeText')}</p>
        <p>{t('methods.weekText')}</p>
      </section>
      <section class="stack">
        <h2>{t('methods.measures')}</h2>
        <p>{t('methods.letters')}</p>
        {measures.map((name) => (
          <article key={name} id={name} class="card">
            <h3>{t(`planning.measure.${name}`)}</h3>
            <p>{t(`planning.says.${name}`)}</p>
            <Formula label={t('methods.formula', { name: t(`planning.measure.${name}`) })} terms={methodOf[name].formula} />
            <p>{t('methods.doesNot', { text: t(`methods.not.${name}`) })}</p>
            <Source paper={methodOf[name].paper} parameters={methodOf[name].parameters} visit={visit} />
          </article>
        ))}
      </section>
      <section class="stack">
        <h2>{t('planning.decay')}</h2>
        <p>{t('methods.decayText')}</p>
        <dl class="stack">
          {decays.map((name) => (
            <div key={name}>
              <dt>
                <strong>{t(`planning.decay.${name}`)}</strong>
              </dt>
              <dd>
                <Formula label={t('methods.formula', { name: t(`planning.decay.${name}`) })} terms={decayFormulas[name]} />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section class="stack">
        <h2>{t('planning.inequality')}</h2>
        <p>{t('methods.inequalityText')}</p>
        {indices.map((name) => (
          <article key={name} class="card">
            <h3>{t(`methods.index.${name}`)}</h3>
            <p>{t(`methods.indexSays.${name}`)}</p>
            <Formula label={t('methods.formula', { name: t(`methods.index.${name}`) })} terms={indexOf[name].formula} />
            <Source paper={indexOf[name].paper} parameters={indexOf[name].parameters} visit={visit} />
          </article>
        ))}
      </section>
      <section class="stack">
        <h2>{t('plan.title')}</h2>
        <p>{t('methods.planText')}</p>
        <ul>
          {allObjectives.map((name) => (
            <li key={name}>
              <strong>{t(`plan.objective.${name}`)}</strong>
              {t('words.dot')}
              {t(`methods.objective.${name}`)}
            </li>
          ))}
        </ul>
        <p>{t('methods.proofText')}</p>
      </section>
      <section class="stack">
        <h2>{t('methods.whyTitle')}</h2>
        <p>{t('methods.whyText')}</p>
        <p>{t('methods.owedText')}</p>
      </section>
      <section class="stack">
        <h2>{t('methods.privacy')}</h2>
        <p>{t('methods.privacyText')}</p>
        <p>{t('methods.privacyMore')}</p>
      </section>
      <section class="stack">
        <h2>{t('methods.limits')}</h2>
        <ul>
          {limits.map((name) => (
            <li key={name}>{t(`methods.limit.${name}`)}</li>
          ))}
        </ul>
      </section>
      <p class="row">
        <a href="/about/interfaces#equity">{t('foot.interfaces')}</a>
        <a href="/equity/v1/collections">{t('planning.features')}</a>
      </p>
    </>
  )
}

function Source({ paper, parameters, visit }: { paper: string; parameters: string | undefined; visit: Visit }) {
  const { t } = visit
  return (
    <p class="quiet">
      {parameters !== undefined && `${t('methods.parameters', { parameters })} `}
      {t('methods.paper', { paper })}
    </p>
  )
}
