import type { GapOfSettlement } from '@datong/server/contract'
import { drawOnSheet, type SheetProps } from './map-sheet.tsx'
import { SettlementDots } from './settlement-dots.tsx'

export type MapProps = SheetProps & { readonly settlements: readonly GapOfSettlement[] }

/** The map of a gap: settlements as dots (reached) or rings (not reached), and where the service is given. */
export function drawMap({ settlements, ...sheet }: MapProps) {
  return drawOnSheet(sheet, {
    className: 'map',
    spots: settlements.map(({ position }) => position),
    dots: (at) => <SettlementDots settlements={settlements} at={at} />,
  })
}
