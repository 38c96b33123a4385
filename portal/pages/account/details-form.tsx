import { languages } from '../../site/language.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose, TextField, Token } from '../../ui/forms.tsx'
import { ChosenArea } from './area-field.tsx'
import { type DetailsData, path } from './details.tsx'

/** Name, place and language. */
export function DetailsForm({ data, visit }: { data: DetailsData; visit: Visit }) {
  const { t, who } = visit
  const { own, choice } = data
  const isAlone = who.kind === 'resident' && who.helper === undefined
  return (
    <form class="card" method="post" action={path}>
      <h2>{t('details.you')}</h2>
      <Token visit={visit} />
      {own.isVouched && isAlone ? (
        <p>
          {t('account.name')} <strong>{own.name}</strong> <span class="quiet">{t('details.vouched')}</span>{' '}
          <a href="/account/rights#correct">{t('details.correct')}</a>
        </p>
      ) : (
        <TextField id="name" name="name" label={t('account.name')} value={own.name} autocomplete="name" isNeeded />
      )}
      {choice.area && <ChosenArea area={choice.area} path={path} keep={{}} label={t('account.livesIn')} visit={visit} />}
      <Choose
        id="language"
        name="language"
        label={t('details.language')}
        hint={t('details.languageHint')}
        value={own.language ?? visit.language}
        options={languages.map(({ code, name }) => ({ value: code, text: name }))}
      />
      <div>
        <button type="submit">{t('details.keep')}</button>
      </div>
    </form>
  )
}
