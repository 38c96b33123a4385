import type { AgreementView, Terms } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { nameText } from '../../ui/words.tsx'
import { conditionText, lastMoment, limitsText } from './agreement-words.tsx'

/** What both sign, in plain words, and what of it was asked for where the owner gave less. */
export function AgreedTerms({ agreement, visit }: { agreement: AgreementView; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <section class="stack">
        <h2>{t(agreement.state === 'asked' ? 'agreement.wanted' : 'agreement.agreed')}</h2>
        <TermsList agreement={agreement} terms={agreement.terms} visit={visit} />
      </section>
      {agreement.asked && (
        <details class="stack">
          <summary>{t('agreement.wantedOpen')}</summary>
          <TermsList agreement={agreement} terms={agreement.asked} visit={visit} />
        </details>
      )}
    </>
  )
}

function TermsList({ agreement, terms, visit }: { agreement: AgreementView; terms: Terms; visit: Visit }) {
  const { t, format } = visit
  const titles = agreement.fieldTitles
  const { people } = terms
  return (
    <dl class="facts card">
      <div>
        <dt>{t('terms.fields')}</dt>
        <dd>
          {terms.fields.length === 0 ? (
            t('terms.noFields')
          ) : (
            <ul>
              {terms.fields.map(({ name, mask }) => (
                <li key={name}>
                  {nameText(titles[name] ?? { und: name }, visit)}
                  {mask !== 'whole' && ` — ${t(`mask.${mask}`)}`}
                </li>
              ))}
            </ul>
          )}
        </dd>
      </div>
      {terms.questions.length > 0 && (
        <div>
          <dt>{t('terms.questions')}</dt>
          <dd>
            <ul>
              {terms.questions.map((one) => (
                <li key={one.id}>
                  {nameText(one.titles, visit)} <span class="quiet">({conditionText(one.condition, titles, visit)})</span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('terms.about')}</dt>
        <dd>
          {people.about}
          {people.only && ` — ${conditionText(people.only, titles, visit)}`}
        </dd>
      </div>
      <div>
        <dt>{t('terms.area')}</dt>
        <dd>{terms.area === agreement.terms.area ? nameText(agreement.areaNames, visit) : terms.area}</dd>
      </div>
      <div>
        <dt>{t('file.purpose')}</dt>
        <dd>{format.list(agreement.purposeNames.map((names) => nameText(names, visit)))}</dd>
      </div>
      <div>
        <dt>{t('terms.legalBasis')}</dt>
        <dd>{terms.legalBasis}</dd>
      </div>
      <div>
        <dt>{t('terms.until')}</dt>
        <dd>{lastMoment(terms.until, visit)}</dd>
      </div>
      <div>
        <dt>{t('terms.limits')}</dt>
        <dd>
          <ul>
            {limitsText(terms.limits, visit).map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </dd>
      </div>
      {agreement.activeFrom !== undefined && (
        <div>
          <dt>{t('agreement.usedUntilNow')}</dt>
          <dd>{t('agreement.used', { count: agreement.used, number: format.number(agreement.used) })}</dd>
        </div>
      )}
    </dl>
  )
}
