/** The free spaces expected, as picture and table, with how wrong such forecasts have been. */
import type { Forecast } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Chart } from '../../ui/pictures/chart.tsx'
import { Key, Keys } from '../../ui/pictures/keys.tsx'
import { Table } from '../../ui/table.tsx'

type Made = Extract<Forecast, { ok: true }>
type Recent = readonly { readonly at: Date; readonly free: number }[]

const quarter = 15 * 60_000
/** Many car parks report every half hour; only a longer silence is a gap. */
const usualPoll = 2 * quarter

export function ForecastPicture({ forecast, recent, visit }: { forecast: Made; recent: Recent; visit: Visit }) {
  const { t, format } = visit
  const points = forecast.points.map(({ at, free }) => ({ at, value: free }))
  const past = recent.map(({ at, free }) => ({ at, value: free }))
  const from = past[0]?.at ?? points[0]?.at ?? forecast.madeAt
  const to = points.at(-1)?.at ?? forecast.madeAt
  const now = past.at(-1)
  return (
    <figure class="stack">
      <Chart
        title={t('forecast.picture')}
        unit={t('forecast.unit')}
        from={from}
        to={to}
        top={forecast.total}
        range={forecast.points}
        lines={[
          { name: 'main', points, step: quarter },
          {
            name: 'past',
            points: past,
            step: usualPoll,
            ...(now && { last: t('forecast.last', { free: format.number(now.value), time: format.clock(now.at) }) }),
          },
        ]}
        format={format}
      />
      <figcaption>
        <Keys>
          <Key text={t('forecast.keyPast')}>
            <path class="line past" d="M2 12H22" />
          </Key>
          <Key text={t('forecast.keyExpected')}>
            <path class="line" d="M2 12H22" />
          </Key>
          <Key text={t('forecast.keyRange', { coverage: format.number(forecast.coverage * 100) })}>
            <rect class="range" x="2" y="5" width="20" height="14" />
          </Key>
        </Keys>
      </figcaption>
    </figure>
  )
}

/** Said where it can be seen: how far off the forecast is, and whether it is better than last week's figure. */
export function ForecastError({ error, visit }: { error: Made['error']; visit: Visit }) {
  const { t, format } = visit
  const values = { ours: format.number(error.ours, 1), naive: format.number(error.seasonalNaive, 1), days: error.days }
  return (
    <>
      <p>{t('forecast.error', values)}</p>
      <p>
        <strong>{error.ours <= error.seasonalNaive ? t('forecast.better') : t('forecast.worse')}</strong>
      </p>
    </>
  )
}

export function ForecastTable({ forecast, visit }: { forecast: Made; visit: Visit }) {
  const { t, format } = visit
  const hourly = forecast.points.filter(({ at }) => format.wall(at).minute === 0)
  return (
    <Table
      caption={t('forecast.tableCaption')}
      rows={hourly}
      rowKey={(row) => row.at.toISOString()}
      columns={[
        { key: 'at', isName: true, head: t('forecast.time'), cell: ({ at }) => `${format.dayShort(at)} ${format.clock(at)}` },
        { key: 'free', isNumber: true, head: t('forecast.expected'), cell: ({ free }) => format.number(free) },
        {
          key: 'range',
          isNumber: true,
          head: t('forecast.range'),
          cell: ({ low, high }) => t('words.range', { low: format.number(low), high: format.number(high) }),
        },
      ]}
    />
  )
}
