import type { Facility, HealthBand } from '@datong/server/contract'
import type { LiveVisit } from '../site/live.tsx'

const bands: readonly HealthBand[] = ['good', 'fair', 'moderate', 'poor', 'very-poor', 'extremely-poor']

/** The band in words, with as many filled bars as it is bad: never by colour alone. */
export function AirBadge({ band, visit }: { band: HealthBand; visit: LiveVisit }) {
  const rank = bands.indexOf(band) + 1
  return (
    <span class={`badge air-${band}`}>
      <svg width="24" height="16" viewBox="0 0 24 16" aria-hidden="true" focusable="false">
        {bands.map((name, index) => (
          <rect
            key={name}
            x={index * 4}
            y={12 - index * 2}
            width="3"
            height={4 + index * 2}
            fill="currentColor"
            opacity={index < rank ? 1 : 0.25}
          />
        ))}
      </svg>
      {visit.t(`band.${band}`)}
    </span>
  )
}

const alertKinds = { below: 'fine', near: 'warn', above: 'bad' } as const

export function AlertBadge({ state, visit }: { state: keyof typeof alertKinds; visit: LiveVisit }) {
  return <p class={`badge ${alertKinds[state]}`}>{visit.t(`water.${state}`)}</p>
}

export function OpenBadge({ facility, visit }: { facility: Facility; visit: LiveVisit }) {
  const { isOpen, openingHours } = facility
  if (isOpen === undefined) return openingHours === undefined && <span class="quiet">{visit.t('facility.hoursUnknown')}</span>
  return <span class={isOpen ? 'badge fine' : 'badge'}>{visit.t(isOpen ? 'facility.open' : 'facility.closed')}</span>
}
