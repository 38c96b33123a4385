import type { Fault } from '#kernel'

/** Something wrong in a region pack: where it is, and how to mend it. An error makes the pack unusable, a warning does not. */
export type PackFault = {
  readonly severity: 'error' | 'warning'
  readonly file: string
  readonly line?: number
  /** A column of a table, or a JSON pointer in a JSON file. */
  readonly column?: string
  readonly message: string
  readonly fix?: string
}

export type Report = (fault: PackFault) => void

/** `areas.csv line 12, column "lon"`. */
export function whereIs({ file, line, column }: PackFault): string {
  const parts = [line === undefined ? file : `${file} line ${line}`]
  if (column !== undefined) parts.push(column.startsWith('/') ? column : `column "${column}"`)
  return parts.join(', ')
}

/** One line for a person: where, what, and how to mend it. */
export function describeFault(fault: PackFault): string {
  return [`${whereIs(fault)}:`, fault.message, fault.fix].filter((part) => part !== undefined).join(' ')
}

export function toFault(fault: PackFault): Fault {
  const { message, fix } = fault
  return { pointer: whereIs(fault), message, ...(fix !== undefined && { fix }) }
}
