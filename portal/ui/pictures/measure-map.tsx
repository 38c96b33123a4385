import type { Position } from '@datong/server/contract'
import { drawOnSheet, type SheetProps } from './map-sheet.tsx'
import type { Spot } from './terrain.tsx'

export type ShadedArea = { readonly code: string; readonly shade?: number }
export type ShadedPlace = { readonly position: Position; readonly shade?: number }

export type MeasureMapProps = SheetProps & {
  readonly areas: readonly ShadedArea[]
  readonly places: readonly ShadedPlace[]
  readonly marks?: readonly { readonly position: Position; readonly kind: 'added' | 'closed' }[]
}

/** The map of a measure: areas or settlements in five shades, and where the service is given. */
export function drawMeasureMap({ areas, places, marks = [], ...sheet }: MeasureMapProps) {
  const shades = new Map(areas.map(({ code, shade }) => [code, shade]))
  return drawOnSheet(sheet, {
    className: 'map measure',
    spots: places.map(({ position }) => position),
    landClass: (code) => (shades.has(code) ? shadeClass(shades.get(code)) : ''),
    dots: (at) =>
      [...Map.groupBy(places, ({ shade }) => shade)].map(([shade, group]) => (
        <path
          key={shade ?? 'none'}
          class={`dots spot ${shadeClass(shade)}`}
          d={group.map(({ position }) => dot(at(position))).join('')}
        />
      )),
    marks: (at) =>
      marks.map(({ position, kind }) => (
        <path
          key={`${kind} ${position.join()}`}
          class={`mark ${kind}`}
          d={kind === 'added' ? star(at(position)) : cross(at(position))}
        />
      )),
  })
}

const shadeClass = (shade: number | undefined) => (shade === undefined ? 'without' : `shade-${shade}`)

const dot = ([x, y]: Spot) => `M${x} ${y}h0`
const cross = ([x, y]: Spot) => `M${x - 9} ${y - 9}l18 18m0-18l-18 18`
const star = ([x, y]: Spot) => `M${x} ${y - 18}l5 13l13 5l-13 5l-5 13l-5-13l-13-5l13-5z`
