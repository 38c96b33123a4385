import type { FieldKind, Mask } from '#contract'

export type Value = string | number | boolean | null

export const masks: readonly Mask[] = ['whole', 'last-4', 'initial', 'year', 'month', 'tens', 'presence']

/** What stands for hidden characters: always as many, so that it does not tell how many. */
const hidden = '••••'

/** Which masks say anything of a value of a kind. */
export const masksFor: Readonly<Record<FieldKind, readonly Mask[]>> = {
  text: ['whole', 'last-4', 'initial', 'presence'],
  number: ['whole', 'tens', 'presence'],
  boolean: ['whole', 'presence'],
  date: ['whole', 'month', 'year', 'presence'],
}

/** What a mask lets through of a value. What does not fit the mask comes through as null, never whole. */
export function maskValue(mask: Mask, value: Value): Value {
  if (mask === 'presence') return value !== null && value !== ''
  if (value === null || value === '' || mask === 'whole') return value
  if (mask === 'tens') return typeof value === 'number' && Number.isFinite(value) ? Math.floor(value / 10) * 10 : null
  if (typeof value !== 'string') return null
  if (mask === 'year') return /^\d{4}(?=-\d\d(-|$))/.exec(value)?.[0] ?? null
  if (mask === 'month') return /^\d{4}-\d\d(?=-|$)/.exec(value)?.[0] ?? null
  const characters = [...value]
  if (mask === 'initial') return `${characters.length < 2 ? '' : characters[0]}${hidden}`
  return `${hidden}${characters.slice(characters.length - Math.min(4, Math.floor(characters.length / 2))).join('')}`
}

/** Whether whoever sees a value through one mask learns nothing that the other would have kept from them. */
export function isAsCoarse(mask: Mask, than: Mask): boolean {
  return mask === than || than === 'whole' || mask === 'presence' || (mask === 'year' && than === 'month')
}
