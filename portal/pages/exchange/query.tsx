import type { AgreementView, Outcome as Done, Names, PersonAnswer, PurposeView, QueryAnswer } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentText } from '../../ui/department.ts'
import { Choose, Tick, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import { WhyNot } from './agreement-words.tsx'
import { LongField } from './terms-fields.tsx'

type Wish = {
  readonly persons: string
  readonly purpose?: string
  readonly fields?: readonly string[]
  readonly question?: string
}
type Data = {
  readonly agreement: AgreementView
  readonly purposes: readonly PurposeView[]
  readonly wish: Wish
  readonly outcome?: Done<{ readonly answer: QueryAnswer }>
}

const list = '/exchange/agreements'

async function load(
  { services, visit, params }: Asked<unknown>,
  wish: Wish = { persons: '' },
  outcome?: Data['outcome'],
): Promise<Data> {
  const agreement = await services.agreements.find(visit.who, params.id ?? '')
  if (agreement === undefined) throw noSuch('There is no such agreement')
  const purposes = services.files.purposes.filter(({ id }) => agreement.terms.purposes.includes(id))
  return { agreement, purposes, wish, ...(outcome && { outcome }) }
}

/** Asks under an agreement: about one person, several, or a question that is answered yes, no or unknown. */
export const askUnderAgreement = definePage({
  path: `${list}/:id/ask`,
  section: 'account',
  audience: 'officer',
  query: Type.Object({}),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('query.title'),
    trail: [
      { href: list, text: visit.t('agreements.title') },
      { href: `${list}/${data.agreement.id}`, text: nameText(data.agreement.datasetTitles, visit) },
    ],
    body: <QueryPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      persons: Type.String({ maxLength: 20_000 }),
      purpose: Type.Optional(Type.String({ maxLength: 60 })),
      fields: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200 })),
      question: Type.Optional(Type.String({ maxLength: 60 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { persons, purpose = '', fields = [], question } = act.fields
      const whom = persons.split(/[\n,;]+/).flatMap((one) => one.trim() || [])
      const what = question === undefined ? { fields } : { question }
      const outcome = await act.services.agreements.query(act.visit.who, act.params.id ?? '', { persons: whom, purpose, ...what })
      return { show: await load(act, act.fields, outcome), status: outcome.ok ? 200 : 400 }
    },
  },
})

function QueryPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { agreement, outcome } = data
  return (
    <>
      <div class="stack">
        <h1>{t('query.title')}</h1>
        <p class="lead">
          {t('query.lead', {
            dataset: nameText(agreement.datasetTitles, visit),
            department: departmentText(agreement.owner, visit),
          })}
        </p>
        <WhyNot outcome={outcome} visit={visit} />
      </div>
      {outcome?.ok && <Answer answer={outcome.answer} titles={agreement.fieldTitles} visit={visit} />}
      {agreement.may.includes('ask') ? (
        <QueryForm data={data} visit={visit} />
      ) : (
        <Notice kind="warn">
          <p>{t('query.notNow')}</p>
        </Notice>
      )}
    </>
  )
}

function QueryForm({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { agreement, wish, purposes } = data
  const { fields, questions } = agreement.terms
  return (
    <form class="card" method="post" action={`${list}/${agreement.id}/ask`}>
      <Token visit={visit} />
      <LongField
        id="persons"
        name="persons"
        label={t('query.persons')}
        hint={t('query.personsHint')}
        value={wish.persons}
        isNeeded
      />
      {questions.length > 0 && (
        <Choose
          id="question"
          name="question"
          label={t('query.question')}
          hint={t('query.questionHint')}
          value={wish.question ?? (fields.length === 0 ? questions[0]?.id : '')}
          options={[
            ...(fields.length > 0 ? [{ value: '', text: t('query.noQuestion') }] : []),
            ...questions.map(({ id, titles }) => ({ value: id, text: nameText(titles, visit) })),
          ]}
        />
      )}
      {fields.length > 0 && (
        <fieldset>
          <legend>{t('query.fields')}</legend>
          <p class="hint">{t('query.fieldsHint')}</p>
          {fields.map(({ name, mask }) => (
            <Tick
              key={name}
              name="fields"
              value={name}
              text={`${nameText(agreement.fieldTitles[name] ?? { und: name }, visit)}${mask === 'whole' ? '' : ` — ${t(`mask.${mask}`)}`}`}
              isChecked={wish.fields?.includes(name) ?? false}
            />
          ))}
        </fieldset>
      )}
      <Choose
        id="purpose"
        name="purpose"
        label={t('file.purpose')}
        value={wish.purpose}
        options={purposes.map(({ id, names }) => ({ value: id, text: nameText(names, visit) }))}
      />
      <p class="quiet">{t('query.told')}</p>
      <div>
        <button type="submit">{t('query.ask')}</button>
      </div>
    </form>
  )
}

type Line = { readonly key: string; readonly one: PersonAnswer; readonly row?: NonNullable<PersonAnswer['rows']>[number] }

function Answer({ answer, titles, visit }: { answer: QueryAnswer; titles: Readonly<Record<string, Names>>; visit: Visit }) {
  const { t, format } = visit
  const lines = answer.answers.flatMap((one): Line[] =>
    (one.rows ?? [undefined]).map((row, at) => ({ key: `${one.person} ${at}`, one, ...(row && { row }) })),
  )
  const names = [...new Set(lines.flatMap(({ row }) => Object.keys(row ?? {})))]
  const columns: Column<Line>[] = [
    { key: 'person', head: t('query.person'), cell: ({ one }) => one.person, isName: true },
    { key: 'outcome', head: t('query.outcome'), cell: ({ one }) => outcomeText(one, visit) },
    ...names.map((name) => ({
      key: name,
      head: nameText(titles[name] ?? { und: name }, visit),
      cell: ({ row }: Line) => valueText(row?.[name], visit),
    })),
  ]
  const { request, receipt, salt, answers } = answer
  return (
    <>
      <Notice kind="fine">
        <p role="status">{t('query.done', { moment: format.moment(answer.at) })}</p>
      </Notice>
      <Table caption={t('query.answers')} rows={lines} rowKey={({ key }) => key} columns={columns} />
      <details class="card snug">
        <summary>{t('query.proof')}</summary>
        <p>{t('query.proofHint')}</p>
        <LongField
          id="proof"
          name="proof"
          label={t('query.proofText')}
          rows={6}
          isFixed
          value={JSON.stringify({ answers, salt, request, receipt })}
        />
        <p>
          <a href="/exchange/receipts">{t('receipts.title')}</a>
        </p>
      </details>
    </>
  )
}

function outcomeText(one: PersonAnswer, visit: Visit): string {
  if (one.answer !== undefined) return visit.t(`query.answer.${one.answer}`)
  return one.reason === undefined ? visit.t('query.answered') : nameText(one.reason, visit)
}

function valueText(value: string | number | boolean | null | undefined, { t, format }: Visit): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return t(value ? 'query.answer.yes' : 'query.answer.no')
  return typeof value === 'number' ? format.number(value, 2) : value
}
