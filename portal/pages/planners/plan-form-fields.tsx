import type { Area, ServiceKind } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Choose, Field } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import type { PlanFields, Purpose } from './plan-fields.ts'

export type FormData = {
  readonly purpose: Purpose
  readonly given: Partial<PlanFields>
  readonly kinds: readonly ServiceKind[]
  readonly areas: readonly Area[]
}

export type FormProps = { readonly data: FormData; readonly visit: Visit }

export function Kind({ data: { given, kinds }, visit }: FormProps) {
  return (
    <Choose
      id="kind"
      name="kind"
      label={visit.t('gap.service')}
      value={given.kind}
      options={kinds.map(({ kind, names }) => ({ value: kind, text: nameText(names, visit) }))}
    />
  )
}

export function InArea({ data: { given, areas }, visit }: FormProps) {
  return (
    <Choose
      id="area"
      name="area"
      label={visit.t('gap.area')}
      value={given.area}
      options={[
        { value: '', text: visit.t('gap.wholeRegion') },
        ...areas.map(({ code, names }) => ({ value: code, text: nameText(names, visit) })),
      ]}
    />
  )
}

export function Amount(props: {
  name: keyof PlanFields
  label: string
  value: number | undefined
  hint?: string
  min?: number
  max?: number
  isExact?: boolean
}) {
  const { name, label, value, hint, min = 1, max, isExact } = props
  return (
    <Field id={name} label={label} {...(hint !== undefined && { hint })}>
      <input
        type="number"
        id={name}
        name={name}
        min={min}
        max={max}
        step={isExact ? 'any' : 1}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${name}-hint`}
      />
    </Field>
  )
}

/** What becomes of the places of today. */
export function Existing({ data, visit }: FormProps) {
  return (
    <Choose
      id="existing"
      name="existing"
      label={visit.t('plan.existing')}
      value={data.given.existing ?? 'keep'}
      options={[
        { value: 'keep', text: visit.t('plan.keep') },
        { value: 'ignore', text: visit.t('plan.ignore') },
      ]}
    />
  )
}
