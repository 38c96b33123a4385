/**
 * A telephone number or a mail address as it is kept: without the marks people put between digits, and in small letters. Undefined
 * where it is neither.
 */
export function readContact(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase()
  if (/^[^\s@<>()",;:\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(trimmed)) return trimmed
  const digits = trimmed.replace(/[\s().\-/]/g, '')
  return /^\+?\d{6,15}$/.test(digits) ? digits : undefined
}

/** The number on a card without spaces, in capitals; undefined where it is none. */
export function readCard(text: string): string | undefined {
  const card = text.replace(/[\s-]/g, '').toUpperCase()
  return /^[A-Z0-9]{6,32}$/.test(card) ? card : undefined
}
