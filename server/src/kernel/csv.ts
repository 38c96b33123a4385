export type Cell = string | number | boolean | undefined

/** A table as CSV (RFC 4180), its header given as one line. */
export function writeTable(header: string, rows: readonly (readonly Cell[])[]): string {
  return `${[header, ...rows.map((row) => row.map(writeCell).join(','))].join('\r\n')}\r\n`
}

/**
 * One field of RFC 4180. A text that a spreadsheet would run as a formula is led by an apostrophe, which shows it as text.
 *
 * @see OWASP, CSV Injection
 */
export function writeCell(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value)
  const safe = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
