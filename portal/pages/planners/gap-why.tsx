/** Why an area is behind the city, and what would help: in plain words, with the way to the workbench. */
import type { WhyPart, WhyReport } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Meter } from '../../ui/meter.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import type { GapData } from './gap.tsx'

/** Behind the city by less than this part of what the city has is not behind. */
const least = 0.05

export function GapWhy({ data, visit }: { data: GapData; visit: Visit }) {
  const { t } = visit
  if (data.area === undefined) return <p>{t('gap.whyChoose')}</p>
  if (data.why === undefined) return <p>{t('gap.whyUnknown')}</p>
  return <Parts why={data.why} visit={visit} />
}

function Parts({ why, visit }: { why: WhyReport; visit: Visit }) {
  const { t, format } = visit
  const area = nameText(why.names, visit)
  if (why.largest === undefined || why.gap <= why.city * least) return <p>{t('gap.whyNot', { area })}</p>
  const known = why.parts.filter((part): part is Extract<WhyPart, { isKnown: true }> => part.isKnown)
  const holdsBack = known.reduce((sum, { adds }) => sum + Math.max(0, adds), 0)
  const unknown = why.parts.filter((part) => !part.isKnown)
  return (
    <>
      <p class="lead">{t(`gap.why.${why.largest}`, { area })}</p>
      <p>{t('gap.whyParts')}</p>
      <div class="bars">
        {known
          .filter(({ adds }) => adds > 0)
          .map(({ factor, adds }) => (
            <Bar key={factor} text={t(`gap.factor.${factor}`)} share={adds / holdsBack} shown={format.share(adds / holdsBack)} />
          ))}
      </div>
      {unknown.length > 0 && (
        <p class="quiet">
          {t('gap.whyMissing', { factors: format.list(unknown.map(({ factor }) => t(`gap.factor.${factor}`))) })}
        </p>
      )}
    </>
  )
}

function Bar({ text, share, shown }: { text: string; share: number; shown: string }) {
  return (
    <>
      <span>{text}</span>
      <Meter share={share} />
      <strong class="number">{shown}</strong>
    </>
  )
}

export function GapHelp({ data, visit }: { data: GapData; visit: Visit }) {
  const { t } = visit
  const service = data.chosen.kind
  const area = data.area?.code
  return (
    <ul class="plain stack tight">
      <li>
        <a href={withQuery('/planning/plans', { service, area })}>{t('planning.toPlan')}</a>
      </li>
      <li>
        <a href={withQuery('/planning/scenarios', { service })}>{t('planning.toScenario')}</a>
      </li>
      <li>
        <a href={withQuery('/planning', { service, area })}>{t('gap.toWorkbench')}</a>
      </li>
      <li>
        <a href="/planning/methods">{t('gap.toMethods')}</a>
      </li>
    </ul>
  )
}
