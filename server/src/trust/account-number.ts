import { randomInt } from 'node:crypto'

/** A resident's number: eight random digits and a check digit (ISO/IEC 7812-1 annex B), so that one wrong digit names nobody. */
export function makeNumber(): string {
  const digits = String(randomInt(10_000_000, 100_000_000))
  return digits + checkDigit(digits)
}

/** The nine digits of what somebody typed, with whatever spaces; undefined where it is no number. */
export function readNumber(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '')
  return /^\d{9}$/.test(digits) && checkDigit(digits.slice(0, 8)) === digits[8] ? digits : undefined
}

function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = at % 2 === 0 ? Number(digit) * 2 : Number(digit)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}
