import { randomInt } from 'node:crypto'

/** Six digits, as people know them; good for one flow, ten minutes and five tries, so that guessing is one in 200,000. */
export const makeCode = (): string => String(randomInt(0, 1_000_000)).padStart(6, '0')

export const readCode = (text: string): string => text.replace(/[\s-]/g, '')

/** Letters and digits that nobody takes for one another, in three groups: 60 bits, so that it can lie in a drawer for months. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

export function makePaperCode(): string {
  const text = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`
}

/** A code from paper without the marks between its groups; letters that are not used are taken for the digits they look like. */
export const readPaperCode = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '')
