/** Legends: each sign as it is drawn, beside its meaning. */
import type { ComponentChildren } from 'preact'
import type { Visit } from '../../site/visit.ts'
import { type DrawnKind, drawnKinds } from './terrain.tsx'

export function Keys({ children }: { children: ComponentChildren }) {
  return <ul class="keys">{children}</ul>
}

export function Key({ text, children }: { text: string; children: ComponentChildren }) {
  return (
    <li>
      <svg
        class="key"
        width="24"
        height="24"
        fill="none"
        stroke="currentColor"
        viewBox="0 0 24 24"
        aria-hidden="true"
        focusable="false"
      >
        {children}
      </svg>
      {text}
    </li>
  )
}

export function ReachedSign() {
  return <path class="dots reached" stroke-width="9" d="M12 12h0" />
}

export function BeyondSign() {
  return (
    <>
      <path class="dots beyond" stroke-width="13" d="M12 12h0" />
      <path class="dots hollow" stroke-width="6.5" d="M12 12h0" />
    </>
  )
}

export function SizesSign() {
  return (
    <g class="dots reached">
      <path stroke-width="3.4" d="M3 12h0" />
      <path stroke-width="6" d="M9 12h0" />
      <path stroke-width="11" d="M18 12h0" />
    </g>
  )
}

/** What of rivers, roads and hills is on the map. */
export function GroundKeys({ kinds, t }: { kinds: ReadonlySet<DrawnKind>; t: Visit['t'] }) {
  return (
    <>
      {drawnKinds
        .filter((kind) => kinds.has(kind))
        .map((kind) => (
          <Key key={kind} text={t(`map.${kind}`)}>
            <TerrainSign kind={kind} />
          </Key>
        ))}
    </>
  )
}

function TerrainSign({ kind }: { kind: DrawnKind }) {
  const isGround = kind === 'hill' || kind === 'lake'
  return isGround ? (
    <rect class={`under ${kind}`} x="2" y="5" width="20" height="14" rx="3" />
  ) : (
    <path class={`under ${kind}`} d="M2 15c6-8 13 3 20-5" />
  )
}

export function FacilitySign() {
  return <path class="place" d="M12 3l9 9l-9 9l-9-9z" />
}
