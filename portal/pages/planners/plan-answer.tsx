import type { PlanAnswer, PlanObjective, PlanSite } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { FacilitySign, Key, Keys } from '../../ui/pictures/keys.tsx'
import { drawMeasureMap } from '../../ui/pictures/measure-map.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import { PlanTable } from './before-after.tsx'
import type { PlanData } from './plan.tsx'

/** What a plan found: in words, on the map, before and after, and site by site. */
export function Answer({ data, answer, visit }: { data: PlanData; answer: PlanAnswer; visit: Visit }) {
  const { t, format } = visit
  const { question, id } = data.plan
  const [before, after] = [answer.before[0], answer.after[0]]
  const won = (after?.reached ?? 0) - (before?.reached ?? 0)
  const isFaster = before?.meanMinutes !== undefined && after?.meanMinutes !== undefined && after.meanMinutes < before.meanMinutes
  return (
    <section class="stack">
      <h2>{t('plan.answer')}</h2>
      <p class="lead">
        {t(wonText(question.objective), {
          sites: format.number(answer.sites.length),
          people: format.number(won),
          minutes: format.number(question.within ?? 10),
        })}{' '}
        {isFaster &&
          t('plan.minutesFall', { before: format.number(before.meanMinutes, 1), after: format.number(after.meanMinutes, 1) })}
      </p>
      <p>{answer.isProven ? t('plan.proven') : t('plan.notProven', { gap: format.number(answer.gap * 100, 2) })}</p>
      {answer.outOfReach > 0 && <p>{t('plan.outOfReach', { people: format.number(answer.outOfReach) })}</p>}
      <MapOfPlan data={data} answer={answer} visit={visit} />
      {answer.rounds && <Rounds answer={answer} visit={visit} />}
      <PlanTable before={answer.before} after={answer.after} visit={visit} />
      <Sites objective={question.objective} sites={answer.sites} visit={visit} />
      <p class="row">
        <a class="button second" href={`/equity/v1/plans/${id}?format=csv`} download={`plan-${question.kind}.csv`}>
          {t('gap.csv')}
        </a>
        <a class="button second" href={`/equity/v1/plans/${id}?format=geojson`} download={`plan-${question.kind}.geojson`}>
          {t('gap.geojson')}
        </a>
        <a class="button second" href={`/equity/v1/plans/${id}?format=gpkg`} download={`plan-${question.kind}.gpkg`}>
          {t('plan.geopackage')}
        </a>
        <a href={`/equity/v1/plans/${id}`}>{t('gap.json')}</a>
      </p>
      <p class="quiet">
        {t('plan.how', {
          stages: format.list(answer.stages.map((stage) => t(`plan.stage.${stage as 'greedy'}`))),
          seconds: format.number(answer.seconds, 1),
        })}
      </p>
    </section>
  )
}

function wonText(objective: PlanObjective) {
  if (objective === 'online' || objective === 'stops' || objective === 'rounds') return `plan.won.${objective}` as const
  return 'plan.won'
}

/** Which unit is where on which day: a week to hang on the wall. */
function Rounds({ answer: { sites, rounds = [] }, visit }: { answer: PlanAnswer; visit: Visit }) {
  const { t, format } = visit
  const names = new Map(sites.map(({ id, names }) => [id, names ? nameText(names, visit) : id]))
  const units = new Set(rounds.map(({ unit }) => unit)).size
  return (
    <>
      <Table
        caption={t('plan.roundsCaption')}
        rows={rounds}
        rowKey={({ unit, day }) => `${unit} ${day}`}
        columns={[
          { key: 'day', isName: true, head: t('plan.day'), cell: ({ day }) => t(`scenario.day.${day}`) },
          ...(units > 1
            ? [{ key: 'unit', isNumber: true, head: t('plan.unit'), cell: (round: Round) => format.number(round.unit) }]
            : []),
          {
            key: 'where',
            head: t('plan.where'),
            cell: ({ stops }) => stops.map((stop) => names.get(stop) ?? stop).join(' → '),
          },
          {
            key: 'driving',
            isNumber: true,
            head: t('plan.driving'),
            cell: ({ driving }) => t('plan.minutes', { minutes: format.number(driving, 0) }),
          },
        ]}
      />
      <p class="quiet">{t('plan.roundsPrint')}</p>
    </>
  )
}

type Round = NonNullable<PlanAnswer['rounds']>[number]

function MapOfPlan({ data, answer, visit }: { data: PlanData; answer: PlanAnswer; visit: Visit }) {
  const { t, format } = visit
  const { picture } = drawMeasureMap({
    title: t('plan.mapTitle'),
    outlines: data.outlines,
    features: data.features,
    areas: [],
    places: [],
    facilities: data.facilities,
    marks: answer.sites.map(({ position }) => ({ position, kind: 'added' as const })),
    labels: answer.sites.flatMap(({ names, position }) => (names ? [{ text: nameText(names, visit), position }] : [])),
    kilometres: (km) => t('map.scale', { km: format.number(km, 1) }),
    isLargeText: visit.isLargeText,
  })
  return (
    <figure class="stack">
      {picture}
      <figcaption>
        <Keys>
          <Key text={t('scenario.added')}>
            <path class="mark added" d="M12 1l3 8l8 3l-8 3l-3 8l-3-8l-8-3l8-3z" />
          </Key>
          {data.facilities.length > 0 && (
            <Key text={t('map.facility')}>
              <FacilitySign />
            </Key>
          )}
        </Keys>
      </figcaption>
    </figure>
  )
}

function Sites({ objective, sites, visit }: { objective: PlanObjective; sites: readonly PlanSite[]; visit: Visit }) {
  const { t, format } = visit
  const along: Column<PlanSite> = {
    key: 'along',
    isNumber: true,
    head: t('plan.along'),
    cell: ({ kilometres = 0 }) => t('map.scale', { km: format.number(kilometres, 1) }),
  }
  return (
    <Table
      caption={t('plan.sites')}
      rows={sites}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          isName: true,
          head: t('plan.site'),
          cell: ({ names, id }) => (names ? nameText(names, visit) : id),
        },
        ...(objective === 'stops' ? [along] : []),
        {
          key: 'position',
          head: t('device.position'),
          cell: ({ position }) => position.map((degrees) => format.number(degrees, 3)).join(t('words.within')),
        },
        {
          key: 'residents',
          isNumber: true,
          head: t(objective === 'online' ? 'plan.residentsOnline' : 'plan.residents'),
          cell: ({ residents }) => (residents === undefined ? t('gap.withheld') : format.number(residents)),
        },
      ]}
    />
  )
}
