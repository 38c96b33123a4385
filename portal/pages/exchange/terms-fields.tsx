import type { Area, Condition, DatasetField, FieldKind, Mask, Services, Terms } from '@datong/server/contract'
import Type, { type Static } from 'typebox'
import type { Visit } from '../../site/visit.ts'
import { Choose, Field, type Option, TextField, Tick } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import { lastDay } from './agreement-words.tsx'

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const list = Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { maxItems: 200 }))
const Count = Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 }))

/** What the forms about terms send: fields as `name=mask`, conditions as `test:field` with a value beside. */
export const termsFields = {
  fields: list,
  keep: list,
  questionText: list,
  questionTest: list,
  questionValue: list,
  about: text(500),
  onlyTest: text(300),
  onlyValue: text(400),
  area: text(400),
  purpose: text(60),
  legalBasis: text(1000),
  until: text(30),
  perMinute: Count,
  perDay: Count,
  inAll: Count,
  from: text(5),
  to: text(5),
  workdays: text(5),
}
const Sent = Type.Object(termsFields)
export type SentTerms = Static<typeof Sent>

const workdays = [1, 2, 3, 4, 5]

/** Terms as somebody put them into a form. @param base what the form does not ask for */
export function readTerms(
  sent: SentTerms,
  fields: readonly DatasetField[],
  base: Partial<Terms> & Pick<Terms, 'dataset'>,
): Terms {
  const { from, to, inAll } = sent
  const only = readCondition(sent.onlyTest, sent.onlyValue, fields) ?? base.people?.only
  return {
    dataset: base.dataset,
    fields: (sent.fields ?? []).flatMap((one) => {
      const at = one.lastIndexOf('=')
      return at > 0 ? [{ name: one.slice(0, at), mask: one.slice(at + 1) as Mask }] : []
    }),
    questions: base.questions?.filter(({ id }) => sent.keep?.includes(id)) ?? readQuestions(sent, fields),
    people: { about: sent.about ?? base.people?.about ?? '', ...(only && { only }) },
    area: sent.area ?? base.area ?? '/',
    purposes: base.purposes ?? (sent.purpose === undefined ? [] : [sent.purpose]),
    legalBasis: sent.legalBasis ?? base.legalBasis ?? '',
    until: sent.until ?? base.until ?? '',
    limits: {
      perMinute: sent.perMinute ?? 0,
      perDay: sent.perDay ?? 0,
      ...(inAll !== undefined && { inAll }),
      ...((from !== undefined || to !== undefined) && { hours: { from: from ?? '00:00', to: to ?? '24:00' } }),
      ...(sent.workdays !== undefined && { weekdays: workdays }),
    },
  }
}

function readQuestions({ questionText = [], questionTest = [], questionValue = [] }: SentTerms, fields: readonly DatasetField[]) {
  return questionText.flatMap((words, at) => {
    const condition = readCondition(questionTest[at], questionValue[at], fields)
    if (condition === undefined || words.trim() === '') return []
    return [{ id: `question-${at + 1}`, titles: { und: words.trim() }, condition }]
  })
}

function readCondition(test: string | undefined, value = '', fields: readonly DatasetField[]): Condition | undefined {
  if (test === undefined || test === '') return undefined
  const [kind = '', ...rest] = test.split(':')
  const field = rest.join(':')
  if (kind === 'listed') return { test: 'listed' }
  if (kind === 'known') return { test: 'known', field }
  const of = fields.find(({ name }) => name === field)?.kind
  const read =
    of === 'number' ? Number(value) : of === 'boolean' ? ['yes', 'true', '1', '是'].includes(value.toLowerCase()) : value.trim()
  return kind === 'is' || kind === 'at-least' || kind === 'at-most' ? { test: kind, field, value: read } : undefined
}

/** For each field whether it is wanted, and how much of it. */
export function FieldsField(props: {
  fields: readonly DatasetField[]
  chosen: Terms['fields']
  masksOf: (field: DatasetField) => readonly Mask[]
  visit: Visit
}) {
  const { fields, chosen, masksOf, visit } = props
  const { t } = visit
  return (
    <fieldset>
      <legend>{t('terms.fields')}</legend>
      <p class="hint">{t('terms.fieldsHint')}</p>
      {fields.map((field, at) => {
        const mask = chosen.find(({ name }) => name === field.name)?.mask
        return (
          <Choose
            key={field.name}
            id={`field-${at}`}
            name="fields"
            label={`${nameText(field.titles, visit)}${field.category === 'sensitive' ? ` (${t('category.sensitive')})` : ''}`}
            value={mask === undefined ? '' : `${field.name}=${mask}`}
            options={[
              { value: '', text: t('terms.notNeeded') },
              ...masksOf(field).map((one) => ({ value: `${field.name}=${one}`, text: t(`mask.${one}`) })),
            ]}
          />
        )
      })}
    </fieldset>
  )
}

export function testOptions(fields: readonly DatasetField[], visit: Visit): readonly Option[] {
  const { t } = visit
  const hasOrder = (kind: FieldKind) => kind === 'number' || kind === 'date'
  return [
    { value: '', text: t('terms.noTest') },
    { value: 'listed', text: t('condition.listed') },
    ...fields.flatMap(({ name, titles, kind }) => {
      const words = { field: nameText(titles, visit), value: '…' }
      return [
        { value: `known:${name}`, text: t('condition.known', words) },
        { value: `is:${name}`, text: t('condition.is', words) },
        ...(hasOrder(kind)
          ? (['at-least', 'at-most'] as const).map((test) => ({ value: `${test}:${name}`, text: t(`condition.${test}`, words) }))
          : []),
      ]
    }),
  ]
}

/** How many, when, and until when. */
export function LimitsFields({ terms, visit }: { terms: Pick<Terms, 'limits' | 'until'>; visit: Visit }) {
  const { t } = visit
  const { limits } = terms
  const number = (name: 'perMinute' | 'perDay' | 'inAll', value: number | undefined) => (
    <TextField
      id={name}
      name={name}
      label={t(`terms.${name}`)}
      inputmode="numeric"
      isNeeded={name !== 'inAll'}
      {...(value !== undefined && { value: String(value) })}
    />
  )
  return (
    <>
      <TextField
        id="until"
        name="until"
        type="date"
        label={t('terms.until')}
        value={terms.until === '' ? '' : lastDay(terms.until, visit)}
        isNeeded
      />
      <fieldset>
        <legend>{t('terms.limits')}</legend>
        <p class="hint">{t('terms.limitsHint')}</p>
        {number('perMinute', limits.perMinute)}
        {number('perDay', limits.perDay)}
        {number('inAll', limits.inAll)}
        <TextField id="from" name="from" label={t('terms.from')} hint={t('terms.hoursHint')} value={limits.hours?.from ?? ''} />
        <TextField id="to" name="to" label={t('terms.to')} value={limits.hours?.to ?? ''} />
        <Tick name="workdays" value="yes" text={t('terms.workdays')} isChecked={limits.weekdays !== undefined} />
      </fieldset>
    </>
  )
}

/** Areas that an officer can choose by name: those around them and what lies directly in them. */
export async function areaOptions(
  { region }: Services,
  paths: readonly string[],
  visit: Visit,
  withAll: boolean,
): Promise<readonly Option[]> {
  const around = await Promise.all(paths.filter((one) => one !== '/').map((one) => region.area(one.split('/').at(-1) ?? '')))
  const found: Area[] = around.flatMap((one) => one ?? [])
  for (const { code } of around.flatMap((one) => one ?? [])) found.push(...(await region.children(code)))
  if (paths.includes('/')) found.push(...(await region.children()))
  const named = found.map((area) => ({ value: area.path, text: nameText(area.names, visit) }))
  return [...(withAll ? [{ value: '/', text: visit.t('terms.everywhere') }] : []), ...named]
}

export function AreaField({ options, value, visit }: { options: readonly Option[]; value: string | undefined; visit: Visit }) {
  return (
    <Choose
      id="area"
      name="area"
      label={visit.t('terms.area')}
      hint={visit.t('terms.areaHint')}
      value={value}
      options={options}
    />
  )
}

export function LongField(props: {
  id: string
  name: string
  label: string
  hint?: string
  value?: string | undefined
  rows?: number
  isNeeded?: boolean
  /** To be read and copied, not changed. */
  isFixed?: boolean
}) {
  const { id, name, label, hint, value, rows = 3, isNeeded = false, isFixed = false } = props
  return (
    <Field id={id} label={label} {...(hint !== undefined && { hint })}>
      <textarea
        id={id}
        name={name}
        rows={rows}
        required={isNeeded}
        aria-describedby={hint ? `${id}-hint` : undefined}
        maxLength={100_000}
        readOnly={isFixed}
      >
        {value ?? ''}
      </textarea>
    </Field>
  )
}
