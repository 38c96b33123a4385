import type { DatasetField, Mask } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { TextField, Tick, Token } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import type { AgreementData } from './agreement.tsx'
import { AreaField, FieldsField, LimitsFields } from './terms-fields.tsx'

/** The owner gives less: fewer fields or less of them, fewer questions, a smaller area, fewer people, fewer hours, a shorter time. */
export function LimitForm({ data, path, visit }: { data: AgreementData; path: string; visit: Visit }) {
  const { t } = visit
  const { agreement, dataset, draft, areas } = data
  const { terms: asked } = agreement
  const terms = draft ?? asked
  const fields = dataset?.fields.filter(({ name }) => asked.fields.some((one) => one.name === name)) ?? []
  const masksOf = ({ name, kind }: DatasetField): readonly Mask[] => {
    const wanted = asked.fields.find((one) => one.name === name)?.mask
    return data.masks[kind].filter(
      (mask) => wanted === 'whole' || mask === wanted || mask === 'presence' || (wanted === 'month' && mask === 'year'),
    )
  }
  return (
    <details class="card snug" open={draft !== undefined}>
      <summary>{t('agreement.limitOpen')}</summary>
      <form class="stack" method="post" action={path}>
        <Token visit={visit} />
        {fields.length > 0 && <FieldsField fields={fields} chosen={terms.fields} masksOf={masksOf} visit={visit} />}
        {asked.questions.length > 0 && (
          <fieldset>
            <legend>{t('terms.questions')}</legend>
            {asked.questions.map(({ id, titles }) => (
              <Tick
                key={id}
                name="keep"
                value={id}
                text={nameText(titles, visit)}
                isChecked={terms.questions.some((one) => one.id === id)}
              />
            ))}
          </fieldset>
        )}
        {areas.length > 1 && <AreaField options={areas} value={terms.area} visit={visit} />}
        <LimitsFields terms={terms} visit={visit} />
        <TextField id="limit-reason" name="reason" label={t('agreement.why')} isNeeded />
        <div>
          <button type="submit" name="do" value="limit">
            {t('agreement.limit')}
          </button>
        </div>
      </form>
    </details>
  )
}
