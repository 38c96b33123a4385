/** How a measure went in the last hours, as picture and table. */
import type { Measure, Services, Station } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { Chart } from '../../ui/pictures/chart.tsx'
import { Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import { inOrder, measureName, unitText, valueText } from './measures.ts'
import type { StationState } from './station-card.tsx'

const hour = 3_600_000

export type Trend = {
  readonly station: Station
  readonly measure: Measure
  readonly hours: number
  readonly points: readonly { readonly at: Date; readonly value: number }[]
}

/** The trend of the measure asked for, else of the one that matters most. */
export async function loadTrend(
  services: Services,
  state: StationState,
  name: string | undefined,
  hours: number,
): Promise<Trend | undefined> {
  const { station, worst } = state
  const own = station.measures.find((one) => one.name === name)
  const measure = own ?? worst ?? inOrder(station.measures)[0]
  if (!measure) return undefined
  return { station, measure, hours, points: await services.environment.trend(station.id, measure.name, hours) }
}

export function TrendPicture({ trend, visit }: { trend: Trend; visit: Visit }) {
  const { t, format } = visit
  const { station, measure, hours, points } = trend
  const title = t('trend.title', { measure: measureName(measure.name, visit), station: nameText(station.names, visit), hours })
  const last = points.at(-1)
  if (!last) return <Empty title={t('trend.none')} />
  const { alert } = measure
  const values = [...points.map((point) => point.value), ...(alert ? [alert.at] : [])]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const isFarFromZero = low > 0 && (high - low) / high < 0.25
  return (
    <figure class="card">
      <figcaption>
        <strong>{title}</strong>
      </figcaption>
      <Chart
        title={t('trend.picture', {
          title,
          value: valueText({ ...measure, value: last.value }, visit),
          time: format.clock(last.at),
        })}
        unit={unitText(measure.unitCode, visit)}
        from={new Date(visit.now.getTime() - hours * hour)}
        to={visit.now}
        top={high + (high - low) * 0.12 || 1}
        bottom={Math.min(low - (high - low) * 0.2, isFarFromZero ? Number.POSITIVE_INFINITY : 0, low)}
        lines={[{ name: 'main', points, step: hour, last: valueText({ name: measure.name, value: last.value }, visit) }]}
        {...(alert && { marks: [{ value: alert.at, label: t('water.alertLine') }] })}
        format={format}
      />
      <p class="quiet">{t('trend.gaps')}</p>
      <details>
        <summary>{t('trend.asTable')}</summary>
        <Table
          caption={title}
          rows={points.toReversed()}
          rowKey={(row) => row.at.toISOString()}
          columns={[
            { key: 'at', isName: true, head: t('trend.hour'), cell: ({ at }) => `${format.dayShort(at)} ${format.clock(at)}` },
            {
              key: 'value',
              isNumber: true,
              head: measureName(measure.name, visit),
              cell: ({ value }) => valueText({ ...measure, value }, visit),
            },
          ]}
        />
      </details>
    </figure>
  )
}
