/** Collects the values of a statement that is put together, so that none is ever part of its text. */
export type SqlValues = { readonly values: unknown[]; add(value: unknown): string }

export function sqlValues(): SqlValues {
  const values: unknown[] = []
  return { values, add: (value) => `$${values.push(value)}` }
}
