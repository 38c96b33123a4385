const form = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/**
 * A time as NGSI-LD writes it (GS CIM 009, 4.6.3: ISO 8601 in UTC), unchanged when it is in UTC already and converted when it
 * carries another offset; undefined when it is no time.
 */
export function readInstant(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const match = form.exec(value)
  if (match === null) return undefined
  const text = value.replace(',', '.')
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return undefined
  if (match[2] !== 'Z') return at.getUTCFullYear() > 0 ? at.toISOString() : undefined
  // The thirtieth of February reads as the second of March: such days are refused.
  return at.getUTCDate() === Number(text.slice(8, 10)) ? text : undefined
}

/** ISO 8601 with milliseconds left out when there are none. */
export function writeInstant(at: Date): string {
  const text = at.toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text
}

/** Writes times given in milliseconds since 1970, of which one is often the same as the one before: where one period ends, the next begins. */
export function instantWriter(): (ms: number) => string {
  let [last, text] = [Number.NaN, '']
  return (ms) => {
    if (ms !== last) [last, text] = [ms, writeInstant(new Date(ms))]
    return text
  }
}
