import type { DatasetView, Outcome as Done, Terms } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentText } from '../../ui/department.ts'
import { Choose, type Option, TextField, Token } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import { WhyNot } from './agreement-words.tsx'
import {
  AreaField,
  areaOptions,
  FieldsField,
  LimitsFields,
  LongField,
  readTerms,
  termsFields,
  testOptions,
} from './terms-fields.tsx'

type Data = {
  readonly dataset: DatasetView
  readonly terms: Terms
  readonly areas: readonly Option[]
  readonly purposes: readonly Option[]
  readonly masks: Asked<unknown>['services']['agreements']['masks']
  readonly outcome?: Done
}

const path = '/exchange/agreements/new'
/** Besides the first. */
const questions = [1, 2]

async function load(asked: Asked<{ dataset?: string }>, terms?: Terms, outcome?: Done): Promise<Data> {
  const { services, visit, query } = asked
  const dataset = await services.datasets.find(query.dataset ?? '')
  if (dataset === undefined || dataset.withdrawnAt !== undefined) throw noSuch('There is no such dataset')
  const own = visit.who.kind === 'officer' ? visit.who.jurisdiction : []
  const everywhere = { value: '/', text: visit.t('terms.everywhere') }
  const limits = { perMinute: 10, perDay: 200, hours: { from: '08:00', to: '18:00' }, weekdays: [1, 2, 3, 4, 5] }
  const usual = { dataset: dataset.id, fields: [], questions: [], people: { about: '' }, area: own[0] ?? '/', purposes: [] }
  return {
    dataset,
    terms: terms ?? { ...usual, legalBasis: '', until: new Date(visit.now.getTime() + 365 * 86_400_000).toISOString(), limits },
    areas: dataset.areaField === undefined ? [everywhere] : await areaOptions(services, own, visit, true),
    purposes: services.files.purposes.map(({ id, names }) => ({ value: id, text: nameText(names, visit) })),
    masks: services.agreements.masks,
    ...(outcome && { outcome }),
  }
}

/** One department asks another for part of a dataset. */
export const newAgreement = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Type.Object({ dataset: Type.Optional(Type.String({ maxLength: 63 })) }),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('terms.title'),
    trail: [{ href: '/exchange/agreements', text: visit.t('agreements.title') }],
    body: <NewPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ dataset: Type.String({ maxLength: 63 }), ...termsFields }),
    run: async (act): Promise<Outcome<Data>> => {
      const { dataset: id, ...sent } = act.fields
      const dataset = await act.services.datasets.find(id)
      if (dataset === undefined) throw noSuch('There is no such dataset')
      const terms = readTerms(sent, dataset.fields, { dataset: id })
      const done = await act.services.agreements.ask(act.visit.who, terms)
      if (done.ok) return { go: `/exchange/agreements/${done.id}?done=ask` }
      const until = Number.isNaN(Date.parse(terms.until)) ? '' : terms.until
      return { show: await load({ ...act, query: { dataset: id } }, { ...terms, until }, done), status: 400 }
    },
  },
})

function NewPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { dataset, terms } = data
  const tests = testOptions(dataset.fields, visit)
  return (
    <>
      <div class="stack">
        <h1>{t('terms.title')}</h1>
        <p class="lead">
          {t('terms.lead', { dataset: nameText(dataset.titles, visit), department: departmentText(dataset.department, visit) })}
        </p>
        <WhyNot outcome={data.outcome} visit={visit} />
      </div>
      <form class="card" method="post" action={path}>
        <Token visit={visit} />
        <input type="hidden" name="dataset" value={dataset.id} />
        <FieldsField fields={dataset.fields} chosen={terms.fields} masksOf={({ kind }) => data.masks[kind]} visit={visit} />
        <fieldset>
          <legend>{t('terms.questions')}</legend>
          <p class="hint">{t('terms.questionsHint')}</p>
          <QuestionFields at={0} terms={terms} tests={tests} visit={visit} />
          <details class="stack" open={terms.questions.length > 1}>
            <summary>{t('terms.moreQuestions')}</summary>
            {questions.map((at) => (
              <QuestionFields key={at} at={at} terms={terms} tests={tests} visit={visit} />
            ))}
          </details>
        </fieldset>
        <TextField
          id="about"
          name="about"
          label={t('terms.about')}
          hint={t('terms.aboutHint')}
          value={terms.people.about}
          isNeeded
        />
        <details class="stack">
          <summary>{t('terms.onlyOpen')}</summary>
          <Choose id="onlyTest" name="onlyTest" label={t('terms.only')} hint={t('terms.onlyHint')} value="" options={tests} />
          <TextField id="onlyValue" name="onlyValue" label={t('terms.value')} />
        </details>
        <AreaField options={data.areas} value={terms.area} visit={visit} />
        <Choose id="purpose" name="purpose" label={t('file.purpose')} value={terms.purposes[0]} options={data.purposes} />
        <LongField
          id="legalBasis"
          name="legalBasis"
          label={t('terms.legalBasis')}
          hint={t('terms.legalBasisHint')}
          value={terms.legalBasis}
          isNeeded
        />
        <LimitsFields terms={terms} visit={visit} />
        <div>
          <button type="submit">{t('terms.send')}</button>
        </div>
      </form>
    </>
  )
}

function QuestionFields({ at, terms, tests, visit }: { at: number; terms: Terms; tests: readonly Option[]; visit: Visit }) {
  const { t } = visit
  const given = terms.questions[at]
  const condition = given?.condition
  const test = condition === undefined ? '' : 'field' in condition ? `${condition.test}:${condition.field}` : condition.test
  const value = condition !== undefined && 'value' in condition ? String(condition.value) : ''
  return (
    <>
      <TextField
        id={`questionText-${at}`}
        name="questionText"
        label={t('terms.question', { number: at + 1 })}
        value={given === undefined ? '' : nameText(given.titles, visit)}
      />
      <Choose
        id={`questionTest-${at}`}
        name="questionTest"
        label={t('terms.yesIf', { number: at + 1 })}
        value={test}
        options={tests}
      />
      <TextField id={`questionValue-${at}`} name="questionValue" label={t('terms.valueOf', { number: at + 1 })} value={value} />
    </>
  )
}
