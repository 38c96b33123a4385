import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { Choose, TextField, Tick, Token } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import { editPath, type LawData } from './edit-law.tsx'

export function LawForm({ data, visit }: { data: LawData; visit: Visit }) {
  const { t } = visit
  const { fields, purposes, areas } = data
  const line = (name: 'en' | 'zh' | 'citation', label: string) => (
    <TextField id={name} name={name} label={label} value={fields[name] ?? ''} isNeeded={name === 'citation'} />
  )
  return (
    <form class="card" method="post" action={editPath}>
      <Token visit={visit} />
      {fields.law !== undefined && <input type="hidden" name="law" value={fields.law} />}
      {line('zh', t('laws.nameZh'))}
      {line('en', t('laws.nameEn'))}
      {line('citation', t('laws.citation'))}
      {fields.law === undefined ? (
        <TextField
          id="department"
          name="department"
          label={t('officers.department')}
          hint={t('laws.departmentHint')}
          value={fields.department ?? ''}
          isNeeded
        />
      ) : (
        <p>
          {t('officers.department')} <strong>{departmentTitle(fields.department ?? '', visit)}</strong>
        </p>
      )}
      <fieldset>
        <legend>{t('file.purpose')}</legend>
        {purposes.map(({ id, names }) => (
          <Tick
            key={id}
            name="purposes"
            value={id}
            text={nameText(names, visit)}
            isChecked={fields.purposes?.includes(id) ?? false}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('file.category')}</legend>
        {(['personal', 'sensitive'] as const).map((category) => (
          <Tick
            key={category}
            name="categories"
            value={category}
            text={t(`category.${category}`)}
            isChecked={fields.categories?.includes(category) ?? false}
          />
        ))}
      </fieldset>
      <Choose
        id="area"
        name="area"
        label={t('laws.where')}
        value={fields.area}
        options={areas.map(({ path, names }) => ({ value: path, text: nameText(names, visit) }))}
      />
      <TextField id="since" name="since" type="date" label={t('laws.since')} value={fields.since ?? ''} isNeeded />
      <TextField
        id="until"
        name="until"
        type="date"
        label={t('laws.until')}
        hint={t('laws.untilHint')}
        value={fields.until ?? ''}
      />
      <Tick name="lifts" value="yes" text={t('laws.liftsTick')} isChecked={fields.lifts !== undefined} />
      <div>
        <button type="submit">{t('details.keep')}</button>
      </div>
    </form>
  )
}
