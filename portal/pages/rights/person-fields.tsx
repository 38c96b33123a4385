import type { DataCategory, PurposeView } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Choose, TextField } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'

type Props = { readonly visit: Visit }

/** Whom it is about. */
export function NumberField({ value, visit }: Props & { readonly value: string | undefined }) {
  const given = value !== undefined && { value }
  return <TextField id="number" name="number" label={visit.t('account.number')} inputmode="numeric" isNeeded {...given} />
}

/** What it is for. */
export function PurposeField({
  value,
  purposes,
  visit,
}: Props & { readonly value: string | undefined; readonly purposes: readonly PurposeView[] }) {
  const options = purposes.map(({ id, names }) => ({ value: id, text: nameText(names, visit) }))
  return <Choose id="purpose" name="purpose" label={visit.t('file.purpose')} value={value} options={options} />
}

/** Which of the person's data. */
export function CategoryField({ value, visit }: Props & { readonly value: DataCategory | undefined }) {
  const options = (['personal', 'sensitive'] as const).map((one) => ({ value: one, text: visit.t(`category.${one}`) }))
  return <Choose id="category" name="category" label={visit.t('file.category')} value={value} options={options} />
}
